// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#w4 = #qnt.encoding<u4 : f32, block = 1x4, scale = f32, zero_point = u4>
#t3 = #qnt.encoding<i3 : f16, block = *x*, scale = f16>
#mx = #qnt.encoding<f6E2M3FN : f32, block = 1x32, scale = f8E8M0FNU>
#nf = #qnt.encoding<lut<u4, f32> : f32, block = 1x*, scale = f32>
#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
#sp = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 1>
#scalar = #qnt.encoding<i4 : f32, scale = f32>
#wide = #qnt.encoding<i16 : f32, block = *, scale = f32>

// CHECK-LABEL: func @resource
func.func @resource() -> !qnt.array<2x8, #w4> {
  // CHECK: qnt.constant codes = dense_resource<w_codes> : tensor<2x4xi8>, scales = dense<5.000000e-01> : tensor<2x2xf32>, zero_points = dense<{{\[\[}}7, 0], [-8, 1]]> : tensor<2x2xi4> : !qnt.array<2x8, #{{.*}}>
  %w = qnt.constant codes = dense_resource<w_codes> : tensor<2x4xi8>, scales = dense<0.5> : tensor<2x2xf32>,
         zero_points = dense<[[7, 0], [-8, 1]]> : tensor<2x2xi4> : !qnt.array<2x8, #w4>
  return %w : !qnt.array<2x8, #w4>
}

// Zero points of less than a byte in a resource are packed as codes are.
// CHECK-LABEL: func @packed_zero_points
func.func @packed_zero_points() -> !qnt.array<2x8, #w4> {
  // CHECK: zero_points = dense_resource<w_zero_points> : tensor<2x2xi4> {qnt.name = "w"} : !qnt.array
  %w = qnt.constant codes = dense_resource<w_codes> : tensor<2x4xi8>, scales = dense_resource<w_scales> : tensor<2x2xf32>,
         zero_points = dense_resource<w_zero_points> : tensor<2x2xi4> {qnt.name = "w"} : !qnt.array<2x8, #w4>
  return %w : !qnt.array<2x8, #w4>
}

// Three codes of three bits a row: two bytes, seven bits of padding.
// CHECK-LABEL: func @padded_rows
func.func @padded_rows() -> !qnt.array<2x3, #t3> {
  // CHECK: qnt.constant codes = dense<{{\[\[}}-47, 0], [-1, 1]]> : tensor<2x2xi8>, scales = dense<1.000000e+00> : tensor<1x1xf16>
  %w = qnt.constant codes = dense<[[0xD1, 0x00], [0xFF, 0x01]]> : tensor<2x2xi8>, scales = dense<1.0> : tensor<1x1xf16>
         : !qnt.array<2x3, #t3>
  return %w : !qnt.array<2x3, #t3>
}

// CHECK-LABEL: func @microscaling
func.func @microscaling() -> !qnt.array<1x32, #mx> {
  // CHECK: scales = dense<{{.*}}> : tensor<1x1xf8E8M0FNU>
  %w = qnt.constant codes = dense<0> : tensor<1x24xi8>, scales = dense<0x00> : tensor<1x1xf8E8M0FNU>
         : !qnt.array<1x32, #mx>
  return %w : !qnt.array<1x32, #mx>
}

// CHECK-LABEL: func @code_book
func.func @code_book() -> !qnt.array<1x2, #nf> {
  // CHECK: codebook = dense<0.000000e+00> : tensor<1x1x16xf32>
  %w = qnt.constant codes = dense<0x21> : tensor<1x1xi8>, scales = dense<-2.0> : tensor<1x1xf32>,
         codebook = dense<0.0> : tensor<1x1x16xf32> : !qnt.array<1x2, #nf>
  return %w : !qnt.array<1x2, #nf>
}

// CHECK-LABEL: func @tensor_scale
func.func @tensor_scale() -> !qnt.array<1x16, #nv> {
  // CHECK: tensor_scale = dense<3.000000e+00> : tensor<f32>
  %w = qnt.constant codes = dense<1> : tensor<1x8xi8>, scales = dense<1.0> : tensor<1x1xf8E4M3FN>,
         tensor_scale = dense<3.0> : tensor<f32> : !qnt.array<1x16, #nv>
  return %w : !qnt.array<1x16, #nv>
}

// CHECK-LABEL: func @mask
func.func @mask() -> !qnt.array<2x4, #sp> {
  // CHECK: mask = dense<{{\[\[}}5], [10]]> : tensor<2x1xi8>
  %w = qnt.constant codes = dense<1> : tensor<2x4xi8>, scales = dense<1.0> : tensor<1x1xf32>,
         mask = dense<[[5], [10]]> : tensor<2x1xi8> : !qnt.array<2x4, #sp>
  return %w : !qnt.array<2x4, #sp>
}

// CHECK-LABEL: func @rank_zero
func.func @rank_zero() -> !qnt.array<#scalar> {
  // CHECK: qnt.constant codes = dense<15> : tensor<1xi8>, scales = dense<2.500000e-01> : tensor<f32> : !qnt.array<#{{.*}}>
  %w = qnt.constant codes = dense<15> : tensor<1xi8>, scales = dense<0.25> : tensor<f32> : !qnt.array<#scalar>
  return %w : !qnt.array<#scalar>
}

// CHECK-LABEL: func @zero_sized
func.func @zero_sized() -> !qnt.array<0x8, #w4> {
  // CHECK: qnt.constant codes = dense<> : tensor<0x4xi8>, scales = dense<> : tensor<0x2xf32>, zero_points = dense<> : tensor<0x2xi4> : !qnt.array<0x8, #{{.*}}>
  %w = qnt.constant codes = dense<> : tensor<0x4xi8>, scales = dense<> : tensor<0x2xf32>,
         zero_points = dense<> : tensor<0x2xi4> : !qnt.array<0x8, #w4>
  return %w : !qnt.array<0x8, #w4>
}

// CHECK-LABEL: func @two_bytes_a_code
func.func @two_bytes_a_code() -> !qnt.array<3, #wide> {
  // CHECK: codes = dense<[1, 0, 2, 0, -1, -1]> : tensor<6xi8>
  %w = qnt.constant codes = dense<[1, 0, 2, 0, -1, -1]> : tensor<6xi8>, scales = dense<1.0> : tensor<1xf32>
         : !qnt.array<3, #wide>
  return %w : !qnt.array<3, #wide>
}

{-#
  dialect_resources: {
    builtin: {
      w_codes: "0x040000000123456789ABCDEF",
      w_scales: "0x040000000000803F0000803F0000803F0000803F",
      w_zero_points: "0x040000002143"
    }
  }
#-}
