// Transposed convolutions against numbers worked out from their definition: element x of the input adds x * w to a window.
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai -o %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --print --device=cpu | FileCheck %s

// strides 2, 1; one column less on both sides; one more row
// CHECK: tensor<1x1x5x2xf32> {{\[\[\[\[}}4, 7], [13, 16], [10, 17], [31, 38], [0, 0]]]]
// two groups, dilated; a scale an input channel, then one an output channel of the group
// CHECK: tensor<1x4x3x1xf32> {{\[\[\[\[}}-12], [0], [-9.5]], {{\[\[}}-7], [0], [-4.5]], {{\[\[}}48], [0], [58]], {{\[\[}}68], [0], [78]]]]
// CHECK: tensor<1x4x3x1xf32> {{\[\[\[\[}}-16], [0], [-13]], {{\[\[}}-20], [0], [-14]], {{\[\[}}12], [0], [14]], {{\[\[}}32], [0], [36]]]]
// blocks of three input channels across groups of two, zero point 1
// CHECK: tensor<1x3x2x1xf32> {{\[\[\[\[}}-17], [-14]], {{\[\[}}-27], [2]], {{\[\[}}-50], [-60]]]]
// a table a group; a mask; the kernel of tables once more, computed
// CHECK: tensor<1x4x2x1xf32> {{\[\[\[\[}}5], [6]], {{\[\[}}4], [3]], {{\[\[}}4], [6]], {{\[\[}}10], [12]]]]
// CHECK: tensor<1x4x2x1xf32> {{\[\[\[\[}}3.5], [0]], {{\[\[}}4], [1]], {{\[\[}}10.5], [0]], {{\[\[}}-2.5], [9]]]]
// CHECK: tensor<1x4x2x1xf32> {{\[\[\[\[}}5], [6]], {{\[\[}}4], [3]], {{\[\[}}4], [6]], {{\[\[}}10], [12]]]]
// a table of vectors; three dimensions
// CHECK: tensor<1x1x2x1xf32> {{\[\[\[\[}}7], [10]]]]
// CHECK: tensor<1x1x1x1x4xf32> {{\[\[\[\[\[}}1, 10, 2, 20]]]]]
"coreai.graph"() <{sym_name = "main"}> ({
  %none = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %ones = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %strides = "coreai.constant"() <{value = dense<[2, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %padding = "coreai.constant"() <{value = dense<[0, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %output_pad = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %dilation = "coreai.constant"() <{value = dense<[2, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %one = "coreai.constant"() <{value = dense<1> : tensor<ui32>}> : () -> tensor<ui32>
  %two = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  %three = "coreai.constant"() <{value = dense<3> : tensor<ui32>}> : () -> tensor<ui32>
  %x = "coreai.constant"() <{value = dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>}> : () -> tensor<1x1x2x2xf32>
  %w = "coreai.constant"() <{value = dense<[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]]> : tensor<1x1x2x3xf32>}> : () -> tensor<1x1x2x3xf32>
  %0 = "coreai.conv_transpose2d"(%x, %w, %strides, %padding, %ones, %output_pad, %one) : (tensor<1x1x2x2xf32>, tensor<1x1x2x3xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x1x5x2xf32>
  %x4 = "coreai.constant"() <{value = dense<[[[[1.0]], [[2.0]], [[-1.0]], [[3.0]]]]> : tensor<1x4x1x1xf32>}> : () -> tensor<1x4x1x1xf32>
  %q = "coreai.constant"() <{value = dense<[[[[-8], [-7]], [[-6], [-5]]], [[[-4], [-3]], [[-2], [-1]]], [[[0], [1]], [[2], [3]]], [[[4], [5]], [[6], [7]]]]> : tensor<4x2x2x1xsi8>}> : () -> tensor<4x2x2x1xsi8>
  %as = "coreai.constant"() <{value = dense<[[[[0.5]]], [[[1.0]]], [[[2.0]]], [[[4.0]]]]> : tensor<4x1x1x1xf32>}> : () -> tensor<4x1x1x1xf32>
  %az = "coreai.constant"() <{value = dense<0> : tensor<4x1x1x1xsi8>}> : () -> tensor<4x1x1x1xsi8>
  %ao = "coreai.constant"() <{value = dense<0.0> : tensor<4x1x1x1xf32>}> : () -> tensor<4x1x1x1xf32>
  %a = "coreai.blockwise_shift_scale"(%q, %as, %az, %ao) : (tensor<4x2x2x1xsi8>, tensor<4x1x1x1xf32>, tensor<4x1x1x1xsi8>, tensor<4x1x1x1xf32>) -> tensor<4x2x2x1xf32>
  %1 = "coreai.conv_transpose2d"(%x4, %a, %ones, %none, %dilation, %none, %two) : (tensor<1x4x1x1xf32>, tensor<4x2x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x3x1xf32>
  %bs = "coreai.constant"() <{value = dense<[[[[1.0]], [[2.0]]]]> : tensor<1x2x1x1xf32>}> : () -> tensor<1x2x1x1xf32>
  %bz = "coreai.constant"() <{value = dense<0> : tensor<1x2x1x1xsi8>}> : () -> tensor<1x2x1x1xsi8>
  %bo = "coreai.constant"() <{value = dense<0.0> : tensor<1x2x1x1xf32>}> : () -> tensor<1x2x1x1xf32>
  %b = "coreai.blockwise_shift_scale"(%q, %bs, %bz, %bo) : (tensor<4x2x2x1xsi8>, tensor<1x2x1x1xf32>, tensor<1x2x1x1xsi8>, tensor<1x2x1x1xf32>) -> tensor<4x2x2x1xf32>
  %2 = "coreai.conv_transpose2d"(%x4, %b, %ones, %none, %dilation, %none, %two) : (tensor<1x4x1x1xf32>, tensor<4x2x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x3x1xf32>
  %x6 = "coreai.constant"() <{value = dense<[[[[1.0]], [[2.0]], [[-1.0]], [[3.0]], [[1.0]], [[-2.0]]]]> : tensor<1x6x1x1xf32>}> : () -> tensor<1x6x1x1xf32>
  %p = "coreai.constant"() <{value = dense<[[[[-6], [-5]]], [[[-4], [-3]]], [[[-2], [-1]]], [[[0], [1]]], [[[2], [3]]], [[[4], [5]]]]> : tensor<6x1x2x1xsi4>}> : () -> tensor<6x1x2x1xsi4>
  %cs = "coreai.constant"() <{value = dense<[[[[1.0]]], [[[10.0]]]]> : tensor<2x1x1x1xf32>}> : () -> tensor<2x1x1x1xf32>
  %cz = "coreai.constant"() <{value = dense<1> : tensor<2x1x1x1xsi4>}> : () -> tensor<2x1x1x1xsi4>
  %co = "coreai.constant"() <{value = dense<0.0> : tensor<2x1x1x1xf32>}> : () -> tensor<2x1x1x1xf32>
  %c = "coreai.blockwise_shift_scale"(%p, %cs, %cz, %co) : (tensor<6x1x2x1xsi4>, tensor<2x1x1x1xf32>, tensor<2x1x1x1xsi4>, tensor<2x1x1x1xf32>) -> tensor<6x1x2x1xf32>
  %3 = "coreai.conv_transpose2d"(%x6, %c, %ones, %none, %ones, %none, %three) : (tensor<1x6x1x1xf32>, tensor<6x1x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x3x2x1xf32>
  %i = "coreai.constant"() <{value = dense<[[[[0], [1]], [[1], [0]]], [[[1], [1]], [[0], [0]]], [[[1], [0]], [[1], [0]]], [[[0], [0]], [[1], [1]]]]> : tensor<4x2x2x1xui1>}> : () -> tensor<4x2x2x1xui1>
  %t = "coreai.constant"() <{value = dense<[[[[[[1.0], [2.0]]]]], [[[[[3.0], [5.0]]]]]]> : tensor<2x1x1x1x2x1xf32>}> : () -> tensor<2x1x1x1x2x1xf32>
  %axis = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %e = "coreai.lut_to_dense"(%i, %t, %axis) : (tensor<4x2x2x1xui1>, tensor<2x1x1x1x2x1xf32>, tensor<si16>) -> tensor<4x2x2x1xf32>
  %4 = "coreai.conv_transpose2d"(%x4, %e, %ones, %none, %ones, %none, %two) : (tensor<1x4x1x1xf32>, tensor<4x2x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x2x1xf32>
  %m = "coreai.constant"() <{value = dense<[[[[1], [0]], [[0], [1]]], [[[1], [0]], [[1], [0]]], [[[0], [0]], [[1], [1]]], [[[1], [0]], [[0], [1]]]]> : tensor<4x2x2x1xui1>}> : () -> tensor<4x2x2x1xui1>
  %v = "coreai.constant"() <{value = dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xsi8>}> : () -> tensor<8xsi8>
  %h = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<8xsi8>, tensor<4x2x2x1xui1>) -> tensor<4x2x2x1xsi8, #coreai.sparse_tensor_encoding<bitmask>>
  %k = "coreai.sparse_with_bitmask_to_dense"(%h) : (tensor<4x2x2x1xsi8, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<4x2x2x1xsi8>
  %ds = "coreai.constant"() <{value = dense<0.5> : tensor<1x1x1x1xf32>}> : () -> tensor<1x1x1x1xf32>
  %dz = "coreai.constant"() <{value = dense<0> : tensor<1x1x1x1xsi8>}> : () -> tensor<1x1x1x1xsi8>
  %do = "coreai.constant"() <{value = dense<0.0> : tensor<1x1x1x1xf32>}> : () -> tensor<1x1x1x1xf32>
  %d = "coreai.blockwise_shift_scale"(%k, %ds, %dz, %do) : (tensor<4x2x2x1xsi8>, tensor<1x1x1x1xf32>, tensor<1x1x1x1xsi8>, tensor<1x1x1x1xf32>) -> tensor<4x2x2x1xf32>
  %5 = "coreai.conv_transpose2d"(%x4, %d, %ones, %none, %ones, %none, %two) : (tensor<1x4x1x1xf32>, tensor<4x2x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x2x1xf32>
  %computed = "coreai.abs"(%e) : (tensor<4x2x2x1xf32>) -> tensor<4x2x2x1xf32>
  %6 = "coreai.conv_transpose2d"(%x4, %computed, %ones, %none, %ones, %none, %two) : (tensor<1x4x1x1xf32>, tensor<4x2x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x2x1xf32>
  %j = "coreai.constant"() <{value = dense<[[[[0], [1]]], [[[1], [1]]]]> : tensor<2x1x2x1xui1>}> : () -> tensor<2x1x2x1xui1>
  %t2 = "coreai.constant"() <{value = dense<[[[[[[1.0, 1.0], [2.0, 2.0]]]]]]> : tensor<1x1x1x1x2x2xf32>}> : () -> tensor<1x1x1x1x2x2xf32>
  %vectors = "coreai.lut_to_dense"(%j, %t2, %axis) : (tensor<2x1x2x1xui1>, tensor<1x1x1x1x2x2xf32>, tensor<si16>) -> tensor<4x1x2x1xf32>
  %7 = "coreai.conv_transpose2d"(%x4, %vectors, %ones, %none, %ones, %none, %one) : (tensor<1x4x1x1xf32>, tensor<4x1x2x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x1x2x1xf32>
  %none3 = "coreai.constant"() <{value = dense<0> : tensor<3xui32>}> : () -> tensor<3xui32>
  %ones3 = "coreai.constant"() <{value = dense<1> : tensor<3xui32>}> : () -> tensor<3xui32>
  %strides3 = "coreai.constant"() <{value = dense<[1, 1, 2]> : tensor<3xui32>}> : () -> tensor<3xui32>
  %x5 = "coreai.constant"() <{value = dense<[[[[[1.0, 2.0]]]]]> : tensor<1x1x1x1x2xf32>}> : () -> tensor<1x1x1x1x2xf32>
  %w5 = "coreai.constant"() <{value = dense<[[[[[1.0, 10.0]]]]]> : tensor<1x1x1x1x2xf32>}> : () -> tensor<1x1x1x1x2xf32>
  %8 = "coreai.conv_transpose3d"(%x5, %w5, %strides3, %none3, %ones3, %none3, %one) : (tensor<1x1x1x1x2xf32>, tensor<1x1x1x1x2xf32>, tensor<3xui32>, tensor<3xui32>, tensor<3xui32>, tensor<3xui32>, tensor<ui32>) -> tensor<1x1x1x1x4xf32>
  "coreai.output"(%0, %1, %2, %3, %4, %5, %6, %7, %8) : (tensor<1x1x5x2xf32>, tensor<1x4x3x1xf32>, tensor<1x4x3x1xf32>, tensor<1x3x2x1xf32>, tensor<1x4x2x1xf32>, tensor<1x4x2x1xf32>, tensor<1x4x2x1xf32>, tensor<1x1x2x1xf32>, tensor<1x1x1x1x4xf32>) -> ()
}) : () -> ()
