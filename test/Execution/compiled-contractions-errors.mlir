// What the types of a contraction leave open is checked when the compiled program runs.
// RUN: not quant-run %s --device=cpu --entry=batch_differs 2>&1 | FileCheck %s --check-prefix=BATCH
// RUN: not quant-run %s --device=cpu --entry=contracting_differs 2>&1 | FileCheck %s --check-prefix=CONTRACTING
// RUN: not quant-run %s --device=cpu --entry=sum_beyond_i32 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: not quant-run %s --device=cpu --entry=too_many_products 2>&1 | FileCheck %s --check-prefix=PRODUCTS
// RUN: not quant-run %s --device=cpu --entry=groups_do_not_divide 2>&1 | FileCheck %s --check-prefix=DIVIDE
// RUN: not quant-run %s --device=cpu --entry=input_features_differ 2>&1 | FileCheck %s --check-prefix=FEATURES
// RUN: not quant-run %s --device=cpu --entry=negative_group 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not quant-run %s --device=cpu --entry=negative_offset 2>&1 | FileCheck %s --check-prefix=OFFSET
// RUN: not quant-run %s --device=cpu --entry=groups_without_size 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: not quant-run %s --device=cpu --entry=rows_differ 2>&1 | FileCheck %s --check-prefix=ROWS

#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#wide = #qnt.encoding<i16 : f32, block = *x*, scale = f32>

// BATCH: expected batch dimension 0 of lhs and 0 of rhs to have one size
func.func @batch_differs() -> tensor<?xf32> {
  %a = arith.constant dense<1.0> : tensor<2x3xf32>
  %b = arith.constant dense<1.0> : tensor<3x3xf32>
  %x = tensor.cast %a : tensor<2x3xf32> to tensor<?x3xf32>
  %y = tensor.cast %b : tensor<3x3xf32> to tensor<?x3xf32>
  %z = func.call @batch(%x, %y) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?xf32>
  return %z : tensor<?xf32>
}
func.func private @batch(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>) -> tensor<?xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [1] batch = [0] x [0] : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?xf32>
  return %z : tensor<?xf32>
}

// CONTRACTING: expected contracting dimension 1 of lhs and 0 of rhs to have one size
func.func @contracting_differs() -> tensor<2x3xf32> {
  %a = arith.constant dense<1.0> : tensor<2x4xf32>
  %b = arith.constant dense<1.0> : tensor<5x3xf32>
  %x = tensor.cast %a : tensor<2x4xf32> to tensor<2x?xf32>
  %y = tensor.cast %b : tensor<5x3xf32> to tensor<?x3xf32>
  %z = func.call @contracting(%x, %y) : (tensor<2x?xf32>, tensor<?x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}
func.func private @contracting(%x: tensor<2x?xf32>, %y: tensor<?x3xf32>) -> tensor<2x3xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x?xf32>, tensor<?x3xf32>) -> tensor<2x3xf32>
  return %z : tensor<2x3xf32>
}

// SUM: expected every sum to fit in i32
func.func @sum_beyond_i32() -> tensor<1x1xi32> {
  %c = arith.constant dense<-32768> : tensor<1x2xi16>
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x2xi16>, tensor<1x1xf32>) -> !qnt.array<1x2, #wide>
  %z = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] accumulator = <i64> : (!qnt.array<1x2, #wide>, !qnt.array<1x2, #wide>) -> tensor<1x1xi32>
  return %z : tensor<1x1xi32>
}

