// RUN: quant-opt %s --qnt-form-kernels -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-form-kernels | diff %t.mlir -

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#h4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
!a = !qnt.array<?x64, #a8>
!w = !qnt.array<64x64, #w8>
!h = !qnt.array<64x64, #h4>

//===----------------------------------------------------------------------------------------------------===//
// Epilogues
//===----------------------------------------------------------------------------------------------------===//

// Accumulators, zero-point correction, scales, requantize: the sums of the codes are inputs.
// CHECK-LABEL: func.func @integer_epilogue(
// CHECK-NEXT: = qnt.kernel "dot_general"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.subi
// CHECK-NEXT:   = qnt.round_bits
// CHECK-NEXT:   = qnt.requantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @integer_epilogue(%a: !a, %w: !w, %correction: tensor<64xi32>, %m: tensor<1x64xi32>, %n: tensor<1x64xi32>,
                            %s: tensor<1x1xf32>, %rows: index) -> !qnt.array<?x64, #t8> {
  %acc = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] : (!a, !w) -> tensor<?x64xi32>
  %e = tensor.empty(%rows) : tensor<?x64xi32>
  %c = linalg.broadcast ins(%correction : tensor<64xi32>) outs(%e : tensor<?x64xi32>) dimensions = [0]
  %d = arith.subi %acc, %c : tensor<?x64xi32>
  %r = qnt.round_bits %d lsbs = 2 : tensor<?x64xi32>
  %q = qnt.requantize %r multiplier(%m : tensor<1x64xi32>) shift(%n : tensor<1x64xi32>) scale(%s : tensor<1x1xf32>)
       : tensor<?x64xi32> -> !qnt.array<?x64, #t8>
  return %q : !qnt.array<?x64, #t8>
}

// The zero point of the weights times the sums of the rows: the product of the two vectors is not stored.
// CHECK-LABEL: func.func @zero_point_correction(
// CHECK-NEXT: = qnt.kernel "reduce"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = linalg.fill
// CHECK-NEXT:   = arith.extsi
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "matmul"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = linalg.fill
// CHECK-NEXT:   = linalg.matmul
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.muli
// CHECK-NEXT:   = arith.subi
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @zero_point_correction(%x: tensor<?x64xi8>, %w: tensor<64x16xi8>, %zero_points: tensor<16xi32>, %rows: index) -> tensor<?x16xi32> {
  %zero = arith.constant 0 : i32
  %wide = arith.extsi %x : tensor<?x64xi8> to tensor<?x64xi32>
  %narrow = tensor.empty(%rows) : tensor<?xi32>
  %init = linalg.fill ins(%zero : i32) outs(%narrow : tensor<?xi32>) -> tensor<?xi32>
  %sums = linalg.reduce {arith.addi} ins(%wide : tensor<?x64xi32>) outs(%init : tensor<?xi32>) dimensions = [1]
  %e = tensor.empty(%rows) : tensor<?x16xi32>
  %z = linalg.fill ins(%zero : i32) outs(%e : tensor<?x16xi32>) -> tensor<?x16xi32>
  %acc = linalg.matmul ins(%x, %w : tensor<?x64xi8>, tensor<64x16xi8>) outs(%z : tensor<?x16xi32>) -> tensor<?x16xi32>
  %a = linalg.broadcast ins(%sums : tensor<?xi32>) outs(%e : tensor<?x16xi32>) dimensions = [1]
  %b = linalg.broadcast ins(%zero_points : tensor<16xi32>) outs(%e : tensor<?x16xi32>) dimensions = [0]
  %p = arith.muli %a, %b : tensor<?x16xi32>
  %d = arith.subi %acc, %p : tensor<?x16xi32>
  return %d : tensor<?x16xi32>
}

// Blocks of 32 lie in a tile; whole rows do not.
// CHECK-LABEL: func.func @dynamic_blocks(
// CHECK-NEXT: = qnt.kernel "dot_general_1"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "quantize"
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @dynamic_blocks(%x: tensor<?x64xf32>, %w: !w) -> (!qnt.array<?x64, #b8>, !a) {
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf32>, !w) -> tensor<?x64xf32>
  %q = qnt.quantize %d dynamic(absmax) : tensor<?x64xf32> -> !qnt.array<?x64, #b8>
  %r = qnt.quantize %d dynamic(absmax) : tensor<?x64xf32> -> !a
  return %q, %r : !qnt.array<?x64, #b8>, !a
}

