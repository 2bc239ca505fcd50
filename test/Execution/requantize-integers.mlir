// qnt.requantize with integers only: elements that a mask leaves out, and numbers that have no defined result.
// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --device=cpu | FileCheck %s
// RUN: quant-run %s --device=emulated | FileCheck %s
// RUN: not quant-run %s --entry=low_multiplier 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %s --entry=low_multiplier --device=cpu 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %s --entry=low_multiplier --device=emulated 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %s --entry=negative_multiplier --device=cpu 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %s --entry=high_shift 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=high_shift --device=cpu 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=high_shift --device=emulated 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=low_shift 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=low_shift --device=cpu 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=low_shift --device=emulated 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=no_elements 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=no_elements --device=cpu 2>&1 | FileCheck %s --check-prefix=SHIFT
// RUN: not quant-run %s --entry=wide_difference 2>&1 | FileCheck %s --check-prefix=DIFFERENCE
// RUN: not quant-run %s --entry=wide_difference --device=cpu 2>&1 | FileCheck %s --check-prefix=DIFFERENCE
// RUN: not quant-run %s --entry=wide_difference --device=emulated 2>&1 | FileCheck %s --check-prefix=DIFFERENCE
// RUN: not quant-run %s --entry=wide_codes --device=cpu 2>&1 | FileCheck %s --check-prefix=DIFFERENCE
// RUN: not quant-run %s --entry=wide_codes --device=emulated 2>&1 | FileCheck %s --check-prefix=DIFFERENCE

// MULTIPLIER: 'qnt.requantize' op expected a multiplier from 2^30 to 2^31 - 1
// SHIFT: 'qnt.requantize' op expected a shift from -31 to 62
// DIFFERENCE: 'qnt.requantize' op expected code - zero point to fit in 32 bits

#u8 = #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8, sparsity = bitmask>
#pairs = #qnt.encoding<i4 : f32, block = *, scale = f32, sparsity = 1:2 along 0>
#i16 = #qnt.encoding<i16 : f32, block = 1, scale = f32, zero_point = i32, sparsity = bitmask>
#i32 = #qnt.encoding<i32 : f32, block = *, scale = f32, zero_point = i8>
#z8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#plain = #qnt.encoding<i8 : f32, block = *>

//===----------------------------------------------------------------------------------------------------===//
// Functions whose operands only the run tells
//===----------------------------------------------------------------------------------------------------===//

func.func private @masked(%a: !qnt.array<4, #u8>, %m: tensor<1xi32>, %n: tensor<1xi32>, %z: tensor<1xi8>) -> !qnt.array<4, #z8> {
  %s = arith.constant dense<1.0> : tensor<1xf32>
  %b = qnt.requantize %a multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>)
         : !qnt.array<4, #u8> -> !qnt.array<4, #z8>
  return %b : !qnt.array<4, #z8>
}

func.func private @of_pairs(%a: !qnt.array<4, #pairs>, %m: tensor<1xi32>, %n: tensor<1xi32>) -> !qnt.array<4, #plain> {
  %b = qnt.requantize %a multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : !qnt.array<4, #pairs> -> !qnt.array<4, #plain>
  return %b : !qnt.array<4, #plain>
}

func.func private @wide(%a: !qnt.array<4, #i16>, %m: tensor<1xi32>, %n: tensor<1xi32>) -> !qnt.array<4, #plain> {
  %b = qnt.requantize %a multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : !qnt.array<4, #i16> -> !qnt.array<4, #plain>
  return %b : !qnt.array<4, #plain>
}

func.func private @accumulators(%a: tensor<?x2xi32>, %m: tensor<1x2xi32>, %n: tensor<1x1xi32>) -> !qnt.array<?x2, #qnt.encoding<i8 : f32, block = *x*>> {
  %b = qnt.requantize %a multiplier(%m : tensor<1x2xi32>) shift(%n : tensor<1x1xi32>) : tensor<?x2xi32> -> !qnt.array<?x2, #qnt.encoding<i8 : f32, block = *x*>>
  return %b : !qnt.array<?x2, #qnt.encoding<i8 : f32, block = *x*>>
}

//===----------------------------------------------------------------------------------------------------===//
// Defined results
//===----------------------------------------------------------------------------------------------------===//

