// What is left undefined, or not known, until the run: types, sizes that only the run shows, codes out of range.
// RUN: not quant-run %s --entry=constant_type 2>&1 | FileCheck %s --check-prefix=CONSTANT-TYPE
// RUN: not quant-run %s --entry=constant_size 2>&1 | FileCheck %s --check-prefix=CONSTANT-SIZE
// RUN: not quant-run %s --entry=constant_sparse 2>&1 | FileCheck %s --check-prefix=CONSTANT-SPARSE
// RUN: not quant-run %s --entry=elementwise_type 2>&1 | FileCheck %s --check-prefix=ELEMENTWISE
// RUN: not quant-run %s --entry=empty_type 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not quant-run %s --entry=bitcast 2>&1 | FileCheck %s --check-prefix=BITCAST
// RUN: not quant-run %s --entry=slice_size 2>&1 | FileCheck %s --check-prefix=SLICE
// RUN: not quant-run %s --entry=softmax 2>&1 | FileCheck %s --check-prefix=SOFTMAX
// RUN: not quant-run %s --entry=array_size 2>&1 | FileCheck %s --check-prefix=ARRAY
// RUN: not quant-run %s --entry=reshape 2>&1 | FileCheck %s --check-prefix=RESHAPE
// RUN: not quant-run %s --entry=gradient 2>&1 | FileCheck %s --check-prefix=GRADIENT
// RUN: not quant-run %s --entry=requantize 2>&1 | FileCheck %s --check-prefix=REQUANTIZE

#plain = #qnt.encoding<i8 : f32, block = *>
#scaled = #qnt.encoding<i8 : f32, block = *, scale = f32>
#wide = #qnt.encoding<i32 : f32, block = *, scale = f32, zero_point = i32>
#rows = #qnt.encoding<i8 : f32, block = *x*>

func.func @constant_type() {
  // CONSTANT-TYPE: interpreter-errors.mlir:[[@LINE+1]]:8: 'arith.constant' op has a constant of an element type that is not known to the reference interpreter
  %c = arith.constant dense<1> : tensor<2xi128>
  return
}

func.func @constant_size() {
  // CONSTANT-SIZE: 'arith.constant' op has a result of too many elements, the limit is {{[0-9]+}}
  %c = arith.constant dense<1> : tensor<2199023255552xi8>
  return
}

func.func @constant_sparse() {
  // CONSTANT-SPARSE: 'arith.constant' op has a constant that is neither dense nor dense_resource
  %c = arith.constant sparse<0, 1> : tensor<4xi8>
  return
}

func.func @elementwise_type() {
  %x = arith.constant dense<1> : tensor<2xi8>
  // ELEMENTWISE: 'arith.extsi' op has a result type that is not known to the reference interpreter
  %y = arith.extsi %x : tensor<2xi8> to tensor<2xi128>
  return
}

func.func @empty_type() {
  // EMPTY: 'tensor.empty' op has an element type that is not known to the reference interpreter
  %x = tensor.empty() : tensor<2xi128>
  return
}

// The region computes in f32, so there are no 16 bits to look at.
func.func @bitcast() -> tensor<1xi16> {
  %x = arith.constant dense<1.0> : tensor<1xf16>
  // BITCAST: 'tensor.bitcast' op expected element types of one width at run time
  %r = qnt.invoke_quant (%a = %x : tensor<1xf16>) -> tensor<1xi16> codegen_low_precision(false) {
    %b = tensor.bitcast %a : tensor<1xf16> to tensor<1xi16>
    qnt.yield %b : tensor<1xi16>
  }
  return %r : tensor<1xi16>
}

func.func @slice_size() -> tensor<?xi8> {
  %t = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %n = arith.constant -1 : index
  // SLICE: 'tensor.extract_slice' op expected a size that is not negative in dimension 0, got -1
  %s = tensor.extract_slice %t[0] [%n] [1] : tensor<3xi8> to tensor<?xi8>
  return %s : tensor<?xi8>
}

func.func @softmax() -> tensor<?xf32> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %d = tensor.cast %x : tensor<2xf32> to tensor<?xf32>
  %three = arith.constant 3 : index
  %e = tensor.empty(%three) : tensor<?xf32>
  // SOFTMAX: 'linalg.softmax' op expected float input and output of the same shape
  %y = linalg.softmax dimension(0) ins(%d : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

func.func @array_size() {
  // ARRAY: 'qnt.constant' op has a result of too many elements
  %a = qnt.constant codes = dense<1> : tensor<2199023255552xi8> : !qnt.array<2199023255552, #plain>
  return
}

func.func @reshape() -> !qnt.array<?x2, #rows> {
  %a = qnt.constant codes = dense<[1, 2, 3]> : tensor<3xi8> : !qnt.array<3, #plain>
  %d = qnt.cast %a : !qnt.array<3, #plain> to !qnt.array<?, #plain>
  // RESHAPE: 'qnt.reshape' op expected a dynamic size that follows from the input's shape
  %r = qnt.reshape %d : !qnt.array<?, #plain> -> !qnt.array<?x2, #rows>
  return %r : !qnt.array<?x2, #rows>
}

func.func @gradient() -> tensor<?xf32> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %dy = arith.constant dense<1.0> : tensor<3xf32>
  %dx = tensor.cast %x : tensor<2xf32> to tensor<?xf32>
  %ddy = tensor.cast %dy : tensor<3xf32> to tensor<?xf32>
  // GRADIENT: 'qnt.fake_quantize_grad' op expected input and gradient of the same shape
  %g = qnt.fake_quantize_grad %dx, %ddy dynamic(absmax) encoding = #scaled : tensor<?xf32>
  return %g : tensor<?xf32>
}

func.func @requantize() -> !qnt.array<1, #plain> {
  %codes = arith.constant dense<2147483647> : tensor<1xi32>
  %zero = arith.constant dense<-5> : tensor<1xi32>
  %scale = arith.constant dense<1.0> : tensor<1xf32>
  %a = qnt.assemble %codes, %scale, %zero : (tensor<1xi32>, tensor<1xf32>, tensor<1xi32>) -> !qnt.array<1, #wide>
  %m = arith.constant dense<1073741824> : tensor<1xi32>
  %n = arith.constant dense<31> : tensor<1xi32>
  // REQUANTIZE: 'qnt.requantize' op expected code - zero point to fit in 32 bits, got 2147483652
  %r = qnt.requantize %a multiplier(%m : tensor<1xi32>) shift(%n : tensor<1xi32>) : !qnt.array<1, #wide> -> !qnt.array<1, #plain>
  return %r : !qnt.array<1, #plain>
}
