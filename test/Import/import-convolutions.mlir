// The forms of linalg's named convolutions: groups and the features in them become one dimension, dimensions that the op lacks
// have size 1.
// RUN: quant-opt %s --qnt-import-linalg --split-input-file | FileCheck %s

// CHECK-LABEL: @bare
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[W:.*]]: tensor<3xf32>
// CHECK: %[[X1:.*]] = tensor.expand_shape %[[X]] {{\[\[}}0, 1, 2]] output_shape [1, %{{.*}}, 1]
// CHECK: %[[W1:.*]] = tensor.expand_shape %[[W]] {{\[\[}}0, 1, 2]] output_shape [3, 1, 1]
// CHECK: %[[Y:.*]] = qnt.conv_general_dilated %[[X1]], %[[W1]] dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]>
// CHECK: tensor.collapse_shape %[[Y]] {{\[\[}}0, 1, 2]] : tensor<1x?x1xf32> into tensor<?xf32>
func.func @bare(%x: tensor<?xf32>, %w: tensor<3xf32>, %init: tensor<?xf32>) -> tensor<?xf32> {
  %y = linalg.conv_1d ins(%x, %w : tensor<?xf32>, tensor<3xf32>) outs(%init : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// The pad of the spatial dimensions is the convolution's.
// CHECK-LABEL: @groups_inner
// CHECK-SAME: %[[X:.*]]: tensor<?x6x8x2x3xf32>, %[[W:.*]]: tensor<2x4x3x3x3xf32>
// CHECK: %[[X1:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0], [1], [2], [3, 4]] : tensor<?x6x8x2x3xf32> into tensor<?x6x8x6xf32>
// CHECK: %[[W1:.*]] = tensor.collapse_shape %[[W]] {{\[\[}}0, 1], [2], [3], [4]]
// CHECK: %[[Y:.*]] = qnt.conv_general_dilated %[[X1]], %[[W1]] dims = <[b, 0, 1, f] x [o, 0, 1, i] -> [b, 0, 1, f]> strides = [1, 1] padding = [1, 1, 0, 0]
// CHECK-SAME: feature_groups = 2
// CHECK: tensor.expand_shape %[[Y]] {{\[\[}}0], [1], [2], [3, 4]] output_shape [%{{.*}}, 6, 6, 2, 4]
func.func @groups_inner(%x: tensor<?x6x8x2x3xf32>, %w: tensor<2x4x3x3x3xf32>, %init: tensor<?x6x6x2x4xf32>) -> tensor<?x6x6x2x4xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %x low[0, 1, 0, 0, 0] high[0, 1, 0, 0, 0] {
  ^bb0(%a: index, %b: index, %c: index, %d: index, %e: index):
    tensor.yield %zero : f32
  } : tensor<?x6x8x2x3xf32> to tensor<?x8x8x2x3xf32>
  %y = linalg.conv_2d_nhwgc_gfhwc ins(%p, %w : tensor<?x8x8x2x3xf32>, tensor<2x4x3x3x3xf32>) outs(%init : tensor<?x6x6x2x4xf32>) -> tensor<?x6x6x2x4xf32>
  return %y : tensor<?x6x6x2x4xf32>
}

// -----

// Dynamic channels and features of static groups.
// CHECK-LABEL: @groups_outer_of_kernel
// CHECK: linalg.transpose {{.*}} permutation = [1, 0, 2, 3, 4]
// CHECK: tensor.collapse_shape {{.*}} : tensor<2x?x?x3x3xf32> into tensor<?x?x3x3xf32>
// CHECK: qnt.conv_general_dilated {{.*}} dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]> {{.*}} feature_groups = 2
// CHECK: tensor.expand_shape {{.*}} : tensor<1x?x6x6xf32> into tensor<1x2x?x6x6xf32>
func.func @groups_outer_of_kernel(%x: tensor<1x2x?x8x8xf32>, %w: tensor<?x2x?x3x3xf32>, %init: tensor<1x2x?x6x6xf32>) -> tensor<1x2x?x6x6xf32> {
  %y = linalg.conv_2d_ngchw_fgchw ins(%x, %w : tensor<1x2x?x8x8xf32>, tensor<?x2x?x3x3xf32>) outs(%init : tensor<1x2x?x6x6xf32>) -> tensor<1x2x?x6x6xf32>
  return %y : tensor<1x2x?x6x6xf32>
}

// -----

// Codes are reshaped before they become an array.
// CHECK-LABEL: @multiplier
// CHECK-SAME: %{{.*}}: tensor<2x8x8x2xi8>, %[[W:.*]]: tensor<3x3x2x4xi8>
// CHECK: %[[C:.*]] = tensor.collapse_shape %[[W]] {{\[\[}}0], [1], [2, 3]]
// CHECK: %[[E:.*]] = tensor.expand_shape %[[C]] {{\[\[}}0], [1], [2, 3]] output_shape [3, 3, 1, 8]
// CHECK: qnt.assemble %[[E]],
// CHECK: qnt.conv_general_dilated {{.*}} feature_groups = 2 {{.*}} -> tensor<2x6x6x8xi32>
// CHECK: tensor.expand_shape {{.*}} output_shape [2, 6, 6, 2, 4]
func.func @multiplier(%x: tensor<2x8x8x2xi8>, %w: tensor<3x3x2x4xi8>, %zx: i32, %zw: i32, %init: tensor<2x6x6x2x4xi32>) -> tensor<2x6x6x2x4xi32> {
  %y = linalg.depthwise_conv_2d_nhwc_hwcm_q ins(%x, %w, %zx, %zw : tensor<2x8x8x2xi8>, tensor<3x3x2x4xi8>, i32, i32) outs(%init : tensor<2x6x6x2x4xi32>) -> tensor<2x6x6x2x4xi32>
  return %y : tensor<2x6x6x2x4xi32>
}

// -----

// A constant kernel is reshaped itself, with its name; two readers of one constant share the new one.
// CHECK-LABEL: @constant_kernel
// CHECK-NOT: tensor<2x2x2xf32>
// CHECK: %[[W:.*]] = arith.constant {qnt.name = "depth"} dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00]], {{\[\[}}3.000000e+00, 4.000000e+00]]], {{.*}}> : tensor<2x2x1x2xf32>
// CHECK-NOT: arith.constant
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[W]] {{.*}} feature_groups = 2
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[W]] {{.*}} feature_groups = 2
func.func @constant_kernel(%x: tensor<1x3x3x2xf32>, %init: tensor<1x2x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  %w = arith.constant {qnt.name = "depth"} dense<[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]> : tensor<2x2x2xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %z = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %y, %z : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
}

