// RUN: quant-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @packed_options
func.func @packed_options(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      qnt.invoke_quant scheme("nf4") (%[[A:.*]] = %{{.*}} : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) {
  // CHECK-NEXT:   math.absf %[[A]]
  %y = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>)
         (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// CHECK-LABEL: func.func @packed_options_without_scheme
func.func @packed_options_without_scheme(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: qnt.invoke_quant (%{{.*}} = %{{.*}} : tensor<4xf16>) -> tensor<4xf16> {
  %y = qnt.invoke_quant packed(#qnt.invoke_options<codegen_low_precision = true>) (%a = %x : tensor<4xf16>)
         -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// The options decide values: sums and products of f16 are rounded after each op, or once.
// CHECK-LABEL: func.func @packed_options_decide
func.func @packed_options_decide(%x: tensor<4xf16>, %y: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) {
  // CHECK: qnt.invoke_quant scheme("wide") ({{.*}}) -> tensor<4xf16> codegen_low_precision(false) {
  %w = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "wide", codegen_low_precision = false>)
         (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>) -> tensor<4xf16> {
    %p = arith.mulf %a, %b : tensor<4xf16>
    %s = arith.subf %p, %a : tensor<4xf16>
    qnt.yield %s : tensor<4xf16>
  }
  // CHECK: qnt.invoke_quant scheme("narrow") ({{.*}}) -> tensor<4xf16> {
  %n = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "narrow", codegen_low_precision = true>)
         (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>) -> tensor<4xf16> {
    %p = arith.mulf %a, %b : tensor<4xf16>
    %s = arith.subf %p, %a : tensor<4xf16>
    qnt.yield %s : tensor<4xf16>
  }
  return %w, %n : tensor<4xf16>, tensor<4xf16>
}

// CHECK-LABEL: func.func @unused_input
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>, %[[Y:.*]]: tensor<4xf16>
func.func @unused_input(%x: tensor<4xf16>, %y: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      qnt.invoke_quant scheme("s") (%[[B:.*]] = %[[Y]] : tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT:   math.absf %[[B]]
  %r = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>) -> tensor<4xf16> {
    %c = math.absf %b : tensor<4xf16>
    qnt.yield %c : tensor<4xf16>
  }
  return %r : tensor<4xf16>
}

// CHECK-LABEL: func.func @equal_inputs
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>, %[[Y:.*]]: tensor<4xf16>
func.func @equal_inputs(%x: tensor<4xf16>, %y: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      qnt.kernel "k" (%[[A:.*]] = %[[X]] : tensor<4xf16>, %[[B:.*]] = %[[Y]] : tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT:   %[[S:.*]] = arith.subf %[[A]], %[[B]]
  // CHECK-NEXT:   arith.divf %[[S]], %[[A]]
  %r = qnt.kernel "k" (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>, %c = %x : tensor<4xf16>) -> tensor<4xf16> {
    %s = arith.subf %c, %b : tensor<4xf16>
    %d = arith.divf %s, %a : tensor<4xf16>
    qnt.yield %d : tensor<4xf16>
  }
  return %r : tensor<4xf16>
}

// The first of two equal inputs is not used: the second stays.
// CHECK-LABEL: func.func @equal_inputs_first_unused
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>
func.func @equal_inputs_first_unused(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      qnt.invoke_quant (%[[B:.*]] = %[[X]] : tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT:   math.absf %[[B]]
  %r = qnt.invoke_quant (%a = %x : tensor<4xf16>, %b = %x : tensor<4xf16>) -> tensor<4xf16> {
    %c = math.absf %b : tensor<4xf16>
    qnt.yield %c : tensor<4xf16>
  }
  return %r : tensor<4xf16>
}

// CHECK-LABEL: func.func @unused_result
func.func @unused_result(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      %[[R:.*]] = qnt.invoke_quant scheme("s") (%[[A:.*]] = %{{.*}} : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) attributes {qnt.name = "n"} {
  // CHECK-NEXT:   %[[C:.*]] = math.sqrt %[[A]]
  // CHECK-NEXT:   qnt.yield %[[C]] : tensor<4xf16>
  // CHECK:      return %[[R]]
  %r:2 = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>)
           codegen_low_precision(false) attributes {qnt.name = "n"} {
    %b = math.absf %a : tensor<4xf16>
    %c = math.sqrt %a : tensor<4xf16>
    qnt.yield %b, %c : tensor<4xf16>, tensor<4xf16>
  }
  return %r#1 : tensor<4xf16>
}

// The op that is left has the options of the one that had more results.
// CHECK-LABEL: func.func @unused_result_of_wide_body
func.func @unused_result_of_wide_body(%x: tensor<4xf16>, %y: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: qnt.invoke_quant ({{.*}}) -> tensor<4xf16> codegen_low_precision(false) {
  %r:2 = qnt.invoke_quant (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>)
           codegen_low_precision(false) {
    %p = arith.mulf %a, %b : tensor<4xf16>
    %s = arith.subf %p, %a : tensor<4xf16>
    qnt.yield %p, %s : tensor<4xf16>, tensor<4xf16>
  }
  return %r#1 : tensor<4xf16>
}

// CHECK-LABEL: func.func @equal_results
func.func @equal_results(%x: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>, tensor<4xf16>) {
  // CHECK:      %[[R:.*]]:2 = qnt.kernel "k" schedule(1 : i64) (%[[A:.*]] = %{{.*}} : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) {
  // CHECK:        qnt.yield %[[B:.*]], %[[C:.*]] : tensor<4xf16>, tensor<4xf16>
  // CHECK:      return %[[R]]#0, %[[R]]#1, %[[R]]#0
  %r:3 = qnt.kernel "k" schedule(1 : i64) (%a = %x : tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>, tensor<4xf16>) {
    %b = math.absf %a : tensor<4xf16>
    %c = math.sqrt %a : tensor<4xf16>
    qnt.yield %b, %c, %b : tensor<4xf16>, tensor<4xf16>, tensor<4xf16>
  }
  return %r#0, %r#1, %r#2 : tensor<4xf16>, tensor<4xf16>, tensor<4xf16>
}

// A body that yields an input stays a region: the scheme marks it.
// CHECK-LABEL: func.func @identity
func.func @identity(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: qnt.invoke_quant scheme("mark")
  %r = qnt.invoke_quant scheme("mark") (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    qnt.yield %a : tensor<4xf16>
  }
  return %r : tensor<4xf16>
}

// Constants do not enter the body as inputs do not leave it; the body's own arithmetic may fold.
// CHECK-LABEL: func.func @constant_input
func.func @constant_input() -> f32 {
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2.0
  // CHECK:     qnt.invoke_quant scheme("s") (%[[A:.*]] = %[[TWO]] : f32) -> f32 {
  // CHECK-NEXT:  %[[SIX:.*]] = arith.constant 6.0
  // CHECK-NEXT:  arith.mulf %[[A]], %[[SIX]]
  %two = arith.constant 2.0 : f32
  %r = qnt.invoke_quant scheme("s") (%a = %two : f32) -> f32 {
    %c2 = arith.constant 2.0 : f32
    %c4 = arith.constant 4.0 : f32
    %c6 = arith.addf %c2, %c4 : f32
    %m = arith.mulf %a, %c6 : f32
    qnt.yield %m : f32
  }
  return %r : f32
}

// CHECK-LABEL: func.func @nested
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>, %[[Y:.*]]: tensor<4xf16>
func.func @nested(%x: tensor<4xf16>, %y: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK:      qnt.invoke_quant scheme("outer") (%[[A:.*]] = %[[X]] : tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT:   qnt.invoke_quant scheme("inner") (%[[B:.*]] = %[[A]] : tensor<4xf16>) -> tensor<4xf16> {
  // CHECK-NEXT:     math.absf %[[B]]
  %r = qnt.invoke_quant scheme("outer") (%a = %x : tensor<4xf16>, %b = %y : tensor<4xf16>) -> tensor<4xf16> {
    %s:2 = qnt.invoke_quant scheme("inner") (%c = %a : tensor<4xf16>, %d = %b : tensor<4xf16>)
             -> (tensor<4xf16>, tensor<4xf16>) {
      %e = math.absf %c : tensor<4xf16>
      %f = math.absf %d : tensor<4xf16>
      qnt.yield %e, %f : tensor<4xf16>, tensor<4xf16>
    }
    qnt.yield %s#0 : tensor<4xf16>
  }
  return %r : tensor<4xf16>
}
