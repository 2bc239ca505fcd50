// RUN: quant-opt %s --split-input-file --qnt-normalize-tensors | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-normalize-tensors > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-normalize-tensors > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-normalize-tensors -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=2{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=2{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=2{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=1{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=0{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=3{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=2{{$}}
// REMARK: [Analysis] qnt-normalize-tensors {{.*}}| normalized=1{{$}}

// Slices one after the other; an empty operand is left out.
// CHECK-LABEL: func.func @concat
// CHECK: %[[SIZE:.*]] = tensor.dim %arg0, %c1
// CHECK: %[[SUM:.*]] = affine.apply #{{.*}}()[%[[SIZE]]]
// CHECK: %[[INIT:.*]] = tensor.empty(%[[SUM]]) : tensor<2x?xf32>
// CHECK: %[[FIRST:.*]] = tensor.insert_slice %arg0 into %[[INIT]][0, 0] [2, %[[SIZE]]] [1, 1]
// CHECK-NEXT: %[[BOTH:.*]] = tensor.insert_slice %arg2 into %[[FIRST]][0, %[[SIZE]]] [2, 3] [1, 1]
// CHECK-NEXT: return %[[BOTH]]
func.func @concat(%a: tensor<2x?xf32>, %b: tensor<2x0xf32>, %c: tensor<2x3xf32>) -> tensor<2x?xf32> {
  %0 = tensor.concat dim(1) %a, %b, %c : (tensor<2x?xf32>, tensor<2x0xf32>, tensor<2x3xf32>) -> tensor<2x?xf32>
  return %0 : tensor<2x?xf32>
}

// -----

// CHECK-LABEL: func.func @concat_of_nothing
// CHECK: %[[NONE:.*]] = tensor.empty() : tensor<0xf32>
// CHECK: return %[[NONE]], %arg2
func.func @concat_of_nothing(%a: tensor<0xf32>, %b: tensor<0xf32>, %c: tensor<3xf32>) -> (tensor<0xf32>, tensor<3xf32>) {
  %0 = tensor.concat dim(0) %a, %b : (tensor<0xf32>, tensor<0xf32>) -> tensor<0xf32>
  %1 = tensor.concat dim(0) %b, %c : (tensor<0xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1 : tensor<0xf32>, tensor<3xf32>
}

// -----

// Another dimension than that of the concatenation is 0, of all operands, whatever their types say.
// CHECK-LABEL: func.func @concat_beside_nothing
// CHECK: tensor.empty() : tensor<0x13xf32>
// CHECK: tensor.dim %arg2, %c1
// CHECK: tensor.empty(%{{.*}}, %{{.*}}) : tensor<?x?xf32>
func.func @concat_beside_nothing(%a: tensor<0x9xf32>, %b: tensor<0x4xf32>, %c: tensor<?x?xf32>)
    -> (tensor<0x13xf32>, tensor<?x?xf32>) {
  %0 = tensor.concat dim(1) %a, %b : (tensor<0x9xf32>, tensor<0x4xf32>) -> tensor<0x13xf32>
  %1 = tensor.concat dim(1) %a, %c : (tensor<0x9xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0, %1 : tensor<0x13xf32>, tensor<?x?xf32>
}

// -----

// With the gathered dimensions kept as ones, and without.
// CHECK-LABEL: func.func @gather
// CHECK: %[[INIT:.*]] = tensor.empty(%{{.*}}) : tensor<7x1x?x1xf16>
// CHECK: linalg.generic {{.*}} outs(%[[INIT]] : tensor<7x1x?x1xf16>)
// CHECK: %[[ROW:.*]] = linalg.index 0 : index
// CHECK: %[[MIDDLE:.*]] = linalg.index 2 : index
// CHECK: %[[AT_0:.*]] = tensor.extract %arg1[%[[ROW]], %c0{{.*}}] : tensor<7x2xi32>
// CHECK: %[[INDEX_0:.*]] = arith.index_cast %[[AT_0]] : i32 to index
// CHECK: %[[AT_2:.*]] = tensor.extract %arg1[%[[ROW]], %c1{{.*}}] : tensor<7x2xi32>
// CHECK: %[[INDEX_2:.*]] = arith.index_cast %[[AT_2]] : i32 to index
// CHECK: tensor.extract %arg0[%[[INDEX_0]], %[[MIDDLE]], %[[INDEX_2]]] : tensor<4x?x5xf16>
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<7x?xf16>)
// CHECK: %[[REDUCED_MIDDLE:.*]] = linalg.index 1 : index
// CHECK: tensor.extract %arg0[%{{.*}}, %[[REDUCED_MIDDLE]], %{{.*}}] : tensor<4x?x5xf16>
func.func @gather(%x: tensor<4x?x5xf16>, %at: tensor<7x2xi32>) -> (tensor<7x1x?x1xf16>, tensor<7x?xf16>) {
  %0 = tensor.gather %x[%at] gather_dims([0, 2]) : (tensor<4x?x5xf16>, tensor<7x2xi32>) -> tensor<7x1x?x1xf16>
  %1 = tensor.gather %x[%at] gather_dims([0, 2]) : (tensor<4x?x5xf16>, tensor<7x2xi32>) -> tensor<7x?xf16>
  return %0, %1 : tensor<7x1x?x1xf16>, tensor<7x?xf16>
}

// -----

// CHECK-LABEL: func.func @bitcast
// CHECK: linalg.generic {{.*}} ins(%arg0 : tensor<?x3xf32>) outs(%{{.*}} : tensor<?x3xi32>)
// CHECK: %[[BITS:.*]] = arith.bitcast %{{.*}} : f32 to i32
// CHECK: linalg.yield %[[BITS]] : i32
func.func @bitcast(%x: tensor<?x3xf32>) -> tensor<?x3xi32> {
  %0 = tensor.bitcast %x : tensor<?x3xf32> to tensor<?x3xi32>
  return %0 : tensor<?x3xi32>
}

// -----

// CHECK-LABEL: func.func @pad_of_nothing
// CHECK: tensor.generate %{{.*}}, %{{.*}} {
// CHECK: tensor.yield %arg2 : f32
func.func @pad_of_nothing(%x: tensor<0x?xf32>, %low: index, %p: f32) -> tensor<?x?xf32> {
  %0 = tensor.pad %x low[%low, 1] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %p : f32
  } : tensor<0x?xf32> to tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @pad_of_something
// CHECK: tensor.pad
func.func @pad_of_something(%x: tensor<1xf32>, %p: f32) -> tensor<3xf32> {
  %0 = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %p : f32
  } : tensor<1xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: func.func @named_ops
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<2x3xi4>, tensor<3x2xi4>)
// CHECK: arith.muli %{{.*}}, %{{.*}} : i4
// CHECK: linalg.generic {{.*}} ins(%arg3, %arg4 : tensor<2x3xi8>, tensor<3x2xi8>)
// CHECK: linalg.generic {{.*}} ins(%arg6 : tensor<2xbf16>)
// CHECK: math.exp %{{.*}} : bf16
func.func @named_ops(%a: tensor<2x3xi4>, %b: tensor<3x2xi4>, %o: tensor<2x2xi4>, %c: tensor<2x3xi8>, %d: tensor<3x2xi8>,
                     %s: tensor<2x2xi32>, %x: tensor<2xbf16>) -> (tensor<2x2xi4>, tensor<2x2xi32>, tensor<2xbf16>) {
  %0 = linalg.matmul ins(%a, %b : tensor<2x3xi4>, tensor<3x2xi4>) outs(%o : tensor<2x2xi4>) -> tensor<2x2xi4>
  %1 = linalg.matmul ins(%c, %d : tensor<2x3xi8>, tensor<3x2xi8>) outs(%s : tensor<2x2xi32>) -> tensor<2x2xi32>
  %2 = linalg.exp ins(%x : tensor<2xbf16>) outs(%x : tensor<2xbf16>) -> tensor<2xbf16>
  return %0, %1, %2 : tensor<2x2xi4>, tensor<2x2xi32>, tensor<2xbf16>
}

