// RUN: quant-opt %s --qnt-fuse --qnt-lower-to-gpu=target=sm_80 --remarks-filter=qnt-launch-loops -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARKS --allow-empty
// RUN: FileCheck %s --check-prefix=LAUNCHES < %t.mlir
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s

// A qnt.invoke_quant that a contraction reads is computed in its loops: one launch, and no memory for what is decoded.

// REMARKS-NOT: no single launch
// CHECK: result 0 against reference: 512 elements, {{.*}}, 0 mismatches
// CHECK: result 1 against reference: 512 elements, {{.*}}, 0 mismatches
// CHECK: result 2 against reference: 512 elements, {{.*}}, 0 mismatches
// CHECK: result 3 against reference: 4096 elements, {{.*}}, 0 mismatches
// CHECK: result 4 against reference: 520 elements, {{.*}}, 0 mismatches
// CHECK: result 5 against reference: 512 elements, {{.*}}, 0 mismatches
// CHECK: result 6 against reference: 4096 elements, {{.*}}, 0 mismatches
// CHECK: result 7 against reference: 32 elements, {{.*}}, 0 mismatches
// CHECK: result 8 against reference: 32 elements, {{.*}}, 0 mismatches
// CHECK: result 9 against reference: 128 elements, {{.*}}, 0 mismatches
// CHECK: result 10 against reference: 80 elements, {{.*}}, 0 mismatches
// CHECK: result 11 against reference: 1024 elements, {{.*}}, 0 mismatches
// CHECK: result 12 against reference: 32 elements, {{.*}}, 0 mismatches
// CHECK: result 13 against reference: 96 elements, {{.*}}, 0 mismatches
#column = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#row = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
#batch = #qnt.encoding<i4 : f16, block = 1x*x1, scale = f16>
#each = affine_map<(i) -> (i)>
!a = !qnt.array<64x64, #column>
!b = !qnt.array<64x8, #column>
!r = !qnt.array<8x64, #row>
!rd = !qnt.array<?x64, #row>
!t = !qnt.array<?x64x8, #batch>
func.func @main() -> (tensor<64x8xf16>, tensor<64x8xf16>, tensor<64x8xf16>, tensor<64x64xf16>, tensor<?x8xf16>, tensor<64x8xf16>, tensor<64x64xf16>, tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x32xf16>, tensor<4x?xf16>, tensor<32x32xf16>, tensor<4x8xf16>, tensor<?x4x8xf16>) {
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c7 = arith.constant 7 : index
  %c11 = arith.constant 11 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %c320 = arith.constant 320 : index
  %c512 = arith.constant 512 : index
  %c768 = arith.constant 768 : index
  %c1536 = arith.constant 1536 : index
  %c4096 = arith.constant 4096 : index
  %c4160 = arith.constant 4160 : index
  %n1 = call @numbers(%c4096, %c7) : (index, index) -> tensor<?xf16>
  %n2 = tensor.cast %n1 : tensor<?xf16> to tensor<4096xf16>
  %n3 = tensor.expand_shape %n2 [[0, 1]] output_shape [64, 64] : tensor<4096xf16> into tensor<64x64xf16>
  %n4 = qnt.quantize %n3 dynamic(absmax) : tensor<64x64xf16> -> !a
  %n5 = call @numbers(%c512, %c5) : (index, index) -> tensor<?xf16>
  %n6 = tensor.cast %n5 : tensor<?xf16> to tensor<512xf16>
  %n7 = tensor.expand_shape %n6 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %plain = call @plain(%n4, %n7) : (!a, tensor<64x8xf16>) -> tensor<64x8xf16>
  %n8 = call @numbers(%c512, %c5) : (index, index) -> tensor<?xf16>
  %n9 = tensor.cast %n8 : tensor<?xf16> to tensor<512xf16>
  %n10 = tensor.expand_shape %n9 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %high_precision = call @high_precision(%n4, %n10) : (!a, tensor<64x8xf16>) -> tensor<64x8xf16>
  %n11 = call @numbers(%c512, %c5) : (index, index) -> tensor<?xf16>
  %n12 = tensor.cast %n11 : tensor<?xf16> to tensor<512xf16>
  %n13 = tensor.expand_shape %n12 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %two_results_0, %two_results_1 = call @two_results(%n4, %n13) : (!a, tensor<64x8xf16>) -> (tensor<64x8xf16>, tensor<64x64xf16>)
  %n14 = call @numbers(%c512, %c7) : (index, index) -> tensor<?xf16>
  %n15 = tensor.cast %n14 : tensor<?xf16> to tensor<512xf16>
  %n16 = tensor.expand_shape %n15 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %n17 = qnt.quantize %n16 dynamic(absmax) : tensor<64x8xf16> -> !b
  %n18 = call @numbers(%c4160, %c5) : (index, index) -> tensor<?xf16>
  %n19 = tensor.cast %n18 : tensor<?xf16> to tensor<4160xf16>
  %n20 = tensor.expand_shape %n19 [[0, 1]] output_shape [65, 64] : tensor<4160xf16> into tensor<65x64xf16>
  %n21 = tensor.cast %n20 : tensor<65x64xf16> to tensor<?x64xf16>
  %two_results_dynamic_0, %two_results_dynamic_1 = call @two_results_dynamic(%n17, %n21) : (!b, tensor<?x64xf16>) -> (tensor<?x8xf16>, tensor<64x8xf16>)
  %two_operands = call @two_operands(%n17) : (!b) -> tensor<64x64xf16>
  %n22 = call @numbers(%c256, %c5) : (index, index) -> tensor<?xf16>
  %n23 = tensor.cast %n22 : tensor<?xf16> to tensor<256xf16>
  %n24 = tensor.expand_shape %n23 [[0, 1]] output_shape [4, 64] : tensor<256xf16> into tensor<4x64xf16>
  %nested = call @nested(%n17, %n24) : (!b, tensor<4x64xf16>) -> tensor<4x8xf16>
  %n25 = call @numbers(%c512, %c3) : (index, index) -> tensor<?xf16>
  %n26 = tensor.cast %n25 : tensor<?xf16> to tensor<512xf16>
  %n27 = tensor.expand_shape %n26 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %n28 = call @numbers(%c512, %c5) : (index, index) -> tensor<?xf16>
  %n29 = tensor.cast %n28 : tensor<?xf16> to tensor<512xf16>
  %n30 = tensor.expand_shape %n29 [[0, 1]] output_shape [64, 8] : tensor<512xf16> into tensor<64x8xf16>
  %n31 = call @numbers(%c256, %c11) : (index, index) -> tensor<?xf16>
  %n32 = tensor.cast %n31 : tensor<?xf16> to tensor<256xf16>
  %n33 = tensor.expand_shape %n32 [[0, 1]] output_shape [4, 64] : tensor<256xf16> into tensor<4x64xf16>
  %quotients = call @quotients(%n27, %n30, %n33) : (tensor<64x8xf16>, tensor<64x8xf16>, tensor<4x64xf16>) -> tensor<4x8xf16>
  %n34 = call @numbers(%c512, %c7) : (index, index) -> tensor<?xf16>
  %n35 = tensor.cast %n34 : tensor<?xf16> to tensor<512xf16>
  %n36 = tensor.expand_shape %n35 [[0, 1]] output_shape [8, 64] : tensor<512xf16> into tensor<8x64xf16>
  %n37 = qnt.quantize %n36 dynamic(absmax) : tensor<8x64xf16> -> !r
  %n38 = call @numbers(%c64, %c5) : (index, index) -> tensor<?xf16>
  %n39 = tensor.cast %n38 : tensor<?xf16> to tensor<64xf16>
  %n40 = tensor.expand_shape %n39 [[0, 1]] output_shape [4, 16] : tensor<64xf16> into tensor<4x16xf16>
  %reshaped = call @reshaped(%n37, %n40) : (!r, tensor<4x16xf16>) -> tensor<4x32xf16>
  %n41 = call @numbers(%c320, %c7) : (index, index) -> tensor<?xf16>
  %n42 = tensor.cast %n41 : tensor<?xf16> to tensor<320xf16>
  %n43 = tensor.expand_shape %n42 [[0, 1]] output_shape [5, 64] : tensor<320xf16> into tensor<5x64xf16>
  %n44 = tensor.cast %n43 : tensor<5x64xf16> to tensor<?x64xf16>
  %n45 = qnt.quantize %n44 dynamic(absmax) : tensor<?x64xf16> -> !rd
  %n46 = call @numbers(%c64, %c5) : (index, index) -> tensor<?xf16>
  %n47 = tensor.cast %n46 : tensor<?xf16> to tensor<64xf16>
  %n48 = tensor.expand_shape %n47 [[0, 1]] output_shape [4, 16] : tensor<64xf16> into tensor<4x16xf16>
  %reshaped_dynamic = call @reshaped_dynamic(%n45, %n48) : (!rd, tensor<4x16xf16>) -> tensor<4x?xf16>
  %both_reshaped = call @both_reshaped(%n37) : (!r) -> tensor<32x32xf16>
  %n49 = call @numbers(%c256, %c5) : (index, index) -> tensor<?xf16>
  %n50 = tensor.cast %n49 : tensor<?xf16> to tensor<256xf16>
  %n51 = tensor.expand_shape %n50 [[0, 1]] output_shape [4, 64] : tensor<256xf16> into tensor<4x64xf16>
  %cast_back = call @cast_back(%n17, %n51) : (!b, tensor<4x64xf16>) -> tensor<4x8xf16>
  %n52 = call @numbers(%c1536, %c7) : (index, index) -> tensor<?xf16>
  %n53 = tensor.cast %n52 : tensor<?xf16> to tensor<1536xf16>
  %n54 = tensor.expand_shape %n53 [[0, 1, 2]] output_shape [3, 64, 8] : tensor<1536xf16> into tensor<3x64x8xf16>
  %n55 = tensor.cast %n54 : tensor<3x64x8xf16> to tensor<?x64x8xf16>
  %n56 = qnt.quantize %n55 dynamic(absmax) : tensor<?x64x8xf16> -> !t
  %n57 = call @numbers(%c768, %c5) : (index, index) -> tensor<?xf16>
  %n58 = tensor.cast %n57 : tensor<?xf16> to tensor<768xf16>
  %n59 = tensor.expand_shape %n58 [[0, 1, 2]] output_shape [3, 4, 64] : tensor<768xf16> into tensor<3x4x64xf16>
  %n60 = tensor.cast %n59 : tensor<3x4x64xf16> to tensor<?x4x64xf16>
  %batches = call @batches(%n56, %n60) : (!t, tensor<?x4x64xf16>) -> tensor<?x4x8xf16>
  return %plain, %high_precision, %two_results_0, %two_results_1, %two_results_dynamic_0, %two_results_dynamic_1, %two_operands, %nested, %quotients, %reshaped, %reshaped_dynamic, %both_reshaped, %cast_back, %batches : tensor<64x8xf16>, tensor<64x8xf16>, tensor<64x8xf16>, tensor<64x64xf16>, tensor<?x8xf16>, tensor<64x8xf16>, tensor<64x64xf16>, tensor<4x8xf16>, tensor<4x8xf16>, tensor<4x32xf16>, tensor<4x?xf16>, tensor<32x32xf16>, tensor<4x8xf16>, tensor<?x4x8xf16>
}

