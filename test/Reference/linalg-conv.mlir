// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=depthwise | FileCheck %s --check-prefix=DEPTH
// RUN: quant-run %s --entry=quantized | FileCheck %s --check-prefix=QUANT
// RUN: quant-run %s --entry=pooling | FileCheck %s --check-prefix=POOL

// 3x3 image [[1, 2, 3], [4, 5, 6], [7, 8, 9]].
func.func @main() -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x1x1x1xf32>, tensor<1x2x2x1xf32>) {
  %image = arith.constant dense<[[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]], [[7.0], [8.0], [9.0]]]]> : tensor<1x3x3x1xf32>
  // Output channel 0 is the difference of the diagonal, channel 1 the lower left element.
  %kernel = arith.constant dense<[[[[1.0, 0.0]], [[0.0, 0.0]]], [[[0.0, 1.0]], [[-1.0, 0.0]]]]> : tensor<2x2x1x2xf32>
  %zero = arith.constant dense<0.0> : tensor<1x2x2x2xf32>
  // CHECK: tensor<1x2x2x2xf32> [{{\[\[\[}}-4, 4], [-4, 5]], {{\[\[}}-4, 7], [-4, 8]]]]
  %nhwc = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %kernel : tensor<1x3x3x1xf32>, tensor<2x2x1x2xf32>)
      outs(%zero : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %planes = arith.constant dense<[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]]> : tensor<1x1x3x3xf32>
  %filters = arith.constant dense<[[[[1.0, 0.0], [0.0, -1.0]]], [[[0.0, 0.0], [1.0, 0.0]]]]> : tensor<2x1x2x2xf32>
  // CHECK: tensor<1x2x2x2xf32> [{{\[\[\[}}-4, -4], [-4, -4]], {{\[\[}}4, 5], [7, 8]]]]
  %nchw = linalg.conv_2d_nchw_fchw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%planes, %filters : tensor<1x1x3x3xf32>, tensor<2x1x2x2xf32>)
      outs(%zero : tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %ones = arith.constant dense<1.0> : tensor<2x2x1x1xf32>
  %zero1 = arith.constant dense<0.0> : tensor<1x1x1x1xf32>
  // The corners: 1 + 3 + 7 + 9.
  // CHECK: tensor<1x1x1x1xf32> [{{\[\[\[}}20]]]]
  %dilated = linalg.conv_2d_nhwc_hwcf {dilations = dense<2> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %ones : tensor<1x3x3x1xf32>, tensor<2x2x1x1xf32>)
      outs(%zero1 : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
  %point = arith.constant dense<10.0> : tensor<1x1x1x1xf32>
  %zero2 = arith.constant dense<0.0> : tensor<1x2x2x1xf32>
  // CHECK: tensor<1x2x2x1xf32> [{{\[\[\[}}10], [30]], {{\[\[}}70], [90]]]]
  %strided = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<2> : tensor<2xi64>}
      ins(%image, %point : tensor<1x3x3x1xf32>, tensor<1x1x1x1xf32>)
      outs(%zero2 : tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
  return %nhwc, %nchw, %dilated, %strided
    : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<1x1x1x1xf32>, tensor<1x2x2x1xf32>
}

func.func @depthwise() -> (tensor<1x1x1x2xf32>, tensor<1x1x1x1x2xf32>) {
  %image = arith.constant dense<[[[[1.0, 10.0], [2.0, 20.0]], [[3.0, 30.0], [4.0, 40.0]]]]> : tensor<1x2x2x2xf32>
  %kernel = arith.constant dense<[[[1.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [1.0, 2.0]]]> : tensor<2x2x2xf32>
  %zero = arith.constant dense<0.0> : tensor<1x1x1x2xf32>
  // DEPTH: tensor<1x1x1x2xf32> [{{\[\[\[}}10, 80]]]]
  %plain = linalg.depthwise_conv_2d_nhwc_hwc {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %kernel : tensor<1x2x2x2xf32>, tensor<2x2x2xf32>)
      outs(%zero : tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
  %gray = arith.constant dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32>
  %multiplied = arith.constant dense<[[[[1.0, 2.0]], [[3.0, 4.0]]]]> : tensor<1x2x1x2xf32>
  %zero5 = arith.constant dense<0.0> : tensor<1x1x1x1x2xf32>
  // 1 * 1 + 2 * 3, 1 * 2 + 2 * 4
  // DEPTH: tensor<1x1x1x1x2xf32> [{{\[\[\[\[}}7, 10]]]]]
  %hwcm = linalg.depthwise_conv_2d_nhwc_hwcm {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%gray, %multiplied : tensor<1x1x2x1xf32>, tensor<1x2x1x2xf32>)
      outs(%zero5 : tensor<1x1x1x1x2xf32>) -> tensor<1x1x1x1x2xf32>
  return %plain, %hwcm : tensor<1x1x1x2xf32>, tensor<1x1x1x1x2xf32>
}

func.func @quantized() -> (tensor<1x1x1x1xi32>, tensor<1x1x1x1xi32>, tensor<1x1x1x2xi32>) {
  %image = arith.constant dense<[[[[-128], [127]]]]> : tensor<1x1x2x1xi8>
  %kernel = arith.constant dense<[[[[5]], [[-6]]]]> : tensor<1x2x1x1xi8>
  %zi = arith.constant 2 : i32
  %zk = arith.constant -3 : i32
  %zero = arith.constant dense<0> : tensor<1x1x1x1xi32>
  // (-130) * 8 + 125 * (-3)
  // QUANT: tensor<1x1x1x1xi32> [{{\[\[\[}}-1415]]]]
  %nhwc = linalg.conv_2d_nhwc_hwcf_q {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %kernel, %zi, %zk : tensor<1x1x2x1xi8>, tensor<1x2x1x1xi8>, i32, i32)
      outs(%zero : tensor<1x1x1x1xi32>) -> tensor<1x1x1x1xi32>
  %planes = arith.constant dense<[[[[-128, 127]]]]> : tensor<1x1x1x2xi8>
  %filters = arith.constant dense<[[[[5, -6]]]]> : tensor<1x1x1x2xi8>
  // QUANT: tensor<1x1x1x1xi32> [{{\[\[\[}}-1415]]]]
  %nchw = linalg.conv_2d_nchw_fchw_q {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%planes, %filters, %zi, %zk : tensor<1x1x1x2xi8>, tensor<1x1x1x2xi8>, i32, i32)
      outs(%zero : tensor<1x1x1x1xi32>) -> tensor<1x1x1x1xi32>
  %zero2 = arith.constant dense<0> : tensor<1x1x1x2xi32>
  %pair = arith.constant dense<[[[[1, 2]]]]> : tensor<1x1x1x2xi8>
  %weights = arith.constant dense<[[[10, 20]]]> : tensor<1x1x2xi8>
  // (1 - 2) * (10 + 3), (2 - 2) * (20 + 3)
  // QUANT: tensor<1x1x1x2xi32> [{{\[\[\[}}-13, 0]]]]
  %depthwise = linalg.depthwise_conv_2d_nhwc_hwc_q {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%pair, %weights, %zi, %zk : tensor<1x1x1x2xi8>, tensor<1x1x2xi8>, i32, i32)
      outs(%zero2 : tensor<1x1x1x2xi32>) -> tensor<1x1x1x2xi32>
  return %nhwc, %nchw, %depthwise : tensor<1x1x1x1xi32>, tensor<1x1x1x1xi32>, tensor<1x1x1x2xi32>
}

func.func @pooling() -> (tensor<1x1x2x1xf32>, tensor<1x1x1x2xf32>, tensor<1x1x2x1xf32>, tensor<1x1x2x1xi8>) {
  %image = arith.constant dense<[[[[1.0], [5.0], [3.0]], [[4.0], [2.0], [6.0]]]]> : tensor<1x2x3x1xf32>
  // A window's shape counts; its elements are never read.
  %window = tensor.empty() : tensor<2x2xf32>
  %lowest = arith.constant dense<0xFF800000> : tensor<1x1x2x1xf32>
  // POOL: tensor<1x1x2x1xf32> [{{\[\[\[}}5], [6]]]]
  %max = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %window : tensor<1x2x3x1xf32>, tensor<2x2xf32>) outs(%lowest : tensor<1x1x2x1xf32>) -> tensor<1x1x2x1xf32>
  %planes = arith.constant dense<[[[[1.0, 5.0, 3.0], [4.0, 2.0, 6.0]]]]> : tensor<1x1x2x3xf32>
  %zero = arith.constant dense<0.0> : tensor<1x1x1x2xf32>
  // POOL: tensor<1x1x1x2xf32> [{{\[\[\[}}12, 16]]]]
  %sum = linalg.pooling_nchw_sum {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%planes, %window : tensor<1x1x2x3xf32>, tensor<2x2xf32>) outs(%zero : tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
  %highest = arith.constant dense<0x7F800000> : tensor<1x1x2x1xf32>
  // POOL: tensor<1x1x2x1xf32> [{{\[\[\[}}1], [2]]]]
  %min = linalg.pooling_nhwc_min {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%image, %window : tensor<1x2x3x1xf32>, tensor<2x2xf32>) outs(%highest : tensor<1x1x2x1xf32>) -> tensor<1x1x2x1xf32>
  %codes = arith.constant dense<[[[[-1], [5], [3]], [[4], [2], [-6]]]]> : tensor<1x2x3x1xi8>
  %window8 = tensor.empty() : tensor<2x2xi8>
  %lowest8 = arith.constant dense<-128> : tensor<1x1x2x1xi8>
  // POOL: tensor<1x1x2x1xi8> [{{\[\[\[}}5], [5]]]]
  %max8 = linalg.pooling_nhwc_max {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>}
      ins(%codes, %window8 : tensor<1x2x3x1xi8>, tensor<2x2xi8>) outs(%lowest8 : tensor<1x1x2x1xi8>) -> tensor<1x1x2x1xi8>
  return %max, %sum, %min, %max8 : tensor<1x1x2x1xf32>, tensor<1x1x1x2xf32>, tensor<1x1x2x1xf32>, tensor<1x1x2x1xi8>
}
