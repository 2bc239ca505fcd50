// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @constant_c1() {
  // expected-error @+1 {{'qnt.constant' op expected result to have a static shape, but got '!qnt.array<?x8, #qnt.encoding<i8 : f32, block = 1x*>>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8> : !qnt.array<?x8, #qnt.encoding<i8 : f32, block = 1x*>>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32>
func.func @constant_c2_logical_codes() {
  // expected-error @+1 {{'qnt.constant' op expected codes of type 'tensor<2x4xi8>', but got 'tensor<2x8xi4>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi4>, scales = dense<1.0> : tensor<2x1xf32> : !qnt.array<2x8, #w4>
  return
}

// -----

#t3 = #qnt.encoding<u3 : f32, block = 1x*, scale = f32>
func.func @constant_c2_row_bytes() {
  // expected-error @+1 {{'qnt.constant' op expected codes of type 'tensor<2x4xi8>', but got 'tensor<2x3xi8>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x3xi8>, scales = dense<1.0> : tensor<2x1xf32> : !qnt.array<2x9, #t3>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32>
func.func @constant_c3_scales_missing() {
  // expected-error @+1 {{'qnt.constant' op expected scales of type 'tensor<2x1xf32>', but got none}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8> : !qnt.array<2x8, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32>
func.func @constant_c3_scales_type() {
  // expected-error @+1 {{'qnt.constant' op expected scales of type 'tensor<2x1xf32>', but got 'tensor<2xf32>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2xf32> : !qnt.array<2x8, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*>
func.func @constant_c3_scales_unexpected() {
  // expected-error @+1 {{'qnt.constant' op expected no scales, because the encoding has none, but got 'tensor<2x1xf32>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x1xf32> : !qnt.array<2x8, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = u4>
func.func @constant_c3_zero_points() {
  // expected-error @+1 {{'qnt.constant' op expected zero points of type 'tensor<2x1xi4>', but got 'tensor<2x1xi8>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x1xf32>,
         zero_points = dense<3> : tensor<2x1xi8> : !qnt.array<2x8, #w4>
  return
}

// -----

#lut = #qnt.encoding<lut<u4, f32> : f32, block = 1x*>
func.func @constant_c3_codebook() {
  // expected-error @+1 {{'qnt.constant' op expected code book of type 'tensor<1x1x16xf32>', but got none}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8> : !qnt.array<2x8, #lut>
  return
}

// -----

#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x*, scale = f8E4M3FN, tensor_scale = f32>
func.func @constant_c3_tensor_scale() {
  // expected-error @+1 {{'qnt.constant' op expected tensor scale of type 'tensor<f32>', but got 'tensor<1xf32>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x1xf8E4M3FN>,
         tensor_scale = dense<1.0> : tensor<1xf32> : !qnt.array<2x8, #nv>
  return
}

// -----

#s = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = bitmask>
func.func @constant_c3_mask() {
  // expected-error @+1 {{'qnt.constant' op expected mask of type 'tensor<2x1xi8>', but got 'tensor<2x8xi1>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense<1.0> : tensor<2x1xf32>,
         mask = dense<true> : tensor<2x8xi1> : !qnt.array<2x8, #s>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*>
func.func @constant_c4_sparse() {
  // expected-error @+1 {{'qnt.constant' op expected codes to be dense or dense_resource, but got another kind of elements}}
  %w = qnt.constant codes = sparse<[[0, 0]], [1]> : tensor<2x8xi8> : !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*>
func.func @constant_c4_missing() {
  // expected-error @+1 {{'qnt.constant' op expected data of resource 'nowhere' for codes, but got none (missing or elided)}}
  %w = qnt.constant codes = dense_resource<nowhere> : tensor<2x8xi8> : !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*>
func.func @constant_c4_elided() {
  // expected-error @+1 {{'qnt.constant' op expected data of resource '__elided__' for codes, but got none (missing or elided)}}
  %w = qnt.constant codes = dense_resource<__elided__> : tensor<2x8xi8> : !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @constant_c4_missing_scales() {
  // expected-error @+1 {{'qnt.constant' op expected data of resource 'nowhere' for scales, but got none (missing or elided)}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense_resource<nowhere> : tensor<2x1xf32>
         : !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*>
func.func @constant_c4_short() {
  // expected-error @+1 {{'qnt.constant' op expected 16 bytes of codes in resource 'short', but got 8}}
  %w = qnt.constant codes = dense_resource<short> : tensor<2x8xi8> : !qnt.array<2x8, #i8>
  return
}
{-# dialect_resources: { builtin: { short: "0x040000000123456789ABCDEF" } } #-}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x4, scale = f32, zero_point = u4>
func.func @constant_c4_long_zero_points() {
  // expected-error @+1 {{'qnt.constant' op expected 2 bytes of zero points in resource 'long', but got 4}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x2xf32>,
         zero_points = dense_resource<long> : tensor<2x2xi4> : !qnt.array<2x8, #w4>
  return
}
{-# dialect_resources: { builtin: { long: "0x0400000001020304" } } #-}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @constant_c5_zero_scale() {
  // expected-error @+1 {{'qnt.constant' op expected constant scales to be finite and not zero, but got another value at element 1}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense<[[1.0], [0.0]]> : tensor<2x1xf32>
         : !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = bf16>
func.func @constant_c5_nan_scale_in_resource() {
  // expected-error @+1 {{'qnt.constant' op expected constant scales to be finite and not zero, but got another value at element 1}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense_resource<nan> : tensor<2x1xbf16>
         : !qnt.array<2x8, #i8>
  return
}
{-# dialect_resources: { builtin: { nan: "0x04000000803FC0FF" } } #-}

// -----

#mx = #qnt.encoding<f8E5M2 : f32, block = 1x*, scale = f8E8M0FNU>
func.func @constant_c5_e8m0_nan() {
  // expected-error @+1 {{'qnt.constant' op expected constant scales to be finite and not zero, but got another value at element 0}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense<0xFF> : tensor<2x1xf8E8M0FNU>
         : !qnt.array<2x8, #mx>
  return
}

// -----

#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x*, scale = f8E4M3FN, tensor_scale = f32>
func.func @constant_c5_infinite_tensor_scale() {
  // expected-error @+1 {{'qnt.constant' op expected constant tensor scale to be finite and not zero, but got another value at element 0}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x1xf8E4M3FN>,
         tensor_scale = dense<0x7F800000> : tensor<f32> : !qnt.array<2x8, #nv>
  return
}

// -----

#fz = #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = f16>
func.func @constant_c5_zero_point() {
  // expected-error @+1 {{'qnt.constant' op expected constant zero points to be finite, but got another value at element 0}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, scales = dense<1.0> : tensor<2x1xf32>,
         zero_points = dense<0x7C00> : tensor<2x1xf16> : !qnt.array<2x8, #fz>
  return
}

// -----

#lut = #qnt.encoding<lut<u1, f8E5M2> : f32, block = 1x*>
func.func @constant_c5_codebook() {
  // expected-error @+1 {{'qnt.constant' op expected constant code book to be finite, but got another value at element 1}}
  %w = qnt.constant codes = dense<0> : tensor<2x1xi8>, codebook = dense<[[[0x3C, 0x7C]]]> : tensor<1x1x2xf8E5M2>
         : !qnt.array<2x8, #lut>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*>
func.func @constant_c6_codes() {
  // expected-error @+1 {{'qnt.constant' op expected the padding bits of codes to be 0, but got others in row 1}}
  %w = qnt.constant codes = dense<[[0x21, 0x03], [0x21, 0x43]]> : tensor<2x2xi8> : !qnt.array<2x3, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x*>
func.func @constant_c6_splat() {
  // expected-error @+1 {{'qnt.constant' op expected the padding bits of codes to be 0, but got others in row 0}}
  %w = qnt.constant codes = dense<0x11> : tensor<2x2xi8> : !qnt.array<2x3, #w4>
  return
}

// -----

#s = #qnt.encoding<i8 : f32, block = 1x*, sparsity = bitmask>
func.func @constant_c6_mask() {
  // expected-error @+1 {{'qnt.constant' op expected the padding bits of mask to be 0, but got others in row 0}}
  %w = qnt.constant codes = dense<0> : tensor<2x3xi8>, mask = dense<[[0x0F], [0x07]]> : tensor<2x1xi8>
         : !qnt.array<2x3, #s>
  return
}

// -----

#scalar = #qnt.encoding<i4 : f32>
func.func @constant_c6_rank_zero() {
  // expected-error @+1 {{'qnt.constant' op expected the padding bits of codes to be 0, but got others in row 0}}
  %w = qnt.constant codes = dense<0x1F> : tensor<1xi8> : !qnt.array<#scalar>
  return
}

// -----

#kept = #qnt.encoding<i4 : f32, block = 1x*, sparsity = 2:4 along 1, layout = "compressed">
func.func @constant_c2_kept_codes() {
  // expected-error @+1 {{'qnt.constant' op expected codes of type 'tensor<2x2xi8>', but got 'tensor<2x4xi8>'}}
  %w = qnt.constant codes = dense<0> : tensor<2x4xi8>, mask = dense<4> : tensor<2x1xi8> : !qnt.array<2x7, #kept>
  return
}

// -----

#words = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1, layout = "mma_sp_k32">
func.func @constant_c3_positions() {
  // expected-error @+1 {{'qnt.constant' op expected mask of type 'tensor<1024xi8>', but got 'tensor<2x1xi8>'}}
  %w = qnt.constant codes = dense<0> : tensor<4096xi8>, mask = dense<4> : tensor<2x1xi8> : !qnt.array<2x7, #words>
  return
}

// -----

#kept = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1, layout = "compressed">
func.func @constant_c6_positions() {
  // expected-error @+1 {{'qnt.constant' op expected the padding bits of mask to be 0, but got others in row 1}}
  %w = qnt.constant codes = dense<0> : tensor<2x2xi8>, mask = dense<[[0x04], [0x44]]> : tensor<2x1xi8> : !qnt.array<2x3, #kept>
  return
}

// -----

#kept = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1, layout = "compressed">
func.func @constant_c7_order() {
  // expected-error @+1 {{'qnt.constant' op expected positions of kept elements that ascend below 4, but got 2 where at least 4 may stand, in group 1 along dimension 1}}
  %w = qnt.constant codes = dense<0> : tensor<1x4xi8>, mask = dense<0xB4> : tensor<1x1xi8> : !qnt.array<1x8, #kept>
  return
}

// -----

#thirds = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 1:3 along 1, layout = "compressed">
func.func @constant_c7_size() {
  // expected-error @+1 {{'qnt.constant' op expected positions of kept elements that ascend below 3, but got 3 where at least 0 may stand, in group 0 along dimension 1}}
  %w = qnt.constant codes = dense<0> : tensor<1x1xi8>, mask = dense<3> : tensor<1x1xi8> : !qnt.array<1x2, #thirds>
  return
}

// -----

#words = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1, layout = "mma_sp_k64">
func.func @constant_c7_words() {
  // expected-error @+1 {{'qnt.constant' op expected positions of kept elements that ascend below 4, but got 0 where at least 1 may stand, in group 0 along dimension 1}}
  %w = qnt.constant codes = dense<0> : tensor<4096xi8>, mask = dense<0> : tensor<1024xi8> : !qnt.array<2x7, #words>
  return
}

// -----

func.func @constant_part_twice() {
  // expected-error @+1 {{expected codes, scales, zero_points, codebook, tensor_scale, mask, each once, but got 'codes'}}
  %w = qnt.constant codes = dense<0> : tensor<2x8xi8>, codes = dense<0> : tensor<2x8xi8> : !qnt.array<2x8, #qnt.encoding<i8 : f32, block = 1x*>>
  return
}

// -----

func.func @constant_unknown_part() {
  // expected-error @+1 {{expected codes, scales, zero_points, codebook, tensor_scale, mask, each once, but got 'scale'}}
  %w = qnt.constant scale = dense<1.0> : tensor<1xf32> : !qnt.array<2x8, #qnt.encoding<i8 : f32, block = 1x*>>
  return
}

// -----

func.func @constant_without_codes() {
  // expected-error @+1 {{expected codes among the parts, but got none}}
  %w = qnt.constant scales = dense<1.0> : tensor<1xf32> : !qnt.array<2x8, #qnt.encoding<i8 : f32, block = 1x*>>
  return
}

// -----

#m = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>
func.func @constant_c8_splat() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 4 along dimension 1, but got 4}}
  %w = qnt.constant codes = dense<1> : tensor<2x4xi8>, scales = dense<1.0> : tensor<2x1xf32>, mask = dense<15> : tensor<2x1xi8> : !qnt.array<2x4, #m>
  return
}

// -----

// The second row, of which the last group has three elements.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1>
func.func @constant_c8_tail() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 4 along dimension 1, but got 3}}
  %w = qnt.constant codes = dense<1> : tensor<2x11xi8>, mask = dense<[[0x33, 0x03], [0xCC, 0x07]]> : tensor<2x2xi8> : !qnt.array<2x11, #m>
  return
}

// -----

// Bits 3, 4 and 5: the group crosses no byte, but does not begin with one.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:3 along 1>
func.func @constant_c8_thirds() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 3 along dimension 1, but got 3}}
  %w = qnt.constant codes = dense<1> : tensor<1x8xi8>, mask = dense<0x38> : tensor<1x1xi8> : !qnt.array<1x8, #m>
  return
}

// -----

// Column 9 of rows 0, 1 and 3.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 0>
func.func @constant_c8_columns() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 4 along dimension 0, but got 3}}
  %w = qnt.constant codes = dense<1> : tensor<4x10xi8>, mask = dense<[[0, 2], [0, 2], [0, 0], [0, 2]]> : tensor<4x2xi8> : !qnt.array<4x10, #m>
  return
}

// -----

#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 0>
func.func @constant_c8_splat_columns() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 4 along dimension 0, but got 4}}
  %w = qnt.constant codes = dense<1> : tensor<1048576x8388608xi8>, mask = dense<0x40> : tensor<1048576x1048576xi8> : !qnt.array<1048576x8388608, #m>
  return
}