// Between -1.5 and 1.5, no zeros.
func.func private @numbers(%count: index, %step: index) -> tensor<?xf16> {
  %empty = tensor.empty(%count) : tensor<?xf16>
  %x = linalg.generic {indexing_maps = [#each], iterator_types = ["parallel"]} outs(%empty : tensor<?xf16>) {
  ^bb0(%out: f16):
    %i = linalg.index 0 : index
    %c24 = arith.constant 24 : index
    %p = arith.muli %i, %step : index
    %q = arith.divui %i, %c24 : index
    %s = arith.addi %p, %q : index
    %r = arith.remui %s, %c24 : index
    %int = arith.index_cast %r : index to i32
    %f = arith.sitofp %int : i32 to f16
    %offset = arith.constant -11.5 : f16
    %shifted = arith.addf %f, %offset : f16
    %scale = arith.constant 0.125 : f16
    %value = arith.mulf %shifted, %scale : f16
    linalg.yield %value : f16
  } -> tensor<?xf16>
  return %x : tensor<?xf16>
}

// The array is the lhs; nothing of it is a constant.
// LAUNCHES-LABEL: func.func private @plain(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @plain(%x: !a, %z: tensor<64x8xf16>) -> tensor<64x8xf16> {
  %i = qnt.invoke_quant scheme("w4") (%a = %x : !a) -> tensor<64x64xf16> {
    %d = qnt.dequantize %a : !a -> tensor<64x64xf16>
    qnt.yield %d : tensor<64x64xf16>
  }
  %y = qnt.dot_general %i, %z contracting = [1] x [0] batch = [] x [] : (tensor<64x64xf16>, tensor<64x8xf16>) -> tensor<64x8xf16>
  return %y : tensor<64x8xf16>
}

