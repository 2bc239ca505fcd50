// RUN: quant-opt %s --qnt-inline-invoke-quant --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-inline-invoke-quant=scheme=chosen --split-input-file | FileCheck %s --check-prefix=CHOSEN

// The example of the pass's documentation.
// CHECK-LABEL: func.func @widened
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>
func.func @widened(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT: %[[A:.*]] = arith.extf %[[X]] : tensor<4xf16> to tensor<4xf32>
  // CHECK-NEXT: %[[E:.*]] = math.exp %[[A]] : tensor<4xf32>
  // CHECK-NEXT: %[[S:.*]] = arith.addf %[[E]], %[[A]] : tensor<4xf32>
  // CHECK-NEXT: %[[Y:.*]] = arith.truncf %[[S]] : tensor<4xf32> to tensor<4xf16>
  // CHECK-NEXT: return %[[Y]]
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) {
    %e = math.exp %a : tensor<4xf16>
    %s = arith.addf %e, %a : tensor<4xf16>
    qnt.yield %s : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// -----

// CHECK-LABEL: func.func @as_it_is
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>, %[[N:.*]]: i32
func.func @as_it_is(%x: tensor<4xf16>, %n: i32) -> (tensor<4xf16>, i32) {
  // CHECK-NEXT: %[[E:.*]] = math.exp %[[X]] : tensor<4xf16>
  // CHECK-NEXT: %[[S:.*]] = arith.subf %[[E]], %[[X]] : tensor<4xf16>
  // CHECK-NEXT: return %[[S]], %[[N]]
  %y:2 = qnt.invoke_quant (%a = %x : tensor<4xf16>, %m = %n : i32) -> (tensor<4xf16>, i32) {
    %e = math.exp %a : tensor<4xf16>
    %s = arith.subf %e, %a : tensor<4xf16>
    qnt.yield %s, %m : tensor<4xf16>, i32
  }
  return %y#0, %y#1 : tensor<4xf16>, i32
}

// -----

// Casts to narrow types round nothing, constants are extended, f64 stays, integers and comparisons stay.
// CHECK-LABEL: func.func @casts
// CHECK-SAME:    %[[X:.*]]: f16, %[[D:.*]]: f64, %[[N:.*]]: i32
func.func @casts(%x: f16, %d: f64, %n: i32) -> (bf16, f64, i1, f8E4M3FN) {
  // CHECK-NEXT: %[[A:.*]] = arith.extf %[[X]] : f16 to f32
  // CHECK-NEXT: %[[C:.*]] = arith.constant 1.5{{.*}} : f16
  // CHECK-NEXT: %[[CW:.*]] = arith.extf %[[C]] : f16 to f32
  // CHECK-NEXT: %[[S:.*]] = arith.addf %[[A]], %[[CW]] : f32
  // CHECK-NEXT: %[[M:.*]] = arith.mulf %[[S]], %[[S]] : f32
  // CHECK-NEXT: %[[DN:.*]] = arith.truncf %[[D]] : f64 to f32
  // CHECK-NEXT: %[[NF:.*]] = arith.sitofp %[[N]] : i32 to f32
  // CHECK-NEXT: %[[P:.*]] = arith.addf %[[DN]], %[[NF]] : f32
  // CHECK-NEXT: %[[PD:.*]] = arith.extf %[[P]] : f32 to f64
  // CHECK-NEXT: %[[LT:.*]] = arith.cmpf olt, %[[M]], %[[P]] : f32
  // CHECK-NEXT: %[[F8:.*]] = arith.truncf %[[P]] : f32 to f8E4M3FN
  // CHECK-NEXT: %[[R:.*]] = arith.truncf %[[M]] : f32 to bf16
  // CHECK-NEXT: return %[[R]], %[[PD]], %[[LT]], %[[F8]]
  %y:4 = qnt.invoke_quant (%a = %x : f16, %b = %d : f64, %i = %n : i32) -> (bf16, f64, i1, f8E4M3FN)
           codegen_low_precision(false) {
    %c = arith.constant 1.5 : f16
    %s = arith.addf %a, %c : f16
    %w = arith.extf %s : f16 to f32
    %m = arith.mulf %w, %w : f32
    %r = arith.truncf %m : f32 to bf16
    %dn = arith.truncf %b : f64 to f16
    %nf = arith.sitofp %i : i32 to f16
    %p = arith.addf %dn, %nf : f16
    %pd = arith.extf %p : f16 to f64
    %pw = arith.extf %p : f16 to f32
    %lt = arith.cmpf olt, %m, %pw : f32
    %f8 = arith.truncf %p : f16 to f8E4M3FN
    qnt.yield %r, %pd, %lt, %f8 : bf16, f64, i1, f8E4M3FN
  }
  return %y#0, %y#1, %y#2, %y#3 : bf16, f64, i1, f8E4M3FN
}

// -----

#nf4 = #qnt.encoding<lut<u4, f16> : f16, block = 64x1, scale = f16>
#a8 = #qnt.encoding<i8 : f16, block = 1x*, scale = f16>
!w = !qnt.array<64x8, #nf4>
!a = !qnt.array<4x64, #a8>

// Arrays keep their parts; what is decoded is not rounded to f16.
// CHECK-DAG: #[[A8:.*]] = #qnt.encoding<i8 : f16, block = 1x*, scale = f16>
// CHECK-DAG: #[[A8W:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f16>
// CHECK-DAG: #[[NF4:.*]] = #qnt.encoding<lut<u4, f16> : f16, block = 64x1, scale = f16>
// CHECK-DAG: #[[NF4W:.*]] = #qnt.encoding<lut<u4, f16> : f32, block = 64x1, scale = f16>
// CHECK-LABEL: func.func @arrays
// CHECK-SAME:    %[[X:.*]]: tensor<4x64xf16>, %[[W:.*]]: !qnt.array<64x8, #[[NF4]]>, %[[S:.*]]: tensor<4x1xf16>
func.func @arrays(%x: tensor<4x64xf16>, %w: !w, %s: tensor<4x1xf16>) -> (tensor<4x8xf16>, tensor<64x8xf16>, !a) {
  // CHECK-NEXT: %[[XW:.*]] = arith.extf %[[X]] : tensor<4x64xf16> to tensor<4x64xf32>
  // CHECK-NEXT: %[[SW:.*]] = arith.extf %[[S]]
  // The scale is a part: it has its type.
  // CHECK-NEXT: %[[SN:.*]] = arith.truncf %[[SW]] : tensor<4x1xf32> to tensor<4x1xf16>
  // CHECK-NEXT: %[[Q:.*]] = qnt.quantize %[[XW]] scale(%[[SN]] : tensor<4x1xf16>) {{.*}}: tensor<4x64xf32> -> !qnt.array<4x64, #[[A8W]]>
  // CHECK-NEXT: %[[P:.*]]:2 = qnt.disassemble %[[Q]]
  // CHECK-NEXT: %[[QN:.*]] = qnt.assemble %[[P]]#0, %[[P]]#1 : (tensor<4x64xi8>, tensor<4x1xf16>) -> !qnt.array<4x64, #[[A8]]>
  // CHECK-NEXT: %[[D:.*]] = qnt.dot_general %[[QN]], %[[W]] {{.*}} -> tensor<4x8xf32>
  // CHECK-NEXT: %[[P2:.*]]:3 = qnt.disassemble %[[W]]
  // CHECK-NEXT: %[[WW:.*]] = qnt.assemble %[[P2]]#0, %[[P2]]#1, %[[P2]]#2 : {{.*}} -> !qnt.array<64x8, #[[NF4W]]>
  // CHECK-NEXT: %[[F:.*]] = qnt.dequantize %[[WW]] : !qnt.array<64x8, #[[NF4W]]> -> tensor<64x8xf32>
  // CHECK-NEXT: %[[DN:.*]] = arith.truncf %[[D]]
  // CHECK-NEXT: %[[FN:.*]] = arith.truncf %[[F]]
  // CHECK-NEXT: return %[[DN]], %[[FN]], %[[QN]]
  %y:3 = qnt.invoke_quant (%a = %x : tensor<4x64xf16>, %b = %w : !w, %t = %s : tensor<4x1xf16>)
           -> (tensor<4x8xf16>, tensor<64x8xf16>, !a) codegen_low_precision(false) {
    %q = qnt.quantize %a scale(%t : tensor<4x1xf16>) : tensor<4x64xf16> -> !a
    %d = qnt.dot_general %q, %b contracting = [1] x [0] batch = [] x [] : (!a, !w) -> tensor<4x8xf16>
    %f = qnt.dequantize %b : !w -> tensor<64x8xf16>
    qnt.yield %d, %f, %q : tensor<4x8xf16>, tensor<64x8xf16>, !a
  }
  return %y#0, %y#1, %y#2 : tensor<4x8xf16>, tensor<64x8xf16>, !a
}

// -----

#b8 = #qnt.encoding<i8 : bf16, block = *, scale = f32>

// CHECK-LABEL: func.func @training
func.func @training(%x: tensor<4xbf16>, %g: tensor<4xbf16>) -> (tensor<4xbf16>, tensor<4xbf16>) {
  // CHECK: qnt.fake_quantize %{{.*}} encoding = #[[W:.*]] : tensor<4xf32>
  // CHECK: qnt.fake_quantize_grad %{{.*}}, %{{.*}} encoding = #[[W]] : tensor<4xf32>
  %y:2 = qnt.invoke_quant (%a = %x : tensor<4xbf16>, %h = %g : tensor<4xbf16>) -> (tensor<4xbf16>, tensor<4xbf16>)
           codegen_low_precision(false) {
    %f = qnt.fake_quantize %a dynamic(absmax) encoding = #b8 : tensor<4xbf16>
    %d = qnt.fake_quantize_grad %a, %h dynamic(absmax) encoding = #b8 : tensor<4xbf16>
    qnt.yield %f, %d : tensor<4xbf16>, tensor<4xbf16>
  }
  return %y#0, %y#1 : tensor<4xbf16>, tensor<4xbf16>
}

// -----

// CHECK-LABEL: func.func @linalg_and_loops
func.func @linalg_and_loops(%x: tensor<4x8xf16>, %w: tensor<8x2xf16>, %n: index) -> (tensor<4x2xf16>, tensor<8xf16>) {
  // CHECK: %[[FILL:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%{{.*}} : tensor<4x2xf32>) -> tensor<4x2xf32>
  // CHECK: linalg.matmul ins(%{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<8x2xf32>) outs(%[[FILL]] : tensor<4x2xf32>) -> tensor<4x2xf32>
  // CHECK: linalg.generic
  // CHECK: ^bb0(%[[IN:.*]]: f32, %[[OUT:.*]]: f32):
  // CHECK-NEXT: %[[ADD:.*]] = arith.addf %[[IN]], %[[OUT]] : f32
  // CHECK-NEXT: linalg.yield %[[ADD]] : f32
  // CHECK: scf.for {{.*}} iter_args(%[[ACC:.*]] = %{{.*}}) -> (tensor<8xf32>) {
  // CHECK-NEXT: %[[MUL:.*]] = arith.mulf %[[ACC]], %[[ACC]] : tensor<8xf32>
  // CHECK-NEXT: scf.yield %[[MUL]] : tensor<8xf32>
  // CHECK: arith.truncf %{{.*}} : tensor<4x2xf32> to tensor<4x2xf16>
  // CHECK: arith.truncf %{{.*}} : tensor<8xf32> to tensor<8xf16>
  %y:2 = qnt.invoke_quant (%a = %x : tensor<4x8xf16>, %b = %w : tensor<8x2xf16>, %m = %n : index)
           -> (tensor<4x2xf16>, tensor<8xf16>) codegen_low_precision(false) {
    %zero = arith.constant 0.0 : f16
    %empty = tensor.empty() : tensor<4x2xf16>
    %fill = linalg.fill ins(%zero : f16) outs(%empty : tensor<4x2xf16>) -> tensor<4x2xf16>
    %d = linalg.matmul ins(%a, %b : tensor<4x8xf16>, tensor<8x2xf16>) outs(%fill : tensor<4x2xf16>) -> tensor<4x2xf16>
    %init = tensor.empty() : tensor<8xf16>
    %sum = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>],
                           iterator_types = ["parallel", "reduction"]}
             ins(%a : tensor<4x8xf16>) outs(%init : tensor<8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %s = arith.addf %in, %out : f16
      linalg.yield %s : f16
    } -> tensor<8xf16>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %r = scf.for %i = %c0 to %m step %c1 iter_args(%acc = %sum) -> tensor<8xf16> {
      %sq = arith.mulf %acc, %acc : tensor<8xf16>
      scf.yield %sq : tensor<8xf16>
    }
    qnt.yield %d, %r : tensor<4x2xf16>, tensor<8xf16>
  }
  return %y#0, %y#1 : tensor<4x2xf16>, tensor<8xf16>
}

