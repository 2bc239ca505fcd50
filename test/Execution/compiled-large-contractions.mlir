// Contractions that are large enough for vector code, with tails in rows, columns and k, and with more than one part of each:
// the bits of the interpreter where accumulators are integers, its real values otherwise.
// RUN: quant-opt %s --qnt-prove-accumulators -o %t.mlir
// RUN: quant-run %t.mlir --device=cpu --entry=integers > %t.cpu
// RUN: quant-run %t.mlir --entry=integers > %t.reference
// RUN: cmp %t.cpu %t.reference
// RUN: quant-run %t.mlir --device=cpu --entry=floats --compare=reference | FileCheck %s
// CHECK-COUNT-3: 0 mismatches

#codes = #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = u8>
#signed = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#tiles = #qnt.encoding<i8 : f32, block = 1x128, scale = f32>
#u4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>

// (17 i + 5 j) mod 31 - 15
func.func private @numbers(%rows: index, %columns: index) -> tensor<?x?xf32> {
  %c17 = arith.constant 17 : index
  %c5 = arith.constant 5 : index
  %c31 = arith.constant 31 : index
  %c15 = arith.constant 15 : i32
  %t = tensor.generate %rows, %columns {
  ^bb0(%i: index, %j: index):
    %a = arith.muli %i, %c17 : index
    %b = arith.muli %j, %c5 : index
    %c = arith.addi %a, %b : index
    %d = arith.remui %c, %c31 : index
    %e = arith.index_cast %d : index to i32
    %f = arith.subi %e, %c15 : i32
    %g = arith.sitofp %f : i32 to f32
    tensor.yield %g : f32
  } : tensor<?x?xf32>
  return %t : tensor<?x?xf32>
}

func.func @integers() -> (tensor<101x67xf32>, tensor<101x67xi32>, tensor<101x67xf32>) {
  %m = arith.constant 101 : index
  %n = arith.constant 67 : index
  %k = arith.constant 603 : index
  %x0 = func.call @numbers(%m, %k) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%n, %k) : (index, index) -> tensor<?x?xf32>
  %x = tensor.cast %x0 : tensor<?x?xf32> to tensor<101x603xf32>
  %w = tensor.cast %w0 : tensor<?x?xf32> to tensor<67x603xf32>
  %a = qnt.quantize %x dynamic(minmax) : tensor<101x603xf32> -> !qnt.array<101x603, #codes>
  %b = qnt.quantize %w dynamic(absmax) : tensor<67x603xf32> -> !qnt.array<67x603, #signed>
  %c = qnt.quantize %w dynamic(absmax) : tensor<67x603xf32> -> !qnt.array<67x603, #tiles>
  %s = qnt.quantize %x dynamic(absmax) : tensor<101x603xf32> -> !qnt.array<101x603, #signed>
  %0 = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<101x603, #codes>, !qnt.array<67x603, #signed>) -> tensor<101x67xf32>
  %1 = qnt.dot_general %s, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<101x603, #signed>, !qnt.array<67x603, #signed>) -> tensor<101x67xi32>
  %2 = qnt.dot_general %a, %c contracting = [1] x [1] batch = [] x [] : (!qnt.array<101x603, #codes>, !qnt.array<67x603, #tiles>) -> tensor<101x67xf32>
  return %0, %1, %2 : tensor<101x67xf32>, tensor<101x67xi32>, tensor<101x67xf32>
}

func.func @floats() -> (tensor<101x67xf32>, tensor<1x67xf32>, tensor<67x101xf32>) {
  %m = arith.constant 101 : index
  %n = arith.constant 67 : index
  %k = arith.constant 603 : index
  %one = arith.constant 1 : index
  %x0 = func.call @numbers(%m, %k) : (index, index) -> tensor<?x?xf32>
  %v0 = func.call @numbers(%one, %k) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%n, %k) : (index, index) -> tensor<?x?xf32>
  %x = tensor.cast %x0 : tensor<?x?xf32> to tensor<101x603xf32>
  %v = tensor.cast %v0 : tensor<?x?xf32> to tensor<1x603xf32>
  %w = tensor.cast %w0 : tensor<?x?xf32> to tensor<67x603xf32>
  %b = qnt.quantize %w dynamic(minmax) : tensor<67x603xf32> -> !qnt.array<67x603, #u4>
  %0 = qnt.dot_general %x, %b contracting = [1] x [1] batch = [] x [] : (tensor<101x603xf32>, !qnt.array<67x603, #u4>) -> tensor<101x67xf32>
  %1 = qnt.dot_general %v, %b contracting = [1] x [1] batch = [] x [] : (tensor<1x603xf32>, !qnt.array<67x603, #u4>) -> tensor<1x67xf32>
  %2 = qnt.dot_general %b, %x contracting = [1] x [1] batch = [] x [] : (!qnt.array<67x603, #u4>, tensor<101x603xf32>) -> tensor<67x101xf32>
  return %0, %1, %2 : tensor<101x67xf32>, tensor<1x67xf32>, tensor<67x101xf32>
}
