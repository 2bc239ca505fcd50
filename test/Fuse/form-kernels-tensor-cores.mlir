// Products with constant low-bit weights: what moves or widens elements of lhs or of the result stays outside, so that
// tensor cores can compute them.
// RUN: quant-opt %s --qnt-form-kernels -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-form-kernels | diff %t.mlir -
// RUN: quant-opt %s --qnt-form-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %t.mlir --qnt-switch-on-rows=target=sm_80 --qnt-choose-schedule=target=sm_80 | FileCheck %s --check-prefix=SCHEDULE
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED

// EMULATED-COUNT-7: 0 mismatches
// REMARK-DAG: Function=transposed_lhs {{.*}}'linalg.transpose' and reads it as it lies in memory, with tensor cores
// REMARK-DAG: Function=transposed_result {{.*}}it reads the result of 'math.tanh' and moves elements of what tensor cores compute

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#w4f64 = #qnt.encoding<i4 : f64, block = *x1, scale = f16>
!w = !qnt.array<64x64, #w4>

// CHECK-LABEL: func.func @transposed_lhs(
// CHECK: %[[T:.*]] = qnt.kernel "transpose{{[_0-9]*}}"
// CHECK-NOT: qnt.dot_general
// CHECK: qnt.kernel "dot_general{{[_0-9]*}}" (%{{.*}} = %[[T]] : tensor<32x64xf16>
// CHECK-NOT: linalg.transpose
// CHECK: qnt.dot_general
// SCHEDULE-LABEL: func.func @transposed_lhs(
// SCHEDULE: "transpose{{[_0-9]*}}" schedule(#qnt.elementwise
// SCHEDULE: "dot_general{{[_0-9]*}}" schedule(#qnt.mma
func.func @transposed_lhs(%x: tensor<64x32xf16>) -> tensor<32x64xf16> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %e = tensor.empty() : tensor<32x64xf16>
  %t = linalg.transpose ins(%x : tensor<64x32xf16>) outs(%e : tensor<32x64xf16>) permutation = [1, 0]
  %y = qnt.dot_general %t, %w contracting = [1] x [0] batch = [] x [] : (tensor<32x64xf16>, !w) -> tensor<32x64xf16>
  return %y : tensor<32x64xf16>
}

// The heads of an attention, behind a view: tensor cores compute them, too, so they are moved by a kernel between both.
// CHECK-LABEL: func.func @heads(
// CHECK: qnt.kernel "context"
// CHECK: qnt.dot_general
// CHECK-NOT: linalg.transpose
// CHECK: %[[T:.*]] = qnt.kernel "transpose
// CHECK: linalg.transpose
// CHECK: qnt.yield %{{.*}} : tensor<?x4x16xf16>
// CHECK: %[[C:.*]] = tensor.collapse_shape %[[T]]
// CHECK: qnt.kernel "output" (%{{.*}} = %[[C]] : tensor<?x64xf16>
// SCHEDULE-LABEL: func.func @heads(
// SCHEDULE: "context" schedule(#qnt.mma<layout = "row_major"
// SCHEDULE: "transpose{{[_0-9]*}}" schedule(#qnt.elementwise
// SCHEDULE: "output_few_rows" schedule(#qnt.gemv
// SCHEDULE: "output" schedule(#qnt.mma
func.func @heads(%p: tensor<4x?x8xf16>, %v: tensor<4x8x16xf16>) -> tensor<?x64xf16> {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %p, %c1 : tensor<4x?x8xf16>
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %h = qnt.dot_general %p, %v contracting = [2] x [1] batch = [0] x [0] {qnt.name = "context"} : (tensor<4x?x8xf16>, tensor<4x8x16xf16>) -> tensor<4x?x16xf16>
  %e = tensor.empty(%n) : tensor<?x4x16xf16>
  %t = linalg.transpose ins(%h : tensor<4x?x16xf16>) outs(%e : tensor<?x4x16xf16>) permutation = [1, 0, 2]
  %c = tensor.collapse_shape %t [[0], [1, 2]] : tensor<?x4x16xf16> into tensor<?x64xf16>
  %y = qnt.dot_general %c, %w contracting = [1] x [0] batch = [] x [] {qnt.name = "output"} : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
  return %y : tensor<?x64xf16>
}

