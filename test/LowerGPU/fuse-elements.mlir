// RUN: quant-opt %s --qnt-fuse-elements | FileCheck %s
// RUN: quant-opt %s --qnt-fuse-elements --qnt-fuse-elements | FileCheck %s
// RUN: quant-opt %s --qnt-fuse-elements -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-opt %s --qnt-fuse-elements=max-iterations=1 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=STOPPED
// REMARK-NOT: converged
// REMARK: qnt-fuse-elements{{.*}}fused=4
// STOPPED: [Missed] qnt-fuse-elements {{.*}}rewriting has not converged: what it has made is kept, a second run may go on

#each = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>
#one = affine_map<(d0) -> (d0)>

// Decoding goes into the loop of the sum.
// CHECK-LABEL: @decode
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xi32>, %[[CODES:.*]]: tensor<8xi8>
func.func @decode(%x: tensor<4x8xi32>, %codes: tensor<8xi8>, %zeros: tensor<4xi32>) -> tensor<4xi32> {
  %empty = tensor.empty() : tensor<8xi32>
  %wide = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%codes : tensor<8xi8>) outs(%empty : tensor<8xi32>) {
  ^bb0(%code: i8, %out: i32):
    %number = arith.extsi %code : i8 to i32
    linalg.yield %number : i32
  } -> tensor<8xi32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction"]
  // CHECK-SAME: ins(%[[X]], %[[CODES]] : tensor<4x8xi32>, tensor<8xi8>)
  // CHECK-NEXT: ^bb0(%[[A:.*]]: i32, %[[CODE:.*]]: i8, %[[SUM:.*]]: i32)
  // CHECK-NEXT: %[[NUMBER:.*]] = arith.extsi %[[CODE]]
  // CHECK-NEXT: %[[PRODUCT:.*]] = arith.muli %[[A]], %[[NUMBER]]
  // CHECK-NEXT: arith.addi %[[SUM]], %[[PRODUCT]]
  // CHECK-NOT: linalg.generic
  %sums = linalg.generic {indexing_maps = [#each, #column, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %wide : tensor<4x8xi32>, tensor<8xi32>) outs(%zeros : tensor<4xi32>) {
  ^bb0(%a: i32, %b: i32, %sum: i32):
    %product = arith.muli %a, %b : i32
    %next = arith.addi %sum, %product : i32
    linalg.yield %next : i32
  } -> tensor<4xi32>
  return %sums : tensor<4xi32>
}

// A division for each product is dearer than a division for each element.
// CHECK-LABEL: @divide
func.func @divide(%x: tensor<4x8xf32>, %y: tensor<8xf32>, %zeros: tensor<4xf32>) -> tensor<4xf32> {
  %empty = tensor.empty() : tensor<8xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel"]
  %quotients = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%y : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.divf %a, %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction"]
  %sums = linalg.generic {indexing_maps = [#each, #column, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %quotients : tensor<4x8xf32>, tensor<8xf32>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %product = arith.mulf %a, %b : f32
    %next = arith.addf %sum, %product : f32
    linalg.yield %next : f32
  } -> tensor<4xf32>
  return %sums : tensor<4xf32>
}

// Where each element is read once, any body moves.
// CHECK-LABEL: @chain
func.func @chain(%y: tensor<8xf32>) -> tensor<8xf32> {
  %empty = tensor.empty() : tensor<8xf32>
  // CHECK: linalg.generic
  // CHECK: arith.divf
  // CHECK-NEXT: arith.negf
  // CHECK-NOT: linalg.generic
  %quotients = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%y : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.divf %a, %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  %negated = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%quotients : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.negf %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  return %negated : tensor<8xf32>
}

// What two ops read is computed once.
// CHECK-LABEL: @shared
func.func @shared(%y: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  // CHECK-COUNT-2: linalg.generic
  %empty = tensor.empty() : tensor<8xf32>
  %squares = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%y : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.mulf %a, %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  %negated = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%squares : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.negf %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  return %squares, %negated : tensor<8xf32>, tensor<8xf32>
}

// A kernel with a contraction is to be one: what comes before the sum is computed in it, dear or shared or both.
// CHECK-LABEL: @kernel
func.func @kernel(%x: tensor<4x8xf32>, %y: tensor<8xf32>, %zeros: tensor<4xf32>) -> (tensor<4xf32>, tensor<8xf32>) attributes {qnt.schedule = #qnt.simt} {
  %empty = tensor.empty() : tensor<8xf32>
  %quotients = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%y : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.divf %a, %a : f32
    linalg.yield %q : f32
  } -> tensor<8xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction"]
  // CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %[[SUM:.*]]: f32)
  // CHECK-NEXT: %[[Q:.*]] = arith.divf %[[B]], %[[B]]
  // CHECK-NEXT: %[[PRODUCT:.*]] = arith.mulf %[[A]], %[[Q]]
  // CHECK-NEXT: arith.addf %[[SUM]], %[[PRODUCT]]
  %sums = linalg.generic {indexing_maps = [#each, #column, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %quotients : tensor<4x8xf32>, tensor<8xf32>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %product = arith.mulf %a, %b : f32
    %next = arith.addf %sum, %product : f32
    linalg.yield %next : f32
  } -> tensor<4xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel"]
  // CHECK-NEXT: ^bb0(%[[C:.*]]: f32, %{{.*}}: f32)
  // CHECK-NEXT: %[[R:.*]] = arith.divf %[[C]], %[[C]]
  // CHECK-NEXT: arith.negf %[[R]]
  // CHECK-NOT: linalg.generic
  // CHECK: return
  %negated = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%quotients : tensor<8xf32>) outs(%empty : tensor<8xf32>) {
  ^bb0(%a: f32, %out: f32):
    %n = arith.negf %a : f32
    linalg.yield %n : f32
  } -> tensor<8xf32>
  return %sums, %negated : tensor<4xf32>, tensor<8xf32>
}

