// Upstream's quantized types: per layer, per axis and per block, with values at ties, beyond the range, NaN; scalars.
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s
// CHECK-COUNT-6: max abs error 0, max rel error 0, 0 mismatches
!layer = !quant.uniform<i8:f32, 0.5:3>
!narrow = !quant.uniform<i4<-7:7>:f16, 0.25>
!axis = !quant.uniform<u8:f32:1, {0.5:3, 0.25:128, 2.0:0}>
!blocks = !quant.uniform<i8:f64:{0:1, 1:3}, {{0.5:3}, {0.125:-7}}>
func.func @main() -> (tensor<2x3xf32>, tensor<2x3xf32>, f32, tensor<2x3xf16>, tensor<2x3xf64>, tensor<0x3xf32>) {
  %x = arith.constant dense<[[1.25, -3.5, 300.0], [0.25, 0x7FC00000, -0.75]]> : tensor<2x3xf32>
  %layer = quant.qcast %x : tensor<2x3xf32> to tensor<2x3x!layer>
  %0 = quant.dcast %layer : tensor<2x3x!layer> to tensor<2x3xf32>
  %axis = quant.qcast %x : tensor<2x3xf32> to tensor<2x3x!axis>
  %1 = quant.dcast %axis : tensor<2x3x!axis> to tensor<2x3xf32>
  %number = arith.constant 0.75 : f32
  %scalar = quant.qcast %number : f32 to !layer
  %2 = quant.dcast %scalar : !layer to f32
  %half = arith.truncf %x : tensor<2x3xf32> to tensor<2x3xf16>
  %narrow = quant.qcast %half : tensor<2x3xf16> to tensor<2x3x!narrow>
  %3 = quant.dcast %narrow : tensor<2x3x!narrow> to tensor<2x3xf16>
  %wide = arith.extf %x : tensor<2x3xf32> to tensor<2x3xf64>
  %blocks = quant.qcast %wide : tensor<2x3xf64> to tensor<2x3x!blocks>
  %4 = quant.dcast %blocks : tensor<2x3x!blocks> to tensor<2x3xf64>
  %none = arith.constant dense<> : tensor<0x3xf32>
  %empty = quant.qcast %none : tensor<0x3xf32> to tensor<0x3x!axis>
  %5 = quant.dcast %empty : tensor<0x3x!axis> to tensor<0x3xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<2x3xf32>, tensor<2x3xf32>, f32, tensor<2x3xf16>, tensor<2x3xf64>, tensor<0x3xf32>
}