func.func @main() -> (!qnt.array<4, #z8>, !qnt.array<4, #plain>, !qnt.array<4, #plain>, !qnt.array<6, #plain>, !qnt.array<6, #plain>) {
  %s = arith.constant dense<1.0> : tensor<1xf32>
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  // The unsigned codes 10 and 200 (-56), less 100, less 5; the others are the real value 0, whatever their codes.
  // CHECK: codes: tensor<4xi8> [-95, -5, 95, -5]
  %codes = arith.constant dense<[10, 50, -56, 7]> : tensor<4xi8>
  %mask = arith.constant dense<[true, false, true, false]> : tensor<4xi1>
  %z100 = arith.constant dense<100> : tensor<1xi8>
  %z = arith.constant dense<-5> : tensor<1xi8>
  %n30 = arith.constant dense<30> : tensor<1xi32>
  %a = qnt.assemble %codes, %s, %z100, %mask : (tensor<4xi8>, tensor<1xf32>, tensor<1xi8>, tensor<4xi1>) -> !qnt.array<4, #u8>
  %x = call @masked(%a, %m, %n30, %z) : (!qnt.array<4, #u8>, tensor<1xi32>, tensor<1xi32>, tensor<1xi8>) -> !qnt.array<4, #z8>
  // Times 4.
  // CHECK: codes: tensor<4xi8> [0, 28, -32, 0]
  %four = arith.constant dense<[3, 7, -8, 5]> : tensor<4xi4>
  %pairs = arith.constant dense<[false, true, true, false]> : tensor<4xi1>
  %n28 = arith.constant dense<28> : tensor<1xi32>
  %b = qnt.assemble %four, %s, %pairs : (tensor<4xi4>, tensor<1xf32>, tensor<4xi1>) -> !qnt.array<4, #pairs>
  %y = call @of_pairs(%b, %m, %n28) : (!qnt.array<4, #pairs>, tensor<1xi32>, tensor<1xi32>) -> !qnt.array<4, #plain>
  // Differences 2^31 - 1, -2^31, -(2^31 - 1), times 2^-25; the last, of 33 bits, is left out.
  // CHECK: codes: tensor<4xi8> [64, -64, -64, 0]
  %wide = arith.constant dense<[32767, -32768, 0, 32767]> : tensor<4xi16>
  %most = arith.constant dense<[true, true, true, false]> : tensor<4xi1>
  %zs = arith.constant dense<[-2147450880, 2147450880, 2147483647, -2147483648]> : tensor<4xi32>
  %ss = arith.constant dense<1.0> : tensor<4xf32>
  %n55 = arith.constant dense<55> : tensor<1xi32>
  %c = qnt.assemble %wide, %ss, %zs, %most : (tensor<4xi16>, tensor<4xf32>, tensor<4xi32>, tensor<4xi1>) -> !qnt.array<4, #i16>
  %w = call @wide(%c, %m, %n55) : (!qnt.array<4, #i16>, tensor<1xi32>, tensor<1xi32>) -> !qnt.array<4, #plain>
  // No noise is drawn for integers: 0.5, 1.5, 2.5, -0.5, 0.75 and -1.25 go where half_even takes them.
  %ties = arith.constant dense<[2, 6, 10, -2, 3, -5]> : tensor<6xi32>
  %n32 = arith.constant dense<32> : tensor<1xi32>
  // CHECK: codes: tensor<6xi8> [0, 2, 2, 0, 1, -1]
  %u = qnt.requantize %ties multiplier(%m : tensor<1xi32>) shift(%n32 : tensor<1xi32>) convention = #qnt.convention<default, rounding = stochastic, seed = 7>
         : tensor<6xi32> -> !qnt.array<6, #plain>
  // CHECK: codes: tensor<6xi8> [0, 2, 2, 0, 1, -1]
  %v = qnt.requantize %ties multiplier(%m : tensor<1xi32>) shift(%n32 : tensor<1xi32>) convention = #qnt.convention<default, rounding = noisy_half_even, seed = 7>
         : tensor<6xi32> -> !qnt.array<6, #plain>
  return %x, %y, %w, %u, %v : !qnt.array<4, #z8>, !qnt.array<4, #plain>, !qnt.array<4, #plain>, !qnt.array<6, #plain>, !qnt.array<6, #plain>
}

//===----------------------------------------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------------------------------------===//

#codes = #qnt.encoding<i8 : f32, block = *x*>

func.func private @input() -> tensor<?x2xi32> {
  %a = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %d = tensor.cast %a : tensor<2x2xi32> to tensor<?x2xi32>
  return %d : tensor<?x2xi32>
}

func.func @low_multiplier() -> !qnt.array<?x2, #codes> {
  %a = call @input() : () -> tensor<?x2xi32>
  %m = arith.constant dense<[[1073741824, 1073741823]]> : tensor<1x2xi32>
  %n = arith.constant dense<30> : tensor<1x1xi32>
  %b = call @accumulators(%a, %m, %n) : (tensor<?x2xi32>, tensor<1x2xi32>, tensor<1x1xi32>) -> !qnt.array<?x2, #codes>
  return %b : !qnt.array<?x2, #codes>
}

func.func @negative_multiplier() -> !qnt.array<?x2, #codes> {
  %a = call @input() : () -> tensor<?x2xi32>
  %m = arith.constant dense<[[1073741824, -2147483648]]> : tensor<1x2xi32>
  %n = arith.constant dense<30> : tensor<1x1xi32>
  %b = call @accumulators(%a, %m, %n) : (tensor<?x2xi32>, tensor<1x2xi32>, tensor<1x1xi32>) -> !qnt.array<?x2, #codes>
  return %b : !qnt.array<?x2, #codes>
}

func.func @high_shift() -> !qnt.array<?x2, #codes> {
  %a = call @input() : () -> tensor<?x2xi32>
  %m = arith.constant dense<1073741824> : tensor<1x2xi32>
  %n = arith.constant dense<63> : tensor<1x1xi32>
  %b = call @accumulators(%a, %m, %n) : (tensor<?x2xi32>, tensor<1x2xi32>, tensor<1x1xi32>) -> !qnt.array<?x2, #codes>
  return %b : !qnt.array<?x2, #codes>
}

