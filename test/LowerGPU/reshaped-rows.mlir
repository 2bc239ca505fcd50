// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: quant-opt %s --qnt-lower-to-gpu=target=sm_80 | FileCheck %s --check-prefix=LAUNCHES
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s

// Rows of 4x8 are rows of 32 where a reshape stands between: one kernel of rows, however many rows there are.

// REMARKS-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=joined | schedule=rowwise
// REMARKS-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=joined_dynamic | schedule=rowwise
// REMARKS-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=split | schedule=rowwise
// REMARKS-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=regrouped | schedule=rowwise
// REMARKS-DAG: [Missed] qnt-choose-schedule | Category:qnt | Function=transposed | Reason="simt, neither rowwise nor elementwise: it needs a sum over another row than its own"
// REMARKS-DAG: [Missed] qnt-choose-schedule | Category:qnt | Function=other_rows | Reason="simt, neither rowwise nor elementwise: it holds reductions with different rows"
// LAUNCHES-LABEL: func.func @main(
// CHECK: result 0 against reference: 2048 elements, {{.*}}, 0 mismatches
// CHECK: result 1 against reference: 4480 elements, {{.*}}, 0 mismatches
// CHECK: result 2 against reference: 2048 elements, {{.*}}, 0 mismatches
// CHECK: result 3 against reference: 2048 elements, {{.*}}, 0 mismatches
// CHECK: result 4 against reference: 24 elements, {{.*}}, 0 mismatches
// CHECK: result 5 against reference: 24 elements, {{.*}}, 0 mismatches
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#i3 = affine_map<(a, b, c) -> (a, b, c)>
func.func @main() -> (tensor<32x64xf32>, tensor<?x64xf32>, tensor<4x8x64xf32>, tensor<32x64xf32>, tensor<4x6xf32>, tensor<8x3xf32>) {
  %x = call @numbers() : () -> tensor<4x8x64xf32>
  %a = call @joined(%x) : (tensor<4x8x64xf32>) -> !qnt.array<32x64, #a8>
  %0 = qnt.dequantize %a : !qnt.array<32x64, #a8> -> tensor<32x64xf32>
  %long = tensor.empty() : tensor<5x14x64xf32>
  %y = linalg.generic {indexing_maps = [#i3], iterator_types = ["parallel", "parallel", "parallel"]} outs(%long : tensor<5x14x64xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %k = linalg.index 2 : index
    %c3 = arith.constant 3 : index
    %p = arith.muli %i, %k : index
    %q = arith.muli %j, %c3 : index
    %n = arith.addi %p, %q : index
    %int = arith.index_cast %n : index to i32
    %f = arith.sitofp %int : i32 to f32
    linalg.yield %f : f32
  } -> tensor<5x14x64xf32>
  %d = tensor.cast %y : tensor<5x14x64xf32> to tensor<?x14x64xf32>
  %b = call @joined_dynamic(%d) : (tensor<?x14x64xf32>) -> !qnt.array<?x64, #a8>
  %1 = qnt.dequantize %b : !qnt.array<?x64, #a8> -> tensor<?x64xf32>
  %2, %3 = call @split(%x) : (tensor<4x8x64xf32>) -> (tensor<4x8x64xf32>, tensor<32x64xf32>)
  %s = tensor.extract_slice %x[0, 0, 0] [4, 6, 64] [1, 1, 1] : tensor<4x8x64xf32> to tensor<4x6x64xf32>
  %4, %5 = call @regrouped(%s) : (tensor<4x6x64xf32>) -> (tensor<4x6xf32>, tensor<8x3xf32>)
  return %0, %1, %2, %3, %4, %5 : tensor<32x64xf32>, tensor<?x64xf32>, tensor<4x8x64xf32>, tensor<32x64xf32>, tensor<4x6xf32>, tensor<8x3xf32>
}

func.func private @numbers() -> tensor<4x8x64xf32> {
  %empty = tensor.empty() : tensor<4x8x64xf32>
  %x = linalg.generic {indexing_maps = [#i3], iterator_types = ["parallel", "parallel", "parallel"]} outs(%empty : tensor<4x8x64xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %k = linalg.index 2 : index
    %c7 = arith.constant 7 : index
    %c29 = arith.constant 29 : index
    %p = arith.muli %i, %c7 : index
    %q = arith.muli %j, %k : index
    %n = arith.addi %p, %q : index
    %r = arith.remui %n, %c29 : index
    %int = arith.index_cast %r : index to i32
    %f = arith.sitofp %int : i32 to f32
    linalg.yield %f : f32
  } -> tensor<4x8x64xf32>
  return %x : tensor<4x8x64xf32>
}

// A norm of tokens in batches, then codes of a token each.
// LAUNCHES-LABEL: func.func private @joined(
// LAUNCHES: qnt.launch @qnt_kernels::@joined_kernel grid(%c{{.*}}, %c1, %c1)
// LAUNCHES-NOT: qnt.launch
func.func private @joined(%x: tensor<4x8x64xf32>) -> !qnt.array<32x64, #a8> {
  %r = qnt.kernel "joined_kernel" (%a = %x : tensor<4x8x64xf32>) -> !qnt.array<32x64, #a8> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<4x8xf32>
    %f = tensor.empty() : tensor<4x8x64xf32>
    %init = linalg.fill ins(%zero : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
    %sum = linalg.reduce {arith.addf} ins(%a : tensor<4x8x64xf32>) outs(%init : tensor<4x8xf32>) dimensions = [2]
    %b = linalg.broadcast ins(%sum : tensor<4x8xf32>) outs(%f : tensor<4x8x64xf32>) dimensions = [2]
    %y = arith.subf %a, %b : tensor<4x8x64xf32>
    %c = tensor.collapse_shape %y [[0, 1], [2]] : tensor<4x8x64xf32> into tensor<32x64xf32>
    %q = qnt.quantize %c dynamic(absmax) : tensor<32x64xf32> -> !qnt.array<32x64, #a8>
    qnt.yield %q : !qnt.array<32x64, #a8>
  }
  return %r : !qnt.array<32x64, #a8>
}

// LAUNCHES-LABEL: func.func private @joined_dynamic(
// LAUNCHES: qnt.launch @qnt_kernels::@dynamic_kernel
// LAUNCHES-NOT: qnt.launch
func.func private @joined_dynamic(%x: tensor<?x14x64xf32>) -> !qnt.array<?x64, #a8> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x14x64xf32>
  %r = qnt.kernel "dynamic_kernel" (%m = %n : index, %a = %x : tensor<?x14x64xf32>) -> !qnt.array<?x64, #a8> {
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty(%m) : tensor<?x14xf32>
    %f = tensor.empty(%m) : tensor<?x14x64xf32>
    %init = linalg.fill ins(%zero : f32) outs(%e : tensor<?x14xf32>) -> tensor<?x14xf32>
    %sum = linalg.reduce {arith.addf} ins(%a : tensor<?x14x64xf32>) outs(%init : tensor<?x14xf32>) dimensions = [2]
    %b = linalg.broadcast ins(%sum : tensor<?x14xf32>) outs(%f : tensor<?x14x64xf32>) dimensions = [2]
    %y = arith.subf %a, %b : tensor<?x14x64xf32>
    %c = tensor.collapse_shape %y [[0, 1], [2]] : tensor<?x14x64xf32> into tensor<?x64xf32>
    %q = qnt.quantize %c dynamic(absmax) : tensor<?x64xf32> -> !qnt.array<?x64, #a8>
    qnt.yield %q : !qnt.array<?x64, #a8>
  }
  return %r : !qnt.array<?x64, #a8>
}

