// RUN: quant-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected storage i2..i8, i16, i32, u2..u8, u16, f8E4M3FN, f8E5M2, f6E2M3FN, f6E3M2FN, f4E2M1FN or lut<...>, but got f32}}
#encoding_e1_float = #qnt.encoding<f32 : f32>

// -----

// expected-error @+1 {{expected storage i2..i8, i16, i32, u2..u8, u16, f8E4M3FN, f8E5M2, f6E2M3FN, f6E3M2FN, f4E2M1FN or lut<...>, but got u1}}
#encoding_e1_u1 = #qnt.encoding<u1 : f32>

// -----

// expected-error @+1 {{expected storage i2..i8, i16, i32, u2..u8, u16, f8E4M3FN, f8E5M2, f6E2M3FN, f6E3M2FN, f4E2M1FN or lut<...>, but got f8E8M0FNU}}
#encoding_e1_e8m0 = #qnt.encoding<f8E8M0FNU : f32>

// -----

// expected-error @+1 {{expected a number format (i4, u8, f8E4M3FN, bf16 ...), but got 'i9'}}
#encoding_unknown_format = #qnt.encoding<i9 : f32>

// -----

// expected-error @+1 {{expected expressed type f64, f32, f16 or bf16, but got i32}}
#encoding_e2 = #qnt.encoding<i8 : i32>

// -----

// expected-error @+1 {{expected a positive block size or '*', but got 0}}
#encoding_e3_zero = #qnt.encoding<i8 : f32, block = 0>

// -----

// expected-error @+1 {{expected a positive block size or '*', but got 0}}
#encoding_e3_hexadecimal = #qnt.encoding<i8 : f32, block = 0x8>

// -----

// expected-error @+1 {{expected a positive block size or '*', but got -4}}
#encoding_e3_negative = #qnt.encoding<i8 : f32, block = 1x-4>

// -----

// expected-error @+1 {{expected scale f64, f32, f16, bf16, f8E8M0FNU or f8E4M3FN, but got f8E5M2}}
#encoding_e4_scale = #qnt.encoding<i8 : f32, block = *, scale = f8E5M2>

// -----

// expected-error @+1 {{expected zero point i2..i8, i16, i32, u1..u8, u16, f64, f32, f16 or bf16, but got f8E4M3FN}}
#encoding_e4_zero_point = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = f8E4M3FN>

// -----

// expected-error @+1 {{expected a scale with a zero point, but got none}}
#encoding_e5_scale = #qnt.encoding<i8 : f32, block = *, zero_point = i8>

// -----

// expected-error @+1 {{expected integer or code-book storage with a zero point, but got f8E4M3FN}}
#encoding_e5_storage = #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32, zero_point = i8>

// -----

// expected-error @+1 {{expected a scale with a tensor scale, but got none}}
#encoding_e6 = #qnt.encoding<f4E2M1FN : f32, block = *, tensor_scale = f32>

// -----

// expected-error @+1 {{expected 'f32'}}
#encoding_tensor_scale_type = #qnt.encoding<f4E2M1FN : f32, block = *, scale = f8E4M3FN, tensor_scale = f16>

// -----

// expected-error @+1 {{expected integer storage with a clamp range, but got f8E5M2}}
#encoding_e7_float = #qnt.encoding<f8E5M2 : f32, block = *, clamp = 0 : 1>

// -----

// expected-error @+1 {{expected integer storage with a clamp range, but got a code book}}
#encoding_e7_code_book = #qnt.encoding<lut<u4, f32> : f32, block = *, clamp = 0 : 1>

// -----

// expected-error @+1 {{expected clamp low : high inside -8 : 7 with low < high, but got -9 : 7}}
#encoding_e7_low = #qnt.encoding<i4 : f32, block = *, clamp = -9 : 7>

// -----

// expected-error @+1 {{expected clamp low : high inside 0 : 15 with low < high, but got 0 : 16}}
#encoding_e7_high = #qnt.encoding<u4 : f32, block = *, clamp = 0 : 16>

// -----

// expected-error @+1 {{expected clamp low : high inside -8 : 7 with low < high, but got 3 : 3}}
#encoding_e7_order = #qnt.encoding<i4 : f32, block = *, clamp = 3 : 3>

// -----

// expected-error @+1 {{expected a zero point with decode = mul_sub, but got none}}
#encoding_e8 = #qnt.encoding<i8 : f32, block = *, scale = f32, decode = mul_sub>

