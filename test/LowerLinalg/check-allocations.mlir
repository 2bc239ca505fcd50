// RUN: quant-opt %s --split-input-file --qnt-check-allocations | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-check-allocations --qnt-check-allocations | FileCheck %s

// Each size against what the sizes before it leave of 2^40; the static 4 is taken off at once.
// CHECK-LABEL: func.func @two_dynamic_sizes
// CHECK-DAG: %[[LIMIT:.*]] = arith.constant 274877906944 : index
// CHECK: %[[FIRST:.*]] = arith.cmpi ule, %arg0, %[[LIMIT]] : index
// CHECK: %[[SIZE:.*]] = arith.maxui %arg0, %{{.*}} : index
// CHECK: %[[LEFT:.*]] = arith.divui %[[LIMIT]], %[[SIZE]] : index
// CHECK: %[[SECOND:.*]] = arith.cmpi ule, %arg1, %[[LEFT]] : index
// CHECK: %[[BOTH:.*]] = arith.andi %[[FIRST]], %[[SECOND]]
// CHECK: cf.assert %[[BOTH]], "expected sizes that are not negative and fewer than 2^40 elements"
// CHECK-NEXT: memref.alloc
// CHECK-NOT: cf.assert
func.func @two_dynamic_sizes(%m: index, %n: index) -> memref<?x4x?xf32> {
  %0 = memref.alloc(%m, %n) : memref<?x4x?xf32>
  return %0 : memref<?x4x?xf32>
}

// -----

// CHECK-LABEL: func.func @static_size
// CHECK-NOT: cf.assert
func.func @static_size() -> memref<4xf32> {
  %0 = memref.alloc() : memref<4xf32>
  return %0 : memref<4xf32>
}

// -----

// 4 * (2^62 + 1) elements are 4 when they are counted in 64 bits: no size but 0 is allowed.
// CHECK-LABEL: func.func @too_large
// CHECK: %[[LIMIT:.*]] = arith.constant 0 : index
// CHECK: arith.cmpi ule, %arg0, %[[LIMIT]] : index
func.func @too_large(%n: index) -> memref<?x4611686018427387905x4xf32> {
  %0 = memref.alloc(%n) : memref<?x4611686018427387905x4xf32>
  return %0 : memref<?x4611686018427387905x4xf32>
}