// -----

// Other readers keep the constant; a splat is one.
// CHECK-LABEL: @constant_kernel_with_other_reader
// CHECK: %[[W:.*]] = arith.constant dense<1.000000e+00> : tensor<2x2x2xf32>
// CHECK: %[[E:.*]] = arith.constant dense<1.000000e+00> : tensor<2x2x1x2xf32>
// CHECK: qnt.conv_general_dilated %{{.*}}, %[[E]]
// CHECK: return %{{.*}}, %[[W]]
func.func @constant_kernel_with_other_reader(%x: tensor<1x3x3x2xf32>, %init: tensor<1x2x2x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<2x2x2xf32>) {
  %w = arith.constant dense<1.0> : tensor<2x2x2xf32>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %y, %w : tensor<1x2x2x2xf32>, tensor<2x2x2xf32>
}

// -----

// A resource is shared: one blob, two types. Codes of less than a byte pad their rows: they stay as they are.
// CHECK-LABEL: @resources
// CHECK-DAG: arith.constant dense_resource<kernel> : tensor<2x2x2xf32>
// CHECK-DAG: %[[W:.*]] = arith.constant dense_resource<kernel> : tensor<2x2x1x2xf32>
// CHECK-DAG: %[[Q:.*]] = arith.constant dense_resource<codes> : tensor<1x2x3xi4>
// CHECK-DAG: tensor.expand_shape %[[Q]] {{.*}} : tensor<1x2x3xi4> into tensor<1x2x1x3xi4>
// CHECK-DAG: qnt.conv_general_dilated %{{.*}}, %[[W]]
// CHECK: kernel: "0x{{.*}}"
// CHECK-NOT: kernel
func.func @resources(%x: tensor<1x3x3x2xf32>, %init: tensor<1x2x2x2xf32>, %q: tensor<1x3x3x3xi4>, %qinit: tensor<1x3x2x3xi32>) -> (tensor<1x2x2x2xf32>, tensor<2x2x2xf32>, tensor<1x3x2x3xi32>) {
  %w = arith.constant dense_resource<kernel> : tensor<2x2x2xf32>
  %c = arith.constant dense_resource<codes> : tensor<1x2x3xi4>
  %y = linalg.depthwise_conv_2d_nhwc_hwc ins(%x, %w : tensor<1x3x3x2xf32>, tensor<2x2x2xf32>) outs(%init : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %z = linalg.depthwise_conv_2d_nhwc_hwc ins(%q, %c : tensor<1x3x3x3xi4>, tensor<1x2x3xi4>) outs(%qinit : tensor<1x3x2x3xi32>) -> tensor<1x3x2x3xi32>
  return %y, %w, %z : tensor<1x2x2x2xf32>, tensor<2x2x2xf32>, tensor<1x3x2x3xi32>
}

{-#
  dialect_resources: {
    builtin: {
      kernel: "0x040000000000803F0000004000004040000080400000A0400000C0400000E04000000041",
      codes: "0x0400000021034305"
    }
  }
#-}

// -----

// Features around the groups: a copy in the other order, a resource of a resource. Without data the op stays.
// CHECK-LABEL: @transposed_kernels
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[\[\[}}1.000000e+00, 7.000000e+00]]], {{\[\[\[}}3.000000e+00, 8.000000e+00]]], {{\[\[\[}}5.000000e+00, 9.000000e+00]]], {{\[\[\[}}2.000000e+00, 1.000000e+01]]], {{\[\[\[}}4.000000e+00, 1.100000e+01]]], {{\[\[\[}}6.000000e+00, 1.200000e+01]]]]> : tensor<6x1x1x2xf32>
// CHECK-DAG: %[[R:.*]] = arith.constant dense_resource<transposed_kernels.kernel> : tensor<6x1x1x2xi16>
// CHECK-DAG: %[[S:.*]] = arith.constant dense<2.000000e+00> : tensor<6x1x1x2xf32>
// CHECK-DAG: qnt.conv_general_dilated %{{.*}}, %[[W]]
// CHECK-DAG: qnt.assemble %[[R]]
// CHECK-DAG: qnt.conv_general_dilated %{{.*}}, %[[S]]
// CHECK-DAG: %[[N:.*]] = arith.constant dense_resource<nowhere> : tensor<3x2x1x1x2xf32>
// CHECK-DAG: linalg.transpose ins(%[[N]]
// CHECK: transposed_kernels.kernel: "0x{{.*}}01000700030008000500090002000A0004000B0006000C00"
func.func @transposed_kernels(%x: tensor<1x2x1x1x3xf32>, %q: tensor<1x2x1x1x3xi8>, %init: tensor<1x2x3x1x2xf32>, %qinit: tensor<1x2x3x1x2xi32>)
    -> (tensor<1x2x3x1x2xf32>, tensor<1x2x3x1x2xi32>, tensor<1x2x3x1x2xf32>, tensor<1x2x3x1x2xf32>) {
  %w = arith.constant dense<[[[[[1.0, 7.0]]], [[[2.0, 10.0]]]], [[[[3.0, 8.0]]], [[[4.0, 11.0]]]], [[[[5.0, 9.0]]], [[[6.0, 12.0]]]]]> : tensor<3x2x1x1x2xf32>
  %r = arith.constant dense_resource<kernel> : tensor<3x2x1x1x2xi16>
  %s = arith.constant dense<2.0> : tensor<3x2x1x1x2xf32>
  %n = arith.constant dense_resource<nowhere> : tensor<3x2x1x1x2xf32>
  %0 = linalg.conv_2d_ngchw_fgchw ins(%x, %w : tensor<1x2x1x1x3xf32>, tensor<3x2x1x1x2xf32>) outs(%init : tensor<1x2x3x1x2xf32>) -> tensor<1x2x3x1x2xf32>
  %1 = linalg.conv_2d_ngchw_fgchw ins(%q, %r : tensor<1x2x1x1x3xi8>, tensor<3x2x1x1x2xi16>) outs(%qinit : tensor<1x2x3x1x2xi32>) -> tensor<1x2x3x1x2xi32>
  %2 = linalg.conv_2d_ngchw_fgchw ins(%x, %s : tensor<1x2x1x1x3xf32>, tensor<3x2x1x1x2xf32>) outs(%init : tensor<1x2x3x1x2xf32>) -> tensor<1x2x3x1x2xf32>
  %3 = linalg.conv_2d_ngchw_fgchw ins(%x, %n : tensor<1x2x1x1x3xf32>, tensor<3x2x1x1x2xf32>) outs(%init : tensor<1x2x3x1x2xf32>) -> tensor<1x2x3x1x2xf32>
  return %0, %1, %2, %3 : tensor<1x2x3x1x2xf32>, tensor<1x2x3x1x2xi32>, tensor<1x2x3x1x2xf32>, tensor<1x2x3x1x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      kernel: "0x040000000100070002000A000300080004000B000500090006000C00"
    }
  }
