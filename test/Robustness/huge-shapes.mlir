// Shapes that no memory holds: an error that names the op, before anything of that size is made.
// RUN: not quant-run %s --entry=static 2>&1 | FileCheck %s --check-prefix=STATIC
// STATIC: huge-shapes.mlir:{{[0-9]+}}:8: 'tensor.empty' op has a result of too many elements, the limit is {{[0-9]+}}
func.func @static() -> tensor<1099511627776x1099511627776xf32> {
  %x = tensor.empty() : tensor<1099511627776x1099511627776xf32>
  return %x : tensor<1099511627776x1099511627776xf32>
}

// RUN: not quant-run %s --entry=dynamic 2>&1 | FileCheck %s --check-prefix=DYNAMIC
// DYNAMIC: 'tensor.splat' op has a result of too many elements, the limit is
func.func @dynamic() -> tensor<?x?xf32> {
  %n = arith.constant 10000000 : index
  %c = arith.constant 1.0 : f32
  %x = tensor.splat %c[%n, %n] : tensor<?x?xf32>
  return %x : tensor<?x?xf32>
}

// The scales of an array without elements may be many.
// RUN: not quant-run %s --entry=empty 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: 'tensor.empty' op has a result of too many elements, the limit is
func.func @empty() -> tensor<0x1099511627776xf32> {
  %x = tensor.empty() : tensor<0x1099511627776xf32>
  return %x : tensor<0x1099511627776xf32>
}

// A product of two long vectors.
// RUN: not quant-run %s --entry=outer 2>&1 | FileCheck %s --check-prefix=OUTER
// OUTER: 'qnt.dot_general' op expected a result of at most {{[0-9]+}} elements, but got one of 200000x200000
func.func @outer() -> tensor<?x?xf32> {
  %n = arith.constant 200000 : index
  %c = arith.constant 1.0 : f32
  %x = tensor.splat %c[%n] : tensor<?xf32>
  %y = qnt.dot_general %x, %x contracting = [] x [] batch = [] x [] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// Padding of a convolution.
// RUN: not quant-run %s --entry=conv_padding 2>&1 | FileCheck %s --check-prefix=PADDING
// PADDING: 'qnt.conv_general_dilated' op expected a result of at most {{[0-9]+}} elements, but got one of 1x1099511627779x1
func.func @conv_padding() -> tensor<1x?x1xf32> {
  %n = arith.constant 3 : index
  %c = arith.constant 1.0 : f32
  %x = tensor.splat %c[%n] : tensor<1x?x1xf32>
  %w = tensor.splat %c : tensor<1x1x1xf32>
  %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1]
         padding = [549755813888, 549755813888] lhs_dilation = [1] rhs_dilation = [1]
    : (tensor<1x?x1xf32>, tensor<1x1x1xf32>) -> tensor<1x?x1xf32>
  return %y : tensor<1x?x1xf32>
}