// -----

// A layout of tensor cores orders the codes alone.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 1:2 along 1, layout = "mma_k16">
func.func @constant_c8_fragments() {
  // expected-error @+1 {{'qnt.constant' op expected at most 1 kept elements in every 2 along dimension 1, but got 2}}
  %w = qnt.constant codes = dense<1> : tensor<4096xi8>, mask = dense<[[1], [0x0C]]> : tensor<2x1xi8> : !qnt.array<2x4, #m>
  return
}

// -----

#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1>
func.func @constant_c8_resource() {
  // expected-error @+1 {{'qnt.constant' op expected at most 2 kept elements in every 4 along dimension 1, but got 3}}
  %w = qnt.constant codes = dense<1> : tensor<2x8xi8>, mask = dense_resource<mask> : tensor<2x1xi8> : !qnt.array<2x8, #m>
  return
}
{-# dialect_resources: { builtin: { mask: "0x0400000033D3" } } #-}

// -----

// Half a petabyte of codes, one byte of positions: 0 and 1, 1 and 0.
#kept = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1, layout = "compressed">
func.func @constant_c7_splat() {
  // expected-error @+1 {{'qnt.constant' op expected positions of kept elements that ascend below 4, but got 0 where at least 2 may stand, in group 1 along dimension 1}}
  %w = qnt.constant codes = dense<0> : tensor<1073741824x262144xi8>, scales = dense<1.0> : tensor<1073741824x1xf32>, mask = dense<0x14> : tensor<1073741824x65536xi8> : !qnt.array<1073741824x524288, #kept>
  return
}