// -----

// The inner region computes in its own types; the outer one's f32 is truncated where it enters.
// CHECK-LABEL: func.func @nested
// CHECK-SAME:    %[[X:.*]]: f16
// CHOSEN-LABEL: func.func @nested
// CHOSEN-SAME:    %[[X:.*]]: f16
func.func @nested(%x: f16) -> f16 {
  // CHECK-NEXT: %[[A:.*]] = arith.extf %[[X]] : f16 to f32
  // CHECK-NEXT: %[[B:.*]] = math.exp %[[A]] : f32
  // CHECK-NEXT: %[[BN:.*]] = arith.truncf %[[B]] : f32 to f16
  // CHECK-NEXT: %[[D:.*]] = arith.addf %[[BN]], %[[BN]] : f16
  // CHECK-NEXT: %[[DW:.*]] = arith.extf %[[D]] : f16 to f32
  // CHECK-NEXT: %[[E:.*]] = math.exp %[[DW]] : f32
  // CHECK-NEXT: %[[R:.*]] = arith.truncf %[[E]] : f32 to f16
  // CHECK-NEXT: return %[[R]]

  // CHOSEN-NEXT: %[[A:.*]] = arith.extf %[[X]] : f16 to f32
  // CHOSEN-NEXT: %[[B:.*]] = math.exp %[[A]] : f32
  // CHOSEN-NEXT: %[[BN:.*]] = arith.truncf %[[B]] : f32 to f16
  // CHOSEN-NEXT: %[[I:.*]] = qnt.invoke_quant scheme("inner") (%[[C:.*]] = %[[BN]] : f16) -> f16 {
  // CHOSEN-NEXT:   arith.addf %[[C]], %[[C]] : f16
  %y = qnt.invoke_quant scheme("chosen") (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %b = math.exp %a : f16
    %i = qnt.invoke_quant scheme("inner") (%c = %b : f16) -> f16 {
      %d = arith.addf %c, %c : f16
      qnt.yield %d : f16
    }
    %e = math.exp %i : f16
    qnt.yield %e : f16
  }
  return %y : f16
}

// -----

// A kernel inside computes as what is around it.
// CHECK-LABEL: func.func @kernel_inside
// CHECK-SAME:    %[[X:.*]]: f16
func.func @kernel_inside(%x: f16) -> f16 {
  // CHECK-NEXT: %[[A:.*]] = arith.extf %[[X]] : f16 to f32
  // CHECK-NEXT: %[[K:.*]] = qnt.kernel "k" (%[[B:.*]] = %[[A]] : f32) -> f32 {
  // CHECK-NEXT:   %[[E:.*]] = math.exp %[[B]] : f32
  // CHECK-NEXT:   qnt.yield %[[E]] : f32
  // CHECK-NEXT: }
  // CHECK-NEXT: %[[R:.*]] = arith.truncf %[[K]] : f32 to f16
  %y = qnt.invoke_quant (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %k = qnt.kernel "k" (%b = %a : f16) -> f16 {
      %e = math.exp %b : f16
      qnt.yield %e : f16
    }
    qnt.yield %k : f16
  }
  return %y : f16
}