// silu(x @ w) * (x @ v): the product belongs to the later contraction.
// CHECK-LABEL: func.func @gate(
// CHECK-NEXT: = qnt.kernel "gate"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = arith.negf
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = arith.divf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "up"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @gate(%x: tensor<8x64xf32>, %w: !w, %v: !w) -> tensor<8x64xf32> {
  %one = arith.constant dense<1.0> : tensor<8x64xf32>
  %g = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "gate"} : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %n = arith.negf %g : tensor<8x64xf32>
  %e = math.exp %n : tensor<8x64xf32>
  %s = arith.addf %e, %one : tensor<8x64xf32>
  %silu = arith.divf %g, %s : tensor<8x64xf32>
  %u = qnt.dot_general %x, %v contracting = [1] x [0] batch = [] x [] {qnt.name = "up"} : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %p = arith.mulf %silu, %u : tensor<8x64xf32>
  return %p : tensor<8x64xf32>
}

// The result and its transpose lie in different tiles.
// CHECK-LABEL: func.func @transpose_beside(
// CHECK-NEXT: = qnt.kernel "dot_general_2"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "addf"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @transpose_beside(%x: tensor<64x64xf32>, %w: !w) -> tensor<64x64xf32> {
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<64x64xf32>, !w) -> tensor<64x64xf32>
  %e = tensor.empty() : tensor<64x64xf32>
  %t = linalg.transpose ins(%d : tensor<64x64xf32>) outs(%e : tensor<64x64xf32>) permutation = [1, 0]
  %s = arith.addf %d, %t : tensor<64x64xf32>
  return %s : tensor<64x64xf32>
}

// A transpose by itself is no obstacle, nor is a reshape between two ops.
// CHECK-LABEL: func.func @transpose_and_reshape(
// CHECK-NEXT: = tensor.collapse_shape
// CHECK-NEXT: = qnt.kernel "dot_general_3"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.expand_shape
// CHECK-NEXT: return
func.func @transpose_and_reshape(%x: tensor<8x64xf32>, %w: !w, %r: tensor<4x16x8xf32>) -> tensor<4x16x8xf32> {
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %e = tensor.empty() : tensor<64x8xf32>
  %t = linalg.transpose ins(%d : tensor<8x64xf32>) outs(%e : tensor<64x8xf32>) permutation = [1, 0]
  %v = tensor.expand_shape %t [[0, 1], [2]] output_shape [4, 16, 8] : tensor<64x8xf32> into tensor<4x16x8xf32>
  %s = arith.addf %v, %r : tensor<4x16x8xf32>
  return %s : tensor<4x16x8xf32>
}

