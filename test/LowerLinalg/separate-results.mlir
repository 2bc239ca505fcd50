// RUN: quant-opt %s --split-input-file --qnt-separate-results | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-separate-results > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-separate-results > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-separate-results -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-separate-results {{.*}}| separated=2{{$}}
// REMARK: [Analysis] qnt-separate-results {{.*}}| separated=1{{$}}
// REMARK: [Analysis] qnt-separate-results {{.*}}Category:qnt |{{ *$}}

// A view of the first, and one that may be the second.
// CHECK-LABEL: func.func @views
// CHECK: %[[A:.*]] = memref.alloc() : memref<4xf32>
// CHECK: %[[B:.*]] = memref.alloc() : memref<4xf32>
// CHECK: %[[CAST:.*]] = memref.cast %[[A]]
// CHECK: %[[EITHER:.*]] = arith.select
// CHECK: %[[OWN_CAST:.*]] = bufferization.clone %[[CAST]] : memref<?xf32> to memref<?xf32>
// CHECK: %[[OWN_EITHER:.*]] = bufferization.clone %[[EITHER]] : memref<4xf32> to memref<4xf32>
// CHECK: return %[[A]], %[[B]], %[[OWN_CAST]], %[[OWN_EITHER]]
func.func @views(%c: i1) -> (memref<4xf32>, memref<4xf32>, memref<?xf32>, memref<4xf32>) {
  %a = memref.alloc() : memref<4xf32>
  %b = memref.alloc() : memref<4xf32>
  %cast = memref.cast %a : memref<4xf32> to memref<?xf32>
  %either = arith.select %c, %a, %b : memref<4xf32>
  return %a, %b, %cast, %either : memref<4xf32>, memref<4xf32>, memref<?xf32>, memref<4xf32>
}

// -----

// Of a loop, what is new in each trip; not what it carries on.
// CHECK-LABEL: func.func @loop
// CHECK: scf.for
// CHECK: %[[NEW:.*]] = memref.alloc
// CHECK: %[[OWN:.*]] = bufferization.clone %[[NEW]]
// CHECK: scf.yield %[[NEW]], %[[OWN]]
// CHECK: scf.for {{.*}} iter_args(%[[X:.*]] = %{{.*}}, %[[Y:.*]] = %{{.*}})
// CHECK-NOT: bufferization.clone
// CHECK: scf.yield %[[Y]], %[[X]]
func.func @loop(%n: index, %a: memref<?xf32>, %b: memref<?xf32>) -> memref<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %a, %y = %b) -> (memref<?xf32>, memref<?xf32>) {
    %new = memref.alloc(%i) : memref<?xf32>
    scf.yield %new, %new : memref<?xf32>, memref<?xf32>
  }
  %s:2 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %a, %y = %b) -> (memref<?xf32>, memref<?xf32>) {
    scf.yield %y, %x : memref<?xf32>, memref<?xf32>
  }
  return %s#0 : memref<?xf32>
}

// -----

// Arguments and constants are copied by who frees buffers; results of a call are its caller's, each its own.
// CHECK-LABEL: func.func @others
// CHECK-NOT: bufferization.clone
memref.global "private" constant @constant : memref<4xf32> = dense<1.0>
func.func private @callee() -> (memref<4xf32>, memref<4xf32>)
func.func @others(%a: memref<4xf32>) -> (memref<4xf32>, memref<4xf32>, memref<4xf32>, memref<4xf32>, memref<4xf32>) {
  %0 = memref.get_global @constant : memref<4xf32>
  %r:2 = call @callee() : () -> (memref<4xf32>, memref<4xf32>)
  %new = memref.alloc() : memref<4xf32>
  return %a, %a, %r#0, %r#1, %new : memref<4xf32>, memref<4xf32>, memref<4xf32>, memref<4xf32>, memref<4xf32>
}
