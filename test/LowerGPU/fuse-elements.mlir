// RUN: quant-opt %s --qnt-fuse-elements | FileCheck %s
// RUN: quant-opt %s --qnt-fuse-elements --qnt-fuse-elements | FileCheck %s
// RUN: quant-opt %s --qnt-fuse-elements -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// REMARK: qnt-fuse-elements{{.*}}fused=2

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