// The residual is collapsed instead: both reshapes stand at the border. The second sum takes the first one's along.
// CHECK-LABEL: func.func @residual_of_another_shape(
// CHECK-NEXT: = tensor.collapse_shape
// CHECK-NEXT: = qnt.kernel "dot_general_4"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = arith.truncf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.expand_shape
// CHECK-NEXT: = tensor.expand_shape
// CHECK-NEXT: return
func.func @residual_of_another_shape(%x: tensor<?x64xf32>, %w: !w, %r: tensor<?x4x64xf32>, %n: index) -> (tensor<?x4x64xf32>, tensor<?x4x64xf16>) {
  %half = arith.constant dense<0.5> : tensor<f32>
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf32>, !w) -> tensor<?x64xf32>
  %v = tensor.expand_shape %d [[0, 1], [2]] output_shape [%n, 4, 64] : tensor<?x64xf32> into tensor<?x4x64xf32>
  %s = arith.addf %r, %v : tensor<?x4x64xf32>
  %t = arith.mulf %s, %r : tensor<?x4x64xf32>
  %f = arith.truncf %t : tensor<?x4x64xf32> to tensor<?x4x64xf16>
  return %s, %f : tensor<?x4x64xf32>, tensor<?x4x64xf16>
}
// CHECK-LABEL: func.func @splat_behind_reshape(
// CHECK-NEXT: = qnt.kernel "dot_general_5"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.expand_shape
// CHECK-NEXT: return
func.func @splat_behind_reshape(%x: tensor<8x64xf32>, %w: !w) -> tensor<2x4x64xf32> {
  %half = arith.constant dense<0.5> : tensor<2x4x64xf32>
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %v = tensor.expand_shape %d [[0, 1], [2]] output_shape [2, 4, 64] : tensor<8x64xf32> into tensor<2x4x64xf32>
  %s = arith.mulf %v, %half : tensor<2x4x64xf32>
  return %s : tensor<2x4x64xf32>
}
// A bias that is broadcast to the other shape would be reshaped inside: the reshape stays where it is.
// CHECK-LABEL: func.func @bias_behind_reshape(
// CHECK-NEXT: = qnt.kernel "dot_general_6"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = tensor.expand_shape
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @bias_behind_reshape(%x: tensor<8x64xf32>, %w: !w, %b: tensor<64xf32>) -> tensor<2x4x64xf32> {
  %e = tensor.empty() : tensor<2x4x64xf32>
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %v = tensor.expand_shape %d [[0, 1], [2]] output_shape [2, 4, 64] : tensor<8x64xf32> into tensor<2x4x64xf32>
  %c = linalg.broadcast ins(%b : tensor<64xf32>) outs(%e : tensor<2x4x64xf32>) dimensions = [0, 1]
  %s = arith.addf %v, %c : tensor<2x4x64xf32>
  return %s : tensor<2x4x64xf32>
}

// Reductions and broadcasts of the result are other kernels.
// CHECK-LABEL: func.func @reduced_result(
// CHECK-NEXT: = qnt.kernel "dot_general_7"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "reduce_1"
// CHECK-NEXT:   = linalg.reduce
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @reduced_result(%x: tensor<8x64xf32>, %w: !w, %init: tensor<8xf32>) -> tensor<8xf32> {
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %r = linalg.reduce {arith.addf} ins(%d : tensor<8x64xf32>) outs(%init : tensor<8xf32>) dimensions = [1]
  return %r : tensor<8xf32>
}
// CHECK-LABEL: func.func @broadcast_result(
// CHECK-NEXT: = qnt.kernel "dot_general_8"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "addf_1"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @broadcast_result(%x: tensor<64xf32>, %w: !w, %y: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %d = qnt.dot_general %x, %w contracting = [0] x [0] batch = [] x [] : (tensor<64xf32>, !w) -> tensor<64xf32>
  %e = tensor.empty() : tensor<8x64xf32>
  %b = linalg.broadcast ins(%d : tensor<64xf32>) outs(%e : tensor<8x64xf32>) dimensions = [0]
  %s = arith.addf %b, %y : tensor<8x64xf32>
  return %s : tensor<8x64xf32>
}

// The pooling takes what follows it; the relu before it is the convolution's.
// CHECK-LABEL: func.func @pool(
// CHECK-NEXT: = qnt.kernel "conv_2d_nhwc_hwcf"
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = linalg.conv_2d_nhwc_hwcf
// CHECK-NEXT:   = arith.maximumf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "pooling_nhwc_max"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.pooling_nhwc_max
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @pool(%x: tensor<1x8x8x4xf32>, %k: tensor<3x3x4x4xf32>, %init: tensor<1x3x3x4xf32>) -> tensor<1x3x3x4xf32> {
  %zero = arith.constant dense<0.0> : tensor<1x6x6x4xf32>
  %window = tensor.empty() : tensor<2x2xf32>
  %c = linalg.conv_2d_nhwc_hwcf ins(%x, %k : tensor<1x8x8x4xf32>, tensor<3x3x4x4xf32>) outs(%zero : tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  %r = arith.maximumf %c, %zero : tensor<1x6x6x4xf32>
  %p = linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>, dilations = dense<1> : tensor<2xi64>} ins(%r, %window : tensor<1x6x6x4xf32>, tensor<2x2xf32>) outs(%init : tensor<1x3x3x4xf32>) -> tensor<1x3x3x4xf32>
  %n = math.absf %p : tensor<1x3x3x4xf32>
  return %n : tensor<1x3x3x4xf32>
}

