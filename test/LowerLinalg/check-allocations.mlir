// RUN: quant-opt %s --split-input-file --qnt-check-allocations | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-check-allocations --qnt-check-allocations | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-check-allocations -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-check-allocations {{.*}}| checked=1{{$}}
// REMARK: [Analysis] qnt-check-allocations {{.*}}Category:qnt |{{ *$}}
// REMARK: [Analysis] qnt-check-allocations {{.*}}| checked=1{{$}}

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

// -----

// Assertions of other things do not count: the program's own, and the pass's words about other sizes.
// CHECK-LABEL: func.func @other_assertions
// CHECK: cf.assert %arg2, "given"
// CHECK: %[[FITS:.*]] = arith.cmpi ule, %arg0, %{{.*}} : index
// CHECK: cf.assert %[[FITS]], "expected sizes that are not negative and fewer than 2^40 elements"
// CHECK-NEXT: memref.alloc(%arg0)
// CHECK-NEXT: cf.assert %{{.*}}, "expected sizes that are not negative and fewer than 2^40 elements"
// CHECK: %[[OTHER:.*]] = arith.cmpi ule, %arg1, %{{.*}} : index
// CHECK: cf.assert %[[OTHER]], "expected sizes that are not negative and fewer than 2^40 elements"
// CHECK-NEXT: memref.alloc(%arg1)
// CHECK-NOT: cf.assert
func.func @other_assertions(%m: index, %n: index, %holds: i1) -> (memref<?xf32>, memref<?xf32>) {
  %limit = arith.constant 1099511627776 : index
  %fits = arith.cmpi ule, %m, %limit : index
  cf.assert %holds, "given"
  %0 = memref.alloc(%m) : memref<?xf32>
  cf.assert %fits, "expected sizes that are not negative and fewer than 2^40 elements"
  %1 = memref.alloc(%n) : memref<?xf32>
  return %0, %1 : memref<?xf32>, memref<?xf32>
}

// -----

// The sizes are those of the check, in another order.
// CHECK-LABEL: func.func @other_order
// CHECK: cf.assert
// CHECK-NEXT: memref.alloc(%arg0, %arg1)
// CHECK: cf.assert
// CHECK-NEXT: memref.alloc(%arg1, %arg0)
// CHECK-NOT: cf.assert
func.func @other_order(%m: index, %n: index) -> (memref<?x?xf32>, memref<?x?xf32>) {
  %0 = memref.alloc(%m, %n) : memref<?x?xf32>
  %1 = memref.alloc(%n, %m) : memref<?x?xf32>
  return %0, %1 : memref<?x?xf32>, memref<?x?xf32>
}
