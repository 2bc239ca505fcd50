// The user's region is kept whole, and computed in the loops of the contraction that reads it.
// RUN: quant-opt %s --qnt-form-kernels -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-form-kernels | diff %t.mlir -

#h4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#t8 = #qnt.encoding<i8 : f16, block = *x*, scale = f16>
!h = !qnt.array<64x8, #h4>

// CHECK-LABEL: func.func @one_kernel(
// CHECK-NEXT: = qnt.kernel "dot_general"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @one_kernel(%x: !h, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant scheme("w4") (%a = %x : !h) -> tensor<64x8xf16> {
    %d = qnt.dequantize %a : !h -> tensor<64x8xf16>
    qnt.yield %d : tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// A second result that is returned is a result of the kernel.
// CHECK-LABEL: func.func @two_results(
// CHECK-NEXT: = qnt.kernel "dot_general_1"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     = math.absf
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @two_results(%x: !h, %z: tensor<4x64xf16>) -> (tensor<4x8xf16>, tensor<64x8xf16>) {
  %i:2 = qnt.invoke_quant scheme("w4") (%a = %x : !h) -> (tensor<64x8xf16>, tensor<64x8xf16>) {
    %d = qnt.dequantize %a : !h -> tensor<64x8xf16>
    %n = math.absf %d : tensor<64x8xf16>
    qnt.yield %d, %n : tensor<64x8xf16>, tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i#0 contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y, %i#1 : tensor<4x8xf16>, tensor<64x8xf16>
}

// Both results are operands.
// CHECK-LABEL: func.func @two_operands(
// CHECK-NEXT: = qnt.kernel "dot_general_2"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     = math.absf
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @two_operands(%x: !h) -> tensor<64x64xf16> {
  %i:2 = qnt.invoke_quant (%a = %x : !h) -> (tensor<64x8xf16>, tensor<64x8xf16>) {
    %d = qnt.dequantize %a : !h -> tensor<64x8xf16>
    %n = math.absf %d : tensor<64x8xf16>
    qnt.yield %d, %n : tensor<64x8xf16>, tensor<64x8xf16>
  }
  %y = qnt.dot_general %i#0, %i#1 contracting = [1] x [1] batch = [] x [] : (tensor<64x8xf16>, tensor<64x8xf16>) -> tensor<64x64xf16>
  return %y : tensor<64x64xf16>
}

// Regions in regions, a body that ends in a reshape, one with an expensive op, and a reshape after it.
// CHECK-LABEL: func.func @nested(
// CHECK-NEXT: = qnt.kernel "dot_general_3"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:       = qnt.dequantize
// CHECK-NEXT:       qnt.yield
// CHECK-NEXT:     }
// CHECK-NEXT:     = math.exp
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @nested(%x: !h, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant scheme("outer") (%a = %x : !h) -> tensor<64x8xf16> codegen_low_precision(false) {
    %n = qnt.invoke_quant scheme("inner") (%b = %a : !h) -> tensor<64x8xf16> {
      %d = qnt.dequantize %b : !h -> tensor<64x8xf16>
      qnt.yield %d : tensor<64x8xf16>
    }
    %e = math.exp %n : tensor<64x8xf16>
    qnt.yield %e : tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}
// CHECK-LABEL: func.func @ends_in_reshape(
// CHECK-NEXT: = qnt.kernel "dot_general_4"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     = tensor.expand_shape
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = tensor.collapse_shape
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @ends_in_reshape(%x: !h, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant (%a = %x : !h) -> tensor<64x2x4xf16> {
    %d = qnt.dequantize %a : !h -> tensor<64x8xf16>
    %r = tensor.expand_shape %d [[0], [1, 2]] output_shape [64, 2, 4] : tensor<64x8xf16> into tensor<64x2x4xf16>
    qnt.yield %r : tensor<64x2x4xf16>
  }
  %c = tensor.collapse_shape %i [[0], [1, 2]] : tensor<64x2x4xf16> into tensor<64x8xf16>
  %y = qnt.dot_general %z, %c contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// Three contractions, one in a loop: each has the cheap region for itself.
// CHECK-LABEL: func.func @repeated(
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = qnt.kernel "a"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "absf"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "b"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dequantize
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = scf.for {{.*}}{
// CHECK-NEXT:   = qnt.kernel "c"
// CHECK-NEXT:     = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:       = qnt.dequantize
// CHECK-NEXT:       qnt.yield
// CHECK-NEXT:     }
// CHECK-NEXT:     = qnt.dot_general
// CHECK-NEXT:     = arith.addf
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @repeated(%x: !h, %z: tensor<4x64xf16>, %n: index, %init: tensor<4x8xf16>) -> (tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x8xf16>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i = qnt.invoke_quant scheme("w4") (%a = %x : !h) -> tensor<64x8xf16> {
    %d = qnt.dequantize %a : !h -> tensor<64x8xf16>
    qnt.yield %d : tensor<64x8xf16>
  }
  %0 = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] {qnt.name = "a"} : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  %m = math.absf %z : tensor<4x64xf16>
  %1 = qnt.dot_general %m, %i contracting = [1] x [0] batch = [] x [] {qnt.name = "b"} : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  %2 = scf.for %k = %c0 to %n step %c1 iter_args(%s = %init) -> tensor<4x8xf16> {
    %p = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] {qnt.name = "c"} : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
    %t = arith.addf %p, %s : tensor<4x8xf16>
    scf.yield %t : tensor<4x8xf16>
  }
  return %0, %1, %2 : tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x8xf16>
}

// A region with a contraction is an anchor; an elementwise one that no contraction reads follows one.
// CHECK-LABEL: func.func @region_with_contraction(
// CHECK-NEXT: = qnt.kernel "w4"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dot_general
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = math.tanh
// CHECK-NEXT:     = qnt.quantize
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @region_with_contraction(%x: !h, %z: tensor<4x64xf16>, %s: tensor<1x1xf16>, %b: tensor<4x8xf16>) -> !qnt.array<4x8, #t8> {
  %y = qnt.invoke_quant scheme("w4") (%a = %x : !h, %m = %z : tensor<4x64xf16>) -> tensor<4x8xf16> codegen_low_precision(false) {
    %p = qnt.dot_general %m, %a contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, !h) -> tensor<4x8xf16>
    qnt.yield %p : tensor<4x8xf16>
  }
  %t = arith.addf %y, %b : tensor<4x8xf16>
  %q = qnt.invoke_quant (%a = %t : tensor<4x8xf16>, %c = %s : tensor<1x1xf16>) -> !qnt.array<4x8, #t8> {
    %u = math.tanh %a : tensor<4x8xf16>
    %v = qnt.quantize %u scale(%c : tensor<1x1xf16>) : tensor<4x8xf16> -> !qnt.array<4x8, #t8>
    qnt.yield %v : !qnt.array<4x8, #t8>
  }
  return %q : !qnt.array<4x8, #t8>
}

