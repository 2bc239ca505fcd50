// Options for some of the weights, as text and from a file.
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 weight-num-threshold=0 overrides=layer*.weight:dtype=int6/granularity=per_tensor;op=conv:dtype=fp8_e4m3fn;layer=last:skip;none:dtype=int2" --remarks-filter=qnt -o %t.text 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t.text
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int8 weight-num-threshold=0 overrides=%S/Inputs/overrides.json" -o %t.file
// RUN: cmp %t.text %t.file
// Later rules win; a number of elements selects, too.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 overrides=*:skip;layer=first:skip=false/dtype=uint4;op=dot/min-elements=5/max-elements=8:skip=false/dtype=int3" | FileCheck %s --check-prefix=SIZES
// The plan alone.
// RUN: quant-opt %s --qnt-quantize-weights="dry-run dtype=int8 weight-num-threshold=0 overrides=%S/Inputs/overrides.json" -o %t.dry > %t.plan
// RUN: quant-opt %s -o %t.same
// RUN: cmp %t.dry %t.same
// RUN: FileCheck %s --check-prefix=PLAN < %t.plan

// REMARK-DAG: 'head.weight': override 'layer=last:skip' skips it
// REMARK-DAG: override 'none:dtype=int2' matches no weight
// CHECK-DAG: #[[I6:.*]] = #qnt.encoding<i6 : f32, block = *x*, scale = f32>
// CHECK-DAG: #[[FP8:.*]] = #qnt.encoding<f8E4M3FN : f32, block = *x*x*x1, scale = f32>
// CHECK-DAG: #[[I8:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
// CHECK: "conv.weight"} : !qnt.array<2x2x1x2, #[[FP8]]>
// CHECK: "layer1.weight"} : !qnt.array<2x2, #[[I6]]>
// CHECK: "other.weight"} : !qnt.array<2x4, #[[I8]]>
// CHECK: arith.constant dense<{{.*}}> : tensor<2x2xf32>
// SIZES-DAG: #[[U4:.*]] = #qnt.encoding<u4 : f32, block = *x*x*x1, scale = f32, zero_point = u4>
// SIZES-DAG: #[[I3:.*]] = #qnt.encoding<i3 : f32, block = *x1, scale = f32>
// SIZES: "conv.weight"} : !qnt.array<2x2x1x2, #[[U4]]>
// SIZES: arith.constant dense<{{.*}}> : tensor<2x2xf32>
// SIZES: "other.weight"} : !qnt.array<2x4, #[[I3]]>
// PLAN: conv.weight {{.*}} fp8_e4m3fn per_channel
// PLAN: layer1.weight {{.*}} int6 per_tensor
// PLAN: other.weight {{.*}} int8 per_channel
// PLAN: head.weight {{.*}} override '{"layer":"last","skip":true}' skips it
func.func @f(%image: tensor<1x3x3x1xf32>, %x: tensor<?x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<?x2xf32>, tensor<?x4xf32>, tensor<?x2xf32>) {
  %conv = arith.constant dense<[[[[127.0, 2.0]], [[3.0, -127.0]]], [[[5.0, 4.0]], [[-2.0, 1.0]]]]> : tensor<2x2x1x2xf32> loc("conv.weight")
  %0 = qnt.conv_general_dilated %image, %conv dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
         lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (tensor<1x3x3x1xf32>, tensor<2x2x1x2xf32>) -> tensor<1x2x2x2xf32>
  %w1 = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("layer1.weight")
  %1 = qnt.dot_general %x, %w1 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %w2 = arith.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32> loc("other.weight")
  %2 = qnt.dot_general %x, %w2 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x4xf32>) -> tensor<?x4xf32>
  %w3 = arith.constant dense<[[9.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("head.weight")
  %3 = qnt.dot_general %x, %w3 contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %0, %1, %2, %3 : tensor<1x2x2x2xf32>, tensor<?x2xf32>, tensor<?x4xf32>, tensor<?x2xf32>
}
