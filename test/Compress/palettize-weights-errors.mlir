// Each contradiction of the options has its own message.
// RUN: not quant-opt %s --qnt-palettize-weights="mode=best" 2>&1 | FileCheck %s --check-prefix=MODE
// MODE: error: qnt-palettize-weights: expected mode kmeans, uniform, unique or custom, got 'best'
// RUN: not quant-opt %s --qnt-palettize-weights="n-bits=5" 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: expected n-bits 1, 2, 3, 4, 6 or 8, got 5
// RUN: not quant-opt %s --qnt-palettize-weights="granularity=per_block" 2>&1 | FileCheck %s --check-prefix=GRANULARITY
// GRANULARITY: expected granularity per_tensor, per_channel or per_grouped_channel, got 'per_block'
// RUN: not quant-opt %s --qnt-palettize-weights="group-size=0" 2>&1 | FileCheck %s --check-prefix=GROUP
// GROUP: expected group-size of at least 1, got 0
// RUN: not quant-opt %s --qnt-palettize-weights="cluster-dim=0" 2>&1 | FileCheck %s --check-prefix=VECTOR
// VECTOR: expected cluster-dim from 1 to 65536, got 0
// RUN: not quant-opt %s --qnt-palettize-weights="cluster-dim=2 mode=uniform" 2>&1 | FileCheck %s --check-prefix=UNIFORM-VECTOR
// UNIFORM-VECTOR: expected cluster-dim 1 for mode uniform, got 2
// RUN: not quant-opt %s --qnt-palettize-weights="cluster-dim=3 granularity=per_grouped_channel group-size=4" 2>&1 | FileCheck %s --check-prefix=VECTOR-GROUP
// VECTOR-GROUP: expected cluster-dim to divide the 4 channels that share a table, got 3
// RUN: not quant-opt %s --qnt-palettize-weights="entry-dtype=int4" 2>&1 | FileCheck %s --check-prefix=ENTRY
// ENTRY: expected entry-dtype f64, f32, f16, bf16, int8, fp8_e4m3fn or fp8_e5m2, got 'int4'
// RUN: not quant-opt %s --qnt-palettize-weights="channel-scale=batch" 2>&1 | FileCheck %s --check-prefix=SCALE
// SCALE: expected channel-scale none, output or input, got 'batch'
// RUN: not quant-opt %s --qnt-palettize-weights="mode=unique channel-scale=output" 2>&1 | FileCheck %s --check-prefix=UNIQUE
// UNIQUE: expected no entry-dtype and no channel-scale for mode unique, which is lossless
// RUN: not quant-opt %s --qnt-palettize-weights="table=1,2" 2>&1 | FileCheck %s --check-prefix=TABLE
// TABLE: expected mode custom with a table
// RUN: not quant-opt %s --qnt-palettize-weights="mode=custom n-bits=2 table=1,2" 2>&1 | FileCheck %s --check-prefix=TABLE-SIZE
// TABLE-SIZE: expected 4 values in the table, got 2
// RUN: not quant-opt %s --qnt-palettize-weights="nonfinite=keep" 2>&1 | FileCheck %s --check-prefix=NONFINITE
// NONFINITE: expected nonfinite error or zero, got 'keep'
// RUN: not quant-opt %s --qnt-palettize-weights="weight-num-threshold=0" 2>&1 | FileCheck %s --check-prefix=ELEMENT
// ELEMENT: 'arith.constant' op expected finite weights, but element 3 of 'w' is NaN or infinite

// What stays as it is.
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 nonfinite=zero granularity=per_grouped_channel group-size=2" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NOT-DIVIDING
// NOT-DIVIDING: 'w': group size 2 does not divide its output dimension 3
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 nonfinite=zero cluster-dim=2" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=VECTOR-NOT-DIVIDING
// VECTOR-NOT-DIVIDING: 'w': cluster-dim 2 does not divide its output dimension 3
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 nonfinite=zero mode=unique n-bits=2" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=TOO-MANY
// TOO-MANY: 'w': a table needs 6 entries for its different elements, but has 4
// TOO-MANY: arith.constant
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 nonfinite=zero granularity=per_channel" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NO-OUTPUT
// NO-OUTPUT: 'v': it has no output dimension
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=0 nonfinite=zero channel-scale=input" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NO-INPUT
// NO-INPUT: 'u': it has no input dimension to scale
func.func @f(%x: tensor<?x2xf32>, %y: tensor<2x2xf32>, %z: tensor<5xf32>) -> (tensor<?x3xf32>, tensor<f32>, tensor<5x2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [0x7FC00000, 5.0, 6.0]]> : tensor<2x3xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %v = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("v")
  %1 = qnt.dot_general %y, %v contracting = [0, 1] x [0, 1] batch = [] x [] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<f32>
  %u = arith.constant dense<[[1.0, 2.0], [3.0, 5.0]]> : tensor<2x2xf32> loc("u")
  %2 = qnt.dot_general %z, %u contracting = [] x [] batch = [] x [] : (tensor<5xf32>, tensor<2x2xf32>) -> tensor<5x2x2xf32>
  return %0, %1, %2 : tensor<?x3xf32>, tensor<f32>, tensor<5x2x2xf32>
}