// CHECK-LABEL: func.func @widened_lhs(
// CHECK: qnt.kernel
// CHECK: arith.extf
// CHECK: qnt.kernel "dot_general{{[_0-9]*}}"
// CHECK-NOT: arith.extf
// CHECK: return
// SCHEDULE-LABEL: func.func @widened_lhs(
// SCHEDULE: "dot_general{{[_0-9]*}}" schedule(#qnt.mma
func.func @widened_lhs(%x: tensor<32x64xf16>) -> tensor<32x64xf32> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %t = arith.extf %x : tensor<32x64xf16> to tensor<32x64xf32>
  %y = qnt.dot_general %t, %w contracting = [1] x [0] batch = [] x [] : (tensor<32x64xf32>, !w) -> tensor<32x64xf32>
  return %y : tensor<32x64xf32>
}

// An elementwise op of fewer bytes than lhs is no prologue either.
// CHECK-LABEL: func.func @computed_lhs(
// CHECK: qnt.kernel
// CHECK: arith.addf
// CHECK: qnt.kernel "dot_general{{[_0-9]*}}"
// CHECK-NOT: arith.addf
// CHECK: return
func.func @computed_lhs(%x: tensor<32x64xf16>) -> tensor<32x64xf32> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %a = arith.addf %x, %x : tensor<32x64xf16>
  %t = arith.extf %a : tensor<32x64xf16> to tensor<32x64xf32>
  %y = qnt.dot_general %t, %w contracting = [1] x [0] batch = [] x [] : (tensor<32x64xf32>, !w) -> tensor<32x64xf32>
  return %y : tensor<32x64xf32>
}

// CHECK-LABEL: func.func @transposed_result(
// CHECK: %[[D:.*]] = qnt.kernel "dot_general{{[_0-9]*}}"
// CHECK-NOT: linalg.transpose
// CHECK: math.tanh
// CHECK: qnt.kernel "transpose{{[_0-9]*}}" (%{{.*}} = %[[D]]
// SCHEDULE-LABEL: func.func @transposed_result(
// SCHEDULE: "dot_general{{[_0-9]*}}" schedule(#qnt.mma
func.func @transposed_result(%x: tensor<2x32x64xf16>) -> tensor<2x64x32xf16> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %y = qnt.dot_general %x, %w contracting = [2] x [0] batch = [] x [] : (tensor<2x32x64xf16>, !w) -> tensor<2x32x64xf16>
  %a = math.tanh %y : tensor<2x32x64xf16>
  %e = tensor.empty() : tensor<2x64x32xf16>
  %t = linalg.transpose ins(%a : tensor<2x32x64xf16>) outs(%e : tensor<2x64x32xf16>) permutation = [0, 2, 1]
  return %t : tensor<2x64x32xf16>
}

