// A loop without a trip does not run what stands in it, also after upstream's hoisting; with a trip it is an error.
// RUN: quant-opt %s --loop-invariant-code-motion -o %t.mlir
// RUN: FileCheck %s --check-prefix=HOISTED --input-file=%t.mlir
// RUN: quant-run %t.mlir --entry=gather_none | FileCheck %s --check-prefix=NONE
// RUN: quant-run %t.mlir --entry=gather_none --device=cpu | FileCheck %s --check-prefix=NONE
// RUN: quant-run %t.mlir --entry=requantize_none | FileCheck %s --check-prefix=NONE
// RUN: quant-run %t.mlir --entry=requantize_none --device=cpu | FileCheck %s --check-prefix=NONE
// RUN: quant-run %t.mlir --entry=inside_twice | FileCheck %s --check-prefix=TWICE
// RUN: quant-run %t.mlir --entry=inside_twice --device=cpu | FileCheck %s --check-prefix=TWICE
// RUN: not quant-run %t.mlir --entry=gather_once 2>&1 | FileCheck %s --check-prefix=INDEX
// RUN: not quant-run %t.mlir --entry=gather_once --device=cpu 2>&1 | FileCheck %s --check-prefix=INDEX
// RUN: not quant-run %t.mlir --entry=requantize_once 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// RUN: not quant-run %t.mlir --entry=requantize_once --device=cpu 2>&1 | FileCheck %s --check-prefix=MULTIPLIER
// NONE: tensor<1x2xf32> {{\[}}[0, 0]]
// TWICE: tensor<1x2xf32> {{\[}}[3, 4]]
// INDEX: 'qnt.gather' op expected indices
// MULTIPLIER: 'qnt.requantize' op expected a multiplier from 2^30 to 2^31 - 1
#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

func.func private @gather(%id: tensor<1xi32>, %n: index) -> tensor<1x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %codes = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %s = arith.constant dense<0.5> : tensor<2x1xf32>
  %z = arith.constant dense<0.0> : tensor<1x2xf32>
  %w = qnt.assemble %codes, %s : (tensor<2x2xi8>, tensor<2x1xf32>) -> !qnt.array<2x2, #a>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%sum = %z) -> tensor<1x2xf32> {
    %g = qnt.gather %w[%id] dim = 0 : !qnt.array<2x2, #a>, tensor<1xi32> -> !qnt.array<1x2, #a>
    %d = qnt.dequantize %g : !qnt.array<1x2, #a> -> tensor<1x2xf32>
    %t = arith.addf %sum, %d : tensor<1x2xf32>
    scf.yield %t : tensor<1x2xf32>
  }
  return %r : tensor<1x2xf32>
}
func.func @gather_none() -> tensor<1x2xf32> {
  %n = arith.constant 0 : index
  %id = arith.constant dense<7> : tensor<1xi32>
  %r = call @gather(%id, %n) : (tensor<1xi32>, index) -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}
func.func @gather_once() -> tensor<1x2xf32> {
  %n = arith.constant 1 : index
  %id = arith.constant dense<7> : tensor<1xi32>
  %r = call @gather(%id, %n) : (tensor<1xi32>, index) -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// Row 1, (3, 4) * 0.5, two times; it is read once.
// HOISTED-LABEL: func.func @inside_twice
// HOISTED: qnt.gather
// HOISTED: scf.for
func.func @inside_twice() -> tensor<1x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %id = arith.constant dense<1> : tensor<1xi32>
  %codes = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %s = arith.constant dense<0.5> : tensor<2x1xf32>
  %z = arith.constant dense<0.0> : tensor<1x2xf32>
  %w = qnt.assemble %codes, %s : (tensor<2x2xi8>, tensor<2x1xf32>) -> !qnt.array<2x2, #a>
  %r = scf.for %i = %c0 to %c2 step %c1 iter_args(%sum = %z) -> tensor<1x2xf32> {
    %g = qnt.gather %w[%id] dim = 0 : !qnt.array<2x2, #a>, tensor<1xi32> -> !qnt.array<1x2, #a>
    %d = qnt.dequantize %g : !qnt.array<1x2, #a> -> tensor<1x2xf32>
    %t = arith.addf %sum, %d : tensor<1x2xf32>
    scf.yield %t : tensor<1x2xf32>
  }
  return %r : tensor<1x2xf32>
}

func.func private @requantize(%m: tensor<1x1xi32>, %n: index) -> tensor<1x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %acc = arith.constant dense<5> : tensor<1x2xi32>
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %shift = arith.constant dense<31> : tensor<1x1xi32>
  %z = arith.constant dense<0.0> : tensor<1x2xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%sum = %z) -> tensor<1x2xf32> {
    %q = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%shift : tensor<1x1xi32>)
           scale(%s : tensor<1x1xf32>) : tensor<1x2xi32> -> !qnt.array<1x2, #q8>
    %d = qnt.dequantize %q : !qnt.array<1x2, #q8> -> tensor<1x2xf32>
    %t = arith.addf %sum, %d : tensor<1x2xf32>
    scf.yield %t : tensor<1x2xf32>
  }
  return %r : tensor<1x2xf32>
}
func.func @requantize_none() -> tensor<1x2xf32> {
  %n = arith.constant 0 : index
  %m = arith.constant dense<7> : tensor<1x1xi32>
  %r = call @requantize(%m, %n) : (tensor<1x1xi32>, index) -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}
func.func @requantize_once() -> tensor<1x2xf32> {
  %n = arith.constant 1 : index
  %m = arith.constant dense<7> : tensor<1x1xi32>
  %r = call @requantize(%m, %n) : (tensor<1x1xi32>, index) -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}
