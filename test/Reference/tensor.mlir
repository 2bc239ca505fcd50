// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=slices | FileCheck %s --check-prefix=SLICE
// RUN: quant-run %s --entry=padding | FileCheck %s --check-prefix=PAD
// RUN: quant-run %s --entry=shapes | FileCheck %s --check-prefix=SHAPE
// RUN: quant-run %s --entry=gathers | FileCheck %s --check-prefix=GATHER

func.func @main() -> (tensor<2x2xi32>, index, index, i32, tensor<2x2xi32>, tensor<3xf32>, tensor<2x3xindex>, tensor<2xi8>, tensor<0x3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %a = arith.constant 7 : i32
  %b = arith.constant -8 : i32
  // CHECK: tensor<2x2xi32> [{{\[}}7, -8], [-8, 7]]
  %m = tensor.from_elements %a, %b, %b, %a : tensor<2x2xi32>
  %wide = tensor.splat %a[%c3] : tensor<?x5xi32>
  // CHECK: tensor<index> 3
  %dim = tensor.dim %wide, %c0 : tensor<?x5xi32>
  // CHECK: tensor<index> 2
  %rank = tensor.rank %wide : tensor<?x5xi32>
  // CHECK: tensor<i32> -8
  %element = tensor.extract %m[%c0, %c1] : tensor<2x2xi32>
  // CHECK: tensor<2x2xi32> [{{\[}}7, -8], [7, 7]]
  %inserted = tensor.insert %a into %m[%c1, %c0] : tensor<2x2xi32>
  // Uninitialised floats read as NaN.
  // CHECK: tensor<3xf32> [nan, nan, nan]
  %empty = tensor.empty() : tensor<3xf32>
  // CHECK: tensor<2x3xindex> [{{\[}}0, 1, 2], [10, 11, 12]]
  %generated = tensor.generate {
  ^bb0(%i: index, %j: index):
    %c10 = arith.constant 10 : index
    %row = arith.muli %i, %c10 : index
    %x = arith.addi %row, %j : index
    tensor.yield %x : index
  } : tensor<2x3xindex>
  %f8 = arith.constant dense<[1.0, -1.0]> : tensor<2xf8E4M3FN>
  // 0x38 and 0xB8.
  // CHECK: tensor<2xi8> [56, -72]
  %bits = tensor.bitcast %f8 : tensor<2xf8E4M3FN> to tensor<2xi8>
  // CHECK: tensor<0x3xf32> []
  %none = tensor.empty() : tensor<0x3xf32>
  return %m, %dim, %rank, %element, %inserted, %empty, %generated, %bits, %none
    : tensor<2x2xi32>, index, index, i32, tensor<2x2xi32>, tensor<3xf32>, tensor<2x3xindex>, tensor<2xi8>, tensor<0x3xf32>
}

func.func @slices() -> (tensor<2x2xi32>, tensor<2xi32>, tensor<?xi32>, tensor<3x4xi32>, tensor<3x4xi32>, tensor<2x5xi32>) {
  %m = arith.constant dense<[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]> : tensor<3x4xi32>
  // Rows 0 and 2, columns 1 and 3.
  // SLICE: tensor<2x2xi32> [{{\[}}1, 3], [9, 11]]
  %strided = tensor.extract_slice %m[0, 1] [2, 2] [2, 2] : tensor<3x4xi32> to tensor<2x2xi32>
  // SLICE: tensor<2xi32> [6, 10]
  %column = tensor.extract_slice %m[1, 2] [2, 1] [1, 1] : tensor<3x4xi32> to tensor<2xi32>
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  // SLICE: tensor<3xi32> [5, 6, 7]
  %dynamic = tensor.extract_slice %m[%c1, %c1] [1, %c3] [1, 1] : tensor<3x4xi32> to tensor<?xi32>
  // SLICE: tensor<3x4xi32> [{{\[}}0, 1, 2, 3], [1, 5, 3, 7], [9, 9, 11, 11]]
  %inserted = tensor.insert_slice %strided into %m[1, 0] [2, 2] [1, 2] : tensor<2x2xi32> into tensor<3x4xi32>
  // SLICE: tensor<3x4xi32> [{{\[}}0, 1, 2, 3], [6, 5, 6, 7], [10, 9, 10, 11]]
  %reduced = tensor.insert_slice %column into %m[1, 0] [2, 1] [1, 1] : tensor<2xi32> into tensor<3x4xi32>
  %right = arith.constant dense<[[20, 21, 22], [30, 31, 32]]> : tensor<2x3xi32>
  // SLICE: tensor<2x5xi32> [{{\[}}1, 3, 20, 21, 22], [9, 11, 30, 31, 32]]
  %joined = tensor.concat dim(1) %strided, %right : (tensor<2x2xi32>, tensor<2x3xi32>) -> tensor<2x5xi32>
  return %strided, %column, %dynamic, %inserted, %reduced, %joined
    : tensor<2x2xi32>, tensor<2xi32>, tensor<?xi32>, tensor<3x4xi32>, tensor<3x4xi32>, tensor<2x5xi32>
}