//===----------------------------------------------------------------------------------------------------===//
// Prologues
//===----------------------------------------------------------------------------------------------------===//

// Decoding that is written out: cheap, and from fewer bytes than the operand has.
// CHECK-LABEL: func.func @written_out_decode(
// CHECK-NEXT: = qnt.kernel "dot_general_9"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.sitofp
// CHECK-NEXT:   = arith.subf
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @written_out_decode(%x: tensor<8x64xf32>, %codes: tensor<64x64xi8>, %zp: tensor<64xf32>, %s: tensor<64xf32>) -> tensor<8x64xf32> {
  %e = tensor.empty() : tensor<64x64xf32>
  %f = arith.sitofp %codes : tensor<64x64xi8> to tensor<64x64xf32>
  %z = linalg.broadcast ins(%zp : tensor<64xf32>) outs(%e : tensor<64x64xf32>) dimensions = [0]
  %t = linalg.broadcast ins(%s : tensor<64xf32>) outs(%e : tensor<64x64xf32>) dimensions = [0]
  %d = arith.subf %f, %z : tensor<64x64xf32>
  %w = arith.mulf %d, %t : tensor<64x64xf32>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, tensor<64x64xf32>) -> tensor<8x64xf32>
  return %y : tensor<8x64xf32>
}

// Between two contractions: the narrowing cast is the first's, the pad and the widening cast are the second's.
// CHECK-LABEL: func.func @between(
// CHECK-NEXT: = qnt.kernel "first"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = arith.truncf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "second"
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = tensor.pad {{.*}}{
// CHECK-NEXT:     ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT:     tensor.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.extf
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @between(%x: tensor<8x64xf32>, %w: !w, %v: tensor<66x4xf32>) -> tensor<8x4xf32> {
  %zero = arith.constant 0.0 : f16
  %d = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "first"} : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %n = arith.truncf %d : tensor<8x64xf32> to tensor<8x64xf16>
  %p = tensor.pad %n low[0, 1] high[0, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f16
  } : tensor<8x64xf16> to tensor<8x66xf16>
  %f = arith.extf %p : tensor<8x66xf16> to tensor<8x66xf32>
  %y = qnt.dot_general %f, %v contracting = [1] x [0] batch = [] x [] {qnt.name = "second"} : (tensor<8x66xf32>, tensor<66x4xf32>) -> tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}

// Not in the loops: an expensive op, one with two operands of full size, a narrowing cast.
// CHECK-LABEL: func.func @operands_of_their_own(
// CHECK-NEXT: = qnt.kernel "exp"
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "of_exp"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "addf_2"
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "of_sum"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "truncf"
// CHECK-NEXT:   = arith.truncf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "of_cast"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @operands_of_their_own(%x: tensor<8x64xf32>, %z: tensor<8x64xf32>, %w: tensor<64x4xf32>, %h: tensor<64x4xf16>)
    -> (tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>) {
  %e = math.exp %x : tensor<8x64xf32>
  %0 = qnt.dot_general %e, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "of.exp"} : (tensor<8x64xf32>, tensor<64x4xf32>) -> tensor<8x4xf32>
  %s = arith.addf %x, %z : tensor<8x64xf32>
  %1 = qnt.dot_general %s, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "of.sum"} : (tensor<8x64xf32>, tensor<64x4xf32>) -> tensor<8x4xf32>
  %n = arith.truncf %z : tensor<8x64xf32> to tensor<8x64xf16>
  %2 = qnt.dot_general %n, %h contracting = [1] x [0] batch = [] x [] {qnt.name = "of.cast"} : (tensor<8x64xf16>, tensor<64x4xf16>) -> tensor<8x4xf32>
  return %0, %1, %2 : tensor<8x4xf32>, tensor<8x4xf32>, tensor<8x4xf32>
}

// A decode that is returned is computed for that, and again in the kernel that reads it.
// CHECK-LABEL: func.func @returned_decode(
// CHECK-NEXT: = qnt.kernel "dequantize"
// CHECK-NEXT:   = qnt.dequantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "dot_general_10"
// CHECK-NEXT:   = qnt.dequantize
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @returned_decode(%x: tensor<8x64xf16>, %h: !h) -> (tensor<64x64xf16>, tensor<8x64xf16>) {
  %w = qnt.dequantize %h : !h -> tensor<64x64xf16>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf16>, tensor<64x64xf16>) -> tensor<8x64xf16>
  return %w, %y : tensor<64x64xf16>, tensor<8x64xf16>
}

