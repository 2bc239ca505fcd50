// A dynamic size that is 1 when the program runs is a size as any other: it does not broadcast, not in the interpreter, not
// after canonicalization, not in compiled code. Only a 1 in the type does.
// RUN: quant-opt %s --canonicalize -o %t.mlir
// RUN: not quant-run %s --entry=dynamic_one 2>&1 | FileCheck %s --check-prefixes=ONE,ONE-EINSUM
// RUN: not quant-run %t.mlir --entry=dynamic_one 2>&1 | FileCheck %s --check-prefixes=ONE,ONE-DOT
// RUN: not quant-run %s --entry=dynamic_one --device=cpu 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not quant-run %s --entry=second_one 2>&1 | FileCheck %s --check-prefix=SECOND
// RUN: not quant-run %t.mlir --entry=second_one 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not quant-run %s --entry=second_one --device=cpu 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not quant-run %s --entry=array_one 2>&1 | FileCheck %s --check-prefix=ARRAY
// RUN: not quant-run %t.mlir --entry=array_one 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not quant-run %s --entry=array_one --device=cpu 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: quant-run %s --entry=static_one | FileCheck %s --check-prefix=STATIC
// RUN: quant-run %t.mlir --entry=static_one | FileCheck %s --check-prefix=STATIC
// RUN: quant-run %s --entry=static_one --device=cpu | FileCheck %s --check-prefix=STATIC
// RUN: not quant-run %s --entry=elementwise 2>&1 | FileCheck %s --check-prefix=ELEMENTWISE
// RUN: not quant-run %s --entry=elementwise --device=cpu 2>&1 | FileCheck %s --check-prefix=ELEMENTWISE-CPU
// RUN: not quant-run %s --entry=scales 2>&1 | FileCheck %s --check-prefix=SCALES
// RUN: not quant-run %s --entry=scales --device=cpu 2>&1 | FileCheck %s --check-prefix=SCALES-CPU
// RUN: not quant-run %s --entry=gradient 2>&1 | FileCheck %s --check-prefix=GRADIENT
// RUN: not quant-run %s --entry=gradient --device=cpu 2>&1 | FileCheck %s --check-prefix=GRADIENT-CPU
// RUN: not quant-run %s --entry=dot 2>&1 | FileCheck %s --check-prefix=DOT
// RUN: not quant-run %t.mlir --entry=dot 2>&1 | FileCheck %s --check-prefix=DOT
// RUN: not quant-run %s --entry=dot --device=cpu 2>&1 | FileCheck %s --check-prefix=DOT
// RUN: not quant-run %s --entry=ragged_dot 2>&1 | FileCheck %s --check-prefix=RAGGED
// RUN: not quant-run %t.mlir --entry=ragged_dot 2>&1 | FileCheck %s --check-prefix=RAGGED
// RUN: not quant-run %s --entry=ragged_dot --device=cpu 2>&1 | FileCheck %s --check-prefix=RAGGED

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

func.func private @make(%n: index) -> tensor<?x2xf32> {
  %one = arith.constant 1.0 : f32
  %x = tensor.splat %one[%n] : tensor<?x2xf32>
  return %x : tensor<?x2xf32>
}

