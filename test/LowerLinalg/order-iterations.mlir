// RUN: quant-opt %s --split-input-file --qnt-order-iterations | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-order-iterations > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-order-iterations > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-order-iterations -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-order-iterations {{.*}}| ordered=1{{$}}
// REMARK: [Analysis] qnt-order-iterations {{.*}}| ordered=1{{$}}
// REMARK: [Analysis] qnt-order-iterations {{.*}}| ordered=2{{$}}
// Executed in Reference/parallel-loops.mlir.

// The initial values are carried; the first argument of a reduction is what there was.
// CHECK-LABEL: func.func @parallel
// CHECK: %[[R:.*]] = scf.for %{{.*}} = %c0 to %arg1 step %c1 iter_args(%[[OUTER:.*]] = %[[ZERO:.*]]) -> (f32)
// CHECK: %[[INNER:.*]] = scf.for %[[J:.*]] = %c0 to %arg1 step %c2 iter_args(%[[BEFORE:.*]] = %[[OUTER]]) -> (f32)
// CHECK: %[[E:.*]] = tensor.extract %arg0[%[[J]]]
// CHECK: %[[S:.*]] = arith.subf %[[BEFORE]], %[[E]]
// CHECK: scf.yield %[[S]]
// CHECK: scf.yield %[[INNER]]
// CHECK: return %[[R]]
func.func @parallel(%x: tensor<?xf32>, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %r = scf.parallel (%i, %j) = (%c0, %c0) to (%n, %n) step (%c1, %c2) init (%zero) -> f32 {
    %e = tensor.extract %x[%j] : tensor<?xf32>
    scf.reduce(%e : f32) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.subf %a, %b : f32
      scf.reduce.return %s : f32
    }
  }
  return %r : f32
}

// -----

// Reads are of what came in, slices go into what is carried; a step that may not be positive is asserted.
// CHECK-LABEL: func.func @forall
// CHECK: %[[POSITIVE:.*]] = arith.cmpi sgt, %arg1, %{{.*}} : index
// CHECK: cf.assert %[[POSITIVE]], "'scf.forall' op expected positive steps"
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step %arg1 iter_args(%[[OUT:.*]] = %arg0) -> (tensor<4xf32>)
// CHECK: %[[SLICE:.*]] = tensor.extract_slice %arg0[%[[I]]] [1] [1]
// CHECK: %[[NEXT:.*]] = tensor.insert_slice %[[SLICE]] into %[[OUT]][%[[I]]] [1] [1]
// CHECK: scf.yield %[[NEXT]]
// CHECK-NOT: scf.forall
func.func @forall(%x: tensor<4xf32>, %step: index) -> tensor<4xf32> {
  %r = scf.forall (%i) = (0) to (4) step (%step) shared_outs(%o = %x) -> (tensor<4xf32>) {
    %s = tensor.extract_slice %o[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  } {mapping = [#gpu.block<x>]}
  return %r : tensor<4xf32>
}

// -----

// Inner loops first.
// CHECK-LABEL: func.func @nested
// CHECK-NOT: scf.forall
// CHECK-NOT: scf.parallel
// CHECK: scf.for
// CHECK: scf.for
// CHECK: arith.addi
func.func @nested(%x: tensor<4xi32>) -> tensor<4xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0 : i32
  %r = scf.forall (%i) in (4) shared_outs(%o = %x) -> (tensor<4xi32>) {
    %sum = scf.parallel (%j) = (%c0) to (%c4) step (%c1) init (%zero) -> i32 {
      %e = tensor.extract %x[%j] : tensor<4xi32>
      scf.reduce(%e : i32) {
      ^bb0(%a: i32, %b: i32):
        %s = arith.addi %a, %b : i32
        scf.reduce.return %s : i32
      }
    }
    %t = tensor.from_elements %sum : tensor<1xi32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %t into %o[%i] [1] [1] : tensor<1xi32> into tensor<4xi32>
    }
  }
  return %r : tensor<4xi32>
}
