// Products of tensors in the emulator: dynamic sizes of every kind, blocks that share K, nothing to add, operands that do
// not fit.
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: not quant-run %s --device=emulated --entry=batches_differ 2>&1 | FileCheck %s --check-prefix=BATCHES
// RUN: not quant-run %s --device=emulated --entry=lengths_differ 2>&1 | FileCheck %s --check-prefix=LENGTHS

// CHECK-COUNT-5: 0 mismatches
// BATCHES: expected batch dimension 0 of lhs and 1 of rhs to have one size
// LENGTHS: expected contracting dimension 2 of lhs and 0 of rhs to have one size

#w8 = #qnt.encoding<i8 : f16, block = *x1, scale = f16>

// Small integers, no two rows, columns or batches alike.
func.func private @count(%a: index, %b: index, %c: index) -> tensor<?x?x?xf16> {
  %e = tensor.empty(%a, %b, %c) : tensor<?x?x?xf16>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]} outs(%e : tensor<?x?x?xf16>) {
  ^bb0(%out: f16):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %k = linalg.index 2 : index
    %c3 = arith.constant 3 : index
    %c5 = arith.constant 5 : index
    %c7 = arith.constant 7 : index
    %ti = arith.muli %i, %c3 : index
    %tj = arith.muli %j, %c5 : index
    %s = arith.addi %ti, %tj : index
    %t = arith.addi %s, %k : index
    %r = arith.remui %t, %c7 : index
    %n = arith.index_cast %r : index to i32
    %f = arith.sitofp %n : i32 to f16
    linalg.yield %f : f16
  } -> tensor<?x?x?xf16>
  return %y : tensor<?x?x?xf16>
}

// Batches lie between the other dimensions of rhs; a mask is added.
func.func private @all_dynamic(%x: tensor<?x?x?xf16>, %w: tensor<?x?x?xf16>, %r: tensor<?x?x?xf16>) -> tensor<?x?x?xf16> {
  %y = qnt.kernel "all_dynamic" (%a = %x : tensor<?x?x?xf16>, %b = %w : tensor<?x?x?xf16>, %c = %r : tensor<?x?x?xf16>) -> tensor<?x?x?xf16> {
    %d = qnt.dot_general %a, %b contracting = [2] x [0] batch = [0] x [1] : (tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
    %s = arith.addf %d, %c : tensor<?x?x?xf16>
    qnt.yield %s : tensor<?x?x?xf16>
  }
  return %y : tensor<?x?x?xf16>
}

func.func private @split_k(%x: tensor<?x?x?xf16>, %w: tensor<?x?x?xf16>) -> tensor<?x?x?xf32> {
  %y = qnt.kernel "split" schedule(#qnt.mma<layout = "column_major", tokens = 16, column_warps = 2, row_warps = 1, stages = 2, split_k = 3>)
         (%a = %x : tensor<?x?x?xf16>, %b = %w : tensor<?x?x?xf16>) -> tensor<?x?x?xf32> {
    %d = qnt.dot_general %a, %b contracting = [2] x [2] batch = [1] x [0] : (tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf32>
    qnt.yield %d : tensor<?x?x?xf32>
  }
  return %y : tensor<?x?x?xf32>
}

// Rows of several dynamic dimensions beside weights.
func.func private @residual(%x: tensor<?x?x64xf16>, %r: tensor<?x?x8xf16>) -> tensor<?x?x8xf16> {
  %w = qnt.constant codes = dense<1> : tensor<64x8xi8>, scales = dense<0.5> : tensor<1x8xf16> : !qnt.array<64x8, #w8>
  %y = qnt.kernel "residual" (%a = %x : tensor<?x?x64xf16>, %b = %w : !qnt.array<64x8, #w8>, %c = %r : tensor<?x?x8xf16>) -> tensor<?x?x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [2] x [0] batch = [] x [] : (tensor<?x?x64xf16>, !qnt.array<64x8, #w8>) -> tensor<?x?x8xf16>
    %s = arith.addf %d, %c : tensor<?x?x8xf16>
    qnt.yield %s : tensor<?x?x8xf16>
  }
  return %y : tensor<?x?x8xf16>
}

func.func @batches_differ() -> tensor<?x?x?xf16> {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %x = call @count(%c2, %c3, %c8) : (index, index, index) -> tensor<?x?x?xf16>
  %w = call @count(%c8, %c3, %c8) : (index, index, index) -> tensor<?x?x?xf16>
  %y = call @all_dynamic(%x, %w, %x) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
  return %y : tensor<?x?x?xf16>
}

func.func @lengths_differ() -> tensor<?x?x?xf16> {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %x = call @count(%c2, %c3, %c8) : (index, index, index) -> tensor<?x?x?xf16>
  %w = call @count(%c3, %c2, %c8) : (index, index, index) -> tensor<?x?x?xf16>
  %y = call @all_dynamic(%x, %w, %x) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
  return %y : tensor<?x?x?xf16>
}

func.func @main() -> (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf32>, tensor<?x?x8xf16>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %c35 = arith.constant 35 : index
  %c64 = arith.constant 64 : index
  %c70 = arith.constant 70 : index
  %c200 = arith.constant 200 : index
  %x = call @count(%c2, %c3, %c35) : (index, index, index) -> tensor<?x?x?xf16>
  %w = call @count(%c35, %c2, %c70) : (index, index, index) -> tensor<?x?x?xf16>
  %r = call @count(%c2, %c3, %c70) : (index, index, index) -> tensor<?x?x?xf16>
  %a = call @all_dynamic(%x, %w, %r) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
  %x0 = call @count(%c2, %c3, %c0) : (index, index, index) -> tensor<?x?x?xf16>
  %w0 = call @count(%c0, %c2, %c70) : (index, index, index) -> tensor<?x?x?xf16>
  %b = call @all_dynamic(%x0, %w0, %r) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
  %n0 = call @count(%c35, %c2, %c0) : (index, index, index) -> tensor<?x?x?xf16>
  %r0 = call @count(%c2, %c3, %c0) : (index, index, index) -> tensor<?x?x?xf16>
  %c = call @all_dynamic(%x, %n0, %r0) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf16>
  %xs = call @count(%c3, %c2, %c200) : (index, index, index) -> tensor<?x?x?xf16>
  %ws = call @count(%c2, %c70, %c200) : (index, index, index) -> tensor<?x?x?xf16>
  %d = call @split_k(%xs, %ws) : (tensor<?x?x?xf16>, tensor<?x?x?xf16>) -> tensor<?x?x?xf32>
  %x64 = call @count(%c2, %c3, %c64) : (index, index, index) -> tensor<?x?x?xf16>
  %r8 = call @count(%c2, %c3, %c8) : (index, index, index) -> tensor<?x?x?xf16>
  %x64s = tensor.cast %x64 : tensor<?x?x?xf16> to tensor<?x?x64xf16>
  %r8s = tensor.cast %r8 : tensor<?x?x?xf16> to tensor<?x?x8xf16>
  %e = call @residual(%x64s, %r8s) : (tensor<?x?x64xf16>, tensor<?x?x8xf16>) -> tensor<?x?x8xf16>
  return %a, %b, %c, %d, %e : tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf16>, tensor<?x?x?xf32>, tensor<?x?x8xf16>
}
