// Which type sums of decoded values have: f32 where 64 products and more are summed, or where decoding rounds nothing; f64
// where constants, or few elements of the run, may lie beyond f32.
// RUN: quant-opt %s --qnt-lower-to-linalg | FileCheck %s
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s --check-prefix=CPU
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s --check-prefix=CPU

// CPU-COUNT-4: 0 mismatches

#i4 = #qnt.encoding<i4 : f32, block = *x1, scale = f16>
#e8m0 = #qnt.encoding<f8E5M2 : f32, block = 8x1, scale = f8E8M0FNU>
#codes = #qnt.encoding<i16 : f32, block = *x*>
#i8f32 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#i16f16 = #qnt.encoding<i16 : f32, block = *x1, scale = f16>
#zero = #qnt.encoding<i8 : f32, block = *x1, scale = f16, zero_point = i32>
#float_zero = #qnt.encoding<i8 : f32, block = *x1, scale = f16, zero_point = f16>
#tensor_scale = #qnt.encoding<f4E2M1FN : f32, block = 8x1, scale = f8E4M3FN, tensor_scale = f32>
#lut = #qnt.encoding<lut<u4, f16> : f32, block = *x1, scale = f16>
#i8e8m0 = #qnt.encoding<i8 : f32, block = *x1, scale = f8E8M0FNU>
#i8bf16 = #qnt.encoding<i8 : bf16, block = *x1, scale = bf16>
#fine = #qnt.encoding<lut<u4, bf16> : f32, block = *x1, scale = bf16>

// CHECK-LABEL: func.func @tensors(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @tensors(%x: tensor<2x32xf32>, %y: tensor<32x5xbf16>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf32>, tensor<32x5xbf16>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @result_f64(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @result_f64(%x: tensor<2x32xf16>, %y: tensor<32x5xf16>) -> tensor<2x5xf64> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, tensor<32x5xf16>) -> tensor<2x5xf64>
  return %z : tensor<2x5xf64>
}

// CHECK-LABEL: func.func @four_bits(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @four_bits(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #i4>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #i4>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 57344 * 2^127 may be among them.
// CHECK-LABEL: func.func @powers_of_two(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @powers_of_two(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #e8m0>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #e8m0>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @codes(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @codes(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #codes>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #codes>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 11 + 11 bits.
// CHECK-LABEL: func.func @table(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @table(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #lut>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #lut>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 7 + 24 bits.
// CHECK-LABEL: func.func @scale_f32(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @scale_f32(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #i8f32>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 15 + 11 bits.
// CHECK-LABEL: func.func @sixteen_bits(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @sixteen_bits(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #i16f16>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #i16f16>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @wide_zero_point(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @wide_zero_point(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #zero>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #zero>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @float_zero_point(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @float_zero_point(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #float_zero>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #float_zero>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @tensor_scale(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @tensor_scale(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #tensor_scale>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #tensor_scale>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 16 bits, but down to 2^-266.
// CHECK-LABEL: func.func @below_f32(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @below_f32(%x: tensor<2x32xf16>, %y: !qnt.array<32x5, #fine>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf16>, !qnt.array<32x5, #fine>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @many_products(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @many_products(%x: tensor<2x64xf16>, %y: !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf16>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// The number of products is not known: f32 only where it need not be.
// CHECK-LABEL: func.func @dynamic(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @dynamic(%x: tensor<2x?xf16>, %y: tensor<?x5xf16>) -> tensor<2x5xf16> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x?xf16>, tensor<?x5xf16>) -> tensor<2x5xf16>
  return %z : tensor<2x5xf16>
}

// Many products: scales of the run are expected to be ordinary.
// CHECK-LABEL: func.func @many_powers_of_two(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @many_powers_of_two(%x: tensor<2x64xf32>, %y: !qnt.array<64x5, #i8e8m0>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf32>, !qnt.array<64x5, #i8e8m0>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// Constant scales are looked at.
// CHECK-LABEL: func.func @known_powers_of_two(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @known_powers_of_two(%x: tensor<2x32xf32>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<32x5xi8>, scales = dense<0.5> : tensor<1x5xf8E8M0FNU> : !qnt.array<32x5, #i8e8m0>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xf32>, !qnt.array<32x5, #i8e8m0>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// As weights of four and eight bits mostly are.
// CHECK-LABEL: func.func @known_bf16(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @known_bf16(%x: tensor<2x32xbf16>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<32x5xi8>, scales = dense<[[0x3B00, 0x3C10, 0x3A77, 0x3980, 0x3D01]]> : tensor<1x5xbf16> : !qnt.array<32x5, #i8bf16>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x32xbf16>, !qnt.array<32x5, #i8bf16>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}


