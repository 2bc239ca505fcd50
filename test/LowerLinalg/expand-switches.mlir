// RUN: quant-opt %s --qnt-expand-switches | FileCheck %s
// RUN: quant-opt %s --qnt-expand-switches > %t.once
// RUN: quant-opt %t.once --qnt-expand-switches | diff %t.once -
// RUN: quant-opt %s --qnt-expand-switches -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// What such programs compute: test/Execution/compiled-switches.mlir.

// REMARK: expanded=4

// CHECK-LABEL: @two_cases
// CHECK: %[[DEFAULT:.*]] = arith.constant 2 : index
// CHECK: %[[IS_7:.*]] = arith.cmpi eq, %arg0, %c7
// CHECK: %[[FIRST:.*]] = arith.select %[[IS_7]], %c0, %[[DEFAULT]]
// CHECK: %[[IS_MINUS_1:.*]] = arith.cmpi eq, %arg0, %c-1
// CHECK: %[[NUMBER:.*]] = arith.select %[[IS_MINUS_1]], %c1{{.*}}, %[[FIRST]]
// CHECK: %[[IS_FIRST:.*]] = arith.cmpi ult, %[[NUMBER]], %c1
// CHECK: scf.if %[[IS_FIRST]] -> (tensor<4xf32>, index)
// CHECK:   scf.yield %arg1, %arg0
// CHECK: } else {
// CHECK:   %[[IS_SECOND:.*]] = arith.cmpi ult, %[[NUMBER]], %c2
// CHECK:   scf.if %[[IS_SECOND]] -> (tensor<4xf32>, index)
// CHECK:     scf.yield %arg2, %arg0
// CHECK:   } else {
// CHECK:     %[[SUM:.*]] = arith.addf %arg1, %arg2
// CHECK:     scf.yield %[[SUM]], %{{.*}} : tensor<4xf32>, index
// CHECK-NOT: scf.index_switch
func.func @two_cases(%i: index, %a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<4xf32>, index) {
  %r:2 = scf.index_switch %i -> tensor<4xf32>, index
  case 7 {
    scf.yield %a, %i : tensor<4xf32>, index
  }
  case -1 {
    scf.yield %b, %i : tensor<4xf32>, index
  }
  default {
    %c3 = arith.constant 3 : index
    %s = arith.addf %a, %b : tensor<4xf32>
    scf.yield %s, %c3 : tensor<4xf32>, index
  }
  return %r#0, %r#1 : tensor<4xf32>, index
}

// CHECK-LABEL: @default_only
// CHECK-NEXT: %[[SUM:.*]] = arith.addf %arg1, %arg1
// CHECK-NEXT: return %[[SUM]]
func.func @default_only(%i: index, %a: tensor<4xf32>) -> tensor<4xf32> {
  %r = scf.index_switch %i -> tensor<4xf32>
  default {
    %s = arith.addf %a, %a : tensor<4xf32>
    scf.yield %s : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// CHECK-LABEL: @nested
// CHECK-NOT: scf.index_switch
// CHECK: return
func.func @nested(%i: index, %a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %r = scf.index_switch %i -> tensor<4xf32>
  case 0 {
    %s = scf.index_switch %i -> tensor<4xf32>
    case 1 {
      scf.yield %a : tensor<4xf32>
    }
    default {
      scf.yield %b : tensor<4xf32>
    }
    scf.yield %s : tensor<4xf32>
  }
  default {
    scf.yield %b : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// CHECK-LABEL: @scalars
// CHECK: scf.index_switch
func.func @scalars(%i: index) -> index {
  %r = scf.index_switch %i -> index
  case 0 {
    scf.yield %i : index
  }
  default {
    %c3 = arith.constant 3 : index
    scf.yield %c3 : index
  }
  return %r : index
}