// No schedule of tensor cores: f64, and weights that are no constant. One kernel each.
// CHECK-LABEL: func.func @no_tensor_cores(
// CHECK-COUNT-2: qnt.kernel
// CHECK-NOT: qnt.kernel
// CHECK: return
func.func @no_tensor_cores(%x: tensor<64x32xf16>, %v: tensor<64x64xf16>) -> (tensor<32x64xf64>, tensor<32x64xf16>) {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !qnt.array<64x64, #w4f64>
  %e = tensor.empty() : tensor<32x64xf16>
  %t = linalg.transpose ins(%x : tensor<64x32xf16>) outs(%e : tensor<32x64xf16>) permutation = [1, 0]
  %y = qnt.dot_general %t, %w contracting = [1] x [0] batch = [] x [] : (tensor<32x64xf16>, !qnt.array<64x64, #w4f64>) -> tensor<32x64xf64>
  %z = qnt.dot_general %t, %v contracting = [1] x [0] batch = [] x [] : (tensor<32x64xf16>, tensor<64x64xf16>) -> tensor<32x64xf16>
  return %y, %z : tensor<32x64xf64>, tensor<32x64xf16>
}

func.func private @ramp(%rows: index, %columns: index) -> tensor<?x?xf16> {
  %t = tensor.generate %rows, %columns {
  ^bb0(%i: index, %j: index):
    %c3 = arith.constant 3 : index
    %c7 = arith.constant 7 : index
    %a = arith.muli %i, %c3 : index
    %b = arith.addi %a, %j : index
    %r = arith.remui %b, %c7 : index
    %n = arith.index_cast %r : index to i32
    %f = arith.sitofp %n : i32 to f16
    tensor.yield %f : f16
  } : tensor<?x?xf16>
  return %t : tensor<?x?xf16>
}

func.func @main() -> (tensor<32x64xf16>, tensor<?x64xf16>, tensor<32x64xf32>, tensor<32x64xf32>, tensor<2x64x32xf16>, tensor<32x64xf64>, tensor<32x64xf16>) {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %r = call @ramp(%c64, %c32) : (index, index) -> tensor<?x?xf16>
  %x = tensor.cast %r : tensor<?x?xf16> to tensor<64x32xf16>
  %s = call @ramp(%c32, %c64) : (index, index) -> tensor<?x?xf16>
  %z = tensor.cast %s : tensor<?x?xf16> to tensor<32x64xf16>
  %q = call @ramp(%c64, %c64) : (index, index) -> tensor<?x?xf16>
  %v = tensor.cast %q : tensor<?x?xf16> to tensor<64x64xf16>
  %u = tensor.expand_shape %v [[0, 1], [2]] output_shape [2, 32, 64] : tensor<64x64xf16> into tensor<2x32x64xf16>
  %p = tensor.expand_shape %z [[0, 1], [2, 3]] output_shape [4, 8, 8, 8] : tensor<32x64xf16> into tensor<4x8x8x8xf16>
  %ps = tensor.extract_slice %p [0, 0, 0, 0] [4, 3, 1, 8] [1, 1, 1, 1] : tensor<4x8x8x8xf16> to tensor<4x3x8xf16>
  %pd = tensor.cast %ps : tensor<4x3x8xf16> to tensor<4x?x8xf16>
  %vs = tensor.expand_shape %x [[0, 1], [2]] output_shape [4, 16, 32] : tensor<64x32xf16> into tensor<4x16x32xf16>
  %vv = tensor.extract_slice %vs [0, 0, 0] [4, 8, 16] [1, 1, 1] : tensor<4x16x32xf16> to tensor<4x8x16xf16>
  %a = call @transposed_lhs(%x) : (tensor<64x32xf16>) -> tensor<32x64xf16>
  %b = call @heads(%pd, %vv) : (tensor<4x?x8xf16>, tensor<4x8x16xf16>) -> tensor<?x64xf16>
  %c = call @widened_lhs(%z) : (tensor<32x64xf16>) -> tensor<32x64xf32>
  %d = call @computed_lhs(%z) : (tensor<32x64xf16>) -> tensor<32x64xf32>
  %e = call @transposed_result(%u) : (tensor<2x32x64xf16>) -> tensor<2x64x32xf16>
  %f:2 = call @no_tensor_cores(%x, %v) : (tensor<64x32xf16>, tensor<64x64xf16>) -> (tensor<32x64xf64>, tensor<32x64xf16>)
  return %a, %b, %c, %d, %e, %f#0, %f#1 : tensor<32x64xf16>, tensor<?x64xf16>, tensor<32x64xf32>, tensor<32x64xf32>, tensor<2x64x32xf16>, tensor<32x64xf64>, tensor<32x64xf16>
}
