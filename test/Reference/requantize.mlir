// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s
// RUN: quant-run %s --entry=floats | FileCheck %s --check-prefix=FLOAT
// RUN: quant-run %s --entry=floats --device=cpu | FileCheck %s --check-prefix=FLOAT
// RUN: not quant-run %s --entry=bad_shift 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=bad_multiplier 2>&1 | FileCheck %s --check-prefix=MULT
// RUN: not quant-run %s --entry=broadcast 2>&1 | FileCheck %s --check-prefix=CAST

#q8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#plain = #qnt.encoding<i8 : f32, block = *>
#u8 = #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8>
#rows = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

// 2^30 * 2^-31 halves.
func.func @main() -> (!qnt.array<3, #q8>, !qnt.array<6, #plain>, !qnt.array<6, #plain>, !qnt.array<3, #plain>, !qnt.array<2x2, #rows>) {
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  %n = arith.constant dense<31> : tensor<1xi32>
  %s = arith.constant dense<0.25> : tensor<1xf32>
  %z = arith.constant dense<3> : tensor<1xi8>
  %acc = arith.constant dense<[100, -100, 1000000]> : tensor<3xi32>
  // The zero point is added, the sum saturates; the scale is passed on.
  // CHECK: codes: tensor<3xi8> [53, -47, 127]
  // CHECK: scales: tensor<1xf32> [0.25]
  %a = qnt.requantize %acc multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) scale(%s : tensor<1xf32>)
         zero_point(%z : tensor<1xi8>) : tensor<3xi32> -> !qnt.array<3, #q8>
  // 0.5, 1.5, 2.5, -0.5, -1.5, -2.5 to even.
  %ties = arith.constant dense<[1, 3, 5, -1, -3, -5]> : tensor<6xi32>
  // CHECK: codes: tensor<6xi8> [0, 2, 2, 0, -2, -2]
  %b = qnt.requantize %ties multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : tensor<6xi32> -> !qnt.array<6, #plain>
  // TFLite's doubling high multiply takes positive ties up and negative ones towards zero.
  // CHECK: codes: tensor<6xi8> [1, 2, 3, 0, -1, -2]
  %c = qnt.requantize %ties multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) convention = #qnt.convention<tflite>
         : tensor<6xi32> -> !qnt.array<6, #plain>
  // Codes less their zero point: 255 - 128, 0 - 128, 129 - 128, halved.
  %codes = arith.constant dense<[-1, 0, -127]> : tensor<3xi8>
  %z128 = arith.constant dense<-128> : tensor<1xi8>
  %u = qnt.assemble %codes, %s, %z128 : (tensor<3xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<3, #u8>
  // CHECK: codes: tensor<3xi8> [64, -64, 0]
  %d = qnt.requantize %u multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : !qnt.array<3, #u8> -> !qnt.array<3, #plain>
  // A shift for each column: times 1/2 and times 2.
  %m2 = arith.constant dense<1073741824> : tensor<1x1xi32>
  %n2 = arith.constant dense<[[31, 29]]> : tensor<1x2xi32>
  %acc2 = arith.constant dense<[[10, 10], [20, 20]]> : tensor<2x2xi32>
  %s2 = arith.constant dense<1.0> : tensor<1x1xf32>
  // CHECK: codes: tensor<2x2xi8> [{{\[}}5, 20], [10, 40]]
  %e = qnt.requantize %acc2 multiplier(%m2 : tensor<1x1xi32>) shift(%n2 : tensor<1x2xi32>) scale(%s2 : tensor<1x1xf32>)
         : tensor<2x2xi32> -> !qnt.array<2x2, #rows>
  return %a, %b, %c, %d, %e
    : !qnt.array<3, #q8>, !qnt.array<6, #plain>, !qnt.array<6, #plain>, !qnt.array<3, #plain>, !qnt.array<2x2, #rows>
}

func.func @floats() -> (!qnt.array<2, #q8>, !qnt.array<2, #u8>) {
  %acc = arith.constant dense<[3, -5]> : tensor<2xi32>
  %t = arith.constant dense<0.25> : tensor<1xf32>
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<1> : tensor<1xi8>
  // 0.75 / 0.5 = 1.5 -> 2, -1.25 / 0.5 = -2.5 -> -2, then + 1.
  // FLOAT: codes: tensor<2xi8> [3, -1]
  %a = qnt.requantize %acc input_scale(%t : tensor<1xf32>) scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>)
         : tensor<2xi32> -> !qnt.array<2, #q8>
  // From one encoding to another by a rule: the values are (3 - 1) / 2 = 1 and (-1 - 1) / 2 = -1.
  // 2 / 255 is rounded up to an f32, so 1 / scale is just below 127.5: zero point 127, codes 127 + 127 and -127 + 127.
  // FLOAT: codes: tensor<2xi8> [254, 0]
  // FLOAT: scales: tensor<1xf32> [0.007843138]
  // FLOAT: zero points: tensor<1xi8> [127]
  %b = qnt.requantize %a dynamic(minmax) : !qnt.array<2, #q8> -> !qnt.array<2, #u8>
  return %a, %b : !qnt.array<2, #q8>, !qnt.array<2, #u8>
}

func.func @bad_shift() -> !qnt.array<?, #plain> {
  %acc = arith.constant dense<[3, -5]> : tensor<2xi32>
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  %c = arith.constant dense<60> : tensor<1xi32>
  %n = arith.addi %c, %c : tensor<1xi32>
  %d = tensor.cast %acc : tensor<2xi32> to tensor<?xi32>
  // SHIFT: 'qnt.requantize' op expected a shift from -31 to 62, got 120
  %a = qnt.requantize %d multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : tensor<?xi32> -> !qnt.array<?, #plain>
  return %a : !qnt.array<?, #plain>
}

func.func @bad_multiplier() -> !qnt.array<2, #plain> {
  %acc = arith.constant dense<[3, -5]> : tensor<2xi32>
  %c = arith.constant dense<5> : tensor<1xi32>
  %m = arith.addi %c, %c : tensor<1xi32>
  // MULT: 'qnt.requantize' op expected a multiplier from 2^30 to 2^31 - 1, got 10
  %a = qnt.requantize %acc multiplier(%m : tensor<1xi32>) shift(%c : tensor<1xi32>) : tensor<2xi32> -> !qnt.array<2, #plain>
  return %a : !qnt.array<2, #plain>
}

func.func @broadcast() -> !qnt.array<?, #plain> {
  %acc = arith.constant dense<[3, -5]> : tensor<2xi32>
  %d = tensor.cast %acc : tensor<2xi32> to tensor<?xi32>
  %m = arith.constant dense<1073741824> : tensor<3xi32>
  %md = tensor.cast %m : tensor<3xi32> to tensor<?xi32>
  // CAST: 'qnt.requantize' op expected multiplier to broadcast to 2xi32, got 3xi32
  %a = qnt.requantize %d multiplier(%md : tensor<?xi32>) shift(%md : tensor<?xi32>) : tensor<?xi32> -> !qnt.array<?, #plain>
  return %a : !qnt.array<?, #plain>
}