// -----

// The element of a scalar, and any of a larger constant: folds of canonicalization see these.
// CHECK-LABEL: func.func @resources
// CHECK: arith.constant dense<5> : tensor<i8>
// CHECK: arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @resources() -> (i8, tensor<2xf32>) {
  %0 = arith.constant dense_resource<scalar> : tensor<i8>
  %1 = tensor.extract %0[] : tensor<i8>
  %2 = arith.constant dense_resource<pair> : tensor<2xf32>
  return %1, %2 : i8, tensor<2xf32>
}
{-# dialect_resources: { builtin: { scalar: "0x0800000005", pair: "0x080000000000803F00000040" } } #-}

// -----

// Rows outermost, the scattered dimensions from the indices; a size that types leave open is asserted.
// CHECK-LABEL: func.func @scatter
// CHECK: cf.assert %{{.*}}, "'tensor.scatter' op expected source of a shape that fits the value's"
// CHECK: scf.for %[[ROW:.*]] = {{.*}} iter_args(%{{.*}} = %arg1)
// CHECK: scf.for %[[COLUMN:.*]] = {{.*}} iter_args(%[[BEFORE:.*]] = %{{.*}})
// CHECK: %[[ELEMENT:.*]] = tensor.extract %arg0[%[[ROW]], %[[COLUMN]]] : tensor<?x3xf16>
// CHECK: %[[AT:.*]] = tensor.extract %arg2[%[[ROW]], %c0{{.*}}] : tensor<?x1xi32>
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[AT]] : i32 to index
// CHECK: tensor.insert %[[ELEMENT]] into %[[BEFORE]][%[[COLUMN]], %[[INDEX]]] : tensor<3x5xf16>
func.func @scatter(%s: tensor<?x3xf16>, %x: tensor<3x5xf16>, %at: tensor<?x1xi32>) -> tensor<3x5xf16> {
  %0 = tensor.scatter %s into %x[%at] scatter_dims([1]) unique : (tensor<?x3xf16>, tensor<3x5xf16>, tensor<?x1xi32>) -> tensor<3x5xf16>
  return %0 : tensor<3x5xf16>
}
