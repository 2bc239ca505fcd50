// Programs with a dynamic number of rows launch what those with a static one launch, and take as many buffers: the kernel
// for few and the one for many rows write into one. Executed in the emulator.
// RUN: quant-opt %s --qnt-fuse --qnt-lower-to-gpu=target=sm_80 -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-opt %t.mlir --qnt-plan-memory | FileCheck %s --check-prefix=PLANNED
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=EMULATED

// EMULATED-COUNT-6: 0 mismatches

#w4 = #qnt.encoding<i4 : f16, block = *x1, scale = f16>
#a8 = #qnt.encoding<i8 : f16, block = *x*, scale = f32>
!w = !qnt.array<64x64, #w4>

// CHECK-LABEL: func.func private @chain(
// CHECK: %[[A:.*]] = memref.alloc(%{{.*}}) {{.*}} : memref<?x64xf16, #gpu.address_space<global>>
// CHECK: scf.if %{{.*}} {
// CHECK: qnt.launch @qnt_kernels::@dot_general_few_rows {{.*}} outs(%[[A]] :
// CHECK: } else {
// CHECK: qnt.launch @qnt_kernels::@dot_general {{.*}} outs(%[[A]] :
// CHECK: %[[S:.*]] = memref.alloc
// CHECK-NOT: qnt.launch
// CHECK: qnt.launch @qnt_kernels::@softmax {{.*}} ins(%[[A]], {{.*}} outs(%[[S]] :
// CHECK: %[[B:.*]] = memref.alloc
// CHECK-NOT: qnt.launch
// CHECK: scf.if %{{.*}} {
// CHECK: ins(%[[S]], {{.*}} outs(%[[B]] :
// CHECK: } else {
// CHECK: ins(%[[S]], {{.*}} outs(%[[B]] :
// CHECK-NOT: qnt.launch
// CHECK: return %[[B]] : memref<?x64xf16, #gpu.address_space<global>>
// PLANNED-LABEL: func.func private @chain(
// PLANNED-COUNT-2: memref.alloc(
// PLANNED-NOT: memref.alloc(
// PLANNED: return
func.func private @chain(%x: tensor<?x64xf16>) -> tensor<?x64xf16> {
  %c0 = arith.constant 0 : index
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<1x64xf16> : !w
  %v = qnt.constant codes = dense<33> : tensor<64x32xi8>, scales = dense<0.5> : tensor<1x64xf16> : !w
  %a = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
  %n = tensor.dim %x, %c0 : tensor<?x64xf16>
  %e = tensor.empty(%n) : tensor<?x64xf16>
  %s = linalg.softmax dimension(1) ins(%a : tensor<?x64xf16>) outs(%e : tensor<?x64xf16>) -> tensor<?x64xf16>
  %b = qnt.dot_general %s, %v contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
  return %b : tensor<?x64xf16>
}

// Two results of one type in each branch, and the codes of an array.
// CHECK-LABEL: func.func private @several(
// CHECK: %[[A:.*]] = memref.alloc(
// CHECK: %[[B:.*]] = memref.alloc(
// CHECK: %[[C:.*]] = memref.alloc(
// CHECK: scf.if %{{.*}} {
// CHECK: outs(%[[A]], %[[B]], %[[C]] :
// CHECK: } else {
// CHECK: outs(%[[A]], %[[B]], %[[C]] :
// CHECK: return %[[A]], %[[B]], %[[C]], %
func.func private @several(%x: tensor<?x64xf16>, %s: tensor<1x1xf32>) -> (tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>) {
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<1x64xf16> : !w
  %y:3 = qnt.kernel "several" (%a = %x : tensor<?x64xf16>, %b = %w : !w, %c = %s : tensor<1x1xf32>) -> (tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>) {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x64xf16>, !w) -> tensor<?x64xf16>
    %e = arith.negf %d : tensor<?x64xf16>
    %q = qnt.quantize %d scale(%c : tensor<1x1xf32>) : tensor<?x64xf16> -> !qnt.array<?x64, #a8>
    qnt.yield %d, %e, %q : tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>
  }
  return %y#0, %y#1, %y#2 : tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>
}

func.func @main() -> (tensor<?x64xf16>, tensor<?x64xf16>, tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>) {
  %few = arith.constant dense<0.25> : tensor<3x64xf16>
  %many = arith.constant dense<-0.125> : tensor<40x64xf16>
  %f = tensor.cast %few : tensor<3x64xf16> to tensor<?x64xf16>
  %m = tensor.cast %many : tensor<40x64xf16> to tensor<?x64xf16>
  %a = call @chain(%f) : (tensor<?x64xf16>) -> tensor<?x64xf16>
  %b = call @chain(%m) : (tensor<?x64xf16>) -> tensor<?x64xf16>
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %c:3 = call @several(%m, %s) : (tensor<?x64xf16>, tensor<1x1xf32>) -> (tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>)
  return %a, %b, %c#0, %c#1, %c#2 : tensor<?x64xf16>, tensor<?x64xf16>, tensor<?x64xf16>, tensor<?x64xf16>, !qnt.array<?x64, #a8>
}
