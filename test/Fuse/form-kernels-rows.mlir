// Rows: reductions and what belongs to them.
// RUN: quant-opt %s --qnt-form-kernels -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-form-kernels | diff %t.mlir -

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#c8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#r8 = #qnt.encoding<i8 : f32, block = 1x1x*, scale = f32>
!a = !qnt.array<?x64, #a8>

// RMS norm of a sum that is also returned.
// CHECK-LABEL: func.func @rms_norm(
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = tensor.dim
// CHECK-NEXT: = qnt.kernel "reduce"
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = linalg.fill
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = math.rsqrt
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = tensor.expand_shape
// CHECK-NEXT:   = linalg.generic {{.*}}{
// CHECK-NEXT:     ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT:     = arith.mulf
// CHECK-NEXT:     = arith.mulf
// CHECK-NEXT:     linalg.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @rms_norm(%x: tensor<?x64xf32>, %r: tensor<?x64xf32>, %gain: tensor<64xf32>) -> (!a, tensor<?x64xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x64xf32>
  %e1 = tensor.empty(%n) : tensor<?xf32>
  %e2 = tensor.empty(%n) : tensor<?x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?xf32>) -> tensor<?xf32>
  %h = arith.addf %x, %r : tensor<?x64xf32>
  %q = arith.mulf %h, %h : tensor<?x64xf32>
  %s = linalg.reduce {arith.addf} ins(%q : tensor<?x64xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  %i = math.rsqrt %s : tensor<?xf32>
  // The mean of squares is kept as a column of width 1, the way exporters write it.
  %k = tensor.expand_shape %i [[0, 1]] output_shape [%n, 1] : tensor<?xf32> into tensor<?x1xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, 0)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
         ins(%h, %k, %gain : tensor<?x64xf32>, tensor<?x1xf32>, tensor<64xf32>) outs(%e2 : tensor<?x64xf32>) {
  ^bb0(%a: f32, %b: f32, %g: f32, %o: f32):
    %m = arith.mulf %a, %b : f32
    %p = arith.mulf %m, %g : f32
    linalg.yield %p : f32
  } -> tensor<?x64xf32>
  %w = qnt.quantize %y dynamic(absmax) : tensor<?x64xf32> -> !a
  return %w, %h : !a, tensor<?x64xf32>
}

// linalg.softmax with codes as result; a block of 32 lies in a row, too.
// CHECK-LABEL: func.func @softmax(
// CHECK-NEXT: = qnt.kernel "softmax"
// CHECK-NEXT:   = linalg.softmax
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @softmax(%x: tensor<8x64xf32>, %init: tensor<8x64xf32>) -> (!qnt.array<8x64, #a8>, !qnt.array<8x64, #b8>) {
  %s = linalg.softmax dimension(1) ins(%x : tensor<8x64xf32>) outs(%init : tensor<8x64xf32>) -> tensor<8x64xf32>
  %q = qnt.quantize %s dynamic(absmax) : tensor<8x64xf32> -> !qnt.array<8x64, #a8>
  %b = qnt.quantize %s dynamic(absmax) : tensor<8x64xf32> -> !qnt.array<8x64, #b8>
  return %q, %b : !qnt.array<8x64, #a8>, !qnt.array<8x64, #b8>
}

// Other rows: columns, and the whole.
// CHECK-LABEL: func.func @other_rows(
// CHECK-NEXT: = qnt.kernel "softmax_1"
// CHECK-NEXT:   = linalg.softmax
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "quantize"
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "quantize_1"
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @other_rows(%x: tensor<8x64xf32>, %init: tensor<8x64xf32>) -> (!qnt.array<8x64, #c8>, !qnt.array<8x64, #t8>) {
  %s = linalg.softmax dimension(1) ins(%x : tensor<8x64xf32>) outs(%init : tensor<8x64xf32>) -> tensor<8x64xf32>
  %q = qnt.quantize %s dynamic(absmax) : tensor<8x64xf32> -> !qnt.array<8x64, #c8>
  %t = qnt.quantize %s dynamic(absmax) : tensor<8x64xf32> -> !qnt.array<8x64, #t8>
  return %q, %t : !qnt.array<8x64, #c8>, !qnt.array<8x64, #t8>
}

