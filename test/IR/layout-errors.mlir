// RUN: quant-opt %s --split-input-file --verify-diagnostics

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @transpose_c1_rank(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{'qnt.transpose' op expected a permutation of the 2 dimensions of the input, got [1]}}
  %r = qnt.transpose %x permutation = [1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @transpose_c1_twice(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a permutation of the 2 dimensions of the input, got [1, 1]}}
  %r = qnt.transpose %x permutation = [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @transpose_c1_range(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a permutation of the 2 dimensions of the input, got [0, 2]}}
  %r = qnt.transpose %x permutation = [0, 2] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @transpose_c2(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{' op expected result '!qnt.array<}}
  %r = qnt.transpose %x permutation = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<128x8, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#b = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>

func.func @reshape_c1(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected encodings that differ only in block, group, vector and axis, got}}
  %r = qnt.reshape %x : !qnt.array<8x128, #a> -> !qnt.array<8x128, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, sparsity = 2:4 along 1>
#b = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, sparsity = bitmask>

func.func @reshape_c1_sparsity(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected encodings that differ only in block, group, vector and axis, got}}
  %r = qnt.reshape %x : !qnt.array<8x128, #a> -> !qnt.array<8x128, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @reshape_c2(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected as many elements as the input, got 768 and 1024}}
  %r = qnt.reshape %x : !qnt.array<8x128, #a> -> !qnt.array<8x96, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#b = #qnt.encoding<i8 : f32, block = 1x1x32, scale = f32, zero_point = i8>

