// RUN: quant-opt %s --qnt-share-destinations --remarks-filter=qnt 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-opt %s --qnt-share-destinations -o %t.mlir
// RUN: quant-opt %t.mlir --qnt-share-destinations | diff %t.mlir -

// REMARK-DAG: Function=other_sizes {{.*}}"result 0: the branches write tensors of different sizes"
// REMARK-DAG: Function=taken_from_elsewhere {{.*}}"result 0: a branch does not write it into a new tensor"
// REMARK-DAG: Function=size_of_a_branch {{.*}}"result 0: its size is known in a branch alone"
// REMARK: [Analysis] qnt-share-destinations {{.*}}shared=4

// CHECK-LABEL: func.func @dynamic(
// CHECK: %[[D:.*]] = tensor.dim %arg1, %{{.*}}
// CHECK: %[[E:.*]] = tensor.empty(%[[D]]) : tensor<?x8xf32>
// CHECK: scf.if
// CHECK: linalg.exp ins(%arg1 {{.*}} outs(%[[E]]
// CHECK: else
// CHECK: %[[A:.*]] = linalg.abs ins(%arg1 {{.*}} outs(%[[E]]
// CHECK: linalg.negf ins(%arg1 {{.*}} outs(%[[A]]
func.func @dynamic(%c: i1, %x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %y = scf.if %c -> tensor<?x8xf32> {
    %c0 = arith.constant 0 : index
    %d = tensor.dim %x, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%d) : tensor<?x8xf32>
    %z = linalg.exp ins(%x : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
    scf.yield %z : tensor<?x8xf32>
  } else {
    %c0 = arith.constant 0 : index
    %d = tensor.dim %x, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%d) : tensor<?x8xf32>
    %z = linalg.abs ins(%x : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
    %n = linalg.negf ins(%x : tensor<?x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
    scf.yield %n : tensor<?x8xf32>
  }
  return %y : tensor<?x8xf32>
}

// Each result has a buffer of its own, also where a branch has one tensor.empty for both.
// CHECK-LABEL: func.func @two_results(
// CHECK: %[[E:.*]] = tensor.empty() : tensor<4xf32>
// CHECK: %[[F:.*]] = tensor.empty() : tensor<4xf32>
// CHECK: scf.if
// CHECK: linalg.exp ins(%arg1 {{.*}} outs(%[[E]]
// CHECK: linalg.log ins(%arg1 {{.*}} outs(%[[F]]
// CHECK: tensor.cast
// CHECK: else
// CHECK: linalg.abs ins(%arg1 {{.*}} outs(%[[E]]
// CHECK: linalg.negf ins(%arg1 {{.*}} outs(%[[F]]
func.func @two_results(%c: i1, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<?xf32>) {
  %y:2 = scf.if %c -> (tensor<4xf32>, tensor<?xf32>) {
    %e = tensor.empty() : tensor<4xf32>
    %a = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.log ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %d = tensor.cast %b : tensor<4xf32> to tensor<?xf32>
    scf.yield %a, %d : tensor<4xf32>, tensor<?xf32>
  } else {
    %e = tensor.empty() : tensor<4xf32>
    %a = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.negf ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %d = tensor.cast %b : tensor<4xf32> to tensor<?xf32>
    scf.yield %a, %d : tensor<4xf32>, tensor<?xf32>
  }
  return %y#0, %y#1 : tensor<4xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @nested(
// CHECK: tensor.empty() : tensor<4xf32>
// CHECK-NEXT: scf.if
// CHECK-NOT: tensor.empty
// CHECK: return
func.func @nested(%c: i1, %x: tensor<4xf32>) {
  scf.if %c {
    %y = scf.if %c -> tensor<4xf32> {
      %e = tensor.empty() : tensor<4xf32>
      %a = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
      scf.yield %a : tensor<4xf32>
    } else {
      %e = tensor.empty() : tensor<4xf32>
      %a = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
      scf.yield %a : tensor<4xf32>
    }
    qnt.observe %y as "y" : tensor<4xf32>
  }
  return
}

// CHECK-LABEL: func.func @other_sizes(
// CHECK-NOT: tensor.empty
// CHECK: scf.if
func.func @other_sizes(%c: i1, %x: tensor<?xf32>, %w: tensor<?xf32>) -> tensor<?xf32> {
  %y = scf.if %c -> tensor<?xf32> {
    %c0 = arith.constant 0 : index
    %d = tensor.dim %x, %c0 : tensor<?xf32>
    %e = tensor.empty(%d) : tensor<?xf32>
    %z = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  } else {
    %c0 = arith.constant 0 : index
    %d = tensor.dim %w, %c0 : tensor<?xf32>
    %e = tensor.empty(%d) : tensor<?xf32>
    %z = linalg.exp ins(%w : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %y : tensor<?xf32>
}

// CHECK-LABEL: func.func @taken_from_elsewhere(
// CHECK-NOT: tensor.empty
// CHECK: scf.if
func.func @taken_from_elsewhere(%c: i1, %x: tensor<4xf32>) -> tensor<4xf32> {
  %y = scf.if %c -> tensor<4xf32> {
    scf.yield %x : tensor<4xf32>
  } else {
    %e = tensor.empty() : tensor<4xf32>
    %z = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %z : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// A division may be undefined where the branch is not taken.
// CHECK-LABEL: func.func @size_of_a_branch(
// CHECK-NOT: tensor.empty
// CHECK: scf.if
func.func @size_of_a_branch(%c: i1, %n: index, %x: tensor<?xf32>) -> tensor<?xf32> {
  %y = scf.if %c -> tensor<?xf32> {
    %d = arith.divui %n, %n : index
    %e = tensor.empty(%d) : tensor<?xf32>
    %z = linalg.exp ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  } else {
    %d = arith.divui %n, %n : index
    %e = tensor.empty(%d) : tensor<?xf32>
    %z = linalg.abs ins(%x : tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %z : tensor<?xf32>
  }
  return %y : tensor<?xf32>
}