#-}

// -----

// Readers of one resource share its copy.
// CHECK-LABEL: @shared_kernel
// CHECK: %[[FIRST:.*]] = arith.constant dense_resource<shared_kernel.kernel> : tensor<6x1x1x2xi16>
// CHECK-NOT: arith.constant dense_resource
// CHECK: qnt.assemble %[[FIRST]]
// CHECK: qnt.assemble %[[FIRST]]
// CHECK-NOT: kernel_1
// CHECK: shared_kernel.kernel: "0x{{.*}}01000700030008000500090002000A0004000B0006000C00"
// CHECK-NOT: kernel_1
func.func @shared_kernel(%x: tensor<1x2x1x1x3xi8>, %y: tensor<1x2x1x1x3xi8>, %init: tensor<1x2x3x1x2xi32>)
    -> (tensor<1x2x3x1x2xi32>, tensor<1x2x3x1x2xi32>) {
  %k = arith.constant dense_resource<kernel> : tensor<3x2x1x1x2xi16>
  %0 = linalg.conv_2d_ngchw_fgchw ins(%x, %k : tensor<1x2x1x1x3xi8>, tensor<3x2x1x1x2xi16>) outs(%init : tensor<1x2x3x1x2xi32>) -> tensor<1x2x3x1x2xi32>
  %1 = linalg.conv_2d_ngchw_fgchw ins(%y, %k : tensor<1x2x1x1x3xi8>, tensor<3x2x1x1x2xi16>) outs(%init : tensor<1x2x3x1x2xi32>) -> tensor<1x2x3x1x2xi32>
  return %0, %1 : tensor<1x2x3x1x2xi32>, tensor<1x2x3x1x2xi32>
}

