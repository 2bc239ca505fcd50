// Weights of depthwise and grouped convolutions, through the documented passes, in every dtype: numbers that the dtype holds
// exactly, so that the quantized program computes what linalg's loops compute with the floats. `tail=mask`: depthwise kernels
// have one input feature, less than any block.
// DEFINE: %{model} = %s
// DEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask
// DEFINE: %{compress} = quant-opt %{model} --qnt-import "--%{pass}" -o %t.mlir && FileCheck %s < %t.mlir && quant-run %t.mlir --print > %t.after && cmp %t.before %t.after
// DEFINE: %{compile} = quant-run %t.mlir --device=cpu --print > %t.after && cmp %t.before %t.after

// Weights of -1, 0 and 1.
// RUN: quant-run %s --print > %t.before
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=int2
// RUN: %{compress}
// RUN: %{compile}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=uint2
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=nf4
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=mxfp8
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=mxfp6
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=mxfp4
// RUN: %{compress}
// RUN: %{compile}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=nvfp4
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-palettize-weights=weight-num-threshold=0
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-palettize-weights=weight-num-threshold=0 mode=unique
// RUN: %{compress}
// RUN: %{compile}
// REDEFINE: %{pass} = qnt-sparsify-weights=weight-num-threshold=0 target-sparsity=0 dtype=int2
// RUN: %{compress}

// Weights of -13335, 0 and 13335: 127 * 15 * 7, which the scales of these dtypes divide.
// RUN: sed 's/1\.0/13335.0/g; s/0000803F/005C5046/g; s/000080BF/005C50C6/g' %s > %t.large.mlir
// REDEFINE: %{model} = %t.large.mlir
// RUN: quant-run %t.large.mlir --print > %t.before
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=int3
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=int4
// RUN: %{compress}
// RUN: %{compile}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=int5
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=int8
// RUN: %{compress}
// RUN: %{compile}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=uint3
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=uint4
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=uint8
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=fp8_e4m3fn
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=fp8_e5m2
// RUN: %{compress}
// REDEFINE: %{pass} = qnt-quantize-weights=weight-num-threshold=0 tail=mask dtype=fp6_e2m3fn
// RUN: %{compress}

