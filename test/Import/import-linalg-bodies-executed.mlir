// Bodies that look like a sum of products: what they compute, before and after import. Values by hand.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-run %s --device=cpu --print | FileCheck %s
// RUN: quant-opt %s --qnt-import -o %t.mlir && FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --device=cpu --print | FileCheck %s
// RUN: quant-opt %s --qnt-import-linalg --remarks-filter=qnt -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// -3 * 5 + 2 * |-7| + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}9]]
// |-15| + |-14| + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}39]]
// -(-10 - 15) - 14.
// CHECK: tensor<1x1xf32> {{\[\[}}11]]
// ||10 - 15| - 14|.
// CHECK: tensor<1x1xf32> {{\[\[}}9]]
// 3 * 5 - 128 * 1 + 10 (the magnitude of -128 wraps).
// CHECK: tensor<1x1xi32> {{\[\[}}-103]]
// 8 | (6 & 3) | (5 & -2).
// CHECK: tensor<1x1xi32> {{\[\[}}14]]
// The bits of 1.0 are 2^-7 in bf16, those of 2.0 are 2.0: 2^-7 * 128 + 2 * 3.
// CHECK: tensor<1x1xf32> {{\[\[}}7]]
// 7 * 100 wraps to -68, -8 * 3 does not.
// CHECK: tensor<1x1xi32> {{\[\[}}-92]]
// 2 * (-15 - 14) + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}-48]]
// 2 * (-15 - 14) + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}-48]]
// -128 * -128 + 127 * -128.
// CHECK: tensor<1x1xi32> {{\[\[}}128]]
// 1 * 3 + 2 * 0.5 + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}14]]
// 4 * 3 - 8 * 0.5 + 10.
// CHECK: tensor<1x1xf32> {{\[\[}}18]]
// (100 + 28) * (2 + 5) + (-100 + 28) * (3 + 5).
// CHECK: tensor<1x1xi32> {{\[\[}}320]]
// (1 + 1) * (3 - 1) + (2 + 1) * (4 - 1).
// CHECK: tensor<1x1x1x1xi32> {{\[\[\[\[}}13]]]]
// (1.5 - 0.5) * (4 - 1) + (2 - 0.5) * (5 - 1).
// CHECK: tensor<1x1xf32> {{\[\[}}9]]
// (1 - 0.5) * (3 - 1) + (2 - 0.5) * (4 - 1).
// CHECK: tensor<1x1x1x1xf32> {{\[\[\[\[}}5.5]]]]
// IMPORTED-COUNT-10: linalg.generic
// IMPORTED-COUNT-4: qnt.dot_general
// IMPORTED: qnt.conv_general_dilated
// IMPORTED: linalg.quantized_matmul
// IMPORTED: linalg.conv_2d_nhwc_hwcf_q
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK: its body is not accumulator + lhs * rhs
// REMARK-COUNT-2: it takes zero points off floats
// REMARK: contractions=4, convolutions=1, skipped=10

