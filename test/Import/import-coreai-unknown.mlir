// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai=unknown=keep | FileCheck %s
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai=unknown=keep --remarks-filter=qnt --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Ops without a form stay, between casts to and from their types.
// CHECK-LABEL: func.func @main
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>, %[[I:.*]]: tensor<2xi32>) -> (tensor<2x3xf32>, tensor<2xi32>)
// CHECK: %[[S:.*]] = builtin.unrealized_conversion_cast %[[I]] : tensor<2xi32> to tensor<2xsi32>
// CHECK: %[[P:.*]]:2 = "coreai.sort"(%{{.*}}, %[[S]])
// CHECK: builtin.unrealized_conversion_cast %[[P]]#1 : tensor<2xsi32> to tensor<2xi32>
// CHECK: "coreai.if"() ({
// CHECK-NEXT: "coreai.yield"(%[[P]]#0)
// REMARK: remark: [Missed] qnt-import-coreai | Category:qnt | Reason="no form of 'coreai.sort' is known"
// REMARK: no form of 'coreai.if' is known
// REMARK: graphs=1, ops-kept=2{{$}}
"coreai.graph"() <{sym_name = "main"}> ({
^bb0(%x: tensor<2x3xf32>, %i: tensor<2xsi32>):
  %0 = "coreai.relu"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1:2 = "coreai.sort"(%0, %i) : (tensor<2x3xf32>, tensor<2xsi32>) -> (tensor<2x3xf32>, tensor<2xsi32>)
  %2 = "coreai.if"() ({
    "coreai.yield"(%1#0) : (tensor<2x3xf32>) -> ()
  }) : () -> tensor<2x3xf32>
  "coreai.output"(%2, %1#1) : (tensor<2x3xf32>, tensor<2xsi32>) -> ()
}) : () -> ()