{-#
  dialect_resources: {
    builtin: {
      kernel: "0x040000000100070002000A000300080004000B000500090006000C00"
    }
  }
#-}

// -----

// CHECK-LABEL: @quantized_batch_matmul
// CHECK: qnt.dot_general {{.*}} contracting = [2] x [1] batch = [0] x [0] : {{.*}} -> tensor<2x3x5xi32>
func.func @quantized_batch_matmul(%x: tensor<2x3x4xi8>, %w: tensor<2x4x5xi8>, %zx: i32, %zw: i32, %init: tensor<2x3x5xi32>) -> tensor<2x3x5xi32> {
  %y = linalg.quantized_batch_matmul ins(%x, %w, %zx, %zw : tensor<2x3x4xi8>, tensor<2x4x5xi8>, i32, i32) outs(%init : tensor<2x3x5xi32>) -> tensor<2x3x5xi32>
  return %y : tensor<2x3x5xi32>
}

// -----

// No features, no positions.
// CHECK-LABEL: @empty
// CHECK: qnt.conv_general_dilated {{.*}} feature_groups = 2 : (tensor<0x6x2x8xf32>, tensor<0x3x3x3xf32>) -> tensor<0x0x0x6xf32>
// CHECK: tensor.expand_shape {{.*}} : tensor<0x0x0x6xf32> into tensor<0x2x0x0x6xf32>
func.func @empty(%x: tensor<0x2x3x2x8xf32>, %w: tensor<2x0x3x3x3xf32>, %init: tensor<0x2x0x0x6xf32>) -> tensor<0x2x0x0x6xf32> {
  %y = linalg.conv_2d_ngchw_gfchw ins(%x, %w : tensor<0x2x3x2x8xf32>, tensor<2x0x3x3x3xf32>) outs(%init : tensor<0x2x0x0x6xf32>) -> tensor<0x2x0x0x6xf32>
  return %y : tensor<0x2x0x0x6xf32>
}

// -----

// Sizes of the result that follow from those of the input are those of all positions: nothing is cut off.
// CHECK-LABEL: @known
// CHECK: qnt.conv_general_dilated
// CHECK-NEXT: return
func.func @known(%x: tensor<1x?x8x2xf32>, %w: tensor<3x3x2x4xf32>) -> tensor<1x?x6x4xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : index
  %h = tensor.dim %x, %one : tensor<1x?x8x2xf32>
  %oh = affine.apply affine_map<(d0) -> ((d0 - 3) floordiv 2 + 1)>(%h)
  %e = tensor.empty(%oh) : tensor<1x?x6x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf {strides = dense<[2, 1]> : tensor<2xi64>} ins(%x, %w : tensor<1x?x8x2xf32>, tensor<3x3x2x4xf32>) outs(%f : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  return %y : tensor<1x?x6x4xf32>
}

// -----

// CHECK-LABEL: @arith
// CHECK: qnt.conv_general_dilated
// CHECK-NEXT: return
func.func @arith(%x: tensor<1x?x8x2xf32>, %w: tensor<3x3x2x4xf32>) -> tensor<1x?x6x4xf32> {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %h = tensor.dim %x, %one : tensor<1x?x8x2xf32>
  %oh = arith.subi %h, %two : index
  %e = tensor.empty(%oh) : tensor<1x?x6x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x?x8x2xf32>, tensor<3x3x2x4xf32>) outs(%f : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  return %y : tensor<1x?x6x4xf32>
}

// -----

// linalg has as many positions as its result: those of any other number are cut out of all of them.
// CHECK-LABEL: @unknown
// CHECK: %[[ALL:.*]] = qnt.conv_general_dilated
// CHECK: tensor.extract_slice %[[ALL]][0, 0, 0, 0] [1, %{{.*}}, 6, 4]
func.func @unknown(%x: tensor<1x?x8x2xf32>, %w: tensor<3x3x2x4xf32>, %n: index) -> tensor<1x?x6x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<1x?x6x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  %y = linalg.conv_2d_nhwc_hwcf ins(%x, %w : tensor<1x?x8x2xf32>, tensor<3x3x2x4xf32>) outs(%f : tensor<1x?x6x4xf32>) -> tensor<1x?x6x4xf32>
  return %y : tensor<1x?x6x4xf32>
}