// -----

// expected-error @+1 {{expected 'mul_sub'}}
#encoding_decode_rule = #qnt.encoding<i8 : f32, block = *, scale = f32, decode = sub_mul>

// -----

// expected-error @+1 {{expected the code book's group to have the rank of the block 2, but got 1}}
#encoding_e9_group = #qnt.encoding<lut<u4, f32, group = 8> : f32, block = 1x*>

// -----

// expected-error @+1 {{expected the code book's vector to have the rank of the block 1, but got 2}}
#encoding_e9_vector = #qnt.encoding<lut<u4, f32, vector = 2x1> : f32, block = *>

// -----

// expected-error @+1 {{expected the axis of sparsity below the rank 2, but got 2}}
#encoding_e10 = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 2>

// -----

// expected-error @+1 {{expected layout to be one of plain, mma_k16, mma_k16_t, mma_k32, mma_k32_t, mma_k16_b, mma_k16_b_t, mma_k32_b, mma_k32_b_t, compressed, mma_sp_k32, mma_sp_k32_t, mma_sp_k64, mma_sp_k64_t, but got "swizzled"}}
#encoding_e11 = #qnt.encoding<i8 : f32, block = *, layout = "swizzled">

// -----

// expected-error @+1 {{expected each component once, but got 'scale' twice}}
#encoding_component_twice = #qnt.encoding<i8 : f32, block = *, scale = f32, scale = f16>

// -----

// expected-error @+1 {{expected block, scale, tensor_scale, zero_point, clamp, decode, sparsity or layout, but got 'scales'}}
#encoding_unknown_component = #qnt.encoding<i8 : f32, block = *, scales = f32>

// -----

// expected-error @+1 {{expected a code book's index to be u1..u8, but got i4}}
#lut_l1_signed = #qnt.lut<i4, f32>

// -----

// expected-error @+1 {{expected a code book's index to be u1..u8, but got u16}}
#lut_l1_wide = #qnt.lut<u16, f32>

// -----

// expected-error @+1 {{expected a code book's entry to be f64, f32, f16, bf16, i8, f8E4M3FN or f8E5M2, but got u8}}
#lut_l2 = #qnt.lut<u4, u8>

// -----

// expected-error @+1 {{expected a code book's vector to have positive sizes, but got '*'}}
#lut_l3_whole_vector = #qnt.lut<u4, f32, vector = *x1>

// -----

// expected-error @+1 {{expected a code book's vector to have more than one element, but got one}}
#lut_l3_scalar_vector = #qnt.lut<u4, f32, vector = 1x1>

// -----

// expected-error @+1 {{expected a code book's vector to have at most 65536 elements, but got more}}
#lut_l3_large_vector = #qnt.lut<u4, f32, vector = 65536x2>

// -----

// expected-error @+1 {{expected a code book's vector to have at most 65536 elements, but got more}}
#lut_l3_overflow = #qnt.lut<u4, f32, vector = 4x4611686018427387904>

// -----

// expected-error @+1 {{expected group and vector of a code book to have the same rank, but got 1 and 2}}
#lut_l4 = #qnt.lut<u4, f32, group = 8, vector = 2x1>

// -----

// expected-error @+1 {{expected a code book's vector to divide its group, but got 4 and 6}}
#lut_l5 = #qnt.lut<u4, f32, group = 6, vector = 4>

// -----

// expected-error @+1 {{expected 'group' or 'vector', each once, but got 'vector'}}
#lut_twice = #qnt.lut<u4, f32, vector = 2, vector = 2>

// -----

// expected-error @+1 {{expected sparsity n:m with 0 < n < m and an axis of at least 0, but got 4:4 along 0}}
#sparsity_s1_dense = #qnt.sparsity<4:4 along 0>

// -----

// expected-error @+1 {{expected sparsity n:m with 0 < n < m and an axis of at least 0, but got 0:0 along 0}}
#sparsity_s1_zero = #qnt.sparsity<0:0 along 0>

// -----

// expected-error @+1 {{expected sparsity n:m with 0 < n < m and an axis of at least 0, but got 2:4 along -1}}
#sparsity_s1_axis = #qnt.encoding<i8 : f32, block = *, sparsity = 2:4 along -1>

// -----