func.func @low_shift() -> !qnt.array<?x2, #codes> {
  %a = call @input() : () -> tensor<?x2xi32>
  %m = arith.constant dense<2147483647> : tensor<1x2xi32>
  %n = arith.constant dense<-32> : tensor<1x1xi32>
  %b = call @accumulators(%a, %m, %n) : (tensor<?x2xi32>, tensor<1x2xi32>, tensor<1x1xi32>) -> !qnt.array<?x2, #codes>
  return %b : !qnt.array<?x2, #codes>
}

// Operands are looked at also where nothing is multiplied.
func.func @no_elements() -> !qnt.array<?x2, #codes> {
  %none = tensor.empty() : tensor<0x2xi32>
  %a = tensor.cast %none : tensor<0x2xi32> to tensor<?x2xi32>
  %m = arith.constant dense<1073741824> : tensor<1x2xi32>
  %n = arith.constant dense<63> : tensor<1x1xi32>
  %b = call @accumulators(%a, %m, %n) : (tensor<?x2xi32>, tensor<1x2xi32>, tensor<1x1xi32>) -> !qnt.array<?x2, #codes>
  return %b : !qnt.array<?x2, #codes>
}

// 32767 + 2147450881 is 2^31.
func.func @wide_difference() -> !qnt.array<4, #plain> {
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  %n = arith.constant dense<55> : tensor<1xi32>
  %codes = arith.constant dense<[1, 2, 3, 32767]> : tensor<4xi16>
  %mask = arith.constant dense<true> : tensor<4xi1>
  %z = arith.constant dense<[0, 0, 0, -2147450881]> : tensor<4xi32>
  %s = arith.constant dense<1.0> : tensor<4xf32>
  %a = qnt.assemble %codes, %s, %z, %mask : (tensor<4xi16>, tensor<4xf32>, tensor<4xi32>, tensor<4xi1>) -> !qnt.array<4, #i16>
  %b = call @wide(%a, %m, %n) : (!qnt.array<4, #i16>, tensor<1xi32>, tensor<1xi32>) -> !qnt.array<4, #plain>
  return %b : !qnt.array<4, #plain>
}

// A zero point of 8 bits, too, takes codes of 32 bits out of their range.
func.func @wide_codes() -> !qnt.array<2, #plain> {
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  %n = arith.constant dense<55> : tensor<1xi32>
  %codes = arith.constant dense<[5, 2147483647]> : tensor<2xi32>
  %z = arith.constant dense<-1> : tensor<1xi8>
  %s = arith.constant dense<1.0> : tensor<1xf32>
  %a = qnt.assemble %codes, %s, %z : (tensor<2xi32>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<2, #i32>
  %b = qnt.requantize %a multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : !qnt.array<2, #i32> -> !qnt.array<2, #plain>
  return %b : !qnt.array<2, #plain>
}