// In f32: the same codes, read where they lie.
// LAUNCHES-LABEL: func.func private @high_precision(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @high_precision(%x: !a, %z: tensor<64x8xf16>) -> tensor<64x8xf16> {
  %i = qnt.invoke_quant scheme("w4") (%a = %x : !a) -> tensor<64x64xf16> codegen_low_precision(false) {
    %d = qnt.dequantize %a : !a -> tensor<64x64xf16>
    qnt.yield %d : tensor<64x64xf16>
  }
  %y = qnt.dot_general %i, %z contracting = [1] x [0] batch = [] x [] : (tensor<64x64xf16>, tensor<64x8xf16>) -> tensor<64x8xf16>
  return %y : tensor<64x8xf16>
}

// The second result has another iteration space than the product, and the larger one.
// LAUNCHES-LABEL: func.func private @two_results(
// LAUNCHES-COUNT-2: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @two_results(%x: !a, %z: tensor<64x8xf16>) -> (tensor<64x8xf16>, tensor<64x64xf16>) {
  %i:2 = qnt.invoke_quant scheme("w4") (%a = %x : !a) -> (tensor<64x64xf16>, tensor<64x64xf16>) {
    %d = qnt.dequantize %a : !a -> tensor<64x64xf16>
    %n = math.absf %d : tensor<64x64xf16>
    qnt.yield %d, %n : tensor<64x64xf16>, tensor<64x64xf16>
  }
  %y = qnt.dot_general %i#0, %z contracting = [1] x [0] batch = [] x [] : (tensor<64x64xf16>, tensor<64x8xf16>) -> tensor<64x8xf16>
  return %y, %i#1 : tensor<64x8xf16>, tensor<64x64xf16>
}

