// RUN: quant-opt %s --qnt-canonicalize-slices | FileCheck %s
// RUN: quant-opt %s --qnt-canonicalize-slices > %t.once
// RUN: quant-opt %t.once --qnt-canonicalize-slices | diff %t.once -
// RUN: quant-opt %s --qnt-canonicalize-slices=max-iterations=1 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --qnt-canonicalize-slices -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=CONVERGED
// What such programs compute: test/Execution/compiled-zeros.mlir.

// REMARK: [Missed] qnt-canonicalize-slices {{.*}}rewriting has not converged: what it has made is kept, a second run may go on
// All but the insertion, which upstream's own patterns drop.
// CONVERGED-NOT: Missed
// CONVERGED: [Analysis] qnt-canonicalize-slices {{.*}}| replaced=8{{$}}

// A size becomes known to be 0 while slices are looked at.
// CHECK-LABEL: @extract
// CHECK-NEXT: %[[EMPTY:.*]] = tensor.empty(%arg0) : tensor<?xf32>
// CHECK-NEXT: return %[[EMPTY]]
func.func @extract(%n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %t = tensor.empty(%c0) : tensor<?xf32>
  %s = tensor.extract_slice %t[0] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  return %s : tensor<?xf32>
}

// CHECK-LABEL: @extract_and_drop_a_dimension
// CHECK-NEXT: %[[EMPTY:.*]] = tensor.empty(%arg1) : tensor<?xf32>
// CHECK-NEXT: return %[[EMPTY]]
func.func @extract_and_drop_a_dimension(%t: tensor<4x0xf32>, %n: index) -> tensor<?xf32> {
  %s = tensor.extract_slice %t[2, %n] [1, %n] [1, 1] : tensor<4x0xf32> to tensor<?xf32>
  return %s : tensor<?xf32>
}

// Dimensions of a size that is not known and of size 0 in one.
// CHECK-LABEL: @collapse
// CHECK-DAG: %[[EMPTY:.*]] = tensor.empty() : tensor<0xf32>
// CHECK-DAG: %[[CAST:.*]] = tensor.cast %[[EMPTY]] : tensor<0xf32> to tensor<?xf32>
// CHECK-DAG: %[[ROWS:.*]] = tensor.empty(%{{.*}}) : tensor<?x0xf32>
// CHECK: return %[[CAST]], %[[ROWS]]
func.func @collapse(%t: tensor<?x0xf32>, %u: tensor<?x2x0xf32>) -> (tensor<?xf32>, tensor<?x0xf32>) {
  %c = tensor.collapse_shape %t [[0, 1]] : tensor<?x0xf32> into tensor<?xf32>
  %d = tensor.collapse_shape %u [[0, 1], [2]] : tensor<?x2x0xf32> into tensor<?x0xf32>
  return %c, %d : tensor<?xf32>, tensor<?x0xf32>
}

// CHECK-LABEL: @insert
// CHECK-NEXT: return %arg1
func.func @insert(%n: index, %t: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %s = tensor.empty(%c0) : tensor<?xf32>
  %r = tensor.insert_slice %s into %t[0] [%c0] [1] : tensor<?xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// CHECK-LABEL: @view
// CHECK: %[[VIEW:.*]] = memref.reinterpret_cast %arg0 to offset: [0], sizes: [%arg1, 3], strides: [1, 1]
// CHECK: return
func.func @view(%m: memref<0x4xf32>, %n: index) -> memref<?x3xf32, strided<[?, 1], offset: ?>> {
  %any = memref.cast %m : memref<0x4xf32> to memref<?x4xf32, strided<[?, 1], offset: ?>>
  %v = memref.subview %any[0, 1] [%n, 3] [1, 1] : memref<?x4xf32, strided<[?, 1], offset: ?>> to memref<?x3xf32, strided<[?, 1], offset: ?>>
  return %v : memref<?x3xf32, strided<[?, 1], offset: ?>>
}

// Only the padding is left.
// CHECK-LABEL: @pad
// CHECK: %[[PADDED:.*]] = tensor.generate
// CHECK: tensor.yield %arg1 : f32
// CHECK: } : tensor<1x3xf32>
func.func @pad(%n: index, %value: f32) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %t = tensor.empty(%c0, %c3) : tensor<?x?xf32>
  %p = tensor.pad %t low[1, 0] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %value : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  return %p : tensor<?x?xf32>
}

// Where there may be elements slices stay.
// CHECK-LABEL: @with_elements
// CHECK-NEXT: tensor.extract_slice
// CHECK-NEXT: tensor.insert_slice
func.func @with_elements(%t: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  %s = tensor.extract_slice %t[1] [%n] [1] : tensor<?xf32> to tensor<?xf32>
  %r = tensor.insert_slice %s into %t[0] [%n] [1] : tensor<?xf32> into tensor<?xf32>
  return %r : tensor<?xf32>
}

// Undefined where it is reached; upstream's patterns read past the shape.
// CHECK-LABEL: func @size_of_no_dimension
// CHECK:         %[[ZERO:.*]] = arith.constant 0 : index
// CHECK:         return %[[ZERO]], %[[ZERO]]
func.func @size_of_no_dimension(%m: memref<?x4xf32>) -> (index, index) {
  %c2 = arith.constant 2 : index
  %c-1 = arith.constant -1 : index
  %0 = memref.dim %m, %c2 : memref<?x4xf32>
  %1 = memref.dim %m, %c-1 : memref<?x4xf32>
  return %0, %1 : index, index
}

// The assertion is not for the sizes that it asserts.
// CHECK-LABEL: func @size_of_computed
// CHECK:         %[[Y:.*]] = linalg.exp {{.*}} -> tensor<?xf32>
// CHECK:         %[[HOLDS:.*]] = arith.cmpi eq, %{{.*}}, %c4
// CHECK:         cf.assert %[[HOLDS]], "four"
// CHECK:         %[[Z:.*]] = tensor.cast %[[Y]] : tensor<?xf32> to tensor<4xf32>
// CHECK:         return %[[Z]]
func.func @size_of_computed(%x: tensor<?xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %y = linalg.exp ins(%x : tensor<?xf32>) outs(%x : tensor<?xf32>) -> tensor<?xf32>
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %holds = arith.cmpi eq, %n, %c4 : index
  cf.assert %holds, "four"
  %z = tensor.cast %y : tensor<?xf32> to tensor<4xf32>
  return %z : tensor<4xf32>
}