// The decode is returned, and belongs to the kernel before it for that; what it reads is a result of that kernel, too.
// CHECK-LABEL: func.func @decode_of_a_kernel(
// CHECK-NEXT: = qnt.kernel "transpose"
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "dot_general_11"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @decode_of_a_kernel(%x: tensor<64x8xf32>, %w: !w) -> (tensor<8x64xf32>, tensor<8x64xf32>) {
  %e = tensor.empty() : tensor<8x64xf32>
  %a = math.exp %x : tensor<64x8xf32>
  %t = linalg.transpose ins(%a : tensor<64x8xf32>) outs(%e : tensor<8x64xf32>) permutation = [1, 0]
  %y = qnt.dot_general %t, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  return %t, %y : tensor<8x64xf32>, tensor<8x64xf32>
}

//===----------------------------------------------------------------------------------------------------===//
// Chains, the border
//===----------------------------------------------------------------------------------------------------===//

// One kernel with two results: the intermediate is returned.
// CHECK-LABEL: func.func @chain(
// CHECK-NEXT: = qnt.kernel "quantize_1"
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   = math.tanh
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.transpose
// CHECK-NEXT:   = qnt.quantize
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @chain(%x: tensor<8x64xf32>, %y: tensor<8x64xf32>, %s: tensor<1x1xf32>) -> (tensor<8x64xf32>, !qnt.array<64x8, #t8>) {
  %e = tensor.empty() : tensor<64x8xf32>
  %a = arith.mulf %x, %y : tensor<8x64xf32>
  %b = math.tanh %a : tensor<8x64xf32>
  %t = linalg.transpose ins(%b : tensor<8x64xf32>) outs(%e : tensor<64x8xf32>) permutation = [1, 0]
  %q = qnt.quantize %t scale(%s : tensor<1x1xf32>) : tensor<64x8xf32> -> !qnt.array<64x8, #t8>
  return %a, %q : tensor<8x64xf32>, !qnt.array<64x8, #t8>
}

// An expensive vector is not computed for each row; a cheap one is.
// CHECK-LABEL: func.func @broadcast_vectors(
// CHECK-NEXT: = qnt.kernel "exp_1"
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "mulf"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "divf"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.divf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @broadcast_vectors(%v: tensor<64xf32>, %x: tensor<8x64xf32>) -> (tensor<8x64xf32>, tensor<8x64xf32>) {
  %e = tensor.empty() : tensor<8x64xf32>
  %exp = math.exp %v : tensor<64xf32>
  %b = linalg.broadcast ins(%exp : tensor<64xf32>) outs(%e : tensor<8x64xf32>) dimensions = [0]
  %0 = arith.mulf %x, %b : tensor<8x64xf32>
  %abs = math.absf %v : tensor<64xf32>
  %c = linalg.broadcast ins(%abs : tensor<64xf32>) outs(%e : tensor<8x64xf32>) dimensions = [0]
  %1 = arith.divf %x, %c : tensor<8x64xf32>
  return %0, %1 : tensor<8x64xf32>, tensor<8x64xf32>
}

// A cheap vector that is returned is computed anyway: what broadcasts it reads it.
// CHECK-LABEL: func.func @returned_vector(
// CHECK-NEXT: = qnt.kernel "absf"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "divf_1"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.divf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @returned_vector(%v: tensor<64xf32>, %x: tensor<8x64xf32>) -> (tensor<8x64xf32>, tensor<64xf32>) {
  %e = tensor.empty() : tensor<8x64xf32>
  %abs = math.absf %v : tensor<64xf32>
  %c = linalg.broadcast ins(%abs : tensor<64xf32>) outs(%e : tensor<8x64xf32>) dimensions = [0]
  %0 = arith.divf %x, %c : tensor<8x64xf32>
  return %0, %abs : tensor<8x64xf32>, tensor<64xf32>
}

