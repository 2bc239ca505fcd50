// Blocks that the end of a row cuts: no thread reads behind the end of the tensor. In the emulator, which checks that.
// RUN: quant-opt %s --qnt-fuse --qnt-choose-schedule=target=sm_80 | FileCheck %s
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED

// EMULATED-COUNT-5: 0 mismatches

#line = #qnt.encoding<f8E5M2 : f32, block = 2, scale = f16>
#scaled = #qnt.encoding<f8E5M2 : f32, block = 2, scale = f16, tensor_scale = f32>
#rows = #qnt.encoding<i8 : f32, block = 1x2, scale = f32>
#wide = #qnt.encoding<i8 : f32, block = 1x16, scale = f32>

// CHECK-COUNT-3: schedule(#qnt.rowwise
func.func private @blocks(%x: tensor<5xf32>, %d: tensor<?x5xf32>, %e: tensor<3x37xf32>) -> (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>) {
  %0 = qnt.fake_quantize %x dynamic(absmax) encoding = #line : tensor<5xf32>
  %1 = qnt.quantize_grad %x, %x dynamic(absmax) encoding = #scaled : tensor<5xf32>
  %2 = qnt.fake_quantize_grad %x, %x dynamic(absmax) encoding = #line : tensor<5xf32>
  %3 = qnt.fake_quantize %d dynamic(absmax) encoding = #rows : tensor<?x5xf32>
  %4 = qnt.fake_quantize %e dynamic(absmax) encoding = #wide : tensor<3x37xf32>
  return %0, %1, %2, %3, %4 : tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>
}

func.func @main() -> (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>) {
  %x = arith.constant dense<[1.0, 2.0, -3.0, 4.0, 9.0]> : tensor<5xf32>
  %y = arith.constant dense<[[1.0, 2.0, -3.0, 4.0, 9.0], [-5.0, 0.5, 7.0, 0.125, -0.75]]> : tensor<2x5xf32>
  %d = tensor.cast %y : tensor<2x5xf32> to tensor<?x5xf32>
  %z = arith.constant dense<1.75> : tensor<3x37xf32>
  %r:5 = call @blocks(%x, %d, %z) : (tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>) -> (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<?x5xf32>, tensor<3x37xf32>
}
