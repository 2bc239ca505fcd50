// Upstream's quantized types with the rounding of the default convention.
// RUN: quant-run %s | FileCheck %s

!layer = !quant.uniform<i8:f32, 0.5:3>
!unsigned = !quant.uniform<u8:f32, 2.0:128>
!narrow = !quant.uniform<i8<-127:127>:f32, 1.0>
!axis = !quant.uniform<i8:f32:1, {1.0, 0.5:10}>
!sub = !quant.uniform<i8:f32:{0:1, 1:2}, {{1.0, 2.0}, {4.0, 8.0}}>

func.func @main() -> (tensor<5xi8>, tensor<5xf32>, tensor<3xi8>, tensor<3xf32>, tensor<2xi8>, tensor<2x2xi8>, tensor<2x2xf32>, tensor<2x4xi8>, f32) {
  %x = arith.constant dense<[0.25, 0.75, 0x7FC00000, 1000.0, -1000.0]> : tensor<5xf32>
  %a = quant.qcast %x : tensor<5xf32> to tensor<5x!layer>
  // CHECK: tensor<5xi8> [3, 5, 3, 127, -128]
  %ai = quant.scast %a : tensor<5x!layer> to tensor<5xi8>
  // CHECK: tensor<5xf32> [0, 1, 0, 62, -65.5]
  %ad = quant.dcast %a : tensor<5x!layer> to tensor<5xf32>
  %y = arith.constant dense<[-300.0, 5.0, 300.0]> : tensor<3xf32>
  %b = quant.qcast %y : tensor<3xf32> to tensor<3x!unsigned>
  // 0, 128 + 2 (2.5 to even), 255
  // CHECK: tensor<3xi8> [0, -126, -1]
  %bi = quant.scast %b : tensor<3x!unsigned> to tensor<3xi8>
  // CHECK: tensor<3xf32> [-256, 4, 254]
  %bd = quant.dcast %b : tensor<3x!unsigned> to tensor<3xf32>
  %z = arith.constant dense<[-128.0, 128.0]> : tensor<2xf32>
  %c = quant.qcast %z : tensor<2xf32> to tensor<2x!narrow>
  // CHECK: tensor<2xi8> [-127, 127]
  %ci = quant.scast %c : tensor<2x!narrow> to tensor<2xi8>
  %w = arith.constant dense<[[1.0, 1.0], [-3.0, -3.0]]> : tensor<2x2xf32>
  %d = quant.qcast %w : tensor<2x2xf32> to tensor<2x2x!axis>
  // CHECK: tensor<2x2xi8> [{{\[}}1, 12], [-3, 4]]
  %di = quant.scast %d : tensor<2x2x!axis> to tensor<2x2xi8>
  // CHECK: tensor<2x2xf32> [{{\[}}1, 1], [-3, -3]]
  %dd = quant.dcast %d : tensor<2x2x!axis> to tensor<2x2xf32>
  %v = arith.constant dense<8.0> : tensor<2x4xf32>
  %e = quant.qcast %v : tensor<2x4xf32> to tensor<2x4x!sub>
  // CHECK: tensor<2x4xi8> [{{\[}}8, 8, 4, 4], [2, 2, 1, 1]]
  %ei = quant.scast %e : tensor<2x4x!sub> to tensor<2x4xi8>
  %scalar = arith.constant 5 : i8
  %q = quant.scast %scalar : i8 to !layer
  // CHECK: tensor<f32> 1
  %f = quant.dcast %q : !layer to f32
  return %ai, %ad, %bi, %bd, %ci, %di, %dd, %ei, %f
    : tensor<5xi8>, tensor<5xf32>, tensor<3xi8>, tensor<3xf32>, tensor<2xi8>, tensor<2x2xi8>, tensor<2x2xf32>, tensor<2x4xi8>, f32
}
