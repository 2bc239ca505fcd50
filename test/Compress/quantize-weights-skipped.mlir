// RUN: quant-opt %s --qnt-quantize-weights="dtype=int4 granularity=per_block block-size=3 weight-num-threshold=4" --remarks-filter=qnt 2>&1 | FileCheck %s

// CHECK-DAG: 'small': it has 4 elements, not more than weight-num-threshold 4
// CHECK-DAG: 'not_dividing': block size 3 does not divide its input dimension 4
// CHECK-DAG: 'splat': all its elements are equal
// CHECK-DAG: 'other_reader': 'func.return' reads it too
// CHECK-DAG: 'vector': it has no two dimensions
// CHECK-DAG: 'small_float': its elements are no f64, f32, f16 or bf16
// CHECK-DAG: 'encoded': its type has an encoding attribute
// CHECK-DAG: 'sugar': 'qnt.dot' reads it, which --canonicalize rewrites to a contraction that can
// CHECK-DAG: 'unknown_reader': 'func.return' reads it"
// CHECK-DAG: 'no_input': it has no input dimension to cut into blocks
// CHECK-DAG: 'missing': its data is missing or not of the size of its type
// CHECK-DAG: remark: {{.*}}[Passed] qnt-quantize-weights {{.*}} BytesAfter={{[0-9]+}}, BytesBefore=48, Weight=taken
// CHECK-DAG: remark: {{.*}}[Analysis] qnt-quantize-weights {{.*}}weights-quantized=1, weights-skipped=11

func.func @f(%x: tensor<5x4xf32>, %s: tensor<5x2xf32>, %v: tensor<5xf32>, %a: tensor<5x6xf32>) -> (tensor<4x2xf32>, tensor<5x2xf32>, tensor<4x2xf32>, tensor<4x2xf8E5M2>) {
  %small = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("small")
  %0 = qnt.dot_general %s, %small contracting = [1] x [0] batch = [] x [] : (tensor<5x2xf32>, tensor<2x2xf32>) -> tensor<5x2xf32>
  %not_dividing = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf32> loc("not_dividing")
  %1 = qnt.dot_general %x, %not_dividing contracting = [1] x [0] batch = [] x [] : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  %splat = arith.constant dense<1.0> : tensor<4x2xf32> loc("splat")
  %2 = qnt.dot_general %x, %splat contracting = [1] x [0] batch = [] x [] : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  %other = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 9.0]]> : tensor<4x2xf32> loc("other_reader")
  %3 = qnt.dot_general %x, %other contracting = [1] x [0] batch = [] x [] : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  %vector = arith.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<5xf32> loc("vector")
  %4 = qnt.dot_general %s, %vector contracting = [0] x [0] batch = [] x [] : (tensor<5x2xf32>, tensor<5xf32>) -> tensor<2xf32>
  %small_float = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf8E5M2> loc("small_float")
  %encoded = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.5]]> : tensor<4x2xf32, "some"> loc("encoded")
  %9 = qnt.dot_general %x, %encoded contracting = [1] x [0] batch = [] x [] : (tensor<5x4xf32>, tensor<4x2xf32, "some">) -> tensor<5x2xf32>
  %sugar = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 9.5]]> : tensor<4x2xf32> loc("sugar")
  %5 = qnt.dot %x, %sugar : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  %unknown_reader = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 9.75]]> : tensor<4x2xf32> loc("unknown_reader")
  %no_input = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32> loc("no_input")
  %6 = qnt.dot_general %v, %no_input contracting = [] x [] batch = [] x [] : (tensor<5xf32>, tensor<2x3xf32>) -> tensor<5x2x3xf32>
  %missing = arith.constant dense_resource<missing> : tensor<4x2xf32> loc("missing")
  %7 = qnt.dot_general %x, %missing contracting = [1] x [0] batch = [] x [] : (tensor<5x4xf32>, tensor<4x2xf32>) -> tensor<5x2xf32>
  %taken = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [1.0, -2.0], [9.0, 3.0]]> : tensor<6x2xf32> loc("taken")
  %8 = qnt.dot_general %a, %taken contracting = [1] x [0] batch = [] x [] : (tensor<5x6xf32>, tensor<6x2xf32>) -> tensor<5x2xf32>
  return %other, %8, %unknown_reader, %small_float : tensor<4x2xf32>, tensor<5x2xf32>, tensor<4x2xf32>, tensor<4x2xf8E5M2>
}

{-#
  dialect_resources: { builtin: { missing: "0x04000000010203" } }
#-}