// Rows of 32 alone are reduced; a result has them as 4x8.
// LAUNCHES-LABEL: func.func private @split(
// LAUNCHES: qnt.launch @qnt_kernels::@split_kernel
// LAUNCHES-NOT: qnt.launch
func.func private @split(%x: tensor<4x8x64xf32>) -> (tensor<4x8x64xf32>, tensor<32x64xf32>) {
  %r:2 = qnt.kernel "split_kernel" (%a = %x : tensor<4x8x64xf32>) -> (tensor<4x8x64xf32>, tensor<32x64xf32>) {
    %low = arith.constant dense<0xFF800000> : tensor<32xf32>
    %f = tensor.empty() : tensor<32x64xf32>
    %c = tensor.collapse_shape %a [[0, 1], [2]] : tensor<4x8x64xf32> into tensor<32x64xf32>
    %max = linalg.reduce {arith.maximumf} ins(%c : tensor<32x64xf32>) outs(%low : tensor<32xf32>) dimensions = [1]
    %b = linalg.broadcast ins(%max : tensor<32xf32>) outs(%f : tensor<32x64xf32>) dimensions = [1]
    %y = arith.subf %c, %b : tensor<32x64xf32>
    %s = tensor.expand_shape %y [[0, 1], [2]] output_shape [4, 8, 64] : tensor<32x64xf32> into tensor<4x8x64xf32>
    %t = arith.addf %s, %a : tensor<4x8x64xf32>
    qnt.yield %t, %y : tensor<4x8x64xf32>, tensor<32x64xf32>
  }
  return %r#0, %r#1 : tensor<4x8x64xf32>, tensor<32x64xf32>
}

