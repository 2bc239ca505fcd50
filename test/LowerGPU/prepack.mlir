// RUN: quant-opt %s --qnt-prepack | FileCheck %s
// RUN: quant-opt %s --qnt-prepack | quant-opt --qnt-prepack | FileCheck %s
// RUN: quant-opt %s --qnt-prepack -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-prepack {{.*}}| prepacked-weights=3{{$}}

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
#o4 = #qnt.encoding<i4 : f16, block = 1x1x*x*, scale = f16>
// The codes stay what they are for whoever else reads the constant.
// CHECK-LABEL: func.func @two_users
func.func @two_users(%x: tensor<4x64xf16>) -> (tensor<4x64xf16>, tensor<64x64xf16>) {
  // CHECK-DAG: %[[PACKED:.*]] = qnt.constant codes = dense_resource<first_packed.mma_k16> : tensor<2048xi8>, scales = dense<5.000000e-01> : tensor<64x1xf16> {qnt.name = "first"} : !qnt.array<64x64, #[[LAID:.*]]>
  // CHECK-DAG: %[[PLAIN:.*]] = qnt.constant codes = dense<17> : tensor<64x32xi8>
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> {qnt.name = "first"} : !qnt.array<64x64, #w4>
  // CHECK: qnt.kernel {{.*}}, %[[ARG:.*]] = %[[PACKED]] : !qnt.array<64x64, #[[LAID]]>
  // CHECK: qnt.dot_general %{{.*}}, %[[ARG]] {{.*}}!qnt.array<64x64, #[[LAID]]>
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>)
      (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  // CHECK: qnt.dequantize %[[PLAIN]]
  %z = qnt.dequantize %w : !qnt.array<64x64, #w4> -> tensor<64x64xf16>
  return %y, %z : tensor<4x64xf16>, tensor<64x64xf16>
}

// CHECK-LABEL: func.func @in_the_body
func.func @in_the_body(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  %y = qnt.kernel schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>)
      (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    // CHECK: qnt.kernel
    // CHECK-NEXT: qnt.constant codes = dense_resource<weights_packed{{.*}}> : tensor<2048xi8>
    // CHECK-NEXT: qnt.dot_general
    %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
    %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @simt_is_left_alone
func.func @simt_is_left_alone(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  // CHECK: qnt.constant codes = dense<17> : tensor<64x32xi8>
  %w = qnt.constant codes = dense<17> : tensor<64x32xi8>, scales = dense<0.5> : tensor<64x1xf16> : !qnt.array<64x64, #w4>
  %y = qnt.kernel schedule(#qnt.simt) (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// Output features first, then the window and the input features: scales go with them.
// CHECK-LABEL: func.func @transposed_kernel
func.func @transposed_kernel(%x: tensor<1x2x4x4xf16>) -> tensor<1x2x2x2xf16> {
  // CHECK: qnt.constant codes = dense_resource<weights_packed{{.*}}> : tensor<8192xi8>
  // CHECK-SAME: scales = dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00]]], {{\[\[\[}}3.000000e+00, 4.000000e+00]]]]> : tensor<2x1x1x2xf16> : !qnt.array<2x3x3x2, #{{.*}}>
  %w = qnt.constant codes = dense<1> : tensor<2x2x3x2xi8>, scales = dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf16> : !qnt.array<2x2x3x3, #o4>
  %y = qnt.kernel schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 1, stages = 2>)
      (%a = %x : tensor<1x2x4x4xf16>, %b = %w : !qnt.array<2x2x3x3, #o4>) -> tensor<1x2x2x2xf16> {
    // CHECK: qnt.conv_general_dilated {{.*}} dims = <[b, f, 0, 1] x [o, 0, 1, i] -> [b, f, 0, 1]>
    %d = qnt.conv_general_dilated %a, %b dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]> strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<1x2x4x4xf16>, !qnt.array<2x2x3x3, #o4>) -> tensor<1x2x2x2xf16>
    qnt.yield %d : tensor<1x2x2x2xf16>
  }
  return %y : tensor<1x2x2x2xf16>
}