// What follows the sum is no part of another sum: the quotient of each row is computed once.
// CHECK-LABEL: @behind_sum
func.func @behind_sum(%x: tensor<4x8xf32>, %zeros: tensor<4xf32>, %starts: tensor<3xf32>) -> tensor<3xf32> attributes {qnt.schedule = #qnt.simt} {
  // CHECK-COUNT-3: linalg.generic
  // CHECK-NOT: linalg.generic
  %sums = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %next = arith.addf %sum, %a : f32
    linalg.yield %next : f32
  } -> tensor<4xf32>
  %empty = tensor.empty() : tensor<4xf32>
  %quotients = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]}
      ins(%sums : tensor<4xf32>) outs(%empty : tensor<4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %q = arith.divf %a, %a : f32
    linalg.yield %q : f32
  } -> tensor<4xf32>
  %total = linalg.generic {indexing_maps = [#column, #row], iterator_types = ["parallel", "reduction"]}
      ins(%quotients : tensor<4xf32>) outs(%starts : tensor<3xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %next = arith.addf %sum, %a : f32
    linalg.yield %next : f32
  } -> tensor<3xf32>
  return %total : tensor<3xf32>
}

// Reshapes and slices between a parallel op and the sum are numbers of an index.
// CHECK-LABEL: @moved
// CHECK-SAME: (%[[X:.*]]: tensor<3x16xf32>, %[[CODES:.*]]: tensor<6x8xi8>, %[[I:.*]]: index
func.func @moved(%x: tensor<3x16xf32>, %codes: tensor<6x8xi8>, %i: index, %zeros: tensor<3x2xf32>) -> tensor<3x2xf32> attributes {qnt.schedule = #qnt.simt} {
  %empty = tensor.empty() : tensor<6x8xf32>
  %wide = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel", "parallel"]}
      ins(%codes : tensor<6x8xi8>) outs(%empty : tensor<6x8xf32>) {
  ^bb0(%code: i8, %out: f32):
    %number = arith.sitofp %code : i8 to f32
    linalg.yield %number : f32
  } -> tensor<6x8xf32>
  %slice = tensor.extract_slice %wide[%i, 0] [4, 8] [1, 1] : tensor<6x8xf32> to tensor<4x8xf32>
  %split = tensor.expand_shape %slice [[0, 1], [2]] output_shape [2, 2, 8] : tensor<4x8xf32> into tensor<2x2x8xf32>
  %rows = tensor.collapse_shape %split [[0], [1, 2]] : tensor<2x2x8xf32> into tensor<2x16xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: ins(%[[X]] : tensor<3x16xf32>)
  // CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[SUM:.*]]: f32)
  // CHECK-DAG: %[[N:.*]] = linalg.index 1
  // CHECK-DAG: %[[K:.*]] = linalg.index 2
  // CHECK-DAG: %[[COLUMN:.*]] = arith.remui %[[K]], %c8
  // CHECK-DAG: %[[HALF:.*]] = arith.divui %[[K]], %c8
  // CHECK: %[[PAIR:.*]] = arith.muli %[[N]], %c2
  // CHECK: %[[ROW:.*]] = arith.addi %[[PAIR]], %[[HALF]]
  // CHECK: %[[OWN:.*]] = arith.addi %[[ROW]], %[[I]]
  // CHECK: %[[CODE:.*]] = tensor.extract %[[CODES]][%[[OWN]], %[[COLUMN]]]
  // CHECK: %[[NUMBER:.*]] = arith.sitofp %[[CODE]]
  // CHECK: arith.mulf %[[A]], %[[NUMBER]]
  // CHECK: arith.addf %[[SUM]]
  // CHECK-NOT: linalg.generic
  // CHECK: return
  %sums = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
                          iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %rows : tensor<3x16xf32>, tensor<2x16xf32>) outs(%zeros : tensor<3x2xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %product = arith.mulf %a, %b : f32
    %next = arith.addf %sum, %product : f32
    linalg.yield %next : f32
  } -> tensor<3x2xf32>
  return %sums : tensor<3x2xf32>
}
