// RUN: quant-opt %s --qnt-bufferize-device | FileCheck %s
// RUN: quant-opt %s --qnt-bufferize-device -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// In order: 1, 3, none, 2 and 2 buffers.
// REMARK: [Analysis] qnt-bufferize-device {{.*}}| buffers=8, out-of-place=2{{$}}

// CHECK: memref.global "private" constant @[[GLOBAL:.*]] : memref<3xi32, #gpu.address_space<global>> = dense<[1, 2, 3]>

// CHECK-LABEL: func.func @double
// CHECK-SAME: (%[[X:.*]]: memref<?x3xf32, #gpu.address_space<global>>) -> memref<?x3xf32, #gpu.address_space<global>>
func.func @double(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  // CHECK: %[[Y:.*]] = memref.alloc(%{{.*}}) {alignment = 256 : i64} : memref<?x3xf32, #gpu.address_space<global>>
  %empty = tensor.empty(%n) : tensor<?x3xf32>
  // CHECK: linalg.add ins(%[[X]], %[[X]] : {{.*}}) outs(%[[Y]] :
  %y = linalg.add ins(%x, %x : tensor<?x3xf32>, tensor<?x3xf32>) outs(%empty : tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: return %[[Y]]
  return %y : tensor<?x3xf32>
}

// Ops that upstream bufferizes into the host's memory alone.
// CHECK-LABEL: func.func @made
// CHECK-SAME: (%[[X:.*]]: f32, %[[N:.*]]: index)
func.func @made(%x: f32, %n: index) -> (tensor<?xf32>, tensor<?xf32>, tensor<2xf32>) {
  // CHECK: memref.alloc({{.*}}) {{.*}} : memref<?xf32, #gpu.address_space<global>>
  // CHECK: linalg.fill ins(%[[X]] : f32)
  %s = tensor.splat %x[%n] : tensor<?xf32>
  // CHECK: linalg.generic
  %g = tensor.generate %n {
  ^bb0(%i: index):
    %k = arith.index_cast %i : index to i32
    %f = arith.sitofp %k : i32 to f32
    tensor.yield %f : f32
  } : tensor<?xf32>
  // CHECK: memref.store %[[X]]
  // CHECK: memref.store %[[X]]
  %e = tensor.from_elements %x, %x : tensor<2xf32>
  return %s, %g, %e : tensor<?xf32>, tensor<?xf32>, tensor<2xf32>
}

// A constant lies in the memory of the GPU, too, and calls pass its address.
// CHECK-LABEL: func.func @constant
// CHECK: memref.get_global @[[GLOBAL]] : memref<3xi32, #gpu.address_space<global>>
func.func @constant() -> tensor<3xi32> {
  %c = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  return %c : tensor<3xi32>
}

// The argument is copied, not what is half written.
// CHECK-LABEL: func.func @half
// CHECK-SAME: %[[Y:[a-z0-9]*]]: memref<8xf32, #gpu.address_space<global>>) ->
func.func @half(%c: i1, %x: tensor<4xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: %[[V:.*]] = memref.alloc()
  // CHECK-NOT: memref.alloc
  %e = tensor.empty() : tensor<8xf32>
  %a = tensor.insert_slice %x into %e[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %v = tensor.insert_slice %x into %a[4] [4] [1] : tensor<4xf32> into tensor<8xf32>
  // CHECK: scf.if
  // CHECK-NEXT: scf.yield %[[V]]
  // CHECK: else
  // CHECK: %[[COPY:.*]] = memref.alloc()
  // CHECK: memref.copy %[[Y]], %[[COPY]]
  // CHECK-NEXT: scf.yield %[[COPY]]
  %r = arith.select %c, %v, %y : tensor<8xf32>
  return %r : tensor<8xf32>
}

// Neither may write into the argument, nor the second into what is returned.
// CHECK-LABEL: func.func @not_in_place
// CHECK-COUNT-2: memref.alloc
func.func @not_in_place(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %y = linalg.exp ins(%x : tensor<?xf32>) outs(%x : tensor<?xf32>) -> tensor<?xf32>
  %z = linalg.abs ins(%x : tensor<?xf32>) outs(%y : tensor<?xf32>) -> tensor<?xf32>
  return %y, %z : tensor<?xf32>, tensor<?xf32>
}
