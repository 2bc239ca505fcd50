// Sugar is expanded before kernels are formed, so that verdicts and schedules know its contractions.
// RUN: quant-opt %s --qnt-fuse -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-fuse | diff %t.mlir -
// RUN: quant-opt %t.mlir --qnt-switch-on-rows=target=sm_80 --qnt-choose-schedule=target=sm_80 | FileCheck %s --check-prefix=TUNED
// RUN: quant-compile %s --target=sm_80 --entry=dot -o %t.json
// RUN: grep -c '"kernel"' %t.json | FileCheck %s --check-prefix=LAUNCHES
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED

// EMULATED-COUNT-4: 0 mismatches
// LAUNCHES: {{^1$}}

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#g4 = #qnt.encoding<i4 : f16, block = 1x*x1, scale = f16>
#w8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
!w = !qnt.array<64x64, #w4>
!g = !qnt.array<3x32x40, #g4>

// CHECK-LABEL: func.func @dot(
// CHECK: qnt.kernel
// CHECK: qnt.dot_general %{{.*}} contracting = [1] x [0] {{.*}}accumulator
// TUNED-LABEL: func.func @dot(
// TUNED: schedule(#qnt.mma
func.func @dot(%x: tensor<64x64xf16>) -> tensor<64x64xf16> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %y = qnt.dot %x, %w : (tensor<64x64xf16>, !w) -> tensor<64x64xf16>
  return %y : tensor<64x64xf16>
}

// CHECK-LABEL: func.func @ragged_dot(
// CHECK: qnt.kernel
// CHECK: qnt.ragged_dot_general
// TUNED-LABEL: func.func @ragged_dot(
// TUNED: schedule(#qnt.gemv
// TUNED: schedule(#qnt.mma
func.func @ragged_dot(%x: tensor<?x32xf16>, %g: tensor<3xi32>) -> tensor<?x40xf16> {
  %w = qnt.constant codes = dense<37> : tensor<3x32x20xi8>, scales = dense<0.25> : tensor<3x1x40xf16> : !g
  %y = qnt.ragged_dot %x, %w groups(%g : tensor<3xi32>) : (tensor<?x32xf16>, !g) -> tensor<?x40xf16>
  return %y : tensor<?x40xf16>
}

// CHECK-LABEL: func.func @einsum(
// CHECK: qnt.kernel
// CHECK: qnt.dot_general
// TUNED-LABEL: func.func @einsum(
// TUNED: schedule(#qnt.mma
func.func @einsum(%x: tensor<2x32x64xf16>) -> tensor<2x32x64xf16> {
  %w = qnt.constant codes = dense<37> : tensor<64x32xi8>, scales = dense<0.25> : tensor<1x64xf16> : !w
  %y = qnt.einsum "bik,kj->bij" %x, %w : (tensor<2x32x64xf16>, !w) -> tensor<2x32x64xf16>
  return %y : tensor<2x32x64xf16>
}

// The verdict is of the expanded op.
// CHECK-LABEL: func.func @integers(
// CHECK: qnt.dot_general {{.*}}accumulator = <i32
func.func @integers(%a: !qnt.array<4x64, #w8>, %b: !qnt.array<64x8, #w8>) -> tensor<4x8xf32> {
  %y = qnt.dot %a, %b : (!qnt.array<4x64, #w8>, !qnt.array<64x8, #w8>) -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

func.func @main() -> (tensor<64x64xf16>, tensor<?x40xf16>, tensor<2x32x64xf16>, tensor<4x8xf32>) {
  %x = arith.constant dense<0.25> : tensor<64x64xf16>
  %a = call @dot(%x) : (tensor<64x64xf16>) -> tensor<64x64xf16>
  %rows = arith.constant dense<[[1.0], [-2.0], [0.5], [3.0], [-0.25], [8.0], [4.0]]> : tensor<7x1xf16>
  %e = tensor.empty() : tensor<7x32xf16>
  %c = tensor.collapse_shape %rows [[0, 1]] : tensor<7x1xf16> into tensor<7xf16>
  %f = linalg.broadcast ins(%c : tensor<7xf16>) outs(%e : tensor<7x32xf16>) dimensions = [1]
  %d = tensor.cast %f : tensor<7x32xf16> to tensor<?x32xf16>
  %g = arith.constant dense<[3, 0, 2]> : tensor<3xi32>
  %b = call @ragged_dot(%d, %g) : (tensor<?x32xf16>, tensor<3xi32>) -> tensor<?x40xf16>
  %t = arith.constant dense<-0.75> : tensor<2x32x64xf16>
  %i = call @einsum(%t) : (tensor<2x32x64xf16>) -> tensor<2x32x64xf16>
  %p = qnt.constant codes = dense<-3> : tensor<4x64xi8>, scales = dense<0.5> : tensor<1x1xf32> : !qnt.array<4x64, #w8>
  %q = qnt.constant codes = dense<11> : tensor<64x8xi8>, scales = dense<0.125> : tensor<1x1xf32> : !qnt.array<64x8, #w8>
  %n = call @integers(%p, %q) : (!qnt.array<4x64, #w8>, !qnt.array<64x8, #w8>) -> tensor<4x8xf32>
  return %a, %b, %i, %n : tensor<64x64xf16>, tensor<?x40xf16>, tensor<2x32x64xf16>, tensor<4x8xf32>
}