// Here the product has more elements, how many is not known.
// LAUNCHES-LABEL: func.func private @two_results_dynamic(
// LAUNCHES-COUNT-2: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @two_results_dynamic(%x: !b, %z: tensor<?x64xf16>) -> (tensor<?x8xf16>, tensor<64x8xf16>) {
  %i:2 = qnt.invoke_quant (%a = %x : !b) -> (tensor<64x8xf16>, tensor<64x8xf16>) {
    %d = qnt.dequantize %a : !b -> tensor<64x8xf16>
    %n = arith.negf %d : tensor<64x8xf16>
    qnt.yield %d, %n : tensor<64x8xf16>, tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i#0 contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, tensor<64x8xf16>) -> tensor<?x8xf16>
  return %y, %i#1 : tensor<?x8xf16>, tensor<64x8xf16>
}

// Both results are operands.
// LAUNCHES-LABEL: func.func private @two_operands(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @two_operands(%x: !b) -> tensor<64x64xf16> {
  %i:2 = qnt.invoke_quant (%a = %x : !b) -> (tensor<64x8xf16>, tensor<64x8xf16>) {
    %d = qnt.dequantize %a : !b -> tensor<64x8xf16>
    %n = math.absf %d : tensor<64x8xf16>
    qnt.yield %d, %n : tensor<64x8xf16>, tensor<64x8xf16>
  }
  %y = qnt.dot_general %i#0, %i#1 contracting = [1] x [1] batch = [] x [] : (tensor<64x8xf16>, tensor<64x8xf16>) -> tensor<64x64xf16>
  return %y : tensor<64x64xf16>
}

// A function for each product: who wrote the region asked for it.
// LAUNCHES-LABEL: func.func private @nested(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @nested(%x: !b, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant scheme("outer") (%a = %x : !b) -> tensor<64x8xf16> codegen_low_precision(false) {
    %n = qnt.invoke_quant scheme("inner") (%b = %a : !b) -> tensor<64x8xf16> {
      %d = qnt.dequantize %b : !b -> tensor<64x8xf16>
      qnt.yield %d : tensor<64x8xf16>
    }
    %e = math.exp %n : tensor<64x8xf16>
    qnt.yield %e : tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// A division for each product.
// LAUNCHES-LABEL: func.func private @quotients(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @quotients(%x: tensor<64x8xf16>, %s: tensor<64x8xf16>, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant (%a = %x : tensor<64x8xf16>, %b = %s : tensor<64x8xf16>) -> tensor<64x8xf16> {
    %d = arith.divf %a, %b : tensor<64x8xf16>
    qnt.yield %d : tensor<64x8xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// The body ends in a reshape of other rows.