#mk = affine_map<(m, n, k) -> (m, k)>
#kn = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @main() -> (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1x1x1xi32>, tensor<1x1xf32>, tensor<1x1x1x1xf32>) {
  %x = arith.constant dense<[[-3.0, 2.0]]> : tensor<1x2xf32>
  %w = arith.constant dense<[[5.0], [-7.0]]> : tensor<2x1xf32>
  %ten = arith.constant dense<10.0> : tensor<1x1xf32>
  %xi = arith.constant dense<[[-3, -128]]> : tensor<1x2xi8>
  %wi = arith.constant dense<[[5], [1]]> : tensor<2x1xi8>
  %teni = arith.constant dense<10> : tensor<1x1xi32>
  %xb = arith.constant dense<[[6, 5]]> : tensor<1x2xi8>
  %wb = arith.constant dense<[[3], [-2]]> : tensor<2x1xi8>
  %eight = arith.constant dense<8> : tensor<1x1xi32>
  %xh = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf16>
  %wf = arith.constant dense<[[128.0], [3.0]]> : tensor<2x1xf32>
  %zero = arith.constant dense<0.0> : tensor<1x1xf32>
  %x4 = arith.constant dense<[[7, -8]]> : tensor<1x2xi4>
  %wn = arith.constant dense<[[100], [3]]> : tensor<2x1xi8>
  %zeroi = arith.constant dense<0> : tensor<1x1xi32>
  %xw = arith.constant dense<[[-128, 127]]> : tensor<1x2xi8>
  %ww = arith.constant dense<[[-128], [-128]]> : tensor<2x1xi8>
  %wh = arith.constant dense<[[3.0], [0.5]]> : tensor<2x1xf16>
  %xb16 = arith.constant dense<[[4.0, -8.0]]> : tensor<1x2xbf16>
  %xz = arith.constant dense<[[100, -100]]> : tensor<1x2xi8>
  %wz = arith.constant dense<[[2], [3]]> : tensor<2x1xi8>
  %xf = arith.constant dense<[[1.5, 2.0]]> : tensor<1x2xf32>
  %wz2 = arith.constant dense<[[4.0], [5.0]]> : tensor<2x1xf32>
  %image = arith.constant dense<[[[[1], [2]]]]> : tensor<1x1x2x1xi8>
  %kernel = arith.constant dense<[[[[3]], [[4]]]]> : tensor<1x2x1x1xi8>
  %zeroimage = arith.constant dense<0> : tensor<1x1x1x1xi32>
  %imagef = arith.constant dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32>
  %kernelf = arith.constant dense<[[[[3.0]], [[4.0]]]]> : tensor<1x2x1x1xf32>
  %zeroimagef = arith.constant dense<0.0> : tensor<1x1x1x1xf32>
  %two = arith.constant 2.0 : f32
  %zx = arith.constant -28 : i8
  %zw = arith.constant -5 : i16
  %zi = arith.constant -1 : i8
  %zk = arith.constant 1 : i16
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %on_operand = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %n = math.absf %b : f32
    %p = arith.mulf %a, %n : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %on_product = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %n = math.absf %p : f32
    %s = arith.addf %c, %n : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %on_accumulator = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %n = arith.negf %c : f32
    %s = arith.addf %n, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %on_sum = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    %n = math.absf %s : f32
    linalg.yield %n : f32
  } -> tensor<1x1xf32>
  %on_integer = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xi, %wi : tensor<1x2xi8>, tensor<2x1xi8>) outs(%teni : tensor<1x1xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %n = math.absi %a : i8
    %ae = arith.extsi %n : i8 to i32
    %be = arith.extsi %b : i8 to i32
    %p = arith.muli %ae, %be : i32
    %s = arith.addi %c, %p : i32
    linalg.yield %s : i32
  } -> tensor<1x1xi32>
  %or_of_and = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xb, %wb : tensor<1x2xi8>, tensor<2x1xi8>) outs(%eight : tensor<1x1xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %ae = arith.extsi %a : i8 to i32
    %be = arith.extsi %b : i8 to i32
    %p = arith.andi %ae, %be : i32
    %s = arith.ori %c, %p : i32
    linalg.yield %s : i32
  } -> tensor<1x1xi32>
  %bits = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xh, %wf : tensor<1x2xf16>, tensor<2x1xf32>) outs(%zero : tensor<1x1xf32>) {
  ^bb0(%a: f16, %b: f32, %c: f32):
    %n = arith.bitcast %a : f16 to bf16
    %ae = arith.extf %n : bf16 to f32
    %p = arith.mulf %ae, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %narrow_product = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x4, %wn : tensor<1x2xi4>, tensor<2x1xi8>) outs(%zeroi : tensor<1x1xi32>) {
  ^bb0(%a: i4, %b: i8, %c: i32):
    %ae = arith.extsi %a : i4 to i8
    %n = arith.muli %ae, %b : i8
    %p = arith.extsi %n : i8 to i32
    %s = arith.addi %c, %p : i32
    linalg.yield %s : i32
  } -> tensor<1x1xi32>
  %captured = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %n = arith.mulf %a, %two : f32
    %p = arith.mulf %n, %b : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %twice = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x2xf32>, tensor<2x1xf32>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %n = arith.mulf %a, %b : f32
    %p = arith.addf %n, %n : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %wide_product = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xw, %ww : tensor<1x2xi8>, tensor<2x1xi8>) outs(%zeroi : tensor<1x1xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %ae = arith.extsi %a : i8 to i16
    %be = arith.extsi %b : i8 to i16
    %n = arith.muli %be, %ae : i16
    %p = arith.extsi %n : i16 to i32
    %s = arith.addi %p, %c : i32
    linalg.yield %s : i32
  } -> tensor<1x1xi32>
  %half_product = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xh, %wh : tensor<1x2xf16>, tensor<2x1xf16>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: f16, %b: f16, %c: f32):
    %n = arith.mulf %a, %b : f16
    %p = arith.extf %n : f16 to f32
    %unread = arith.negf %b : f16
    %s = arith.addf %p, %c : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %in_steps = linalg.generic {indexing_maps = [#mk, #kn, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%xb16, %wh : tensor<1x2xbf16>, tensor<2x1xf16>) outs(%ten : tensor<1x1xf32>) {
  ^bb0(%a: bf16, %b: f16, %c: f32):
    %ae = arith.extf %a : bf16 to f32
    %be = arith.extf %b : f16 to f32
    %p = arith.mulf %be, %ae : f32
    %s = arith.addf %c, %p : f32
    linalg.yield %s : f32
  } -> tensor<1x1xf32>
  %zero_points = linalg.quantized_matmul ins(%xz, %wz, %zx, %zw : tensor<1x2xi8>, tensor<2x1xi8>, i8, i16) outs(%zeroi : tensor<1x1xi32>) -> tensor<1x1xi32>
  %conv_zero_points = linalg.conv_2d_nhwc_hwcf_q ins(%image, %kernel, %zi, %zk : tensor<1x1x2x1xi8>, tensor<1x2x1x1xi8>, i8, i16)
      outs(%zeroimage : tensor<1x1x1x1xi32>) -> tensor<1x1x1x1xi32>
  %float_zero_points = linalg.quantized_matmul ins(%xf, %wz2, %half, %one : tensor<1x2xf32>, tensor<2x1xf32>, f32, f32) outs(%zero : tensor<1x1xf32>) -> tensor<1x1xf32>
  %float_conv_zero_points = linalg.conv_2d_nhwc_hwcf_q ins(%imagef, %kernelf, %half, %one : tensor<1x1x2x1xf32>, tensor<1x2x1x1xf32>, f32, f32)
      outs(%zeroimagef : tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
  return %on_operand, %on_product, %on_accumulator, %on_sum, %on_integer, %or_of_and, %bits, %narrow_product, %captured, %twice, %wide_product, %half_product, %in_steps, %zero_points, %conv_zero_points, %float_zero_points, %float_conv_zero_points : tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xi32>, tensor<1x1x1x1xi32>, tensor<1x1xf32>, tensor<1x1x1x1xf32>
}