// Neither 4x6 nor 8x3 has the dimensions of the other.
// LAUNCHES-LABEL: func.func private @regrouped(
// LAUNCHES: qnt.launch @qnt_kernels::@regrouped_kernel
// LAUNCHES-NOT: qnt.launch
// LAUNCHES-LABEL: func.func private @transposed(
func.func private @regrouped(%x: tensor<4x6x64xf32>) -> (tensor<4x6xf32>, tensor<8x3xf32>) {
  %r:2 = qnt.kernel "regrouped_kernel" (%a = %x : tensor<4x6x64xf32>) -> (tensor<4x6xf32>, tensor<8x3xf32>) {
    %low = arith.constant dense<0xFF800000> : tensor<4x6xf32>
    %high = arith.constant dense<0x7F800000> : tensor<8x3xf32>
    %max = linalg.reduce {arith.maximumf} ins(%a : tensor<4x6x64xf32>) outs(%low : tensor<4x6xf32>) dimensions = [2]
    %c = tensor.collapse_shape %a [[0, 1], [2]] : tensor<4x6x64xf32> into tensor<24x64xf32>
    %g = tensor.expand_shape %c [[0, 1], [2]] output_shape [8, 3, 64] : tensor<24x64xf32> into tensor<8x3x64xf32>
    %min = linalg.reduce {arith.minimumf} ins(%g : tensor<8x3x64xf32>) outs(%high : tensor<8x3xf32>) dimensions = [2]
    qnt.yield %max, %min : tensor<4x6xf32>, tensor<8x3xf32>
  }
  return %r#0, %r#1 : tensor<4x6xf32>, tensor<8x3xf32>
}

// As many rows, in another order.
func.func private @transposed(%x: tensor<4x4x64xf32>) -> tensor<4x4xf32> {
  %r = qnt.kernel (%a = %x : tensor<4x4x64xf32>) -> tensor<4x4xf32> {
    %low = arith.constant dense<0xFF800000> : tensor<4x4xf32>
    %e = tensor.empty() : tensor<4x4xf32>
    %max = linalg.reduce {arith.maximumf} ins(%a : tensor<4x4x64xf32>) outs(%low : tensor<4x4xf32>) dimensions = [2]
    %t = linalg.transpose ins(%max : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) permutation = [1, 0]
    qnt.yield %t : tensor<4x4xf32>
  }
  return %r : tensor<4x4xf32>
}

// 4x7 rows are not 4x8.
func.func private @other_rows(%x: tensor<4x8x64xf32>, %y: tensor<4x7x64xf32>) -> (tensor<4x8xf32>, tensor<4x7xf32>) {
  %r:2 = qnt.kernel (%a = %x : tensor<4x8x64xf32>, %b = %y : tensor<4x7x64xf32>) -> (tensor<4x8xf32>, tensor<4x7xf32>) {
    %low = arith.constant dense<0xFF800000> : tensor<4x8xf32>
    %lower = arith.constant dense<0xFF800000> : tensor<4x7xf32>
    %max = linalg.reduce {arith.maximumf} ins(%a : tensor<4x8x64xf32>) outs(%low : tensor<4x8xf32>) dimensions = [2]
    %top = linalg.reduce {arith.maximumf} ins(%b : tensor<4x7x64xf32>) outs(%lower : tensor<4x7xf32>) dimensions = [2]
    qnt.yield %max, %top : tensor<4x8xf32>, tensor<4x7xf32>
  }
  return %r#0, %r#1 : tensor<4x8xf32>, tensor<4x7xf32>
}
