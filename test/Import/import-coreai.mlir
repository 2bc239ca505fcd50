// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai --split-input-file | FileCheck %s
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai --qnt-import-coreai --split-input-file | FileCheck %s
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai --split-input-file -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// Of the first four modules.
// REMARK: [Analysis] qnt-import-coreai {{.*}}| graphs=1, weights=1{{$}}
// REMARK: [Analysis] qnt-import-coreai {{.*}}| graphs=1, weights=1{{$}}
// REMARK: [Analysis] qnt-import-coreai {{.*}}| graphs=1, weights=2{{$}}
// REMARK: [Analysis] qnt-import-coreai {{.*}}| graphs=1, weights=4{{$}}

// Codes, scales and zero points; the float original that nothing reads goes away.
// CHECK: #[[I8:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
// CHECK-LABEL: func.func @signed_codes
// CHECK-NOT: dense_resource<original>
// CHECK: %[[W:.*]] = qnt.constant codes = dense_resource<weight_codes> : tensor<2x2xi8>, scales = dense<{{\[}}[5.000000e-01], [2.500000e-01]]> : tensor<2x1xf32> {qnt.name = "weight"} : !qnt.array<2x2, #[[I8]]>
// CHECK: qnt.dot_general %{{.*}}, %[[W]] contracting = [1] x [0] batch = [] x [] : (tensor<3x2xf32>, !qnt.array<2x2, #[[I8]]>) -> tensor<3x2xf32>
// CHECK: weight_codes: "0x4000000001FE0304"
"coreai.graph"() <{sym_name = "signed_codes"}> ({
^bb0(%x: tensor<3x2xf32>):
  %w0 = "coreai.constant"() <{value = dense_resource<original> : tensor<2x2xf32>}> : () -> tensor<2x2xf32>
  %q = "coreai.constant"() <{value = dense<[[1, -2], [3, 4]]> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<[[0.5], [0.25]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %y = "coreai.batch_matmul"(%x, %w) : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  "coreai.output"(%y) : (tensor<3x2xf32>) -> ()
}) : () -> ()

{-#
  dialect_resources: {
    builtin: {
      original: "0x040000000000003F000080BF0000403F0000803F"
    }
  }
#-}

// -----

// Eight bits and several zero points: the runtime multiplies before it subtracts. Named by the location.
// CHECK: #[[U8:.*]] = #qnt.encoding<u8 : f32, block = *x2, scale = f32, zero_point = u8, decode = mul_sub>
// CHECK-LABEL: func.func @several_zero_points
// CHECK: qnt.constant codes = dense_resource<dense.weight_codes> : tensor<1x4xi8>, scales = dense<{{\[}}[1.000000e+00, 2.000000e+00]]> : tensor<1x2xf32>, zero_points = dense<{{\[}}[127, -128]]> : tensor<1x2xi8> {qnt.name = "dense.weight"} : !qnt.array<1x4, #[[U8]]>
"coreai.graph"() <{sym_name = "several_zero_points"}> ({
  %q = "coreai.constant"() <{value = dense<[[0, 127, 128, 255]]> : tensor<1x4xui8>}> : () -> tensor<1x4xui8>
  %s = "coreai.constant"() <{value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %z = "coreai.constant"() <{value = dense<[[127, 128]]> : tensor<1x2xui8>}> : () -> tensor<1x2xui8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<1x4xui8>, tensor<1x2xf32>, tensor<1x2xui8>, tensor<1x2xf32>) -> tensor<1x4xf32> loc("dense.weight")
  "coreai.output"(%w) : (tensor<1x4xf32>) -> ()
}) : () -> ()

// -----

// fp4 codes one a byte, 4-bit codes packed over the rows: rows of ours begin at a byte.
// CHECK-LABEL: func.func @packed_resources
// CHECK-DAG: packed_codes: "0x4000000021035600"
// CHECK-DAG: fp4_codes: "0x4000000021436507"
"coreai.graph"() <{sym_name = "packed_resources"}> ({
  %q = "coreai.constant"() <{value = dense_resource<packed> : tensor<2x3xui4>}> : () -> tensor<2x3xui4>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %z = "coreai.constant"() <{value = dense<1> : tensor<1x1xui4>}> : () -> tensor<1x1xui4>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x3xui4>, tensor<1x1xf32>, tensor<1x1xui4>, tensor<1x1xf32>) -> tensor<2x3xf32>
  %f = "coreai.constant"() <{value = dense_resource<fp4> : tensor<1x7xf4E2M1FN>}> : () -> tensor<1x7xf4E2M1FN>
  %e = "coreai.constant"() <{value = dense_resource<e8m0> : tensor<1x1xf8E8M0FNU>}> : () -> tensor<1x1xf8E8M0FNU>
  %y = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf4E2M1FN>}> : () -> tensor<1x1xf4E2M1FN>
  %v = "coreai.blockwise_shift_scale"(%f, %e, %y, %o) : (tensor<1x7xf4E2M1FN>, tensor<1x1xf8E8M0FNU>, tensor<1x1xf4E2M1FN>, tensor<1x1xf32>) -> tensor<1x7xf32>
  "coreai.output"(%w, %v) : (tensor<2x3xf32>, tensor<1x7xf32>) -> ()
}) : () -> ()

{-#
  dialect_resources: {
    builtin: {
      packed: "0x10000000216305",
      fp4: "0x1000000001020304050607",
      e8m0: "0x100000007F"
    }
  }
#-}

// -----

// Tables per group, of vectors, of integers with a scale; of the values that a mask keeps.
// CHECK-DAG: #[[GROUPS:.*]] = #qnt.encoding<lut<u1, f32, group = 1x*> : f32, block = *x*>
// CHECK-DAG: #[[VECTORS:.*]] = #qnt.encoding<lut<u1, f32, vector = 2x1> : f32, block = *x*>
// CHECK-DAG: #[[SCALED:.*]] = #qnt.encoding<lut<u1, i8> : f32, block = *x1, scale = f32>
// CHECK-DAG: #[[SPARSE:.*]] = #qnt.encoding<lut<u1, f32> : f32, block = *x*, sparsity = bitmask>
// CHECK-LABEL: func.func @tables
// CHECK: qnt.constant {{.*}} codebook = dense<{{\[\[}}[1.000000e+00, 2.000000e+00]], {{\[}}[3.000000e+00, 4.000000e+00]]]> : tensor<2x1x2xf32> {{.*}} : !qnt.array<2x2, #[[GROUPS]]>
// CHECK: qnt.constant {{.*}} : !qnt.array<2x2, #[[VECTORS]]>
// CHECK: qnt.constant {{.*}} codebook = dense<{{\[\[}}[-128, 127]]]> : tensor<1x1x2xi8> {{.*}} : !qnt.array<2x2, #[[SCALED]]>
// CHECK: qnt.constant {{.*}} mask = {{.*}} : !qnt.array<2x2, #[[SPARSE]]>
"coreai.graph"() <{sym_name = "tables"}> ({
  %i = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %t0 = "coreai.constant"() <{value = dense<[[[[1.0], [2.0]]], [[[3.0], [4.0]]]]> : tensor<2x1x2x1xf32>}> : () -> tensor<2x1x2x1xf32>
  %w0 = "coreai.lut_to_dense"(%i, %t0, %a) : (tensor<2x2xui1>, tensor<2x1x2x1xf32>, tensor<si16>) -> tensor<2x2xf32>
  %j = "coreai.constant"() <{value = dense<[[1, 0]]> : tensor<1x2xui1>}> : () -> tensor<1x2xui1>
  %t1 = "coreai.constant"() <{value = dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>}> : () -> tensor<1x1x2x2xf32>
  %w1 = "coreai.lut_to_dense"(%j, %t1, %a) : (tensor<1x2xui1>, tensor<1x1x2x2xf32>, tensor<si16>) -> tensor<2x2xf32>
  %t2 = "coreai.constant"() <{value = dense<[[[[-128], [127]]]]> : tensor<1x1x2x1xsi8>}> : () -> tensor<1x1x2x1xsi8>
  %u2 = "coreai.lut_to_dense"(%i, %t2, %a) : (tensor<2x2xui1>, tensor<1x1x2x1xsi8>, tensor<si16>) -> tensor<2x2xsi8>
  %c2 = "coreai.cast"(%u2) : (tensor<2x2xsi8>) -> tensor<2x2xf32>
  %s2 = "coreai.constant"() <{value = dense<[[0.5, 2.0]]> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %z2 = "coreai.constant"() <{value = dense<0.0> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %w2 = "coreai.blockwise_shift_scale"(%c2, %s2, %z2, %z2) : (tensor<2x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %k = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui1>}> : () -> tensor<2xui1>
  %t3 = "coreai.constant"() <{value = dense<[[[1.5], [2.5]]]> : tensor<1x2x1xf32>}> : () -> tensor<1x2x1xf32>
  %v3 = "coreai.lut_to_dense"(%k, %t3, %a) : (tensor<2xui1>, tensor<1x2x1xf32>, tensor<si16>) -> tensor<2xf32>
  %d3 = "coreai.build_sparse_with_bitmask"(%v3, %i) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %w3 = "coreai.sparse_with_bitmask_to_dense"(%d3) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  "coreai.output"(%w0, %w1, %w2, %w3) : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

// A mask of floats needs no encoding; one of codes does.
// CHECK: #[[MASKED:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = bitmask>
// CHECK-LABEL: func.func @sparse
// CHECK: arith.constant dense_resource<weight> : tensor<2x2xf32>
// CHECK: qnt.constant codes = {{.*}}, mask = dense_resource<weight_mask> : tensor<2x1xi8> {{.*}} : !qnt.array<2x2, #[[MASKED]]>
// CHECK: weight: "0x400000000000803F000000000000000000000040"
// CHECK: weight_codes: "0x4000000007000009"
// CHECK: weight_mask: "0x400000000102"
"coreai.graph"() <{sym_name = "sparse"}> ({
  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %v = "coreai.constant"() <{value = dense<[1.0, 2.0]> : tensor<2xf32>}> : () -> tensor<2xf32>
  %d = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %w = "coreai.sparse_with_bitmask_to_dense"(%d) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  %q = "coreai.constant"() <{value = dense<[7, 9]> : tensor<2xsi8>}> : () -> tensor<2xsi8>
  %e = "coreai.build_sparse_with_bitmask"(%q, %m) : (tensor<2xsi8>, tensor<2x2xui1>) -> tensor<2x2xsi8, #coreai.sparse_tensor_encoding<bitmask>>
  %f = "coreai.sparse_with_bitmask_to_dense"(%e) : (tensor<2x2xsi8, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<0.5> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<1x1xsi8>}> : () -> tensor<1x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %u = "coreai.blockwise_shift_scale"(%f, %s, %z, %o) : (tensor<2x2xsi8>, tensor<1x1xf32>, tensor<1x1xsi8>, tensor<1x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w, %u) : (tensor<2x2xf32>, tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

// Batch dimensions are aligned from the last.
// CHECK-LABEL: func.func @matmuls
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [2] x [0] batch = [] x [] : (tensor<5x2x3xf32>, tensor<3x4xf32>) -> tensor<5x2x4xf32>
// CHECK: %[[D:.*]] = qnt.dot_general %{{.*}}, %{{.*}} contracting = [1] x [1] batch = [] x [] : (tensor<2x3xf32>, tensor<5x3x4xf32>) -> tensor<2x5x4xf32>
// CHECK: linalg.transpose ins(%[[D]] : {{.*}}) outs({{.*}}) permutation = [1, 0, 2]
// CHECK: tensor.collapse_shape
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [1] x [1] batch = [] x []
// CHECK: qnt.dot_general %{{.*}}, %{{.*}} contracting = [2] x [1] batch = [0] x [0] : (tensor<?x2x3xf32>, tensor<?x3x4xf32>) -> tensor<?x2x4xf32>
"coreai.graph"() <{sym_name = "matmuls"}> ({
^bb0(%a: tensor<5x2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<2x3xf32>, %d: tensor<5x3x4xf32>, %e: tensor<1x2x3xf32>, %f: tensor<?x2x3xf32>, %g: tensor<?x3x4xf32>):
  %0 = "coreai.decomposable.broadcasting_batch_matmul"(%a, %b) : (tensor<5x2x3xf32>, tensor<3x4xf32>) -> tensor<5x2x4xf32>
  %1 = "coreai.decomposable.broadcasting_batch_matmul"(%c, %d) : (tensor<2x3xf32>, tensor<5x3x4xf32>) -> tensor<5x2x4xf32>
  %2 = "coreai.decomposable.broadcasting_batch_matmul"(%e, %d) : (tensor<1x2x3xf32>, tensor<5x3x4xf32>) -> tensor<5x2x4xf32>
  %3 = "coreai.batch_matmul"(%f, %g) : (tensor<?x2x3xf32>, tensor<?x3x4xf32>) -> tensor<?x2x4xf32>
  "coreai.output"(%0, %1, %2, %3) : (tensor<5x2x4xf32>, tensor<5x2x4xf32>, tensor<5x2x4xf32>, tensor<?x2x4xf32>) -> ()
}) : () -> ()

// -----

// Zeros around the image are the convolution's padding; rows of a compressed table are gathered before they are decoded.
// CHECK-LABEL: func.func @conv_and_gather
// CHECK: qnt.conv_general_dilated %{{.*}}, %{{.*}} dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]> strides = [2, 1] padding = [1, 0, 0, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 2] feature_groups = 2
// CHECK: %[[R:.*]] = qnt.gather %{{.*}}[%{{.*}}] dim = 0
// CHECK: qnt.dequantize %[[R]]
// CHECK: tensor.gather %{{.*}}[%{{.*}}] gather_dims([0, 1]) : (tensor<6x2x3xf32>, tensor<4x2xi32>) -> tensor<4x3xf32>
"coreai.graph"() <{sym_name = "conv_and_gather"}> ({
^bb0(%x: tensor<1x4x6x6xf32>, %k: tensor<2x2x3x3xf32>, %i: tensor<4x1xsi32>, %t: tensor<6x2x3xf32>, %j: tensor<4x2xsi32>):
  %p = "coreai.constant"() <{value = dense<[0, 0, 0, 0, 1, 0, 0, 1]> : tensor<8xui32>}> : () -> tensor<8xui32>
  %f = "coreai.constant"() <{value = dense<0.0> : tensor<f32>}> : () -> tensor<f32>
  %s = "coreai.constant"() <{value = dense<[2, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<[1, 2]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  %q = "coreai.pad"(%x, %p, %f) <{padding_mode = #coreai.padding_mode<constant>}> : (tensor<1x4x6x6xf32>, tensor<8xui32>, tensor<f32>) -> tensor<1x4x7x7xf32>
  %0 = "coreai.conv2d"(%q, %k, %s, %d, %g) : (tensor<1x4x7x7xf32>, tensor<2x2x3x3xf32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x3x3xf32>
  %c = "coreai.constant"() <{value = dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xsi8>}> : () -> tensor<3x2xsi8>
  %e = "coreai.constant"() <{value = dense<0.5> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<3x1xsi8>}> : () -> tensor<3x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %w = "coreai.blockwise_shift_scale"(%c, %e, %z, %o) : (tensor<3x2xsi8>, tensor<3x1xf32>, tensor<3x1xsi8>, tensor<3x1xf32>) -> tensor<3x2xf32>
  %1 = "coreai.gather_nd"(%w, %i) : (tensor<3x2xf32>, tensor<4x1xsi32>) -> tensor<4x2xf32>
  %2 = "coreai.gather_nd"(%t, %j) : (tensor<6x2x3xf32>, tensor<4x2xsi32>) -> tensor<4x3xf32>
  "coreai.output"(%0, %1, %2) : (tensor<1x2x3x3xf32>, tensor<4x2xf32>, tensor<4x3xf32>) -> ()
}) : () -> ()

// -----

// CHECK-LABEL: func.func private @inner(
// CHECK-LABEL: func.func @calls(
// CHECK: call @inner(%{{.*}}) : (tensor<2x?xf32>) -> tensor<2x?xf32>
"coreai.graph"() <{sym_name = "inner", priv}> ({
^bb0(%x: tensor<2x?xf32>):
  %0 = "coreai.sigmoid"(%x) : (tensor<2x?xf32>) -> tensor<2x?xf32>
  "coreai.output"(%0) : (tensor<2x?xf32>) -> ()
}) : () -> ()
"coreai.graph"() <{sym_name = "calls"}> ({
^bb0(%x: tensor<2x?xf32>):
  %0 = "coreai.invoke"(%x) <{callee = #param.constant<@inner> : !param.symbol}> : (tensor<2x?xf32>) -> tensor<2x?xf32>
  "coreai.output"(%0) : (tensor<2x?xf32>) -> ()
}) : () -> ()

// -----

// Bounds of a dynamic dimension are found when the program runs; a weight that is sliced is decoded.
// CHECK-LABEL: func.func @slices(
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>, %[[Y:.*]]: tensor<?x3xi32>
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %{{.*}} : tensor<?x8xf32>
// CHECK-DAG: %[[LESS:.*]] = arith.addi %[[N]], %{{.*}} : index
// CHECK-DAG: %[[FIRST:.*]] = arith.maxsi %[[LESS]], %{{.*}} : index
// CHECK-DAG: %[[END:.*]] = arith.minsi %{{.*}}, %[[N]] : index
// CHECK: %[[SPAN:.*]] = arith.subi %[[END]], %[[FIRST]] : index
// CHECK: %[[POSITIVE:.*]] = arith.maxsi %[[SPAN]], %{{.*}} : index
// CHECK: %[[COUNT:.*]] = arith.ceildivsi %[[POSITIVE]], %{{.*}} : index
// CHECK: %[[S:.*]] = tensor.extract_slice %[[X]][%[[FIRST]], 1] [%[[COUNT]], 3] [2, 2] : tensor<?x8xf32> to tensor<?x3xf32>
// CHECK: tensor.extract_slice %[[X]][0, 0] [%{{.*}}, 3] [1, 1] : tensor<?x8xf32> to tensor<?x3xf32>
// CHECK: tensor.extract_slice %[[X]][0, 3] [%{{.*}}, 5] [1, 1] : tensor<?x8xf32> to tensor<?x5xf32>
// CHECK: tensor.concat dim(0) %[[S]], %[[S]] : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK: tensor.concat dim(1) %[[Y]], %[[Y]] : (tensor<?x3xi32>, tensor<?x3xi32>) -> tensor<?x6xi32>
// CHECK: %[[W:.*]] = qnt.dequantize
// CHECK: tensor.extract_slice %[[W]][1, 0] [1, 2] [1, 1] : tensor<2x2xf32> to tensor<1x2xf32>
// CHECK: tensor.extract_slice %[[X]][%{{.*}}, 0] [2, 8] [1, 1] : tensor<?x8xf32> to tensor<2x8xf32>
// CHECK: tensor.cast %{{.*}} : tensor<2x2xf32> to tensor<?x2xf32>
"coreai.graph"() <{sym_name = "slices"}> ({
^bb0(%x: tensor<?x8xf32>, %y: tensor<?x3xsi32>):
  %start = "coreai.constant"() <{value = dense<[-5, 1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %end = "coreai.constant"() <{value = dense<[2147483647, 7]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %two = "coreai.constant"() <{value = dense<2> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %0 = "coreai.slice"(%x, %start, %end, %two) : (tensor<?x8xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<?x3xf32>
  %sizes = "coreai.constant"() <{value = dense<[3, 5]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %columns = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  %rows = "coreai.constant"() <{value = dense<-2> : tensor<si32>}> : () -> tensor<si32>
  %1, %2 = "coreai.split"(%x, %sizes, %columns) : (tensor<?x8xf32>, tensor<2xui32>, tensor<si32>) -> (tensor<?x3xf32>, tensor<?x5xf32>)
  %3 = "coreai.concat"(%rows, %0, %0) : (tensor<si32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %4 = "coreai.concat"(%columns, %y, %y) : (tensor<si32>, tensor<?x3xsi32>, tensor<?x3xsi32>) -> tensor<?x6xsi32>
  %q = "coreai.constant"() <{value = dense<[[1, -2], [3, 4]]> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<0.5> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<1x1xsi8>}> : () -> tensor<1x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<1x1xf32>, tensor<1x1xsi8>, tensor<1x1xf32>) -> tensor<2x2xf32>
  %last = "coreai.constant"() <{value = dense<[-1, 0]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %all = "coreai.constant"() <{value = dense<2147483647> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %one = "coreai.constant"() <{value = dense<1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %5 = "coreai.slice"(%w, %last, %all, %one) : (tensor<2x2xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<1x2xf32>
  %zeros = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %ends = "coreai.constant"() <{value = dense<[2, 8]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %6 = "coreai.slice"(%x, %zeros, %ends, %one) : (tensor<?x8xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x8xf32>
  %7 = "coreai.slice"(%w, %zeros, %all, %one) : (tensor<2x2xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<?x2xf32>
  "coreai.output"(%0, %1, %2, %3, %4, %5, %6, %7) : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x5xf32>, tensor<?x3xf32>, tensor<?x6xsi32>, tensor<1x2xf32>, tensor<2x8xf32>, tensor<?x2xf32>) -> ()
}) : () -> ()

// -----

// The convolution over the input with zeros between neighbours: its kernel has input and output channels exchanged, and
// the window reversed; scales of the two groups stand side by side.
// CHECK: #[[K:.*]] = #qnt.encoding<i8 : f32, block = *x1x*x*, scale = f32>
// CHECK-LABEL: func.func @transposed_conv
// CHECK: %[[W:.*]] = qnt.constant codes = dense_resource<kernel_codes> : tensor<1x2x1x3xi8>, scales = dense<{{\[\[\[\[}}5.000000e-01]], {{\[\[}}2.500000e-01]]]]> : tensor<1x2x1x1xf32> {qnt.name = "kernel"} : !qnt.array<1x2x1x3, #[[K]]>
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[W]] dims = <[b, f, 0, 1] x [i, o, 0, 1] -> [b, f, 0, 1]> strides = [1, 1] padding = [-1, 0, 4, 4] lhs_dilation = [3, 1] rhs_dilation = [1, 2] feature_groups = 2 : (tensor<?x2x4x6xf32>, !qnt.array<1x2x1x3, #[[K]]>) -> tensor<?x2x9x10xf32>
// CHECK: kernel_codes: "0x40000000030201060504"
"coreai.graph"() <{sym_name = "transposed_conv"}> ({
^bb0(%x: tensor<?x2x4x6xf32>):
  %q = "coreai.constant"() <{value = dense<[[[[1, 2, 3]]], [[[4, 5, 6]]]]> : tensor<2x1x1x3xsi8>}> : () -> tensor<2x1x1x3xsi8>
  %e = "coreai.constant"() <{value = dense<[[[[0.5]]], [[[0.25]]]]> : tensor<2x1x1x1xf32>}> : () -> tensor<2x1x1x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1x1x1xsi8>}> : () -> tensor<2x1x1x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1x1x1xf32>}> : () -> tensor<2x1x1x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %e, %z, %o) : (tensor<2x1x1x3xsi8>, tensor<2x1x1x1xf32>, tensor<2x1x1x1xsi8>, tensor<2x1x1x1xf32>) -> tensor<2x1x1x3xf32> loc("kernel")
  %s = "coreai.constant"() <{value = dense<[3, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<[1, 2]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %p, %g) : (tensor<?x2x4x6xf32>, tensor<2x1x1x3xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<?x2x9x10xf32>
  "coreai.output"(%y) : (tensor<?x2x9x10xf32>) -> ()
}) : () -> ()

// -----

// Without elements there is nothing to put into another order.
// CHECK-LABEL: func.func @no_elements(
// CHECK: %[[K:.*]] = tensor.empty() : tensor<0x2x2x2xf32>
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[K]] {{.*}} feature_groups = 2 : (tensor<1x0x3x3xf32>, tensor<0x2x2x2xf32>) -> tensor<1x2x4x4xf32>
// CHECK: qnt.conv_general_dilated %{{.*}}, %{{.*}} : (tensor<1x2x3x3xf32>, tensor<1x0x2x2xf32>) -> tensor<1x0x4x4xf32>
// CHECK: tensor.empty() : tensor<0x5xf32>
"coreai.graph"() <{sym_name = "no_elements"}> ({
^bb0(%x: tensor<1x0x3x3xf32>, %w: tensor<0x1x2x2xf32>, %y: tensor<1x2x3x3xf32>, %z: tensor<3x0xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  %0 = "coreai.conv_transpose2d"(%x, %w, %s, %p, %s, %p, %g) : (tensor<1x0x3x3xf32>, tensor<0x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  %v = "coreai.constant"() <{value = dense<1.0> : tensor<2x0x2x2xf32>}> : () -> tensor<2x0x2x2xf32>
  %1 = "coreai.conv_transpose2d"(%y, %v, %s, %p, %s, %p, %g) : (tensor<1x2x3x3xf32>, tensor<2x0x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x0x4x4xf32>
  %t = "coreai.constant"() <{value = dense<[0, 5]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %2 = "coreai.reshape"(%z, %t) : (tensor<3x0xf32>, tensor<2xui32>) -> tensor<0x5xf32>
  "coreai.output"(%0, %1, %2) : (tensor<1x2x4x4xf32>, tensor<1x0x4x4xf32>, tensor<0x5xf32>) -> ()
}) : () -> ()
