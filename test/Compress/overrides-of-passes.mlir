// Overrides and dry runs of the passes that palettize and sparsify, and palettes among the dtypes of qnt-quantize-weights.
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 n-bits=2 overrides=head:n-bits=1/granularity=per_channel;op=gather:skip;none:n-bits=4" --remarks-filter=qnt -o %t.palette 2> %t.remarks
// RUN: FileCheck %s --check-prefix=PALETTE < %t.palette
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// PALETTE-DAG: #[[TWO:.*]] = #qnt.encoding<lut<u2, f32> : f32, block = *x*>
// PALETTE-DAG: #[[ONE:.*]] = #qnt.encoding<lut<u1, f32, group = *x1> : f32, block = *x*>
// PALETTE: arith.constant dense<{{.*}}> : tensor<3x2xf32>
// PALETTE: "first"} : !qnt.array<4x2, #[[TWO]]>
// PALETTE: "head"} : !qnt.array<4x2, #[[ONE]]>
// REMARK: 'table': override 'op=gather:skip' skips it
// REMARK: override 'none:n-bits=4' matches no weight

// RUN: quant-opt %s --qnt-sparsify-weights="weight-num-threshold=0 target-sparsity=0.5 overrides=head:target-sparsity=/n-m=2:4/dtype=int8;op=gather:n-bits=1" | FileCheck %s --check-prefix=SPARSE
// RUN: echo '[{"name": "head", "target-sparsity": "", "n-m": "2:4", "dtype": "int8"}, {"op": "gather", "n-bits": 1}]' > %t.json
// RUN: quant-opt %s --qnt-sparsify-weights="weight-num-threshold=0 target-sparsity=0.5 overrides=%t.json" | FileCheck %s --check-prefix=SPARSE
// SPARSE-DAG: #[[TABLE:.*]] = #qnt.encoding<lut<u1, f32> : f32, block = *x*, sparsity = bitmask>
// SPARSE-DAG: #[[GROUPS:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 2:4 along 0>
// SPARSE: "table"} : !qnt.array<3x2, #[[TABLE]]>
// SPARSE: arith.constant dense_resource<first> : tensor<4x2xf32>
// SPARSE: "head"} : !qnt.array<4x2, #[[GROUPS]]>

// The plan alone: nothing changes.
// RUN: quant-opt %s -o %t.same
// RUN: quant-opt %s --qnt-palettize-weights="dry-run weight-num-threshold=0 n-bits=2 overrides=head:n-bits=1;first:skip" -o %t.dry > %t.plan
// RUN: cmp %t.dry %t.same
// RUN: FileCheck %s --check-prefix=PLAN < %t.plan
// PLAN: table {{.*}} palette2 per_tensor
// PLAN: first {{.*}} override 'first:skip' skips it
// PLAN: head {{.*}} palette1 per_tensor
// RUN: quant-opt %s --qnt-sparsify-weights="dry-run weight-num-threshold=0 n-m=2:4 overrides=table:n-m=/target-sparsity=0.25" -o %t.dry > %t.plan
// RUN: cmp %t.dry %t.same
// RUN: FileCheck %s --check-prefix=SPARSE-PLAN < %t.plan
// SPARSE-PLAN: table {{.*}} sparse 0.25
// SPARSE-PLAN: first {{.*}} sparse 2:4
// RUN: quant-opt %s --qnt-sparsify-weights="dry-run report=%t.report weight-num-threshold=0 n-m=2:4" -o /dev/null | count 0
// RUN: FileCheck %s --check-prefix=REPORT < %t.report
// REPORT: head {{.*}} sparse 2:4

// A table by dtype is the table of qnt-palettize-weights.
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 n-bits=2" -o %t.tables
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 dtype=palette2" | cmp - %t.tables
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 n-bits=1 granularity=per_channel" -o %t.tables
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 dtype=palette1 granularity=per_channel" | cmp - %t.tables
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 overrides=head:dtype=palette1" | FileCheck %s --check-prefix=ONE-TABLE
// ONE-TABLE: #qnt.encoding<lut<u1, f32> : f32, block = *x*>

// A weight of two different elements is exact by a table of two, for fewer bytes than by int8.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 max-error=1e-6 dtypes=int8,palette1,palette3 granularity=per_tensor dry-run" -o /dev/null | FileCheck %s --check-prefix=CHOSEN
// CHOSEN: table {{.*}} palette3 per_tensor
// CHOSEN: first {{.*}} palette1 per_tensor
// CHOSEN: head {{.*}} palette3 per_tensor
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 budget=13bits dtypes=int8,palette1 granularity=per_tensor dry-run" -o /dev/null | FileCheck %s --check-prefix=BUDGET
// BUDGET: first {{.*}} palette1 per_tensor
// BUDGET: head {{.*}} int8 per_tensor
func.func @f(%i: tensor<2x1xindex>, %x: tensor<?x4xf32>) -> (tensor<2x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>) {
  %t = arith.constant dense<[[1.0, 2.5], [3.0, 4.0], [1.5, -2.0]]> : tensor<3x2xf32> loc("table")
  %0 = tensor.gather %t[%i] gather_dims([0]) : (tensor<3x2xf32>, tensor<2x1xindex>) -> tensor<2x2xf32>
  %w = arith.constant dense<[[0.1, 0.7], [0.7, 0.1], [0.1, 0.1], [0.7, 0.7]]> : tensor<4x2xf32> loc("first")
  %1 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  %h = arith.constant dense<[[1.0, 5.0], [1.5, 5.5], [-2.0, 7.0], [2.25, 7.5]]> : tensor<4x2xf32> loc("head")
  %2 = qnt.dot_general %x, %h contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  return %0, %1, %2 : tensor<2x2xf32>, tensor<?x2xf32>, tensor<?x2xf32>
}
