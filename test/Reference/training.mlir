// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s
// RUN: quant-run %s --entry=clipping | FileCheck %s --check-prefix=CLIP
// RUN: quant-run %s --entry=clipping --device=cpu | FileCheck %s --check-prefix=CLIP

#q8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#s8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#f8 = #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32>
#lut = #qnt.encoding<lut<u2, f32> : f32, block = *, scale = f32>

func.func @main() -> (tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<4xf32>, tensor<4xf32>) {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<1> : tensor<1xi8>
  // Codes -128 (exactly), -128 (rounded), beyond, 1, NaN: with zero point 1 the lowest value is -129 / 2.
  %x = arith.constant dense<[-64.5, -64.7, -65.0, 0.0, 0x7FC00000]> : tensor<5xf32>
  %dy = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf32>
  // CHECK: tensor<5xf32> [-64.5, -64.5, -64.5, 0, 0]
  %y = qnt.fake_quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) encoding = #q8 : tensor<5xf32>
  // CHECK: tensor<5xf32> [1, 2, 0, 4, 0]
  %dx = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) encoding = #q8 : tensor<5xf32>
  // CHECK: tensor<5xf32> [2, 4, 0, 8, 0]
  %dq = qnt.quantize_grad %x, %dy scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) encoding = #q8 : tensor<5xf32>
  // |x / s| up to 448 passes.
  %u = arith.constant dense<[224.0, 224.1, -224.0, 0x7F800000]> : tensor<4xf32>
  %du = arith.constant dense<1.0> : tensor<4xf32>
  // CHECK: tensor<4xf32> [1, 0, 1, 0]
  %df = qnt.fake_quantize_grad %u, %du scale(%s : tensor<1xf32>) encoding = #f8 : tensor<4xf32>
  // A table from -1 to 2, scale 0.5.
  %table = arith.constant dense<[[-1.0, 0.0, 1.0, 2.0]]> : tensor<1x4xf32>
  %v = arith.constant dense<[-0.5, -0.6, 1.0, 1.1]> : tensor<4xf32>
  // CHECK: tensor<4xf32> [1, 0, 1, 0]
  %dl = qnt.fake_quantize_grad %v, %du scale(%s : tensor<1xf32>) codebook(%table : tensor<1x4xf32>) encoding = #lut : tensor<4xf32>
  return %y, %dx, %dq, %df, %dl : tensor<5xf32>, tensor<5xf32>, tensor<5xf32>, tensor<4xf32>, tensor<4xf32>
}

// absmax with a factor below 1 stops the gradient of what lies outside: half of 2 is 1.
func.func @clipping() -> (tensor<5xf32>, tensor<5xf32>) {
  %x = arith.constant dense<[-2.0, -1.0, 0.0, 1.0, 2.0]> : tensor<5xf32>
  %dy = arith.constant dense<1.0> : tensor<5xf32>
  // CLIP: tensor<5xf32> [0, 1, 1, 1, 0]
  %dx = qnt.fake_quantize_grad %x, %dy dynamic(absmax(0.5)) encoding = #s8 : tensor<5xf32>
  // CLIP: tensor<5xf32> [1, 1, 1, 1, 1]
  %all = qnt.fake_quantize_grad %x, %dy dynamic(absmax) encoding = #s8 : tensor<5xf32>
  return %dx, %all : tensor<5xf32>, tensor<5xf32>
}
