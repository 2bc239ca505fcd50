// Programs of tuned kernels that give arrays, in the emulator: packed codes that other kernels read, a scale for each of
// a dynamic number of rows, tensors of small integers beside a contraction.
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=TUNED
// RUN: not quant-run %s --device=emulated --entry=wrong_scales 2>&1 | FileCheck %s --check-prefix=WRONG

// CHECK-COUNT-4: 0 mismatches
// TUNED: loop-kernels=2, tuned-kernels=4
// WRONG: expected a scale, and a zero point if there are any, for each block

#w8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#q4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = u4>
#e4 = #qnt.encoding<f8E4M3FN : f32, block = *x*, scale = f8E8M0FNU>

func.func private @packed_rows(%x: tensor<?x64xf16>, %s: tensor<?x1xf32>, %z: tensor<?x1xi4>) -> !qnt.array<?x17, #q4> {
  %w = qnt.constant codes = dense<3> : tensor<17x64xi8>, scales = dense<0.5> : tensor<17x1xf32> : !qnt.array<17x64, #w8>
  %y = qnt.kernel "packed" (%a = %x : tensor<?x64xf16>, %b = %w : !qnt.array<17x64, #w8>, %c = %s : tensor<?x1xf32>, %e = %z : tensor<?x1xi4>) -> !qnt.array<?x17, #q4> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x64xf16>, !qnt.array<17x64, #w8>) -> tensor<?x17xf32>
    %q = qnt.quantize %d scale(%c : tensor<?x1xf32>) zero_point(%e : tensor<?x1xi4>) : tensor<?x17xf32> -> !qnt.array<?x17, #q4>
    qnt.yield %q : !qnt.array<?x17, #q4>
  }
  return %y : !qnt.array<?x17, #q4>
}

// The other kernel reads the packed codes.
func.func private @decoded_again(%x: tensor<?x64xf16>, %s: tensor<?x1xf32>, %z: tensor<?x1xi4>) -> tensor<?x17xf32> {
  %q = call @packed_rows(%x, %s, %z) : (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>) -> !qnt.array<?x17, #q4>
  %y = qnt.kernel "decode" (%a = %q : !qnt.array<?x17, #q4>) -> tensor<?x17xf32> {
    %d = qnt.dequantize %a : !qnt.array<?x17, #q4> -> tensor<?x17xf32>
    qnt.yield %d : tensor<?x17xf32>
  }
  return %y : tensor<?x17xf32>
}

// Codes of 8 bits are floats that the second product decodes.
func.func private @floats_between(%x: tensor<20x64xf16>) -> tensor<20x16xf32> {
  %w = qnt.constant codes = dense<3> : tensor<64x64xi8>, scales = dense<0.0625> : tensor<64x1xf32> : !qnt.array<64x64, #w8>
  %v = qnt.constant codes = dense<-5> : tensor<16x64xi8>, scales = dense<0.25> : tensor<16x1xf32> : !qnt.array<16x64, #w8>
  %s = arith.constant dense<4.0> : tensor<1x1xf8E8M0FNU>
  %q = qnt.kernel "first" (%a = %x : tensor<20x64xf16>, %b = %w : !qnt.array<64x64, #w8>, %c = %s : tensor<1x1xf8E8M0FNU>) -> !qnt.array<20x64, #e4> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<20x64xf16>, !qnt.array<64x64, #w8>) -> tensor<20x64xf32>
    %r = qnt.quantize %d scale(%c : tensor<1x1xf8E8M0FNU>) : tensor<20x64xf32> -> !qnt.array<20x64, #e4>
    qnt.yield %r : !qnt.array<20x64, #e4>
  }
  %t = qnt.kernel "between" (%a = %q : !qnt.array<20x64, #e4>) -> tensor<20x64xf16> {
    %d = qnt.dequantize %a : !qnt.array<20x64, #e4> -> tensor<20x64xf32>
    %r = arith.truncf %d : tensor<20x64xf32> to tensor<20x64xf16>
    qnt.yield %r : tensor<20x64xf16>
  }
  %y = qnt.kernel "second" (%a = %t : tensor<20x64xf16>, %b = %v : !qnt.array<16x64, #w8>) -> tensor<20x16xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<20x64xf16>, !qnt.array<16x64, #w8>) -> tensor<20x16xf32>
    qnt.yield %d : tensor<20x16xf32>
  }
  return %y : tensor<20x16xf32>
}