// Two reductions of one value, found to be of the same rows when their results meet.
// CHECK-LABEL: func.func @moments(
// CHECK-NEXT: = qnt.kernel "reduce_1"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = arith.subf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @moments(%x: tensor<8x64xf32>, %z: tensor<8xf32>) -> tensor<8xf32> {
  %a = linalg.reduce {arith.addf} ins(%x : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %a2 = arith.mulf %a, %a : tensor<8xf32>
  %x2 = arith.mulf %x, %x : tensor<8x64xf32>
  %b = linalg.reduce {arith.addf} ins(%x2 : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %v = arith.subf %b, %a2 : tensor<8xf32>
  return %v : tensor<8xf32>
}

// The same with a value of the kernel: the second reduction joins by itself.
// CHECK-LABEL: func.func @moments_of_sum(
// CHECK-NEXT: = qnt.kernel "reduce_2"
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @moments_of_sum(%x: tensor<8x64xf32>, %y: tensor<8x64xf32>, %z: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %s = arith.addf %x, %y : tensor<8x64xf32>
  %a = linalg.reduce {arith.addf} ins(%s : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %s2 = arith.mulf %s, %s : tensor<8x64xf32>
  %b = linalg.reduce {arith.addf} ins(%s2 : tensor<8x64xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  return %a, %b : tensor<8xf32>, tensor<8xf32>
}

// Sums of rows and of columns.
// CHECK-LABEL: func.func @rows_and_columns(
// CHECK-NEXT: = qnt.kernel "reduce_3"
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "reduce_4"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @rows_and_columns(%x: tensor<8x8xf32>, %y: tensor<8x8xf32>, %z: tensor<8xf32>) -> tensor<8xf32> {
  %s = arith.addf %x, %y : tensor<8x8xf32>
  %a = linalg.reduce {arith.addf} ins(%s : tensor<8x8xf32>) outs(%z : tensor<8xf32>) dimensions = [1]
  %b = linalg.reduce {arith.addf} ins(%s : tensor<8x8xf32>) outs(%z : tensor<8xf32>) dimensions = [0]
  %c = arith.addf %a, %b : tensor<8xf32>
  return %c : tensor<8xf32>
}

// A reduction of everything is not repeated for every element, nor is one of rows that are too long.
// CHECK-LABEL: func.func @whole(
// CHECK-NEXT: = qnt.kernel "reduce_5"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = math.sqrt
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "mulf"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @whole(%x: tensor<8x64xf32>, %z: tensor<f32>) -> tensor<8x64xf32> {
  %e = tensor.empty() : tensor<8x64xf32>
  %q = math.absf %x : tensor<8x64xf32>
  %a = linalg.reduce {arith.maximumf} ins(%q : tensor<8x64xf32>) outs(%z : tensor<f32>) dimensions = [0, 1]
  %n = math.sqrt %a : tensor<f32>
  %b = linalg.broadcast ins(%n : tensor<f32>) outs(%e : tensor<8x64xf32>) dimensions = [0, 1]
  %y = arith.mulf %x, %b : tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}
// CHECK-LABEL: func.func @long_rows(
// CHECK-NEXT: = qnt.kernel "reduce_6"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "mulf_1"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @long_rows(%x: tensor<2x65537xf32>, %z: tensor<2xf32>) -> tensor<2x65537xf32> {
  %e = tensor.empty() : tensor<2x65537xf32>
  %a = linalg.reduce {arith.maximumf} ins(%x : tensor<2x65537xf32>) outs(%z : tensor<2xf32>) dimensions = [1]
  %b = linalg.broadcast ins(%a : tensor<2xf32>) outs(%e : tensor<2x65537xf32>) dimensions = [1]
  %y = arith.mulf %x, %b : tensor<2x65537xf32>
  return %y : tensor<2x65537xf32>
}

// Rows keep their numbers through a collapse of the dimensions that number them, and through a transpose at the end.
// CHECK-LABEL: func.func @reshaped_rows(
// CHECK-NEXT: = qnt.kernel "reduce_7"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.subf
// CHECK-NEXT:   = tensor.collapse_shape
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @reshaped_rows(%x: tensor<2x4x64xf32>, %z: tensor<2x4xf32>) -> (!qnt.array<8x64, #a8>, tensor<64x2x4xf32>) {
  %e = tensor.empty() : tensor<2x4x64xf32>
  %f = tensor.empty() : tensor<64x2x4xf32>
  %a = linalg.reduce {arith.maximumf} ins(%x : tensor<2x4x64xf32>) outs(%z : tensor<2x4xf32>) dimensions = [2]
  %b = linalg.broadcast ins(%a : tensor<2x4xf32>) outs(%e : tensor<2x4x64xf32>) dimensions = [2]
  %y = arith.subf %x, %b : tensor<2x4x64xf32>
  %c = tensor.collapse_shape %y [[0, 1], [2]] : tensor<2x4x64xf32> into tensor<8x64xf32>
  %q = qnt.quantize %c dynamic(absmax) : tensor<8x64xf32> -> !qnt.array<8x64, #a8>
  %t = linalg.transpose ins(%y : tensor<2x4x64xf32>) outs(%f : tensor<64x2x4xf32>) permutation = [2, 0, 1]
  return %q, %t : !qnt.array<8x64, #a8>, tensor<64x2x4xf32>
}

// A row joined with what numbers it cannot be read again as a row.
// CHECK-LABEL: func.func @joined_rows(
// CHECK-NEXT: = qnt.kernel "reduce_8"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.subf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.collapse_shape
// CHECK-NEXT: = qnt.kernel "addf"
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @joined_rows(%x: tensor<2x64xf32>, %z: tensor<2xf32>, %o: tensor<128xf32>) -> tensor<128xf32> {
  %e = tensor.empty() : tensor<2x64xf32>
  %a = linalg.reduce {arith.maximumf} ins(%x : tensor<2x64xf32>) outs(%z : tensor<2xf32>) dimensions = [1]
  %b = linalg.broadcast ins(%a : tensor<2xf32>) outs(%e : tensor<2x64xf32>) dimensions = [1]
  %y = arith.subf %x, %b : tensor<2x64xf32>
  %c = tensor.collapse_shape %y [[0, 1]] : tensor<2x64xf32> into tensor<128xf32>
  %d = arith.addf %c, %o : tensor<128xf32>
  return %d : tensor<128xf32>
}