func.func @reshape_c3_unknown(%x: !qnt.array<?x128, #a>) {
  // expected-error @below {{expected a shape whose dynamic sizes follow from the input's, got}}
  %r = qnt.reshape %x : !qnt.array<?x128, #a> -> !qnt.array<?x?x32, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#b = #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32, zero_point = i8>
#c = #qnt.encoding<i8 : f32, block = 1x1x1, scale = f32, zero_point = i8>

func.func @reshape_c3_order(%x: !qnt.array<?x4x?, #b>) {
  // expected-error @below {{expected a shape whose dynamic sizes follow from the input's, got}}
  %r = qnt.reshape %x : !qnt.array<?x4x?, #b> -> !qnt.array<4x?x?, #c>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#b = #qnt.encoding<i8 : f32, block = 64, scale = f32>

func.func @reshape_c4_across_rows(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the result's blocks to hold the same elements in the same order, got 1x'*' and 64}}
  %r = qnt.reshape %x : !qnt.array<8x128, #a> -> !qnt.array<1024, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#b = #qnt.encoding<i8 : f32, block = *x1, scale = f32>

func.func @reshape_c4_order(%x: !qnt.array<8x8, #a>) {
  // expected-error @below {{expected the result's blocks to hold the same elements in the same order, got 1x'*' and '*'x1}}
  %r = qnt.reshape %x : !qnt.array<8x8, #a> -> !qnt.array<8x8, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#b = #qnt.encoding<i8 : f32, block = 32, scale = f32>

func.func @reshape_c4_partial(%x: !qnt.array<2x40, #a>) {
  // expected-error @below {{expected the result's blocks to hold the same elements in the same order, got 1x32 and 32}}
  %r = qnt.reshape %x : !qnt.array<2x40, #a> -> !qnt.array<80, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 32, scale = f32>
#b = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

func.func @reshape_c4_dynamic(%x: !qnt.array<?, #a>) {
  // expected-error @below {{expected the result's blocks to hold the same elements in the same order, got 32 and 1x'*'}}
  %r = qnt.reshape %x : !qnt.array<?, #a> -> !qnt.array<?x16, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 32, scale = f32>
#b = #qnt.encoding<i8 : f32, block = 1152921504606846978x*, scale = f32>

// 2^64 + 32 elements a block.
func.func @reshape_c4_beyond_64_bits(%x: !qnt.array<?, #a>) {
  // expected-error @below {{expected the result's blocks to hold the same elements in the same order, got 32 and 1152921504606846978x'*'}}
  %r = qnt.reshape %x : !qnt.array<?, #a> -> !qnt.array<?x16, #b>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, group = 4x*> : f16, block = *x*>
#b = #qnt.encoding<lut<u4, f16, group = *> : f16, block = *>

func.func @reshape_c5_group(%x: !qnt.array<8x8, #a>) {
  // expected-error @below {{expected the result's groups of the code book to hold the same elements in the same order, got 4x'*' and '*'}}
  %r = qnt.reshape %x : !qnt.array<8x8, #a> -> !qnt.array<64, #b>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, vector = 2x1> : f16, block = *x*>
#b = #qnt.encoding<lut<u4, f16, vector = 2> : f16, block = *>

func.func @reshape_c5_vector(%x: !qnt.array<8x8, #a>) {
  // expected-error @below {{expected the result's vectors of the code book to hold the same elements in the same order, got 2x1 and 2}}
  %r = qnt.reshape %x : !qnt.array<8x8, #a> -> !qnt.array<64, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = *x*, scale = f16, sparsity = 2:4 along 0>
#b = #qnt.encoding<i8 : f16, block = *, scale = f16, sparsity = 2:4 along 0>

func.func @reshape_c6(%x: !qnt.array<8x8, #a>) {
  // expected-error @below {{expected the result's n:m groups to hold the same elements in the same order, got 4x1 and 4}}
  %r = qnt.reshape %x : !qnt.array<8x8, #a> -> !qnt.array<64, #b>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c1(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected 2 offsets, sizes and strides, got 1, 2 and 2}}
  %r = qnt.slice %x [0] [8, 128] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c2_negative(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected offset of at least 0, size of at least 0 (or -1 for the rest) and stride of at least 1 in dimension 0, got -1, 8 and 1}}
  %r = qnt.slice %x [-1, 0] [8, 128] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c2_stride(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{in dimension 1, got 0, 128 and 0}}
  %r = qnt.slice %x [0, 0] [8, 128] [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c2_outside(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the slice inside dimension 1 of size 128, got offset 96, size 33 and stride 1}}
  %r = qnt.slice %x [0, 96] [8, 33] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c2_offset(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected offset inside dimension 0 of size 8, got 9}}
  %r = qnt.slice %x [9, 0] [-1, -1] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c2_overflow(%x: !qnt.array<?x128, #a>) {
  // expected-error @below {{expected the slice inside dimension 0 of size ?}}
  %r = qnt.slice %x [9223372036854775807, 0] [2, -1] [9223372036854775807, 1] : !qnt.array<?x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c3_offset(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the slice to take equal parts of each block along dimension 1, got block 32, offset 8, size 40 and stride 1}}
  %r = qnt.slice %x [0, 8] [8, 40] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x40, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c3_stride(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{got block 32, offset 0, size 40 and stride 3}}
  %r = qnt.slice %x [0, 0] [8, 40] [1, 3] : !qnt.array<8x128, #a> -> !qnt.array<8x40, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c3_dynamic(%x: !qnt.array<8x?, #a>) {
  // expected-error @below {{got block 32, offset 8, size ? and stride 1}}
  %r = qnt.slice %x [0, 8] [8, -1] [1, 1] : !qnt.array<8x?, #a> -> !qnt.array<8x?, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, group = 4x*> : f16, block = 1x*, scale = f16>

func.func @slice_c4(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the slice to take equal parts of each group of the code book along dimension 0, got group of the code book 4, offset 2, size 4 and stride 1}}
  %r = qnt.slice %x [2, 0] [4, 128] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<4x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, vector = 2x1> : f16, block = 1x*, scale = f16>

func.func @slice_c5(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the slice to take equal parts of each vector of the code book along dimension 0}}
  %r = qnt.slice %x [1, 0] [4, 128] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<4x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, vector = 2x1> : f16, block = 1x*, scale = f16>

func.func @slice_c5_half(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the code book's vector to divide the dimension, but got 2 and 1}}
  %r = qnt.slice %x [2, 0] [1, 128] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<2x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = 1x*, scale = f16, sparsity = 2:4 along 1>

func.func @slice_c6(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a slice of whole n:m groups along dimension 1, got m 4, offset 2 and stride 1}}
  %r = qnt.slice %x [0, 2] [8, 8] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x8, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = 1x*, scale = f16, sparsity = 2:4 along 1>

func.func @slice_c6_stride(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a slice of whole n:m groups along dimension 1, got m 4, offset 0 and stride 2}}
  %r = qnt.slice %x [0, 0] [8, 8] [1, 2] : !qnt.array<8x128, #a> -> !qnt.array<8x8, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @slice_c7(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{' op expected result '!qnt.array<}}
  %r = qnt.slice %x [0, 0] [8, 32] [1, 1] : !qnt.array<8x128, #a> -> !qnt.array<8x64, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c1_none() {
  // expected-error @below {{expected at least one input, got none}}
  %r = "qnt.concat"() <{dim = 0 : i64}> : () -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c1_dim(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected dim inside the rank 2 of the inputs, got 2}}
  %r = qnt.concat dim = 2 %x : (!qnt.array<8x128, #a>) -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#b = #qnt.encoding<i8 : f32, block = 1x16, scale = f32, zero_point = i8>

func.func @concat_c2_encoding(%x: !qnt.array<8x128, #a>, %y: !qnt.array<8x128, #b>) {
  // expected-error @below {{expected input #1 to have the encoding of input #0, got}}
  %r = qnt.concat dim = 0 %x, %y : (!qnt.array<8x128, #a>, !qnt.array<8x128, #b>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c2_shape(%x: !qnt.array<8x128, #a>, %y: !qnt.array<8x64, #a>) {
  // expected-error @below {{expected input #1 to have the shape of input #0 but for dimension 0, got}}
  %r = qnt.concat dim = 0 %x, %y : (!qnt.array<8x128, #a>, !qnt.array<8x64, #a>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#b = #qnt.encoding<i8 : f32, block = 1x32x1, scale = f32, zero_point = i8>

func.func @concat_c2_rank(%x: !qnt.array<8x128, #a>, %y: !qnt.array<8x128x1, #b>) {
  // expected-error @below {{expected input #1 to have the encoding of input #0, got}}
  %r = qnt.concat dim = 0 %x, %y : (!qnt.array<8x128, #a>, !qnt.array<8x128x1, #b>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>

func.func @concat_c3(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected inputs without a tensor scale (each has its own), got}}
  %r = qnt.concat dim = 0 %x, %x : (!qnt.array<8x128, #a>, !qnt.array<8x128, #a>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

func.func @concat_c4_whole(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a block of a size along the concatenated dimension 0 (each input has its own), got '*'}}
  %r = qnt.concat dim = 0 %x, %x : (!qnt.array<8x128, #a>, !qnt.array<8x128, #a>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c4_partial(%x: !qnt.array<8x40, #a>) {
  // expected-error @below {{expected input #0 to hold whole blocks along dimension 1, got block 32 and size 40}}
  %r = qnt.concat dim = 1 %x, %x : (!qnt.array<8x40, #a>, !qnt.array<8x40, #a>) -> !qnt.array<8x80, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c4_dynamic(%x: !qnt.array<8x128, #a>, %y: !qnt.array<8x?, #a>) {
  // expected-error @below {{expected input #1 to hold whole blocks along dimension 1, got block 32 and size ?}}
  %r = qnt.concat dim = 1 %x, %y, %x : (!qnt.array<8x128, #a>, !qnt.array<8x?, #a>, !qnt.array<8x128, #a>) -> !qnt.array<8x?, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f32> : f32, block = 1x32, scale = f32>

func.func @concat_c5(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a group of the code book of a size along the concatenated dimension 0 (each input has its own), got '*'}}
  %r = qnt.concat dim = 0 %x, %x : (!qnt.array<8x128, #a>, !qnt.array<8x128, #a>) -> !qnt.array<16x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = 1x1, scale = f16, sparsity = 2:4 along 1>

func.func @concat_c6(%x: !qnt.array<8x6, #a>) {
  // expected-error @below {{expected input #0 to hold whole n:m groups along dimension 1, got n:m group 4 and size 6}}
  %r = qnt.concat dim = 1 %x, %x : (!qnt.array<8x6, #a>, !qnt.array<8x6, #a>) -> !qnt.array<8x12, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @concat_c7(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{' op expected result '!qnt.array<}}
  %r = qnt.concat dim = 0 %x, %x : (!qnt.array<8x128, #a>, !qnt.array<8x128, #a>) -> !qnt.array<15x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1, scale = f32>

func.func @concat_size_overflow(%x: !qnt.array<144115188075855871, #a>) {
  // expected-error @below {{expected sizes of at least 0 and parts of less than 2^57 elements, but got 288230376151711742}}
  %r = qnt.concat dim = 0 %x, %x : (!qnt.array<144115188075855871, #a>, !qnt.array<144115188075855871, #a>) -> !qnt.array<8, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c1_rank(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected 2 low and high paddings, got 1 and 2}}
  %r = qnt.pad %x low = [0] high = [0, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c1_negative(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected paddings of at least 0 in dimension 0, got 0 and -1}}
  %r = qnt.pad %x low = [0, 0] high = [-1, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c2(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected the padded size of dimension 0 to fit in 63 bits}}
  %r = qnt.pad %x low = [9223372036854775800, 0] high = [0, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c3_block(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected padding along dimension 1 that keeps the blocks of the scales, got block 32, low 1 and high 0}}
  %r = qnt.pad %x low = [0, 1] high = [0, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x129, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c3_dynamic(%x: !qnt.array<8x?, #a>) {
  // expected-error @below {{got block 32, low 0 and high 1 of a dynamic dimension}}
  %r = qnt.pad %x low = [0, 0] high = [0, 1] : !qnt.array<8x?, #a> -> !qnt.array<8x?, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, group = 4x*> : f16, block = *x*>

func.func @pad_c3_group(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected padding along dimension 0 that keeps the blocks of the code book, got block 4, low 2 and high 0}}
  %r = qnt.pad %x low = [2, 0] high = [0, 0] zero_code = 0 : !qnt.array<8x128, #a> -> !qnt.array<10x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, vector = 2x1> : f16, block = *x*>

func.func @pad_c3_vector(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected padding along dimension 0 that keeps the blocks of the codes, got block 2, low 1 and high 1}}
  %r = qnt.pad %x low = [1, 0] high = [1, 0] zero_code = 0 : !qnt.array<8x128, #a> -> !qnt.array<10x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = 1x*, scale = f16, sparsity = 2:4 along 1>

func.func @pad_c3_sparsity(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected low padding of whole n:m groups along dimension 1, got m 4 and 2}}
  %r = qnt.pad %x low = [0, 2] high = [0, 2] : !qnt.array<8x128, #a> -> !qnt.array<8x132, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16> : f16, block = *x*>

func.func @pad_c4_missing(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected zero_code, the index below 16 of a table entry that is 0, got none}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16> : f16, block = *x*>

func.func @pad_c4_range(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected zero_code, the index below 16 of a table entry that is 0, got 16}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] zero_code = 16 : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c4_integer(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected zero_code only for a code book without a mask, got 0 and}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] zero_code = 0 : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16> : f16, block = *x*, sparsity = bitmask>

func.func @pad_c4_mask(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected zero_code only for a code book without a mask, got 0 and}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] zero_code = 0 : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16> : f16, block = *x*, scale = f16, zero_point = f16>

func.func @pad_c4_zero_point(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a code book without a zero point (no entry decodes to 0 in every block), got}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] zero_code = 0 : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = i32>

func.func @pad_c5_range(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a zero point type inside the codes 0 : 255, got i32}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8, clamp = -127 : 127>

func.func @pad_c5_clamp(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected a zero point type inside the codes -127 : 127, got i8}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = f16>

func.func @pad_c5_float(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected an integer zero point (a float one may have no code), got f16}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<u8 : f32, block = *x*, scale = f32, clamp = 1 : 255>

func.func @pad_c5_no_zero(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{expected codes that contain 0, got 1 : 255}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<9x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @pad_c6(%x: !qnt.array<8x128, #a>) {
  // expected-error @below {{' op expected result '!qnt.array<}}
  %r = qnt.pad %x low = [0, 0] high = [1, 0] : !qnt.array<8x128, #a> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @gather_c1(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{expected dim inside the rank 2 of the input, got -1}}
  %r = qnt.gather %x[%i] dim = -1 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<8x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @gather_c2(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{expected block 1 or '*' along the gathered dimension 1, got 32}}
  %r = qnt.gather %x[%i] dim = 1 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<8x?, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, group = 4x*> : f16, block = *x*>

func.func @gather_c3_group(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{expected the code book's group to be 1 or '*' along the gathered dimension 0, got 4}}
  %r = qnt.gather %x[%i] dim = 0 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<?x128, #a>
  return
}

// -----

#a = #qnt.encoding<lut<u4, f16, vector = 2x1> : f16, block = *x*>

func.func @gather_c3_vector(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{expected the code book's vector to be 1 along the gathered dimension 0, got 2}}
  %r = qnt.gather %x[%i] dim = 0 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<?x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f16, block = *x*, scale = f16, sparsity = 2:4 along 0>

func.func @gather_c4(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{expected n:m sparsity along another dimension than the gathered one, got both along 0}}
  %r = qnt.gather %x[%i] dim = 0 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<?x128, #a>
  return
}

// -----

#a = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>

func.func @gather_c5(%x: !qnt.array<8x128, #a>, %i: tensor<?xi32>) {
  // expected-error @below {{' op expected result '!qnt.array<}}
  %r = qnt.gather %x[%i] dim = 0 : !qnt.array<8x128, #a>, tensor<?xi32> -> !qnt.array<8x128, #a>
  return
}
