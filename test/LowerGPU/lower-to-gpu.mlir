// RUN: quant-opt %s --qnt-lower-to-gpu | FileCheck %s
// What such programs compute: QntLaunchedProgramTests.

#w4 = #qnt.encoding<i4 : f32, block = 1x32, scale = f32>

// One kernel: codes are decoded in the loop over k, the sum and what follows stay in registers.
// CHECK-LABEL: func.func @dense
// CHECK-SAME: (%[[X:.*]]: memref<?x64xf32, {{.*}}>, %[[CODES:.*]]: memref<7x32xi8, {{.*}}> {{.*}}, %[[SCALES:.*]]: memref<7x2xf32, {{.*}}> {{.*}}, %[[BIAS:.*]]: memref<?x7xf32,
func.func @dense(%x: tensor<?x64xf32>, %w: !qnt.array<7x64, #w4>, %bias: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // CHECK: %[[Y:.*]] = memref.alloc
  // CHECK: qnt.launch @qnt_kernels::@dense_0
  // CHECK-SAME: outs(%[[Y]] :
  // CHECK-NOT: qnt.launch
  // CHECK: return %[[Y]]
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x []
      : (tensor<?x64xf32>, !qnt.array<7x64, #w4>) -> tensor<?x7xf32>
  %z = arith.addf %y, %bias : tensor<?x7xf32>
  return %z : tensor<?x7xf32>
}

// The host reads what decides where it goes.
// CHECK-LABEL: func.func @choose
// CHECK-SAME: (%[[X:.*]]: memref<5xf32, {{.*}}>, %[[N:.*]]: memref<i1, {{.*}}>)
func.func @choose(%x: tensor<5xf32>, %n: tensor<i1>) -> tensor<5xf32> {
  // CHECK: %[[CONDITION:.*]] = qnt.read_element %[[N]][] : memref<i1, #gpu.address_space<global>>
  // CHECK: scf.if %[[CONDITION]]
  // CHECK: qnt.launch @qnt_kernels::@choose_0
  %c = tensor.extract %n[] : tensor<i1>
  %y = scf.if %c -> tensor<5xf32> {
    %t = arith.addf %x, %x : tensor<5xf32>
    scf.yield %t : tensor<5xf32>
  } else {
    scf.yield %x : tensor<5xf32>
  }
  return %y : tensor<5xf32>
}

// CHECK: gpu.module @qnt_kernels
// CHECK: gpu.func @dense_0
// CHECK: scf.for
// CHECK: %[[SUM:.*]] = scf.for {{.*}} iter_args
// CHECK: arith.trunci {{.*}} to i4
// CHECK: arith.mulf
// CHECK: scf.yield
// CHECK: arith.addf %[[SUM]]
// CHECK: memref.store
// CHECK-NOT: memref.store
// CHECK: gpu.return
