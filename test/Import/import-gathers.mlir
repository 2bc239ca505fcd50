// RUN: quant-opt %s --qnt-import-linalg --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-import-linalg --qnt-import-linalg --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-import-linalg --split-input-file --remarks-filter=qnt -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// The gather is a reader of the table: a row is decoded after it is read.
// RUN: quant-opt %s --qnt-import-linalg --qnt-quantize-weights="weight-num-threshold=0" --split-input-file | FileCheck %s --check-prefix=COMPRESSED

// REMARK: [Analysis] qnt-import-linalg {{.*}}| gathers=1{{$}}
// REMARK: [Analysis] qnt-import-linalg {{.*}}| gathers=1{{$}}
// REMARK: [Analysis] qnt-import-linalg {{.*}}| gathers=2{{$}}

#rows = affine_map<(d0, d1, d2) -> (d0, d1)>
#all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: @embedding
// CHECK: %[[I:.*]] = tensor.expand_shape %{{.*}} {{\[\[}}0], [1, 2]] output_shape [%{{.*}}, 5, 1] : tensor<?x5xi64> into tensor<?x5x1xi64>
// CHECK: %[[G:.*]] = tensor.gather %{{.*}}[%[[I]]] gather_dims([0]) {qnt.name = "words"} : (tensor<3x2xf32>, tensor<?x5x1xi64>) -> tensor<?x5x2xf32>
// CHECK: return %[[G]]
// COMPRESSED-LABEL: @embedding
// COMPRESSED: %[[R:.*]] = qnt.gather %{{.*}}[%{{.*}}] dim = 0
// COMPRESSED: qnt.dequantize %[[R]]
func.func @embedding(%ids: tensor<?x5xi64>) -> tensor<?x5x2xf32> {
  %table = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]]> : tensor<3x2xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %ids, %c0 : tensor<?x5xi64>
  %empty = tensor.empty(%n) : tensor<?x5x2xf32>
  %0 = linalg.generic {indexing_maps = [#rows, #all], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%ids : tensor<?x5xi64>) outs(%empty : tensor<?x5x2xf32>) {
  ^bb0(%id: i64, %out: f32):
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 2 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<?x5x2xf32> loc("words")
  return %0 : tensor<?x5x2xf32>
}

// -----

// Ids read by index themselves, without a sign; columns of the table.
// CHECK-LABEL: @columns
// CHECK: %[[U:.*]] = arith.index_castui %{{.*}} : tensor<4xi8> to tensor<4xindex>
// CHECK: %[[I:.*]] = tensor.expand_shape %[[U]] {{\[\[}}0, 1]] output_shape [4, 1]
// CHECK: tensor.gather %{{.*}}[%[[I]]] gather_dims([1]) : (tensor<2x300x3xf32>, tensor<4x1xindex>) -> tensor<4x2x3xf32>
func.func @columns(%table: tensor<2x300x3xf32>, %ids: tensor<4xi8>) -> tensor<4x2x3xf32> {
  %empty = tensor.empty() : tensor<4x2x3xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      outs(%empty : tensor<4x2x3xf32>) {
  ^bb0(%out: f32):
    %r = linalg.index 0 : index
    %id = tensor.extract %ids[%r] : tensor<4xi8>
    %i = arith.index_castui %id : i8 to index
    %j = linalg.index 1 : index
    %k = linalg.index 2 : index
    %x = tensor.extract %table[%j, %i, %k] : tensor<2x300x3xf32>
    linalg.yield %x : f32
  } -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

// One row by one id; sizes that only the result's type knows.
// CHECK-LABEL: @scalar_id
// CHECK: tensor.expand_shape %{{.*}} [] output_shape [1] : tensor<i32> into tensor<1xi32>
// CHECK: tensor.gather %{{.*}}[%{{.*}}] gather_dims([0]) : (tensor<3x2xf32>, tensor<1xi32>) -> tensor<2xf32>
// CHECK-LABEL: @static_result
// CHECK: %[[G:.*]] = tensor.gather {{.*}} -> tensor<?x2xf32>
// CHECK: tensor.cast %[[G]] : tensor<?x2xf32> to tensor<4x2xf32>
func.func @scalar_id(%table: tensor<3x2xf32>, %id: tensor<i32>) -> tensor<2xf32> {
  %empty = tensor.empty() : tensor<2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%id : tensor<i32>) outs(%empty : tensor<2xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 0 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func @static_result(%table: tensor<3x2xf32>, %ids: tensor<?xindex>) -> tensor<4x2xf32> {
  %empty = tensor.empty() : tensor<4x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<?xindex>) outs(%empty : tensor<4x2xf32>) {
  ^bb0(%i: index, %out: f32):
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// -----

// What is no gather of whole rows.
// CHECK-LABEL: @others
// CHECK-COUNT-7: linalg.generic
// REMARK: its rows are not known to be whole rows of the table
// REMARK: it computes with the elements that it extracts
// REMARK: 'arith.addi' stands in its body
// REMARK: it extracts other elements than those of whole rows
// REMARK: its ids have not one number for each row
// REMARK: its result is not one element a loop, in order
// REMARK: it works on buffers, or has several results
#id = affine_map<(d0, d1) -> (d0)>
#both = affine_map<(d0, d1) -> (d0, d1)>
#swapped = affine_map<(d0, d1) -> (d1, d0)>
func.func @others(%table: tensor<3x4xf32>, %square: tensor<4x4xf32>, %ids: tensor<4xi32>, %part: tensor<4x2xf32>, %whole: tensor<4x4xf32>,
                  %twice: tensor<4x4xi32>) -> (tensor<4x2xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = linalg.generic {indexing_maps = [#id, #both], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%part : tensor<4x2xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<4x2xf32>
  %1 = linalg.generic {indexing_maps = [#id, #both], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%whole : tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    %y = arith.negf %x : f32
    linalg.yield %y : f32
  } -> tensor<4x4xf32>
  %2 = linalg.generic {indexing_maps = [#id, #both], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%whole : tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %one = arith.addi %in, %in : i32
    %i = arith.index_cast %one : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  %3 = linalg.generic {indexing_maps = [#id, #both], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%whole : tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 0 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  %4 = linalg.generic {indexing_maps = [#both, #both], iterator_types = ["parallel", "parallel"]} ins(%twice : tensor<4x4xi32>) outs(%whole : tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  %5 = linalg.generic {indexing_maps = [#id, #swapped], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%whole : tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  %6:2 = linalg.generic {indexing_maps = [#id, #both, #both], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<4xi32>) outs(%whole, %whole : tensor<4x4xf32>, tensor<4x4xf32>) {
  ^bb0(%in: i32, %out: f32, %out1: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x, %x : f32, f32
  } -> (tensor<4x4xf32>, tensor<4x4xf32>)
  return %0, %1, %2, %3, %4, %5, %6#0, %6#1 : tensor<4x2xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// REMARK: Function=fewer_ids{{.*}}it has fewer ids than rows
// REMARK: Function=encoded{{.*}}a type of its tensors has an encoding attribute
// CHECK-LABEL: @fewer_ids
// CHECK: linalg.generic
// CHECK-LABEL: @encoded
// CHECK: linalg.generic
func.func @fewer_ids(%table: tensor<3x4xf32>, %ids: tensor<2xi32>, %init: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} outs(%init : tensor<3x4xf32>) {
  ^bb0(%out: f32):
    %r = linalg.index 0 : index
    %id = tensor.extract %ids[%r] : tensor<2xi32>
    %i = arith.index_cast %id : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32>
    linalg.yield %x : f32
  } -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
func.func @encoded(%table: tensor<3x4xf32, "some">, %ids: tensor<3xi32>, %init: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<3xi32>) outs(%init : tensor<3x4xf32>) {
  ^bb0(%id: i32, %out: f32):
    %i = arith.index_cast %id : i32 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x4xf32, "some">
    linalg.yield %x : f32
  } -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

// The id is that of the outer loop, the same for all rows.
// REMARK: Function=loop_of_another{{.*}}it extracts other elements than those of whole rows
// CHECK-LABEL: @loop_of_another
// CHECK-COUNT-2: linalg.generic
func.func @loop_of_another(%table: tensor<3x2xf32>, %ids: tensor<2xi32>, %init: tensor<2xf32>, %rows: tensor<2x2xf32>) -> tensor<2xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%init : tensor<2xf32>) {
  ^bb0(%out: f32):
    %r = linalg.index 0 : index
    %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} outs(%rows : tensor<2x2xf32>) {
    ^bb0(%inner: f32):
      %id = tensor.extract %ids[%r] : tensor<2xi32>
      %i = arith.index_cast %id : i32 to index
      %j = linalg.index 1 : index
      %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
      linalg.yield %x : f32
    } -> tensor<2x2xf32>
    %y = tensor.extract %1[%r, %r] : tensor<2x2xf32>
    linalg.yield %y : f32
  } -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