// PRODUCTS: expected at most 3 products in a sum
func.func @too_many_products() -> tensor<1x1xf32> {
  %c = arith.constant dense<1> : tensor<1x4xi8>
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x4xi8>, tensor<1x1xf32>) -> !qnt.array<1x4, #a>
  %x = qnt.cast %a : !qnt.array<1x4, #a> to !qnt.array<1x?, #a>
  %z = func.call @at_most(%x) : (!qnt.array<1x?, #a>) -> tensor<1x1xf32>
  return %z : tensor<1x1xf32>
}
func.func private @at_most(%x: !qnt.array<1x?, #a>) -> tensor<1x1xf32> {
  %z = qnt.dot_general %x, %x contracting = [1] x [1] batch = [] x [] accumulator = <i64, at_most = 3> : (!qnt.array<1x?, #a>, !qnt.array<1x?, #a>) -> tensor<1x1xf32>
  return %z : tensor<1x1xf32>
}

// DIVIDE: expected groups to divide the features of lhs
func.func @groups_do_not_divide() -> tensor<1x2xf32> {
  %a = arith.constant dense<1.0> : tensor<1x3xf32>
  %w = arith.constant dense<1.0> : tensor<1x2xf32>
  %x = tensor.cast %a : tensor<1x3xf32> to tensor<1x?xf32>
  %z = func.call @grouped(%x, %w) : (tensor<1x?xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %z : tensor<1x2xf32>
}
// FEATURES: expected as many input features of rhs as a group of lhs has
func.func @input_features_differ() -> tensor<1x2xf32> {
  %a = arith.constant dense<1.0> : tensor<1x4xf32>
  %w = arith.constant dense<1.0> : tensor<1x2xf32>
  %x = tensor.cast %a : tensor<1x4xf32> to tensor<1x?xf32>
  %z = func.call @grouped(%x, %w) : (tensor<1x?xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %z : tensor<1x2xf32>
}
func.func private @grouped(%x: tensor<1x?xf32>, %w: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %z = qnt.conv_general_dilated %x, %w dims = <[b, f] x [i, o] -> [b, f]> strides = [] padding = [] lhs_dilation = []
         rhs_dilation = [] feature_groups = 2 : (tensor<1x?xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %z : tensor<1x2xf32>
}

// NEGATIVE: expected group_sizes of at least 0
func.func @negative_group() -> tensor<2x1xf32> {
  %sizes = arith.constant dense<[2, -1]> : tensor<2xi32>
  %first = arith.constant dense<0> : tensor<1xi32>
  %z = func.call @ragged(%sizes, %first) : (tensor<2xi32>, tensor<1xi32>) -> tensor<2x1xf32>
  return %z : tensor<2x1xf32>
}
// OFFSET: expected a group_offset of at least 0
func.func @negative_offset() -> tensor<2x1xf32> {
  %sizes = arith.constant dense<[2, 0]> : tensor<2xi32>
  %first = arith.constant dense<-1> : tensor<1xi32>
  %z = func.call @ragged(%sizes, %first) : (tensor<2xi32>, tensor<1xi32>) -> tensor<2x1xf32>
  return %z : tensor<2x1xf32>
}
// SIZES: expected groups within those of group_sizes
func.func @groups_without_size() -> tensor<2x1xf32> {
  %sizes = arith.constant dense<[2, 0]> : tensor<2xi32>
  %first = arith.constant dense<1> : tensor<1xi32>
  %z = func.call @ragged(%sizes, %first) : (tensor<2xi32>, tensor<1xi32>) -> tensor<2x1xf32>
  return %z : tensor<2x1xf32>
}
func.func private @ragged(%sizes: tensor<2xi32>, %first: tensor<1xi32>) -> tensor<2x1xf32> {
  %x = arith.constant dense<1.0> : tensor<2x3xf32>
  %w = arith.constant dense<1.0> : tensor<2x3x1xf32>
  %z = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<2xi32>) offset(%first : tensor<1xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] : (tensor<2x3xf32>, tensor<2x3x1xf32>) -> tensor<2x1xf32>
  return %z : tensor<2x1xf32>
}

// ROWS: expected group_sizes with a row for each index before the ragged one
func.func @rows_differ() -> tensor<2x2x1xf32> {
  %sizes = arith.constant dense<1> : tensor<3x2xi32>
  %s = tensor.cast %sizes : tensor<3x2xi32> to tensor<?x2xi32>
  %z = func.call @rows(%s) : (tensor<?x2xi32>) -> tensor<2x2x1xf32>
  return %z : tensor<2x2x1xf32>
}
func.func private @rows(%sizes: tensor<?x2xi32>) -> tensor<2x2x1xf32> {
  %x = arith.constant dense<1.0> : tensor<2x2x3xf32>
  %w = arith.constant dense<1.0> : tensor<2x3x1xf32>
  %z = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<?x2xi32>) contracting = [2] x [1] batch = [] x []
         ragged = [1] group = [0] : (tensor<2x2x3xf32>, tensor<2x3x1xf32>) -> tensor<2x2x1xf32>
  return %z : tensor<2x2x1xf32>
}