// A choice and an offset, each element its own, of one and of four bits.
func.func private @small_integers(%x: tensor<3x64xf16>, %choice: tensor<3x8xi1>, %offset: tensor<3x8xi4>) -> tensor<3x8xf32> {
  %w = qnt.constant codes = dense<7> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel "choose" (%a = %x : tensor<3x64xf16>, %b = %w : !qnt.array<8x64, #w8>, %c = %choice : tensor<3x8xi1>, %o = %offset : tensor<3x8xi4>) -> tensor<3x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<3x64xf16>, !qnt.array<8x64, #w8>) -> tensor<3x8xf32>
    %f = arith.sitofp %o : tensor<3x8xi4> to tensor<3x8xf32>
    %r = arith.select %c, %d, %f : tensor<3x8xi1>, tensor<3x8xf32>
    qnt.yield %r : tensor<3x8xf32>
  }
  return %y : tensor<3x8xf32>
}

func.func private @rows() -> (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>) {
  %rows = arith.constant dense<0.03125> : tensor<5x64xf16>
  %x = tensor.cast %rows : tensor<5x64xf16> to tensor<?x64xf16>
  %scales = arith.constant dense<[[0.25], [0.5], [-1.0], [2.0], [4.0]]> : tensor<5x1xf32>
  %s = tensor.cast %scales : tensor<5x1xf32> to tensor<?x1xf32>
  %zeros = arith.constant dense<[[1], [7], [-1], [-8], [3]]> : tensor<5x1xi4>
  %z = tensor.cast %zeros : tensor<5x1xi4> to tensor<?x1xi4>
  return %x, %s, %z : tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>
}

func.func @wrong_scales() -> !qnt.array<?x17, #q4> {
  %x, %s, %z = call @rows() : () -> (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>)
  %few = tensor.extract_slice %s [0, 0] [3, 1] [1, 1] : tensor<?x1xf32> to tensor<3x1xf32>
  %t = tensor.cast %few : tensor<3x1xf32> to tensor<?x1xf32>
  %q = call @packed_rows(%x, %t, %z) : (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>) -> !qnt.array<?x17, #q4>
  return %q : !qnt.array<?x17, #q4>
}

func.func @main() -> (!qnt.array<?x17, #q4>, tensor<?x17xf32>, tensor<20x16xf32>, tensor<3x8xf32>) {
  %x, %s, %z = call @rows() : () -> (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>)
  %a = call @packed_rows(%x, %s, %z) : (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>) -> !qnt.array<?x17, #q4>
  %b = call @decoded_again(%x, %s, %z) : (tensor<?x64xf16>, tensor<?x1xf32>, tensor<?x1xi4>) -> tensor<?x17xf32>
  %h = arith.constant dense<0.5> : tensor<20x64xf16>
  %c = call @floats_between(%h) : (tensor<20x64xf16>) -> tensor<20x16xf32>
  %tokens = arith.constant dense<1.5> : tensor<3x64xf16>
  %choice = arith.constant dense<[[true, false, true, true, false, false, true, false], [false, false, false, true, true, true, true, true], [true, true, false, false, false, true, false, true]]> : tensor<3x8xi1>
  %offset = arith.constant dense<[[1, 2, 3, 4, 5, 6, 7, -8], [-7, -6, -5, -4, -3, -2, -1, 0], [7, 6, 5, 4, 3, 2, 1, 0]]> : tensor<3x8xi4>
  %d = call @small_integers(%tokens, %choice, %offset) : (tensor<3x64xf16>, tensor<3x8xi1>, tensor<3x8xi4>) -> tensor<3x8xf32>
  return %a, %b, %c, %d : !qnt.array<?x17, #q4>, tensor<?x17xf32>, tensor<20x16xf32>, tensor<3x8xf32>
}