func.func @padding() -> (tensor<2x4xi32>, tensor<?xi32>) {
  %m = arith.constant dense<[[1, 2]]> : tensor<1x2xi32>
  // PAD: tensor<2x4xi32> [{{\[}}9, 1, 2, 9], [9, 9, 9, 9]]
  %constant = tensor.pad %m low[0, 1] high[1, 1] {
  ^bb0(%i: index, %j: index):
    %nine = arith.constant 9 : i32
    tensor.yield %nine : i32
  } : tensor<1x2xi32> to tensor<2x4xi32>
  %v = arith.constant dense<[5, 6]> : tensor<2xi32>
  %c2 = arith.constant 2 : index
  // A body may look at where it is.
  // PAD: tensor<5xi32> [0, 1, 5, 6, 4]
  %dynamic = tensor.pad %v low[%c2] high[1] {
  ^bb0(%i: index):
    %j = arith.index_cast %i : index to i32
    tensor.yield %j : i32
  } : tensor<2xi32> to tensor<?xi32>
  return %constant, %dynamic : tensor<2x4xi32>, tensor<?xi32>
}

func.func @shapes() -> (tensor<6xi32>, tensor<3x?xi32>, tensor<3x2xi32>) {
  %m = arith.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32>
  // SHAPE: tensor<6xi32> [1, 2, 3, 4, 5, 6]
  %flat = tensor.collapse_shape %m [[0, 1]] : tensor<2x3xi32> into tensor<6xi32>
  %dynamic = tensor.cast %flat : tensor<6xi32> to tensor<?xi32>
  %c2 = arith.constant 2 : index
  // SHAPE: tensor<3x2xi32> [{{\[}}1, 2], [3, 4], [5, 6]]
  %expanded = tensor.expand_shape %dynamic [[0, 1]] output_shape [3, %c2] : tensor<?xi32> into tensor<3x?xi32>
  %shape = arith.constant dense<[3, 2]> : tensor<2xi32>
  // SHAPE: tensor<3x2xi32> [{{\[}}1, 2], [3, 4], [5, 6]]
  %reshaped = tensor.reshape %m(%shape) : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<3x2xi32>
  return %flat, %expanded, %reshaped : tensor<6xi32>, tensor<3x?xi32>, tensor<3x2xi32>
}

func.func @gathers() -> (tensor<3x1x2xi32>, tensor<3x2xi32>, tensor<2xi32>) {
  %m = arith.constant dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xi32>
  %rows = arith.constant dense<[[2], [0], [2]]> : tensor<3x1xindex>
  // GATHER: tensor<3x1x2xi32> [{{\[\[}}5, 6]], {{\[\[}}1, 2]], {{\[\[}}5, 6]]]
  %kept = tensor.gather %m[%rows] gather_dims([0]) : (tensor<3x2xi32>, tensor<3x1xindex>) -> tensor<3x1x2xi32>
  // GATHER: tensor<3x2xi32> [{{\[}}5, 6], [1, 2], [5, 6]]
  %reduced = tensor.gather %m[%rows] gather_dims([0]) : (tensor<3x2xi32>, tensor<3x1xindex>) -> tensor<3x2xi32>
  %points = arith.constant dense<[[1, 0], [2, 1]]> : tensor<2x2xindex>
  // GATHER: tensor<2xi32> [3, 6]
  %elements = tensor.gather %m[%points] gather_dims([0, 1]) : (tensor<3x2xi32>, tensor<2x2xindex>) -> tensor<2xi32>
  return %kept, %reduced, %elements : tensor<3x1x2xi32>, tensor<3x2xi32>, tensor<2xi32>
}