// LAUNCHES-LABEL: func.func private @reshaped(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @reshaped(%x: !r, %z: tensor<4x16xf16>) -> tensor<4x32xf16> {
  %i = qnt.invoke_quant (%a = %x : !r) -> tensor<32x16xf16> {
    %d = qnt.dequantize %a : !r -> tensor<8x64xf16>
    %e = tensor.expand_shape %d [[0], [1, 2]] output_shape [8, 4, 16] : tensor<8x64xf16> into tensor<8x4x16xf16>
    %r = tensor.collapse_shape %e [[0, 1], [2]] : tensor<8x4x16xf16> into tensor<32x16xf16>
    qnt.yield %r : tensor<32x16xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [1] batch = [] x [] : (tensor<4x16xf16>, tensor<32x16xf16>) -> tensor<4x32xf16>
  return %y : tensor<4x32xf16>
}

// The same with any number of rows.
// LAUNCHES-LABEL: func.func private @reshaped_dynamic(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @reshaped_dynamic(%x: !rd, %z: tensor<4x16xf16>) -> tensor<4x?xf16> {
  %c0 = arith.constant 0 : index
  %i = qnt.invoke_quant (%a = %x : !rd) -> tensor<?x16xf16> {
    %n = arith.constant 0 : index
    %rows = qnt.dim %a, %n : !rd
    %d = qnt.dequantize %a : !rd -> tensor<?x64xf16>
    %e = tensor.expand_shape %d [[0], [1, 2]] output_shape [%rows, 4, 16] : tensor<?x64xf16> into tensor<?x4x16xf16>
    %r = tensor.collapse_shape %e [[0, 1], [2]] : tensor<?x4x16xf16> into tensor<?x16xf16>
    qnt.yield %r : tensor<?x16xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [1] x [1] batch = [] x [] : (tensor<4x16xf16>, tensor<?x16xf16>) -> tensor<4x?xf16>
  return %y : tensor<4x?xf16>
}

// No operand of the product is left to tell how long it is.
// LAUNCHES-LABEL: func.func private @both_reshaped(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @both_reshaped(%x: !r) -> tensor<32x32xf16> {
  %i:2 = qnt.invoke_quant (%a = %x : !r) -> (tensor<32x16xf16>, tensor<32x16xf16>) {
    %d = qnt.dequantize %a : !r -> tensor<8x64xf16>
    %e = tensor.expand_shape %d [[0], [1, 2]] output_shape [8, 4, 16] : tensor<8x64xf16> into tensor<8x4x16xf16>
    %r = tensor.collapse_shape %e [[0, 1], [2]] : tensor<8x4x16xf16> into tensor<32x16xf16>
    %n = math.absf %r : tensor<32x16xf16>
    qnt.yield %r, %n : tensor<32x16xf16>, tensor<32x16xf16>
  }
  %y = qnt.dot_general %i#0, %i#1 contracting = [1] x [1] batch = [] x [] : (tensor<32x16xf16>, tensor<32x16xf16>) -> tensor<32x32xf16>
  return %y : tensor<32x32xf16>
}

// A reshape in the region, and another behind it.
// LAUNCHES-LABEL: func.func private @cast_back(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @cast_back(%x: !b, %z: tensor<4x64xf16>) -> tensor<4x8xf16> {
  %i = qnt.invoke_quant (%a = %x : !b) -> tensor<64x2x4xf16> {
    %d = qnt.dequantize %a : !b -> tensor<64x8xf16>
    %r = tensor.expand_shape %d [[0], [1, 2]] output_shape [64, 2, 4] : tensor<64x8xf16> into tensor<64x2x4xf16>
    qnt.yield %r : tensor<64x2x4xf16>
  }
  %c = tensor.collapse_shape %i [[0], [1, 2]] : tensor<64x2x4xf16> into tensor<64x8xf16>
  %y = qnt.dot_general %z, %c contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
  return %y : tensor<4x8xf16>
}

// Batches of a number that the other operand gives, too.
// LAUNCHES-LABEL: func.func private @batches(
// LAUNCHES: memref.alloc
// LAUNCHES-NOT: memref.alloc
// LAUNCHES: qnt.launch
// LAUNCHES-NOT: qnt.launch
// LAUNCHES: return
func.func private @batches(%x: !t, %z: tensor<?x4x64xf16>) -> tensor<?x4x8xf16> {
  %i = qnt.invoke_quant (%a = %x : !t) -> tensor<?x64x8xf16> {
    %d = qnt.dequantize %a : !t -> tensor<?x64x8xf16>
    qnt.yield %d : tensor<?x64x8xf16>
  }
  %y = qnt.dot_general %z, %i contracting = [2] x [1] batch = [0] x [0] : (tensor<?x4x64xf16>, tensor<?x64x8xf16>) -> tensor<?x4x8xf16>
  return %y : tensor<?x4x8xf16>
}