// ONE: expected {{(one size for|batch dimension)}}
// ONE-EINSUM-SAME: ellipsis dimension 0, but got 1 and 3
// ONE-DOT-SAME: 0 of lhs and 0 of rhs to have one size, but got 1 and 3
func.func @dynamic_one() -> tensor<3xf32> {
  %n = arith.constant 1 : index
  %b = arith.constant dense<1.0> : tensor<3x2xf32>
  %a = call @make(%n) : (index) -> tensor<?x2xf32>
  %y = qnt.einsum "...k,...k->..." %a, %b : (tensor<?x2xf32>, tensor<3x2xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// SECOND: 'qnt.einsum' op expected one size for ellipsis dimension 0, but got 1 and 3
func.func @second_one() -> tensor<?xf32> {
  %n = arith.constant 1 : index
  %m = arith.constant 3 : index
  %a = call @make(%m) : (index) -> tensor<?x2xf32>
  %b = call @make(%n) : (index) -> tensor<?x2xf32>
  %y = qnt.einsum "...k,...k->..." %a, %b : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// ARRAY: 'qnt.einsum' op expected one size for ellipsis dimension 0, but got 1 and 3
func.func @array_one() -> tensor<3xf32> {
  %n = arith.constant 1 : index
  %b = arith.constant dense<1.0> : tensor<3x2xf32>
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x2xf32> -> !qnt.array<?x2, #a8>
  %y = qnt.einsum "...k,...k->..." %b, %a : (tensor<3x2xf32>, !qnt.array<?x2, #a8>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// 1 * 1 + 2 * 2, 1 * 3 + 2 * 4; also beside a dynamic size, be that 1 or 2.
// STATIC: tensor<2xf32> [5, 11]
// STATIC: tensor<2xf32> [3, 3]
// STATIC: tensor<1xf32> [3]
func.func @static_one() -> (tensor<2xf32>, tensor<?xf32>, tensor<?xf32>) {
  %n = arith.constant 1 : index
  %m = arith.constant 2 : index
  %a = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %b = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %x = call @make(%m) : (index) -> tensor<?x2xf32>
  %z = call @make(%n) : (index) -> tensor<?x2xf32>
  %0 = qnt.einsum "...k,...k->..." %a, %b : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<2xf32>
  %1 = qnt.einsum "...k,...k->..." %a, %x : (tensor<1x2xf32>, tensor<?x2xf32>) -> tensor<?xf32>
  %2 = qnt.einsum "...k,...k->..." %z, %a : (tensor<?x2xf32>, tensor<1x2xf32>) -> tensor<?xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<?xf32>, tensor<?xf32>
}

// ELEMENTWISE: 'arith.addf' op expected operand 1 to have the shape of operand 0, got 3x2xf32 and 1x2xf32
// ELEMENTWISE-CPU: incompatible with inferred dimension size
func.func @elementwise() -> tensor<?x2xf32> {
  %n = arith.constant 1 : index
  %m = arith.constant 3 : index
  %a = call @make(%n) : (index) -> tensor<?x2xf32>
  %b = call @make(%m) : (index) -> tensor<?x2xf32>
  %y = arith.addf %a, %b : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// SCALES: 'qnt.quantize' op expected scales of type 3x1xf32, got 1x1xf32
// SCALES-CPU: 'qnt.quantize' op expected scales of a shape that fits the value's
func.func @scales() -> tensor<?x2xf32> {
  %n = arith.constant 1 : index
  %m = arith.constant 3 : index
  %one = arith.constant 1.0 : f32
  %x = call @make(%m) : (index) -> tensor<?x2xf32>
  %s = tensor.splat %one[%n] : tensor<?x1xf32>
  %a = qnt.quantize %x scale(%s : tensor<?x1xf32>) : tensor<?x2xf32> -> !qnt.array<?x2, #a8>
  %y = qnt.dequantize %a : !qnt.array<?x2, #a8> -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// GRADIENT: 'qnt.fake_quantize_grad' op expected input and gradient of the same shape
// GRADIENT-CPU: 'qnt.fake_quantize_grad' op expected gradient of a shape that fits the value's
func.func @gradient() -> tensor<?x2xf32> {
  %n = arith.constant 1 : index
  %m = arith.constant 3 : index
  %x = call @make(%m) : (index) -> tensor<?x2xf32>
  %dy = call @make(%n) : (index) -> tensor<?x2xf32>
  %dx = qnt.fake_quantize_grad %x, %dy dynamic(absmax) encoding = #a8 : tensor<?x2xf32>
  return %dx : tensor<?x2xf32>
}

// DOT: expected contracting dimension 1 of lhs and 0 of rhs to have one size
func.func @dot() -> tensor<3x2xf32> {
  %n = arith.constant 1 : index
  %x = arith.constant dense<1.0> : tensor<3x3xf32>
  %a = tensor.cast %x : tensor<3x3xf32> to tensor<3x?xf32>
  %b = call @make(%n) : (index) -> tensor<?x2xf32>
  %y = qnt.dot %a, %b : (tensor<3x?xf32>, tensor<?x2xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

func.func private @make_groups(%n: index) -> tensor<2x?x2xf32> {
  %one = arith.constant 1.0 : f32
  %x = tensor.splat %one[%n] : tensor<2x?x2xf32>
  return %x : tensor<2x?x2xf32>
}

// RAGGED: expected contracting dimension 1 of lhs and 1 of rhs to have one size
func.func @ragged_dot() -> tensor<?x2xf32> {
  %n = arith.constant 1 : index
  %sizes = arith.constant dense<[1, 2]> : tensor<2xi32>
  %m = arith.constant 3 : index
  %a = call @make(%m) : (index) -> tensor<?x2xf32>
  %wide = tensor.cast %a : tensor<?x2xf32> to tensor<?x?xf32>
  %b = call @make_groups(%n) : (index) -> tensor<2x?x2xf32>
  %y = qnt.ragged_dot %wide, %b groups(%sizes : tensor<2xi32>) : (tensor<?x?xf32>, tensor<2x?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