// expected-error @+1 {{expected the encoding's block to have the rank of the shape 1, but got 2}}
func.func private @array_t1(!qnt.array<8, #qnt.encoding<i8 : f32, block = 1x*>>)

// -----

// expected-error @+1 {{expected the encoding's block to have the rank of the shape 0, but got 1}}
func.func private @array_t1_rank_zero(!qnt.array<#qnt.encoding<i8 : f32, block = *>>)

// -----

// expected-error @+1 {{expected sizes of at least 0 and parts of less than 2^57 elements, but got 4294967296x0x4294967296}}
func.func private @array_t2(!qnt.array<4294967296x0x4294967296, #qnt.encoding<i8 : f32, block = *x*x*>>)

// -----

// 2^51 tables of 2^8 entries.
// expected-error @+1 {{expected sizes of at least 0 and parts of less than 2^57 elements, but got ?x2251799813685248}}
func.func private @array_t2_code_book(!qnt.array<?x2251799813685248, #qnt.encoding<lut<u8, f32, group = 1x1> : f32, block = *x*>>)

// -----

// expected-error @+1 {{expected the code book's vector to divide the dimension, but got 4 and 6}}
func.func private @array_t3(!qnt.array<6x6, #qnt.encoding<lut<u4, f32, vector = 1x4> : f32, block = *x*>>)

// -----

// expected-error @+1 {{expected layout "mma_k16" on rank 2 or more and scalar codes of at most 8 bits, but got rank 1 and codes of 4 bits}}
func.func private @e11_rank(!qnt.array<8, #qnt.encoding<i4 : f32, block = 8, scale = f32, layout = "mma_k16">>)

// -----

// expected-error @+1 {{expected layout "mma_k32_t" on rank 2 or more and scalar codes of at most 8 bits, but got rank 2 and codes of 16 bits}}
func.func private @e11_width(!qnt.array<8x8, #qnt.encoding<i16 : f32, block = 8x*, scale = f32, layout = "mma_k32_t">>)

// -----

// expected-error @+1 {{expected scalar entries with layout "compressed", but got vectors of 2}}
#encoding_e12_vector = #qnt.encoding<lut<u4, f32, vector = 1x2> : f32, block = *x*, sparsity = 2:4 along 1, layout = "compressed">

// -----

// expected-error @+1 {{expected n:m sparsity with layout "compressed", but got a bitmask}}
#encoding_e12_bitmask = #qnt.encoding<i8 : f32, block = *x*, sparsity = bitmask, layout = "compressed">

// -----

// expected-error @+1 {{expected n:m sparsity with layout "mma_sp_k32", but got none}}
#encoding_e12_none = #qnt.encoding<i8 : f32, block = *x*, layout = "mma_sp_k32">

// -----

// expected-error @+1 {{expected groups of at most 16 with layout "compressed", but got 17}}
#encoding_e12_group = #qnt.encoding<i8 : f32, block = *x*, sparsity = 2:17 along 1, layout = "compressed">

// -----

// expected-error @+1 {{expected sparsity 2:4 along 1 with layout "mma_sp_k32", but got 1:4 along 1}}
#encoding_e12_kept = #qnt.encoding<i8 : f32, block = *x*, sparsity = 1:4 along 1, layout = "mma_sp_k32">

// -----

// expected-error @+1 {{expected sparsity 2:4 along 0 with layout "mma_sp_k64_t", but got 2:4 along 1}}
#encoding_e12_axis = #qnt.encoding<i8 : f32, block = *x*, sparsity = 2:4 along 1, layout = "mma_sp_k64_t">

// -----

// expected-error @+1 {{expected layout "mma_sp_k64" on rank 2 and codes of at most 8 bits, but got rank 3 and codes of 8 bits}}
#encoding_e12_rank = #qnt.encoding<i8 : f32, block = *x*x*, sparsity = 2:4 along 1, layout = "mma_sp_k64">

// -----

// expected-error @+1 {{expected layout "mma_sp_k32" on rank 2 and codes of at most 8 bits, but got rank 2 and codes of 16 bits}}
#encoding_e12_width = #qnt.encoding<i16 : f32, block = *x*, sparsity = 2:4 along 1, layout = "mma_sp_k32">

// -----

// expected-error @+1 {{expected '>'}}
#encoding_typed_layout = #qnt.encoding<i8 : f32, block = *, layout = "plain" : i32>

// -----

// expected-error @+1 {{expected string}}
#encoding_layout_number = #qnt.encoding<i8 : f32, block = *, layout = 3>
