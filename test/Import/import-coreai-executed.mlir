// What imported ops compute, against numbers worked out from their definitions.
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai -o %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --print --device=cpu | FileCheck %s

// codes [[1, -2], [3, 4]] * scales 0.5 and 0.25, times x = [[1, 2], [-1, 0]]
// CHECK: tensor<2x2xf32> {{\[\[}}2, 1], [-0.5, 1]]
// the table's entries 1.5, -2.5 where the mask is set
// CHECK: tensor<2x2xf32> {{\[\[}}-2.5, 0], [0, 1.5]]
// rows 2, 0 of the codes
// CHECK: tensor<2x2xf32> {{\[\[}}2.5, 3], [0.5, 1]]
// x broadcast along rows and columns, minus, times, over
// CHECK: tensor<2x2xf32> {{\[\[}}2, 4], [1, 1]]
// CHECK: tensor<2x2xf32> {{\[\[}}0, 0], [-2, -2]]
// CHECK: tensor<2x2xf32> {{\[\[}}0.5, 1], [-1, 0]]
// CHECK: tensor<2x2xf32> {{\[\[}}1, 2], [0, 0]]
// the image 1 2 / 3 4 in zeros, under a kernel of ones of 2x2
// CHECK: tensor<1x1x2x2xf32> {{\[\[\[\[}}10, 6], [7, 4]]]]
// CHECK: tensor<2x2xf16> {{\[\[}}1, 2], [-1, 0]]
// CHECK: tensor<4xf32> [1, -1, 2, 0]
// sums, means and maxima of x along one dimension and both; softmax of equal elements; a product with a 3-d kernel
// CHECK: tensor<2x1xf32> {{\[\[}}3], [-1]]
// CHECK: tensor<1x2xf32> {{\[\[}}0, 1]]
// CHECK: tensor<1x1xf32> {{\[\[}}2]]
// CHECK: tensor<1x2xf32> {{\[\[}}-1, 0]]
// CHECK: tensor<2x1xf32> {{\[\[}}0.5], [0.5]]
// CHECK: tensor<1x1x1x1x1xf32> {{\[\[\[\[\[}}10]]]]]
"coreai.graph"() <{sym_name = "main"}> ({
  %x = "coreai.constant"() <{value = dense<[[1.0, 2.0], [-1.0, 0.0]]> : tensor<2x2xf32>}> : () -> tensor<2x2xf32>
  %q = "coreai.constant"() <{value = dense<[[1, -2], [3, 4]]> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<[[0.5], [0.25]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %0 = "coreai.batch_matmul"(%x, %w) : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>

  %i = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui1>}> : () -> tensor<2xui1>
  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %t = "coreai.constant"() <{value = dense<[[[1.5], [-2.5]]]> : tensor<1x2x1xf32>}> : () -> tensor<1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %v = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2xui1>, tensor<1x2x1xf32>, tensor<si16>) -> tensor<2xf32>
  %d = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %1 = "coreai.sparse_with_bitmask_to_dense"(%d) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>

  %c = "coreai.constant"() <{value = dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xsi8>}> : () -> tensor<3x2xsi8>
  %e = "coreai.constant"() <{value = dense<0.5> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %y = "coreai.constant"() <{value = dense<0> : tensor<3x1xsi8>}> : () -> tensor<3x1xsi8>
  %p = "coreai.constant"() <{value = dense<0.0> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %u = "coreai.blockwise_shift_scale"(%c, %e, %y, %p) : (tensor<3x2xsi8>, tensor<3x1xf32>, tensor<3x1xsi8>, tensor<3x1xf32>) -> tensor<3x2xf32>
  %j = "coreai.constant"() <{value = dense<[[2], [0]]> : tensor<2x1xsi32>}> : () -> tensor<2x1xsi32>
  %2 = "coreai.gather_nd"(%u, %j) : (tensor<3x2xf32>, tensor<2x1xsi32>) -> tensor<2x2xf32>

  %row = "coreai.constant"() <{value = dense<[1.0, 2.0]> : tensor<2xf32>}> : () -> tensor<2xf32>
  %column = "coreai.constant"() <{value = dense<[[1.0], [2.0]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %3 = "coreai.decomposable.broadcasting_add"(%x, %row) : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %larger = "coreai.decomposable.broadcasting_maximum"(%3, %column) : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %divided = "coreai.decomposable.broadcasting_divide"(%larger, %column) : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %less = "coreai.decomposable.broadcasting_sub"(%x, %row) : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %4 = "coreai.decomposable.broadcasting_minimum"(%less, %column) : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %half = "coreai.constant"() <{value = dense<[[0.5], [1.0]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %5 = "coreai.decomposable.broadcasting_mul"(%x, %half) : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %6 = "coreai.relu"(%x) : (tensor<2x2xf32>) -> tensor<2x2xf32>

  %image = "coreai.constant"() <{value = dense<[[[[1.0, 2.0], [3.0, 4.0]]]]> : tensor<1x1x2x2xf32>}> : () -> tensor<1x1x2x2xf32>
  %kernel = "coreai.constant"() <{value = dense<1.0> : tensor<1x1x2x2xf32>}> : () -> tensor<1x1x2x2xf32>
  %edges = "coreai.constant"() <{value = dense<[0, 0, 0, 0, 0, 1, 0, 1]> : tensor<8xui32>}> : () -> tensor<8xui32>
  %zero = "coreai.constant"() <{value = dense<0.0> : tensor<f32>}> : () -> tensor<f32>
  %ones = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %one = "coreai.constant"() <{value = dense<1> : tensor<ui32>}> : () -> tensor<ui32>
  %padded = "coreai.pad"(%image, %edges, %zero) <{padding_mode = #coreai.padding_mode<constant>}> : (tensor<1x1x2x2xf32>, tensor<8xui32>, tensor<f32>) -> tensor<1x1x3x3xf32>
  %7 = "coreai.conv2d"(%padded, %kernel, %ones, %ones, %one) : (tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x1x2x2xf32>
  %8 = "coreai.cast"(%x) : (tensor<2x2xf32>) -> tensor<2x2xf16>
  %swap = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %four = "coreai.constant"() <{value = dense<4> : tensor<1xui32>}> : () -> tensor<1xui32>
  %turned = "coreai.transpose"(%x, %swap) : (tensor<2x2xf32>, tensor<2xui32>) -> tensor<2x2xf32>
  %9 = "coreai.reshape"(%turned, %four) : (tensor<2x2xf32>, tensor<1xui32>) -> tensor<4xf32>
  %rows = "coreai.constant"() <{value = dense<-1> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %columns = "coreai.constant"() <{value = dense<0> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %bothways = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %10 = "coreai.reduce_sum"(%x, %rows) : (tensor<2x2xf32>, tensor<1xsi32>) -> tensor<2x1xf32>
  %11 = "coreai.reduce_mean"(%x, %columns) : (tensor<2x2xf32>, tensor<1xsi32>) -> tensor<1x2xf32>
  %12 = "coreai.reduce_max"(%x, %bothways) : (tensor<2x2xf32>, tensor<2xsi32>) -> tensor<1x1xf32>
  %13 = "coreai.reduce_min"(%x, %columns) : (tensor<2x2xf32>, tensor<1xsi32>) -> tensor<1x2xf32>
  %axis = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  %equal = "coreai.constant"() <{value = dense<7.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %14 = "coreai.softmax"(%equal, %axis) : (tensor<2x1xf32>, tensor<si32>) -> tensor<2x1xf32>
  %frames = "coreai.expand_dims"(%image, %columns) : (tensor<1x1x2x2xf32>, tensor<1xsi32>) -> tensor<1x1x1x2x2xf32>
  %window = "coreai.expand_dims"(%kernel, %columns) : (tensor<1x1x2x2xf32>, tensor<1xsi32>) -> tensor<1x1x1x2x2xf32>
  %steps = "coreai.constant"() <{value = dense<1> : tensor<3xui32>}> : () -> tensor<3xui32>
  %15 = "coreai.conv3d"(%frames, %window, %steps, %steps, %one) : (tensor<1x1x1x2x2xf32>, tensor<1x1x1x2x2xf32>, tensor<3xui32>, tensor<3xui32>, tensor<ui32>) -> tensor<1x1x1x1x1xf32>
  "coreai.output"(%0, %1, %2, %divided, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15) : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x1x2x2xf32>, tensor<2x2xf16>, tensor<4xf32>, tensor<2x1xf32>, tensor<1x2xf32>, tensor<1x1xf32>, tensor<1x2xf32>, tensor<2x1xf32>, tensor<1x1x1x1x1xf32>) -> ()
}) : () -> ()
