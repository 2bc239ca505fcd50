// RUN: not quant-run %s --entry=extract 2>&1 | FileCheck %s --check-prefix=EXTRACT
// RUN: not quant-run %s --entry=insert 2>&1 | FileCheck %s --check-prefix=INSERT
// RUN: not quant-run %s --entry=dim 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not quant-run %s --entry=negative_size 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not quant-run %s --entry=too_large 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: not quant-run %s --entry=slice 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not quant-run %s --entry=slice_wraps 2>&1 | FileCheck %s --check-prefix=WRAP
// RUN: not quant-run %s --entry=insert_slice 2>&1 | FileCheck %s --check-prefix=ISLICE
// RUN: not quant-run %s --entry=cast 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not quant-run %s --entry=expand 2>&1 | FileCheck %s --check-prefix=EXPAND
// RUN: not quant-run %s --entry=reshape 2>&1 | FileCheck %s --check-prefix=RESHAPE
// RUN: not quant-run %s --entry=concat 2>&1 | FileCheck %s --check-prefix=CONCAT
// RUN: not quant-run %s --entry=pad 2>&1 | FileCheck %s --check-prefix=PAD
// RUN: not quant-run %s --entry=gather 2>&1 | FileCheck %s --check-prefix=GATHER
// RUN: not quant-run %s --entry=elided 2>&1 | FileCheck %s --check-prefix=ELIDED

func.func @extract() -> i8 {
  %t = arith.constant dense<[1, 2]> : tensor<2xi8>
  %i = arith.constant 2 : index
  // EXTRACT: tensor-errors.mlir:[[@LINE+1]]:8: 'tensor.extract' op expected index 0 below 2, got 2
  %x = tensor.extract %t[%i] : tensor<2xi8>
  return %x : i8
}

func.func @insert() -> tensor<2xi8> {
  %t = arith.constant dense<[1, 2]> : tensor<2xi8>
  %x = arith.constant 1 : i8
  %i = arith.constant -1 : index
  // INSERT: 'tensor.insert' op expected index 0 below 2, got -1
  %y = tensor.insert %x into %t[%i] : tensor<2xi8>
  return %y : tensor<2xi8>
}

func.func @dim() -> index {
  %t = arith.constant dense<[1, 2]> : tensor<2xi8>
  %i = arith.constant 1 : index
  // DIM: 'tensor.dim' op expected an index below the rank 1, got 1
  %d = tensor.dim %t, %i : tensor<2xi8>
  return %d : index
}

func.func @negative_size() -> tensor<?xi8> {
  %n = arith.constant -3 : index
  // SIZE: 'tensor.empty' op expected dimension 0 not to be negative, got -3
  %t = tensor.empty(%n) : tensor<?xi8>
  return %t : tensor<?xi8>
}

func.func @too_large() -> tensor<?x?x0xi8> {
  %n = arith.constant 4611686018427387904 : index
  // LARGE: 'tensor.empty' op has a result of too many elements
  %t = tensor.empty(%n, %n) : tensor<?x?x0xi8>
  return %t : tensor<?x?x0xi8>
}

func.func @slice() -> tensor<?xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %n = arith.constant 2 : index
  // SLICE: 'tensor.extract_slice' op expected a slice inside dimension 0 of 3, got offset 2, size 2, stride 1
  %s = tensor.extract_slice %t[%n] [%n] [1] : tensor<3xi8> to tensor<?xi8>
  return %s : tensor<?xi8>
}

func.func @slice_wraps() -> tensor<?xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %n = arith.constant 3 : index
  %stride = arith.constant 9223372036854775807 : index
  // WRAP: 'tensor.extract_slice' op expected a slice inside dimension 0 of 3, got offset 0, size 3, stride 9223372036854775807
  %s = tensor.extract_slice %t[0] [%n] [%stride] : tensor<3xi8> to tensor<?xi8>
  return %s : tensor<?xi8>
}

func.func @insert_slice() -> tensor<3xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %s = tensor.cast %t : tensor<3xi8> to tensor<?xi8>
  %n = arith.constant 2 : index
  // ISLICE: 'tensor.insert_slice' op expected a source of shape 2xi8, got 3xi8
  %r = tensor.insert_slice %s into %t[0] [%n] [1] : tensor<?xi8> into tensor<3xi8>
  return %r : tensor<3xi8>
}

func.func @cast() -> tensor<4xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %d = tensor.cast %t : tensor<3xi8> to tensor<?xi8>
  // CAST: 'tensor.cast' op result 0: expected 4xi8, got 3xi8
  %r = tensor.cast %d : tensor<?xi8> to tensor<4xi8>
  return %r : tensor<4xi8>
}

func.func @expand() -> tensor<?x2xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %d = tensor.cast %t : tensor<3xi8> to tensor<?xi8>
  %n = arith.constant 2 : index
  // EXPAND: 'tensor.expand_shape' op expected the expansion of dimension 0 to have 3 elements, got shape 2x2xindex
  %r = tensor.expand_shape %d [[0, 1]] output_shape [%n, 2] : tensor<?xi8> into tensor<?x2xi8>
  return %r : tensor<?x2xi8>
}

func.func @reshape() -> tensor<?xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %shape = arith.constant dense<[4]> : tensor<1xindex>
  // RESHAPE: 'tensor.reshape' op expected a result of 3 elements, got shape 4xi8
  %r = tensor.reshape %t(%shape) : (tensor<3xi8>, tensor<1xindex>) -> tensor<?xi8>
  return %r : tensor<?xi8>
}

func.func @concat() -> tensor<?x2xi8> {
  %a = arith.constant dense<1> : tensor<1x2xi8>
  %b = arith.constant dense<1> : tensor<1x3xi8>
  %c = tensor.cast %b : tensor<1x3xi8> to tensor<?x?xi8>
  %d = tensor.cast %a : tensor<1x2xi8> to tensor<?x?xi8>
  // CONCAT: 'tensor.concat' op expected operand 1 to have size 2 in dimension 1, got 3
  %r = tensor.concat dim(0) %d, %c : (tensor<?x?xi8>, tensor<?x?xi8>) -> tensor<?x?xi8>
  %s = tensor.cast %r : tensor<?x?xi8> to tensor<?x2xi8>
  return %s : tensor<?x2xi8>
}

func.func @pad() -> tensor<?xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %n = arith.constant -4 : index
  // PAD: 'tensor.pad' op expected dimension 0 not to be negative, got -1
  %r = tensor.pad %t low[%n] high[0] {
  ^bb0(%i: index):
    %zero = arith.constant 0 : i8
    tensor.yield %zero : i8
  } : tensor<3xi8> to tensor<?xi8>
  return %r : tensor<?xi8>
}

func.func @gather() -> tensor<1x1xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %i = arith.constant dense<3> : tensor<1x1xindex>
  // GATHER: 'tensor.gather' op expected a slice inside dimension 0 of 3, got offset 3, size 1, stride 1
  %r = tensor.gather %t[%i] gather_dims([0]) : (tensor<3xi8>, tensor<1x1xindex>) -> tensor<1x1xi8>
  return %r : tensor<1x1xi8>
}

func.func @elided() -> tensor<3xf32> {
  // ELIDED: 'arith.constant' op has constant dense_resource<gone> without data
  %t = arith.constant dense_resource<gone> : tensor<3xf32>
  return %t : tensor<3xf32>
}
