// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-local-scope %s | quant-opt | FileCheck %s

// One function a group: each attribute stands in the order in which it is printed.

// CHECK-DAG: #[[$I2:.*]] = #qnt.encoding<i2 : f32>
// CHECK-DAG: #qnt.encoding<i16 : f64, block = *>
// CHECK-DAG: #qnt.encoding<f6E3M2FN : bf16, block = 1x*x32, scale = f8E8M0FNU>
// CHECK-DAG: #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
// CHECK-DAG: #qnt.encoding<i8 : f16, block = *x*, scale = f16, zero_point = f16, clamp = -16 : 15, decode = mul_sub, sparsity = 2:4 along 1>
// CHECK-DAG: #qnt.encoding<u16 : f32, block = *, scale = f64, zero_point = i32, sparsity = bitmask>
// CHECK-DAG: #qnt.encoding<i16 : f32, block = *x*x*, sparsity = 5:16 along 0, layout = "compressed">
// CHECK-DAG: #qnt.encoding<lut<u4, f32> : f32, block = *x*, sparsity = 2:4 along 1, layout = "mma_sp_k32">
// CHECK-DAG: #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32, sparsity = 2:4 along 0, layout = "mma_sp_k64_t">
// CHECK-DAG: #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>
// CHECK-DAG: #qnt.encoding<lut<u6, f16, group = 16x*, vector = 2x1> : f32, block = *x*>
// CHECK-DAG: #qnt.encoding<lut<u1, i8, vector = 4> : bf16, block = *, scale = bf16, zero_point = u1>

// CHECK-LABEL: func private @storage
func.func private @storage(!qnt.array<#qnt.encoding<i2 : f32>>, !qnt.array<8, #qnt.encoding<i16 : f64, block = *>>,
  !qnt.array<2x3x4, #qnt.encoding<f6E3M2FN : bf16, block = 1x*x32, scale = f8E8M0FNU>>)

// The plain layout is none: left out.
// CHECK-LABEL: func private @components
func.func private @components(
  !qnt.array<?x?, #qnt.encoding<f4E2M1FN : f32, block = 1x16, tensor_scale = f32, scale = f8E4M3FN>>,
  !qnt.array<2x4, #qnt.encoding<i8 : f16, sparsity = 2:4 along 1, decode = mul_sub, clamp = -16 : 15, zero_point = f16, scale = f16, block = *x*>>,
  !qnt.array<0, #qnt.encoding<u16 : f32, block = *, scale = f64, zero_point = i32, sparsity = bitmask, layout = "plain">>)

// CHECK-LABEL: func private @kept_codes
func.func private @kept_codes(!qnt.array<?x2x?, #qnt.encoding<i16 : f32, block = *x*x*, sparsity = 5:16 along 0, layout = "compressed">>,
  !qnt.array<?x8, #qnt.encoding<lut<u4, f32> : f32, block = *x*, sparsity = 2:4 along 1, layout = "mma_sp_k32">>,
  !qnt.array<3x0, #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32, sparsity = 2:4 along 0, layout = "mma_sp_k64_t">>)

// A group of '*' only is one table for the tensor: left out.
// CHECK-LABEL: func private @code_books
func.func private @code_books(!qnt.array<8x64, #qnt.encoding<lut<u4, f32, group = *x*> : f32, block = 1x64, scale = f32>>,
  !qnt.array<?x?, #qnt.encoding<lut<u6, f16, group = 16x*, vector = 2x1> : f32, block = *x*>>,
  !qnt.array<8, #qnt.encoding<lut<u1, i8, vector = 4> : bf16, block = *, scale = bf16, zero_point = u1>>)

// CHECK-LABEL: func private @standalone
// CHECK-SAME: calibration = [#qnt.calibration<absmax>, #qnt.calibration<minmax(5.000000e-01)>, #qnt.calibration<fixed(-1.000000e+00, 2.000000e+00)>, #qnt.calibration<mse(2.500000e-01, 1.000000e+01)>]
// CHECK-SAME: conv = [#qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>, #qnt.conv<[b, f] x [o, i] -> [f, b]>, #qnt.conv<[2, 1, 0, b, f] x [i, o, 0, 1, 2] -> [b, f, 2, 0, 1]>]
// CHECK-SAME: convention = [#qnt.convention<default>, #qnt.convention<"qwix-cpu">, #qnt.convention<qwix, mx_scale = oas>, #qnt.convention<onnx, epsilon = "1e-06", nan = zero, seed = "18446744073709551615">]
// CHECK-SAME: lut = [#qnt.lut<u8, f8E5M2>, #qnt.lut<u2, bf16, group = 4x1>]
// CHECK-SAME: options = [#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>, #qnt.invoke_options<codegen_low_precision = true>]
// CHECK-SAME: sparsity = [#qnt.sparsity<bitmask>, #qnt.sparsity<1:4 along 0>]
func.func private @standalone() attributes {
  calibration = [#qnt.calibration<absmax>, #qnt.calibration<minmax(0.5)>, #qnt.calibration<fixed(-1.0, 2.0)>,
                 #qnt.calibration<mse(0.25, 10.0)>],
  // Parameters that the preset has anyway are dropped, the others sorted.
  convention = [#qnt.convention<default, mx_scale = floor>, #qnt.convention<"qwix-cpu">,
                #qnt.convention<qwix, mx_scale = oas>,
                #qnt.convention<onnx, seed = 18446744073709551615, nan = zero, epsilon = 1.0e-6>],
  conv = [#qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>, #qnt.conv<[b, f] x [o, i] -> [f, b]>,
          #qnt.conv<[2, 1, 0, b, f] x [i, o, 0, 1, 2] -> [b, f, 2, 0, 1]>],
  lut = [#qnt.lut<u8, f8E5M2>, #qnt.lut<u2, bf16, group = 4x1>],
  options = [#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>,
             #qnt.invoke_options<codegen_low_precision = true>],
  sparsity = [#qnt.sparsity<bitmask>, #qnt.sparsity<1:4 along 0>]}