// CHECK-COUNT-10: qnt.constant
// CHECK-NOT: qnt.dequantize
func.func @main() -> (tensor<1x3x2x4xf32>, tensor<1x3x2x4xf32>, tensor<1x3x3x2x3xf32>, tensor<1x3x3x2x3xf32>, tensor<1x3x3x3xf32>, tensor<2x3x4xf32>, tensor<1x1x2x2x2x2xf32>, tensor<1x2x3x2x2xf32>, tensor<1x2x3x2x2xf32>, tensor<1x2x3x2x2xf32>) {
  %data = arith.constant dense<[
    6.0, 6.0, 6.0, 0.0, -4.0, 6.0, -4.0, -2.0, 6.0, 2.0, -4.0, -2.0, -3.0, 5.0, 6.0, -4.0, -3.0, -2.0, -3.0, -3.0,
    0.0, 0.0, -3.0, 6.0, 3.0, 6.0, 0.0, 0.0, 2.0, 6.0, -3.0, -2.0, 6.0, 2.0, 5.0, -2.0, 2.0, 3.0, 0.0, 2.0, -3.0,
    -2.0, -2.0, 5.0, -2.0, 2.0, 5.0, -2.0, -3.0, -3.0, 0.0, 0.0, -3.0, 6.0, 5.0, 5.0, 5.0, -2.0, 0.0, 2.0, 3.0, -2.0,
    2.0, 3.0, -3.0, 5.0, -2.0, -4.0, 0.0, -2.0, -3.0, -3.0, 6.0, 6.0, -4.0, 0.0, 6.0, 0.0, -4.0, 5.0, 5.0, -2.0, 5.0,
    5.0, 0.0, -3.0, 2.0, 2.0, -3.0, 0.0, -4.0, 5.0, -2.0, -3.0, -4.0, 0.0, 6.0, 2.0, -3.0, 3.0, 2.0, 5.0, -2.0, -2.0,
    -2.0, 0.0, 0.0, -3.0, 3.0, 3.0, 6.0, -4.0, 6.0, -4.0, 5.0, -4.0, -4.0, 2.0, 0.0, 0.0, 0.0, -4.0, 0.0, 5.0, 6.0,
    -2.0, 5.0, -3.0, -2.0, -2.0, -3.0, 2.0, 0.0, 5.0, 2.0, 5.0, 6.0, 2.0, -4.0, -2.0, -4.0, 0.0, 6.0, -2.0, 2.0, 0.0,
    0.0, -3.0, -2.0, 2.0, 5.0, 6.0, 0.0, -3.0, -3.0, -4.0, 2.0, 3.0, -4.0, -2.0, 3.0, -4.0, 6.0, 3.0, -4.0, -3.0,
    -3.0, 6.0, 3.0, 2.0, -3.0, -3.0, -2.0, 6.0, -2.0, 2.0, 3.0, -4.0, -2.0, -2.0, 6.0, 3.0, -3.0, -4.0, 3.0, 3.0,
    -2.0, 6.0, -2.0, 5.0, -3.0, 6.0, -3.0, 5.0, 5.0, -3.0, -2.0, -2.0, -2.0, -2.0, 2.0, 5.0, 3.0, 5.0, 6.0, 6.0, 6.0,
    -2.0, -3.0, 2.0, -2.0, 6.0, -3.0, 0.0, -2.0, 6.0, 6.0, 2.0, -3.0, 3.0, 2.0, -4.0, 0.0, -4.0, 3.0, 6.0, 6.0, 0.0,
    3.0, 5.0, 2.0, 0.0, 5.0, 0.0, 0.0, 5.0, 0.0, 3.0, 0.0, -4.0, -4.0, 6.0, 3.0, -3.0, -2.0, 2.0, -4.0, -2.0, 6.0,
    6.0, 2.0, 0.0, 5.0, 5.0, 6.0, 3.0, 6.0, 3.0, -2.0, -3.0, 2.0, -3.0, 2.0, 3.0, 2.0, -3.0, -4.0, 5.0, 6.0, 0.0,
    -3.0, 2.0, 0.0, -4.0, -3.0, -2.0, 6.0, -2.0, 3.0, -2.0, 0.0, 0.0, 6.0, 2.0, -4.0, -3.0, 6.0, -3.0, -4.0, 0.0,
    2.0, 3.0, -4.0, 5.0, 0.0, -2.0, 5.0, 5.0, -4.0, 6.0, 6.0, 0.0, -3.0, 5.0, 3.0, 6.0, 3.0, 0.0, -2.0, -2.0, 0.0,
    0.0, 5.0, -2.0, 2.0, 3.0, 2.0, -3.0, 3.0, -2.0, -3.0, 6.0, 3.0, 5.0, 2.0, 6.0, -3.0, 0.0, -2.0, 5.0, -3.0, -4.0,
    3.0, -4.0, 6.0, -4.0, 6.0, 6.0, -2.0, 0.0, 6.0, 2.0, -4.0, 2.0, 2.0, 5.0, 0.0, 2.0, -4.0, 2.0, 6.0, 0.0, 5.0,
    -2.0, -3.0, 5.0, -3.0, -3.0, 5.0, -2.0, 6.0, -2.0, -4.0, -2.0, 6.0, 5.0, 5.0, 2.0, 0.0, 6.0, 6.0, -4.0, 3.0, 5.0,
    6.0, 3.0, -2.0, 0.0, 5.0, -3.0, 2.0, -4.0, -3.0, -3.0, 0.0, -4.0, 0.0, -3.0, 2.0, 3.0, 3.0, 0.0, 6.0, -2.0, 6.0,
    -2.0, 2.0, 0.0, 5.0, -3.0, 5.0, 5.0, -4.0, 0.0, 0.0, 0.0, -4.0, 0.0, 3.0, -4.0, 3.0, 3.0, 0.0, 0.0, 0.0, -2.0,
    -4.0, 0.0, -4.0, -2.0]> : tensor<420xf32>

  %x0_flat = tensor.extract_slice %data[0] [64] [1] : tensor<420xf32> to tensor<64xf32>
  %x0 = tensor.expand_shape %x0_flat [[0, 1, 2, 3]] output_shape [1, 4, 4, 4] : tensor<64xf32> into tensor<1x4x4x4xf32>
  %w0 = arith.constant dense<[[[0.0, 1.0, 1.0, 1.0], [-1.0, 1.0, 1.0, -1.0], [-1.0, 0.0, 1.0, 1.0]], [[-1.0, -1.0, -1.0, 1.0], [1.0, 0.0, 0.0, -1.0], [1.0, 1.0, -1.0, 0.0]]]> : tensor<2x3x4xf32> loc("w0")
  %i0 = arith.constant dense<0.0> : tensor<1x3x2x4xf32>
  %r0 = linalg.depthwise_conv_2d_nhwc_hwc ins(%x0, %w0 : tensor<1x4x4x4xf32>, tensor<2x3x4xf32>) outs(%i0 : tensor<1x3x2x4xf32>) -> tensor<1x3x2x4xf32>

  %x1_flat = tensor.extract_slice %data[17] [64] [1] : tensor<420xf32> to tensor<64xf32>
  %x1 = tensor.expand_shape %x1_flat [[0, 1, 2, 3]] output_shape [1, 4, 4, 4] : tensor<64xf32> into tensor<1x4x4x4xf32>
  %w1 = arith.constant dense_resource<kernel1> : tensor<2x3x4xf32> loc("w1")
  %i1 = arith.constant dense<0.0> : tensor<1x3x2x4xf32>
  %r1 = linalg.depthwise_conv_2d_nhwc_hwc ins(%x1, %w1 : tensor<1x4x4x4xf32>, tensor<2x3x4xf32>) outs(%i1 : tensor<1x3x2x4xf32>) -> tensor<1x3x2x4xf32>

  %x2_flat = tensor.extract_slice %data[34] [32] [1] : tensor<420xf32> to tensor<32xf32>
  %x2 = tensor.expand_shape %x2_flat [[0, 1, 2, 3]] output_shape [1, 4, 4, 2] : tensor<32xf32> into tensor<1x4x4x2xf32>
  %w2 = arith.constant dense<[[[[1.0, 1.0, -1.0], [-1.0, -1.0, 0.0]], [[1.0, -1.0, 1.0], [1.0, 1.0, -1.0]]], [[[-1.0, 1.0, 1.0], [1.0, -1.0, 1.0]], [[-1.0, 1.0, 1.0], [-1.0, -1.0, 1.0]]]]> : tensor<2x2x2x3xf32> loc("w2")
  %i2 = arith.constant dense<0.0> : tensor<1x3x3x2x3xf32>
  %r2 = linalg.depthwise_conv_2d_nhwc_hwcm ins(%x2, %w2 : tensor<1x4x4x2xf32>, tensor<2x2x2x3xf32>) outs(%i2 : tensor<1x3x3x2x3xf32>) -> tensor<1x3x3x2x3xf32>

  %x3_flat = tensor.extract_slice %data[51] [32] [1] : tensor<420xf32> to tensor<32xf32>
  %x3 = tensor.expand_shape %x3_flat [[0, 1, 2, 3]] output_shape [1, 4, 4, 2] : tensor<32xf32> into tensor<1x4x4x2xf32>
  %w3 = arith.constant dense_resource<kernel3> : tensor<2x2x2x3xf32> loc("w3")
  %i3 = arith.constant dense<0.0> : tensor<1x3x3x2x3xf32>
  %r3 = linalg.depthwise_conv_2d_nhwc_hwcm ins(%x3, %w3 : tensor<1x4x4x2xf32>, tensor<2x2x2x3xf32>) outs(%i3 : tensor<1x3x3x2x3xf32>) -> tensor<1x3x3x2x3xf32>

  %x4_flat = tensor.extract_slice %data[68] [48] [1] : tensor<420xf32> to tensor<48xf32>
  %x4 = tensor.expand_shape %x4_flat [[0, 1, 2, 3]] output_shape [1, 3, 4, 4] : tensor<48xf32> into tensor<1x3x4x4xf32>
  %w4 = arith.constant dense_resource<kernel4> : tensor<3x2x2xf32> loc("w4")
  %i4 = arith.constant dense<0.0> : tensor<1x3x3x3xf32>
  %r4 = linalg.depthwise_conv_2d_nchw_chw ins(%x4, %w4 : tensor<1x3x4x4xf32>, tensor<3x2x2xf32>) outs(%i4 : tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>

  %x5_flat = tensor.extract_slice %data[85] [30] [1] : tensor<420xf32> to tensor<30xf32>
  %x5 = tensor.expand_shape %x5_flat [[0, 1, 2]] output_shape [2, 3, 5] : tensor<30xf32> into tensor<2x3x5xf32>
  %w5 = arith.constant dense<[[1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]]> : tensor<3x2xf32> loc("w5")
  %i5 = arith.constant dense<0.0> : tensor<2x3x4xf32>
  %r5 = linalg.depthwise_conv_1d_ncw_cw ins(%x5, %w5 : tensor<2x3x5xf32>, tensor<3x2xf32>) outs(%i5 : tensor<2x3x4xf32>) -> tensor<2x3x4xf32>

  %x6_flat = tensor.extract_slice %data[12] [36] [1] : tensor<420xf32> to tensor<36xf32>
  %x6 = tensor.expand_shape %x6_flat [[0, 1, 2, 3, 4]] output_shape [1, 2, 3, 3, 2] : tensor<36xf32> into tensor<1x2x3x3x2xf32>
  %w6 = arith.constant dense_resource<kernel6> : tensor<2x2x2x2x2xf32> loc("w6")
  %i6 = arith.constant dense<0.0> : tensor<1x1x2x2x2x2xf32>
  %r6 = linalg.depthwise_conv_3d_ndhwc_dhwcm ins(%x6, %w6 : tensor<1x2x3x3x2xf32>, tensor<2x2x2x2x2xf32>) outs(%i6 : tensor<1x1x2x2x2x2xf32>) -> tensor<1x1x2x2x2x2xf32>

  %x7_flat = tensor.extract_slice %data[29] [36] [1] : tensor<420xf32> to tensor<36xf32>
  %x7 = tensor.expand_shape %x7_flat [[0, 1, 2, 3, 4]] output_shape [1, 2, 2, 3, 3] : tensor<36xf32> into tensor<1x2x2x3x3xf32>
  %w7 = arith.constant dense_resource<kernel7> : tensor<2x3x2x2x2xf32> loc("w7")
  %i7 = arith.constant dense<0.0> : tensor<1x2x3x2x2xf32>
  %r7 = linalg.conv_2d_ngchw_gfchw ins(%x7, %w7 : tensor<1x2x2x3x3xf32>, tensor<2x3x2x2x2xf32>) outs(%i7 : tensor<1x2x3x2x2xf32>) -> tensor<1x2x3x2x2xf32>

  %x8_flat = tensor.extract_slice %data[46] [36] [1] : tensor<420xf32> to tensor<36xf32>
  %x8 = tensor.expand_shape %x8_flat [[0, 1, 2, 3, 4]] output_shape [1, 2, 2, 3, 3] : tensor<36xf32> into tensor<1x2x2x3x3xf32>
  %w8 = arith.constant dense<[[[[[1.0, 1.0], [1.0, 1.0]], [[1.0, -1.0], [-1.0, 1.0]]], [[[-1.0, -1.0], [-1.0, 1.0]], [[1.0, -1.0], [1.0, -1.0]]]], [[[[1.0, -1.0], [-1.0, 0.0]], [[0.0, -1.0], [1.0, 1.0]]], [[[-1.0, -1.0], [-1.0, -1.0]], [[1.0, -1.0], [-1.0, 1.0]]]], [[[[-1.0, 1.0], [1.0, 1.0]], [[0.0, 0.0], [0.0, -1.0]]], [[[-1.0, 0.0], [1.0, 0.0]], [[1.0, -1.0], [-1.0, -1.0]]]]]> : tensor<3x2x2x2x2xf32> loc("w8")
  %i8 = arith.constant dense<0.0> : tensor<1x2x3x2x2xf32>
  %r8 = linalg.conv_2d_ngchw_fgchw ins(%x8, %w8 : tensor<1x2x2x3x3xf32>, tensor<3x2x2x2x2xf32>) outs(%i8 : tensor<1x2x3x2x2xf32>) -> tensor<1x2x3x2x2xf32>

  %x9_flat = tensor.extract_slice %data[63] [36] [1] : tensor<420xf32> to tensor<36xf32>
  %x9 = tensor.expand_shape %x9_flat [[0, 1, 2, 3, 4]] output_shape [1, 2, 2, 3, 3] : tensor<36xf32> into tensor<1x2x2x3x3xf32>
  %w9 = arith.constant dense_resource<kernel9> : tensor<3x2x2x2x2xf32> loc("w9")
  %i9 = arith.constant dense<0.0> : tensor<1x2x3x2x2xf32>
  %r9 = linalg.conv_2d_ngchw_fgchw ins(%x9, %w9 : tensor<1x2x2x3x3xf32>, tensor<3x2x2x2x2xf32>) outs(%i9 : tensor<1x2x3x2x2xf32>) -> tensor<1x2x3x2x2xf32>

  return %r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7, %r8, %r9
    : tensor<1x3x2x4xf32>, tensor<1x3x2x4xf32>, tensor<1x3x3x2x3xf32>, tensor<1x3x3x2x3xf32>, tensor<1x3x3x3xf32>, tensor<2x3x4xf32>, tensor<1x1x2x2x2x2xf32>, tensor<1x2x3x2x2xf32>, tensor<1x2x3x2x2xf32>, tensor<1x2x3x2x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      kernel1: "0x040000000000803F0000803F0000803F000080BF000080BF000080BF0000803F000080BF000080BF0000803F000080BF0000803F0000803F000080BF0000803F000080BF000080BF0000803F000080BF000080BF000080BF000000000000000000000000",
      kernel3: "0x04000000000080BF0000803F000080BF0000803F0000803F0000803F0000803F000080BF000000000000803F000080BF00000000000080BF0000803F000080BF000080BF000000000000803F00000000000000000000803F0000803F00000000000080BF",
      kernel4: "0x040000000000803F000080BF0000803F000080BF00000000000080BF0000803F0000803F000080BF000080BF0000803F00000000",
      kernel6: "0x040000000000803F00000000000080BF000000000000803F0000803F0000803F000080BF000000000000803F00000000000000000000803F000080BF0000803F00000000000000000000803F0000000000000000000080BF000000000000803F0000803F0000803F0000803F0000803F00000000000080BF000080BF000080BF000080BF",
      kernel7: "0x0400000000000000000080BF0000803F0000803F00000000000080BF000080BF000080BF0000803F000080BF0000803F000080BF000080BF0000803F000080BF0000803F000080BF000080BF000080BF0000803F0000803F000080BF000080BF0000803F0000000000000000000080BF000080BF0000803F00000000000080BF000080BF000080BF00000000000080BF000080BF0000803F0000803F000000000000803F000000000000803F0000803F0000803F0000803F000000000000803F000080BF",
      kernel9: "0x040000000000803F0000000000000000000080BF0000803F000080BF000000000000803F000000000000803F000080BF000080BF0000803F000080BF0000803F000080BF00000000000080BF0000803F000000000000803F0000803F00000000000080BF000080BF00000000000080BF0000803F0000803F000080BF0000803F00000000000080BF0000803F0000803F0000803F00000000000080BF000080BF000000000000803F0000803F0000000000000000000080BF0000803F000080BF00000000"
    }
  }
#-}