// A region with rows: what follows joins it, also behind a region with a region.
// CHECK-LABEL: func.func @region_with_rows(
// CHECK-NEXT: = qnt.kernel "rows"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = tensor.empty
// CHECK-NEXT:     = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:       = linalg.softmax
// CHECK-NEXT:       qnt.yield
// CHECK-NEXT:     }
// CHECK-NEXT:     = math.absf
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @region_with_rows(%x: tensor<4x8xf16>, %b: tensor<4x8xf16>) -> !qnt.array<4x8, #qnt.encoding<i8 : f16, block = 1x*, scale = f16>> {
  %y = qnt.invoke_quant scheme("rows") (%a = %x : tensor<4x8xf16>) -> tensor<4x8xf16> codegen_low_precision(false) {
    %e = tensor.empty() : tensor<4x8xf16>
    %n = qnt.invoke_quant (%c = %a : tensor<4x8xf16>, %o = %e : tensor<4x8xf16>) -> tensor<4x8xf16> {
      %s = linalg.softmax dimension(1) ins(%c : tensor<4x8xf16>) outs(%o : tensor<4x8xf16>) -> tensor<4x8xf16>
      qnt.yield %s : tensor<4x8xf16>
    }
    %m = math.absf %n : tensor<4x8xf16>
    qnt.yield %m : tensor<4x8xf16>
  }
  %t = arith.addf %y, %b : tensor<4x8xf16>
  %q = qnt.quantize %t dynamic(absmax) : tensor<4x8xf16> -> !qnt.array<4x8, #qnt.encoding<i8 : f16, block = 1x*, scale = f16>>
  return %q : !qnt.array<4x8, #qnt.encoding<i8 : f16, block = 1x*, scale = f16>>
}

// Two contractions in a region: kept whole all the same, with nothing around it.
// CHECK-LABEL: func.func @region_with_two(
// CHECK-NEXT: = qnt.kernel "invoke_quant"
// CHECK-NEXT:   = qnt.invoke_quant {{.*}}{
// CHECK-NEXT:     = qnt.dot_general
// CHECK-NEXT:     = qnt.dot_general
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "absf_1"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @region_with_two(%x: !h, %z: tensor<4x64xf16>, %w: tensor<8x8xf16>) -> tensor<4x8xf16> {
  %y = qnt.invoke_quant (%a = %x : !h, %m = %z : tensor<4x64xf16>, %v = %w : tensor<8x8xf16>) -> tensor<4x8xf16> {
    %p = qnt.dot_general %m, %a contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, !h) -> tensor<4x8xf16>
    %q = qnt.dot_general %p, %v contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf16>, tensor<8x8xf16>) -> tensor<4x8xf16>
    qnt.yield %q : tensor<4x8xf16>
  }
  %n = math.absf %y : tensor<4x8xf16>
  return %n : tensor<4x8xf16>
}