// CHECK-LABEL: func.func @known_f32(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f32
// CHECK-NEXT: arith.addf {{.*}} : f32
func.func @known_f32(%x: tensor<2x64xf32>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<[[1.0e-3, 2.0e-9, 0.7, 1.0e-20, 3.0e10]]> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 128 * 3e36.
// CHECK-LABEL: func.func @known_large(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @known_large(%x: tensor<2x64xf32>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<[[1.0e-3, 2.0e-9, 0.7, 1.0e-20, 3.0e36]]> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// Below 2^-126.
// CHECK-LABEL: func.func @known_small(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @known_small(%x: tensor<2x64xf32>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<[[1.0e-3, 2.0e-9, 0.7, 1.1e-38, 3.0e10]]> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// 2^-24 * 1e-31 is below 2^-126, 1e-31 itself is not.
// CHECK-LABEL: func.func @small_products(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func @small_products(%x: tensor<2x64xf16>) -> tensor<2x5xf32> {
  %y = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<1.0e-31> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf16>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

// Of two calls.
// CHECK-LABEL: func.func private @passed(
// CHECK: iterator_types = ["parallel", "parallel", "reduction"]
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf {{.*}} : f64
func.func private @passed(%x: tensor<2x64xf32>, %y: !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32> {
  %z = qnt.dot_general %x, %y contracting = [1] x [0] batch = [] x [] : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

func.func @calls(%x: tensor<2x64xf32>) -> (tensor<2x5xf32>, tensor<2x5xf32>) {
  %a = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<0.5> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %b = qnt.constant codes = dense<99> : tensor<64x5xi8>, scales = dense<3.0e38> : tensor<1x5xf32> : !qnt.array<64x5, #i8f32>
  %0 = call @passed(%x, %a) : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  %1 = call @passed(%x, %b) : (tensor<2x64xf32>, !qnt.array<64x5, #i8f32>) -> tensor<2x5xf32>
  return %0, %1 : tensor<2x5xf32>, tensor<2x5xf32>
}

func.func @main() -> (tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>) {
  %x = arith.constant dense<0.3> : tensor<2x32xf16>
  %w = qnt.constant codes = dense<5> : tensor<32x3xi8>, scales = dense<[[0.25, 0.3, 0.7, 1.1, 3.0]]> : tensor<1x5xf16> : !qnt.array<32x5, #i4>
  %a = call @four_bits(%x, %w) : (tensor<2x32xf16>, !qnt.array<32x5, #i4>) -> tensor<2x5xf32>
  %e = qnt.constant codes = dense<49> : tensor<32x5xi8>, scales = dense<0.5> : tensor<4x5xf8E8M0FNU> : !qnt.array<32x5, #e8m0>
  %b = call @powers_of_two(%x, %e) : (tensor<2x32xf16>, !qnt.array<32x5, #e8m0>) -> tensor<2x5xf32>
  %v = qnt.constant codes = dense<99> : tensor<32x5xi8>, scales = dense<[[0.25, 0.3, 0.7, 1.1, 3.0]]> : tensor<1x5xf32> : !qnt.array<32x5, #i8f32>
  %c = call @scale_f32(%x, %v) : (tensor<2x32xf16>, !qnt.array<32x5, #i8f32>) -> tensor<2x5xf32>
  %p = arith.constant dense<0.7> : tensor<2x32xf32>
  %q = arith.constant dense<0.9> : tensor<32x5xbf16>
  %d = call @tensors(%p, %q) : (tensor<2x32xf32>, tensor<32x5xbf16>) -> tensor<2x5xf32>
  return %a, %b, %c, %d : tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>
}