// A causal mask is made where it is read, twice.
// CHECK-LABEL: func.func @mask(
// CHECK-NEXT: = qnt.kernel "select"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.generic {{.*}}{
// CHECK-NEXT:     ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT:     = linalg.index
// CHECK-NEXT:     = linalg.index
// CHECK-NEXT:     = arith.cmpi
// CHECK-NEXT:     linalg.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = arith.select
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "select_1"
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.generic {{.*}}{
// CHECK-NEXT:     ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT:     = linalg.index
// CHECK-NEXT:     = linalg.index
// CHECK-NEXT:     = arith.cmpi
// CHECK-NEXT:     linalg.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = arith.select
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @mask(%x: tensor<8x8xf32>, %y: tensor<8x8xf32>) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %e = tensor.empty() : tensor<8x8xi1>
  %low = arith.constant dense<0xFF800000> : tensor<8x8xf32>
  %m = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]} outs(%e : tensor<8x8xi1>) {
  ^bb0(%o: i1):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %c = arith.cmpi sge, %i, %j : index
    linalg.yield %c : i1
  } -> tensor<8x8xi1>
  %0 = arith.select %m, %x, %low : tensor<8x8xi1>, tensor<8x8xf32>
  %1 = arith.select %m, %y, %low : tensor<8x8xi1>, tensor<8x8xf32>
  return %0, %1 : tensor<8x8xf32>, tensor<8x8xf32>
}

// Views at the border stay outside, with a constant that is no splat; a splat goes inside.
// CHECK-LABEL: func.func @border(
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = qnt.assemble
// CHECK-NEXT: = tensor.collapse_shape
// CHECK-NEXT: = qnt.kernel "dot_general_12"
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = linalg.broadcast
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = arith.mulf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.expand_shape
// CHECK-NEXT: return
func.func @border(%codes: tensor<64x64xi8>, %scales: tensor<1x64xf32>, %x: tensor<2x4x64xf32>) -> tensor<2x4x64xf32> {
  %bias = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %half = arith.constant dense<0.5> : tensor<8x64xf32>
  %e = tensor.empty() : tensor<8x64xf32>
  %w = qnt.assemble %codes, %scales : (tensor<64x64xi8>, tensor<1x64xf32>) -> !w
  %f = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x4x64xf32> into tensor<8x64xf32>
  %d = qnt.dot_general %f, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf32>, !w) -> tensor<8x64xf32>
  %b = linalg.broadcast ins(%bias : tensor<8xf32>) outs(%e : tensor<8x64xf32>) dimensions = [1]
  %s = arith.addf %d, %b : tensor<8x64xf32>
  %h = arith.mulf %s, %half : tensor<8x64xf32>
  %y = tensor.expand_shape %h [[0, 1], [2]] output_shape [2, 4, 64] : tensor<8x64xf32> into tensor<2x4x64xf32>
  return %y : tensor<2x4x64xf32>
}

// The size of a result is that of what it is computed from: no kernel waits for it.
// CHECK-LABEL: func.func @sizes(
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = tensor.dim
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = tensor.dim
// CHECK-NEXT: = arith.muli
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = arith.addi
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = arith.addi
// CHECK-NEXT: = qnt.kernel "maximumf"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   = tensor.empty
// CHECK-NEXT:   = arith.constant
// CHECK-NEXT:   = linalg.fill
// CHECK-NEXT:   = tensor.collapse_shape
// CHECK-NEXT:   = tensor.pad {{.*}}{
// CHECK-NEXT:     ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT:     tensor.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   = arith.maximumf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @sizes(%x: tensor<?x?xf32>) -> (tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %y = math.absf %x : tensor<?x?xf32>
  %f = tensor.collapse_shape %y [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  %p = tensor.pad %f low[2] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %n = tensor.dim %p, %c0 : tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %r = arith.maximumf %p, %z : tensor<?xf32>
  return %r, %n : tensor<?xf32>, index
}

//===----------------------------------------------------------------------------------------------------===//
// What stands between
//===----------------------------------------------------------------------------------------------------===//

