// Why an op is a kernel by itself, and which ops on tensors stay outside. Nothing else is said.
// RUN: quant-opt %s --qnt-form-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --implicit-check-not=Missed
// RUN: quant-opt %s --qnt-form-kernels=max-ops=1 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=MAX

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
!u = tensor<4x4x!quant.uniform<i8:f32, 0.5>>

// CHECK: [Missed]{{.*}} Function=nobody | Reason="{{.*}} is a kernel by itself: no op beside it computes its operands or reads its result"
func.func @nobody(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %y = math.exp %x : tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=alone | Reason="{{.*}} is a kernel by itself: 'tensor.concat' is not joined to others"
func.func @alone(%x: tensor<4x4xf32>) -> tensor<8x4xf32> {
  %y = tensor.concat dim(0) %x, %x : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}

// CHECK: [Missed]{{.*}} Function=after_alone | Reason="{{.*}} is a kernel by itself: 'tensor.concat' is not joined to others"
// CHECK: [Missed]{{.*}} Function=after_alone | Reason="{{.*}} is a kernel by itself: it reads the result of 'tensor.concat' and cannot join it: 'tensor.concat' is a kernel by itself"
func.func @after_alone(%x: tensor<4x4xf32>) -> tensor<8x4xf32> {
  %y = tensor.concat dim(0) %x, %x : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %z = math.absf %y : tensor<8x4xf32>
  return %z : tensor<8x4xf32>
}

// CHECK: [Missed]{{.*}} Function=rows_of_a_region | Reason="'both' is a kernel by itself: 'math.absf', which reads its result, cannot join it: how 'qnt.invoke_quant' splits its work is not known"
// CHECK: [Missed]{{.*}} Function=rows_of_a_region | Reason="{{.*}} is a kernel by itself: it reads the result of 'qnt.invoke_quant' and cannot join it: how 'qnt.invoke_quant' splits its work is not known"
func.func @rows_of_a_region(%x: tensor<4x4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %y = qnt.invoke_quant (%a = %x : tensor<4x4xf32>, %b = %z : tensor<4xf32>) -> tensor<4xf32> {
    %r = linalg.reduce {arith.addf} ins(%a : tensor<4x4xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
    %c = linalg.reduce {arith.addf} ins(%a : tensor<4x4xf32>) outs(%b : tensor<4xf32>) dimensions = [0]
    %s = arith.addf %r, %c : tensor<4xf32>
    qnt.yield %s : tensor<4xf32>
  } loc("both")
  %n = math.absf %y : tensor<4xf32>
  return %n : tensor<4xf32>
}

// A region that follows a contraction, and one that cannot.
// CHECK: [Missed]{{.*}} Function=region_after | Reason="'softmax' is a kernel by itself: it reads the result of 'qnt.invoke_quant' and has a region that splits its work in several ways"
func.func @region_after(%x: tensor<4x4xf32>, %z: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %d = qnt.dot_general %x, %x contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = qnt.invoke_quant (%a = %d : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %n = math.absf %a : tensor<4x4xf32>
    qnt.yield %n : tensor<4x4xf32>
  }
  %s = qnt.invoke_quant (%a = %r : tensor<4x4xf32>, %b = %z : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %f = linalg.softmax dimension(1) ins(%b : tensor<4x4xf32>) outs(%b : tensor<4x4xf32>) -> tensor<4x4xf32>
    %n = arith.addf %a, %f : tensor<4x4xf32>
    qnt.yield %n : tensor<4x4xf32>
  } loc("softmax")
  return %r, %s : tensor<4x4xf32>, tensor<4x4xf32>
}


// CHECK: [Missed]{{.*}} Function=read_around | Reason="'d' is a kernel by itself: 'arith.addf', which reads its result, also needs what other ops compute of its result"
// CHECK: [Missed]{{.*}} Function=read_around | Reason="{{.*}} is a kernel by itself: 'tensor.insert' is not joined to others"
// CHECK: [Missed]{{.*}} Function=read_around | Reason="{{.*}} is a kernel by itself: it reads the result of 'tensor.insert' and cannot join it: 'tensor.insert' is a kernel by itself"
func.func @read_around(%x: tensor<4x4xf32>, %i: index, %f: f32) -> tensor<4x4xf32> {
  %d = qnt.dot_general %x, %x contracting = [1] x [1] batch = [] x [] {qnt.name = "d"} : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %c = tensor.insert %f into %d[%i, %i] : tensor<4x4xf32>
  %s = arith.addf %d, %c : tensor<4x4xf32>
  return %s : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=operand_read_around | Reason="{{.*}} is a kernel by itself: 'qnt.dot_general', which reads its result, also needs what other ops compute of its result"
// CHECK: [Missed]{{.*}} Function=operand_read_around | Reason="{{.*}} is a kernel by itself: 'tensor.insert' is not joined to others"
// CHECK: [Missed]{{.*}} Function=operand_read_around | Reason="{{.*}} is a kernel by itself: it reads the result of 'tensor.insert' and is in a kernel with an anchor of its own"
func.func @operand_read_around(%x: tensor<4x4xf32>, %i: index, %f: f32) -> tensor<4x4xf32> {
  %a = math.absf %x : tensor<4x4xf32>
  %c = tensor.insert %f into %a[%i, %i] : tensor<4x4xf32>
  %d = qnt.dot_general %a, %c contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %d : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=expensive_operand | Reason="{{.*}} is a kernel by itself: 'qnt.dot_general', which reads its result, reads each element several times, and it is not cheap to compute"
// CHECK: [Missed]{{.*}} Function=expensive_operand | Reason="{{.*}} is a kernel by itself: it reads the result of 'math.exp' and reads each element several times, and it is not cheap to compute"
func.func @expensive_operand(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %a = math.exp %x : tensor<4x4xf32>
  %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %d : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=large_operand | Reason="{{.*}} is a kernel by itself: 'qnt.dot_general', which reads its result, reads each element several times, and it is computed from no fewer bytes"
// CHECK: [Missed]{{.*}} Function=large_operand | Reason="{{.*}} is a kernel by itself: it reads the result of 'arith.truncf' and reads each element several times, and it is computed from no fewer bytes"
func.func @large_operand(%x: tensor<4x?xf32>, %w: tensor<4x?xf16>) -> tensor<4x4xf32> {
  %a = arith.truncf %x : tensor<4x?xf32> to tensor<4x?xf16>
  %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x?xf16>, tensor<4x?xf16>) -> tensor<4x4xf32>
  return %d : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=shared_operand | Reason="{{.*}} is a kernel by itself: 'qnt.dot_general', which reads its result, is not the only one that reads it"
// CHECK: [Missed]{{.*}} Function=shared_operand | Reason="{{.*}} is a kernel by itself: it reads the result of 'math.absf' and is not the only one that reads it"
// CHECK: [Missed]{{.*}} Function=shared_operand | Reason="{{.*}} is a kernel by itself: it reads the result of 'math.absf' and is not the only one that reads it"
func.func @shared_operand(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %a = math.absf %x : tensor<4x4xf32>
  %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %e = qnt.dot_general %a, %w contracting = [0] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %d, %e : tensor<4x4xf32>, tensor<4x4xf32>
}

// The same through a nested block.
// CHECK: [Missed]{{.*}} Function=shared_with_loop | Reason="{{.*}} is a kernel by itself: 'qnt.dot_general', which reads its result, is not the only one that reads it"
// CHECK: [Missed]{{.*}} Function=shared_with_loop | Reason="{{.*}} is a kernel by itself: it reads the result of 'math.absf' and is not the only one that reads it"
func.func @shared_with_loop(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>, %n: index) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = math.absf %x : tensor<4x4xf32>
  %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %w) -> tensor<4x4xf32> {
    %t = arith.mulf %y, %a : tensor<4x4xf32>
    %u = arith.addf %y, %t : tensor<4x4xf32>
    scf.yield %u : tensor<4x4xf32>
  }
  return %d, %r : tensor<4x4xf32>, tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=two_anchors | Reason="'scores' is a kernel by itself: 'linalg.softmax', which reads its result, reduces along a dimension that is split"
// CHECK: [Missed]{{.*}} Function=two_anchors | Reason="'softmax' is a kernel by itself: it reads the result of 'qnt.dot_general' and reduces along a dimension that is split"
// CHECK: [Missed]{{.*}} Function=two_anchors | Reason="{{.*}} is a kernel by itself: it reads the result of 'linalg.softmax' and is in a kernel with an anchor of its own"
func.func @two_anchors(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %d = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x [] {qnt.name = "scores"} : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = linalg.softmax dimension(1) ins(%d : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32> loc("softmax")
  %y = qnt.dot_general %s, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=operand_and_summand | Reason="'p' is a kernel by itself: 'arith.addf', which reads its result, is in the kernel of a contraction that reads it, too"
func.func @operand_and_summand(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %p = math.exp %x : tensor<4x4xf32> loc("p")
  %d = qnt.dot_general %p, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = arith.addf %d, %p : tensor<4x4xf32>
  return %s : tensor<4x4xf32>
}

func.func @region_of_another(%x: tensor<4x4xf32>, %z: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %i = qnt.invoke_quant (%a = %x : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %n = math.exp %a : tensor<4x4xf32>
    qnt.yield %n : tensor<4x4xf32>
  } loc("region")
  %d = qnt.dot_general %z, %w contracting = [1] x [1] batch = [] x [] {qnt.name = "first"} : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = arith.addf %d, %i : tensor<4x4xf32>
  %e = qnt.dot_general %i, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %s, %e : tensor<4x4xf32>, tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=region_reduced | Reason="'sum' is a kernel by itself: it reads the result of 'qnt.invoke_quant' and cannot join it: it belongs to the contraction that reads it"
func.func @region_reduced(%x: tensor<4x4xf32>, %z: tensor<4xf32>) -> (tensor<4xf32>, tensor<4x4xf32>) {
  %i = qnt.invoke_quant (%a = %x : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %n = math.absf %a : tensor<4x4xf32>
    qnt.yield %n : tensor<4x4xf32>
  }
  %s = linalg.reduce {arith.addf} ins(%i : tensor<4x4xf32>) outs(%z : tensor<4xf32>) dimensions = [1] loc("sum")
  %d = qnt.dot_general %i, %x contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %s, %d : tensor<4xf32>, tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=expensive_vector | Reason="'v' is a kernel by itself: 'arith.addf', which reads its result, would compute it several times"
// CHECK: [Missed]{{.*}} Function=expensive_vector | Reason="{{.*}} is a kernel by itself: it reads the result of 'math.exp' and would compute it several times"
func.func @expensive_vector(%x: tensor<4x4xf32>, %y: tensor<4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %v = math.exp %y : tensor<4xf32> loc("v")
  %b = linalg.broadcast ins(%v : tensor<4xf32>) outs(%e : tensor<4x4xf32>) dimensions = [0]
  %s = arith.addf %x, %b : tensor<4x4xf32>
  return %s : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=not_the_result | Reason="'x' is a kernel by itself: it reads the result of 'math.tanh' and is no part of the contraction's results"
func.func @not_the_result(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %t = math.tanh %y : tensor<4x4xf32>
  %d = qnt.dot_general %x, %x contracting = [1] x [1] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = arith.addf %d, %t : tensor<4x4xf32>
  %n = arith.mulf %t, %y : tensor<4x4xf32> loc("x")
  return %s, %n : tensor<4x4xf32>, tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=other_rows | Reason="'rows' is a kernel by itself: 'arith.addf', which reads its result, is in a kernel of other rows"
func.func @other_rows(%x: tensor<4x4xf32>, %z: tensor<4xf32>) -> tensor<4xf32> {
  %a = linalg.reduce {arith.addf} ins(%x : tensor<4x4xf32>) outs(%z : tensor<4xf32>) dimensions = [1] loc("rows")
  %b = linalg.reduce {arith.addf} ins(%x : tensor<4x4xf32>) outs(%z : tensor<4xf32>) dimensions = [0] loc("columns")
  %c = arith.addf %a, %b : tensor<4xf32>
  return %c : tensor<4xf32>
}

// CHECK: [Missed]{{.*}} Function=other_dimensions | Reason="'columns' is a kernel by itself: it reads the result of 'math.absf' and reduces along other dimensions"
func.func @other_dimensions(%x: tensor<4x4xf32>, %z: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %n = math.absf %x : tensor<4x4xf32>
  %a = linalg.reduce {arith.addf} ins(%n : tensor<4x4xf32>) outs(%z : tensor<4xf32>) dimensions = [1] loc("rows")
  %b = linalg.reduce {arith.addf} ins(%n : tensor<4x4xf32>) outs(%z : tensor<4xf32>) dimensions = [0] loc("columns")
  return %a, %b : tensor<4xf32>, tensor<4xf32>
}

// CHECK: [Missed]{{.*}} Function=other_parts | Reason="{{.*}} is a kernel by itself: 'arith.addf', which reads its result, needs elements that other parts of the kernel compute"
// CHECK: [Missed]{{.*}} Function=other_parts | Reason="'transposed' is a kernel by itself: it reads the result of 'qnt.dot_general' and needs elements that other parts of the kernel compute"
func.func @other_parts(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %d = qnt.dot_general %x, %x contracting = [1] x [0] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %t = linalg.transpose ins(%d : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) permutation = [1, 0]
  %s = arith.addf %d, %t : tensor<4x4xf32> loc("transposed")
  return %s : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=neighbours | Reason="{{.*}} is a kernel by itself: 'linalg.generic', which reads its result, reads neighbours along a dimension that is split"
// CHECK: [Missed]{{.*}} Function=neighbours | Reason="'average' is a kernel by itself: it reads the result of 'qnt.dot_general' and reads neighbours along a dimension that is split"
func.func @neighbours(%x: tensor<4x4xf32>) -> tensor<3x4xf32> {
  %e = tensor.empty() : tensor<3x4xf32>
  %d = qnt.dot_general %x, %x contracting = [1] x [0] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i + 1, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
         ins(%d, %e : tensor<4x4xf32>, tensor<3x4xf32>) outs(%e : tensor<3x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<3x4xf32> loc("average")
  return %s : tensor<3x4xf32>
}

// CHECK: [Missed]{{.*}} Function=unknown_order | Reason="{{.*}} is a kernel by itself: 'tensor.gather', which reads its result, reads its operands in an order that is not known"
// CHECK: [Missed]{{.*}} Function=unknown_order | Reason="'gather' is a kernel by itself: it reads the result of 'qnt.dot_general' and reads its operands in an order that is not known"
func.func @unknown_order(%x: tensor<4x4xf32>, %i: tensor<2x1xindex>) -> tensor<2x4xf32> {
  %d = qnt.dot_general %x, %x contracting = [1] x [0] batch = [] x [] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %s = tensor.gather %d[%i] gather_dims([0]) : (tensor<4x4xf32>, tensor<2x1xindex>) -> tensor<2x4xf32> loc("gather")
  return %s : tensor<2x4xf32>
}

// CHECK: [Missed]{{.*}} Function=large_blocks | Reason="{{.*}} is a kernel by itself: 'qnt.quantize', which reads its result, finds a scale for more elements than a tile holds"
// CHECK: [Missed]{{.*}} Function=large_blocks | Reason="'quantize' is a kernel by itself: it reads the result of 'qnt.dot_general' and finds a scale for more elements than a tile holds"
func.func @large_blocks(%x: tensor<4x514xf32>) -> !qnt.array<514x514, #qnt.encoding<i8 : f32, block = 1x257, scale = f32>> {
  %d = qnt.dot_general %x, %x contracting = [0] x [0] batch = [] x [] : (tensor<4x514xf32>, tensor<4x514xf32>) -> tensor<514x514xf32>
  %q = qnt.quantize %d dynamic(absmax) : tensor<514x514xf32> -> !qnt.array<514x514, #qnt.encoding<i8 : f32, block = 1x257, scale = f32>> loc("quantize")
  return %q : !qnt.array<514x514, #qnt.encoding<i8 : f32, block = 1x257, scale = f32>>
}

// CHECK: [Missed]{{.*}} Function=repeats | Reason="{{.*}} is a kernel by itself: 'arith.addf', which reads its result, repeats what the kernel computes once"
// CHECK: [Missed]{{.*}} Function=repeats | Reason="'wide' is a kernel by itself: it reads the result of 'qnt.dot_general' and repeats what the kernel computes once"
func.func @repeats(%x: tensor<4xf32>, %y: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %d = qnt.dot_general %x, %y contracting = [0] x [0] batch = [] x [] : (tensor<4xf32>, tensor<4x4xf32>) -> tensor<4xf32>
  %b = linalg.broadcast ins(%d : tensor<4xf32>) outs(%e : tensor<4x4xf32>) dimensions = [0]
  %s = arith.addf %b, %y : tensor<4x4xf32> loc("wide")
  return %s : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=joined | Reason="'flat' is a kernel by itself: it reads the result of 'arith.subf' and joins a dimension that is split with one that is not"
func.func @joined(%x: tensor<2x64xf32>, %z: tensor<2xf32>, %o: tensor<128xf32>) -> tensor<128xf32> {
  %e = tensor.empty() : tensor<2x64xf32>
  %a = linalg.reduce {arith.maximumf} ins(%x : tensor<2x64xf32>) outs(%z : tensor<2xf32>) dimensions = [1]
  %b = linalg.broadcast ins(%a : tensor<2xf32>) outs(%e : tensor<2x64xf32>) dimensions = [1]
  %y = arith.subf %x, %b : tensor<2x64xf32>
  %c = tensor.collapse_shape %y [[0, 1]] : tensor<2x64xf32> into tensor<128xf32>
  %d = arith.addf %c, %o : tensor<128xf32> loc("flat")
  return %d : tensor<128xf32>
}

//===----------------------------------------------------------------------------------------------------===//
// Outside
//===----------------------------------------------------------------------------------------------------===//

// CHECK: [Missed]{{.*}} Function=foreign | Reason="'quant.qcast' stays outside of kernels: it is no op that kernels are formed of"
func.func @foreign(%x: tensor<4x4xf32>) -> !u {
  %q = quant.qcast %x : tensor<4x4xf32> to !u
  return %q : !u
}

// CHECK: [Missed]{{.*}} Function=foreign_in_region | Reason="'qnt.invoke_quant' stays outside of kernels: its body holds an op that no kernel is formed of"
func.func @foreign_in_region(%x: tensor<4x4xf32>) -> !u {
  %r = qnt.invoke_quant (%a = %x : tensor<4x4xf32>) -> !u {
    %q = quant.qcast %a : tensor<4x4xf32> to !u
    qnt.yield %q : !u
  }
  return %r : !u
}

func.func private @callee(%x: tensor<4x4xf32>) -> tensor<4x4xf32>
// CHECK: [Missed]{{.*}} Function=calls | Reason="'qnt.invoke_quant' stays outside of kernels: it has effects"
// CHECK: [Missed]{{.*}} Function=calls | Reason="'qnt.invoke_quant' stays outside of kernels: its body holds a 'qnt.kernel'"
func.func @calls(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %r = qnt.invoke_quant (%a = %x : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %c = func.call @callee(%a) : (tensor<4x4xf32>) -> tensor<4x4xf32>
    qnt.yield %c : tensor<4x4xf32>
  }
  %s = qnt.invoke_quant (%a = %r : tensor<4x4xf32>) -> tensor<4x4xf32> {
    %k = qnt.kernel (%b = %a : tensor<4x4xf32>) -> tensor<4x4xf32> {
      qnt.yield %b : tensor<4x4xf32>
    }
    qnt.yield %k : tensor<4x4xf32>
  }
  return %s : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=effects | Reason="'qnt.invoke_quant' stays outside of kernels: it has effects"
func.func @effects(%x: tensor<4x4xf32>, %b: i1) -> tensor<4x4xf32> {
  %r = qnt.invoke_quant (%a = %x : tensor<4x4xf32>, %c = %b : i1) -> tensor<4x4xf32> {
    cf.assert %c, "expected"
    qnt.yield %a : tensor<4x4xf32>
  }
  return %r : tensor<4x4xf32>
}

// CHECK: [Missed]{{.*}} Function=scalar_result | Reason="'qnt.invoke_quant' stays outside of kernels: a result is neither a ranked tensor nor an array"
func.func @scalar_result(%x: tensor<4x4xf32>, %i: index) -> (tensor<4x4xf32>, f32) {
  %r:2 = qnt.invoke_quant (%a = %x : tensor<4x4xf32>, %j = %i : index) -> (tensor<4x4xf32>, f32) {
    %n = math.absf %a : tensor<4x4xf32>
    %e = tensor.extract %a[%j, %j] : tensor<4x4xf32>
    qnt.yield %n, %e : tensor<4x4xf32>, f32
  }
  return %r#0, %r#1 : tensor<4x4xf32>, f32
}

// MAX-DAG: Function=expensive_vector | Reason="'v' is a kernel by itself: 'arith.addf', which reads its result, would be an op beyond max-ops"
// MAX-DAG: Function=shared_operand | Reason="{{.*}}'qnt.dot_general', which reads its result, is in a kernel that would grow beyond max-ops"
