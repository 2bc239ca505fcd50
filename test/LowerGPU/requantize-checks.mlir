// Kernels of tensor cores that requantize with integers: the host looks at multipliers and shifts. In the emulator.
// RUN: quant-opt %s --qnt-lower-to-gpu=target=sm_80 -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED
// RUN: not quant-run %s --device=emulated --entry=bad_multiplier 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %s --device=emulated --entry=bad_shift 2>&1 | FileCheck %s --check-prefix=SHIFT

// EMULATED: max rel error {{[^ ]+}}, 0 mismatches
// MULTIPLIER: 'qnt.requantize' op expected a multiplier from 2^30 to 2^31 - 1
// SHIFT: 'qnt.requantize' op expected a shift from -31 to 62

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#q8 = #qnt.encoding<i8 : f32, block = *x*>

// CHECK-LABEL: func.func private @requantized(
// CHECK: cf.assert {{.*}}'qnt.requantize' op expected a multiplier
// CHECK: cf.assert {{.*}}'qnt.requantize' op expected a shift
// CHECK: qnt.launch @qnt_kernels::@mma
func.func private @requantized(%x: !qnt.array<64x64, #a8>, %m: tensor<1x64xi32>, %n: tensor<1x1xi32>) -> !qnt.array<64x64, #q8> {
  %w = qnt.constant codes = dense<3> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<64x64, #a8>, %b = %w : !qnt.array<64x64, #w8>, %by = %m : tensor<1x64xi32>, %right = %n : tensor<1x1xi32>)
         -> !qnt.array<64x64, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<64x64, #a8>, !qnt.array<64x64, #w8>) -> tensor<64x64xi32>
    %q = qnt.requantize %d multiplier(%by : tensor<1x64xi32>) shift(%right : tensor<1x1xi32>) : tensor<64x64xi32> -> !qnt.array<64x64, #q8>
    qnt.yield %q : !qnt.array<64x64, #q8>
  }
  return %y : !qnt.array<64x64, #q8>
}

// The verifier has seen what is constant.
// CHECK-LABEL: func.func private @by_constants(
// CHECK-NOT: cf.assert
// CHECK: qnt.launch @qnt_kernels::@mma
func.func private @by_constants(%x: !qnt.array<64x64, #a8>) -> !qnt.array<64x64, #q8> {
  %w = qnt.constant codes = dense<3> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x64, #w8>
  %m = arith.constant dense<1073741824> : tensor<1x64xi32>
  %n = arith.constant dense<31> : tensor<1x1xi32>
  %y = qnt.kernel (%a = %x : !qnt.array<64x64, #a8>, %b = %w : !qnt.array<64x64, #w8>, %by = %m : tensor<1x64xi32>, %right = %n : tensor<1x1xi32>)
         -> !qnt.array<64x64, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<64x64, #a8>, !qnt.array<64x64, #w8>) -> tensor<64x64xi32>
    %q = qnt.requantize %d multiplier(%by : tensor<1x64xi32>) shift(%right : tensor<1x1xi32>) : tensor<64x64xi32> -> !qnt.array<64x64, #q8>
    qnt.yield %q : !qnt.array<64x64, #q8>
  }
  return %y : !qnt.array<64x64, #q8>
}

func.func private @input() -> !qnt.array<64x64, #a8> {
  %codes = arith.constant dense<7> : tensor<64x64xi8>
  %s = arith.constant dense<1.0> : tensor<64x1xf32>
  %a = qnt.assemble %codes, %s : (tensor<64x64xi8>, tensor<64x1xf32>) -> !qnt.array<64x64, #a8>
  return %a : !qnt.array<64x64, #a8>
}

func.func @main() -> !qnt.array<64x64, #q8> {
  %x = call @input() : () -> !qnt.array<64x64, #a8>
  %m = arith.constant dense<1073741824> : tensor<1x64xi32>
  %n = arith.constant dense<35> : tensor<1x1xi32>
  %y = call @requantized(%x, %m, %n) : (!qnt.array<64x64, #a8>, tensor<1x64xi32>, tensor<1x1xi32>) -> !qnt.array<64x64, #q8>
  return %y : !qnt.array<64x64, #q8>
}

func.func @bad_multiplier() -> !qnt.array<64x64, #q8> {
  %x = call @input() : () -> !qnt.array<64x64, #a8>
  %m = arith.constant dense<5> : tensor<1x64xi32>
  %n = arith.constant dense<35> : tensor<1x1xi32>
  %y = call @requantized(%x, %m, %n) : (!qnt.array<64x64, #a8>, tensor<1x64xi32>, tensor<1x1xi32>) -> !qnt.array<64x64, #q8>
  return %y : !qnt.array<64x64, #q8>
}

func.func @bad_shift() -> !qnt.array<64x64, #q8> {
  %x = call @input() : () -> !qnt.array<64x64, #a8>
  %m = arith.constant dense<1073741824> : tensor<1x64xi32>
  %n = arith.constant dense<63> : tensor<1x1xi32>
  %y = call @requantized(%x, %m, %n) : (!qnt.array<64x64, #a8>, tensor<1x64xi32>, tensor<1x1xi32>) -> !qnt.array<64x64, #q8>
  return %y : !qnt.array<64x64, #q8>
}