// The loop reads the first kernel's result; what reads the loop's cannot join it. Observations keep their order.
// CHECK-LABEL: func.func @around_a_loop(
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = arith.constant
// CHECK-NEXT: = qnt.kernel "absf_1"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = scf.for {{.*}}{
// CHECK-NEXT:   = qnt.kernel "addf_3"
// CHECK-NEXT:     = arith.addf
// CHECK-NEXT:     qnt.yield
// CHECK-NEXT:   }
// CHECK-NEXT:   scf.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "subf"
// CHECK-NEXT:   = arith.subf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @around_a_loop(%x: tensor<8x8xf32>, %n: index) -> tensor<8x8xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = math.absf %x : tensor<8x8xf32>
  %s = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<8x8xf32> {
    %t = arith.addf %y, %a : tensor<8x8xf32>
    scf.yield %t : tensor<8x8xf32>
  }
  %z = arith.subf %a, %s : tensor<8x8xf32>
  return %z : tensor<8x8xf32>
}
// CHECK-LABEL: func.func @around_effects(
// CHECK-NEXT: = qnt.kernel "exp_2"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: qnt.observe {{.*}} as "first"
// CHECK-NEXT: qnt.observe {{.*}} as "second"
// CHECK-NEXT: qnt.observe {{.*}} as "third"
// CHECK-NEXT: return
func.func @around_effects(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %a = math.absf %x : tensor<8x8xf32>
  qnt.observe %a as "first" : tensor<8x8xf32>
  qnt.observe %x as "second" : tensor<8x8xf32>
  %b = math.exp %a : tensor<8x8xf32>
  qnt.observe %b as "third" : tensor<8x8xf32>
  return %b : tensor<8x8xf32>
}

// A scalar read from a result is the host's.
// CHECK-LABEL: func.func @scalar(
// CHECK-NEXT: = qnt.kernel "absf_2"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = tensor.extract
// CHECK-NEXT: = qnt.kernel "addf_4"
// CHECK-NEXT:   = tensor.splat
// CHECK-NEXT:   = arith.addf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @scalar(%x: tensor<8xf32>, %i: index) -> tensor<8xf32> {
  %a = math.absf %x : tensor<8xf32>
  %e = tensor.extract %a[%i] : tensor<8xf32>
  %b = tensor.splat %e : tensor<8xf32>
  %c = arith.addf %a, %b : tensor<8xf32>
  return %c : tensor<8xf32>
}

// Blocks of a function: the decode is repeated in the one that reads it.
// CHECK-LABEL: func.func @blocks(
// CHECK-NEXT: cf.cond_br
// CHECK-NEXT: ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT: = qnt.kernel "dot_general_13"
// CHECK-NEXT:   = qnt.dequantize
// CHECK-NEXT:   = qnt.dot_general
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: cf.br
// CHECK-NEXT: ^bb{{[0-9]+(\(%[a-z0-9_]+)?}}:
// CHECK-NEXT: = qnt.kernel "absf_3"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @blocks(%h: !h, %x: tensor<8x64xf16>, %b: i1) -> tensor<8x64xf16> {
  %w = qnt.dequantize %h : !h -> tensor<64x64xf16>
  cf.cond_br %b, ^one, ^two(%x : tensor<8x64xf16>)
^one:
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<8x64xf16>, tensor<64x64xf16>) -> tensor<8x64xf16>
  cf.br ^two(%y : tensor<8x64xf16>)
^two(%z: tensor<8x64xf16>):
  %n = math.absf %z : tensor<8x64xf16>
  return %n : tensor<8x64xf16>
}

// A kernel that is there already stays as it is, but gets a name.
// CHECK-LABEL: func.func @given(
// CHECK-NEXT: = qnt.kernel "exp_3"
// CHECK-NEXT:   = math.exp
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: = qnt.kernel "absf_4"
// CHECK-NEXT:   = math.absf
// CHECK-NEXT:   qnt.yield
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @given(%x: tensor<8xf32>) -> tensor<8xf32> {
  %k = qnt.kernel (%a = %x : tensor<8xf32>, %unused = %x : tensor<8xf32>) -> tensor<8xf32> {
    %e = math.exp %a : tensor<8xf32>
    qnt.yield %e : tensor<8xf32>
  }
  %y = math.absf %k : tensor<8xf32>
  return %y : tensor<8xf32>
}
