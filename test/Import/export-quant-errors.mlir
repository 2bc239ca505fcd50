// RUN: quant-opt %s --qnt-export-quant --split-input-file --verify-diagnostics

#f8 = #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32>
func.func @float_codes(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  // expected-error @below {{expected an array that !quant.uniform can hold, but got '!qnt.array<4, #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32>>': its codes are not integers}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<4xf32> -> !qnt.array<4, #f8>
  %y = qnt.dequantize %q : !qnt.array<4, #f8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @dynamic_scale(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{its scale is dynamic}}
  %q = qnt.quantize %x dynamic(absmax) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @scale_not_constant(%x: tensor<4xf32>, %s: tensor<1xf32>) -> tensor<4xf32> {
  // expected-error @below {{its scales are not constant}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
func.func @zero_point_not_constant(%x: tensor<4xf32>, %z: tensor<1xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  // expected-error @below {{its zero points are not constant}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#qwix = #qnt.convention<qwix>
func.func @other_convention(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  // expected-error @below {{its convention is not the default}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) convention = #qwix : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @block_argument(%q: !qnt.array<4, #i8>) -> tensor<4xf32> {
  // expected-error @below {{it is a block argument}}
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *>
func.func @no_scale(%c: tensor<4xi8>) -> tensor<4xf32> {
  // expected-error @below {{it has no scale}}
  %q = qnt.assemble %c : (tensor<4xi8>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i32>
func.func @zero_point_outside_storage(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<300> : tensor<1xi32>
  // expected-error @below {{a zero point lies outside the storage range}}
  %q = qnt.assemble %c, %s, %z : (tensor<4xi8>, tensor<1xf32>, tensor<1xi32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @scale_not_positive(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<-0.5> : tensor<1xf32>
  // expected-error @below {{a scale is not positive and finite}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 3, scale = f32>
func.func @partial_block(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<2xf32>
  // expected-error @below {{a block size does not divide its dimension}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<2xf32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f16, block = *, scale = f64>
func.func @scale_wider_than_expressed(%c: tensor<4xi8>) -> tensor<4xf16> {
  %s = arith.constant dense<0.5> : tensor<1xf64>
  // expected-error @below {{its scale is wider than the expressed type}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf64>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf16>
  return %y : tensor<4xf16>
}

// -----

#i8 = #qnt.encoding<i8 : f16, block = *, scale = bf16>
func.func @scale_out_of_range(%c: tensor<4xi8>) -> tensor<4xf16> {
  %s = arith.constant dense<1.0e30> : tensor<1xbf16>
  // expected-error @below {{scale 1.00025555e+30 is no value of the expressed type}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xbf16>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf16>
  return %y : tensor<4xf16>
}

// -----

#i8 = #qnt.encoding<i8 : f16, block = 2, scale = f8E8M0FNU>
func.func @scale_too_small(%c: tensor<4xi8>) -> tensor<4xf16> {
  %s = arith.constant dense<[1.0, 1.0e-30]> : tensor<2xf8E8M0FNU>
  // expected-error @below {{is no value of the expressed type}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<2xf8E8M0FNU>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf16>
  return %y : tensor<4xf16>
}

// -----

#i8 = #qnt.encoding<i8 : bf16, block = *, scale = f16>
func.func @scale_between_values(%c: tensor<4xi8>) -> tensor<4xbf16> {
  %s = arith.constant dense<1.00683594> : tensor<1xf16>
  // expected-error @below {{is no value of the expressed type}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf16>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xbf16>
  return %y : tensor<4xbf16>
}

// -----

#i8 = #qnt.encoding<i8 : f16, block = *, scale = f32>
func.func @scale_of_wide_type(%c: tensor<4xi8>) -> tensor<4xf16> {
  %s = arith.constant dense<0.1> : tensor<1xf32>
  // expected-error @below {{is no value of the expressed type}}
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf16>
  return %y : tensor<4xf16>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, tensor_scale = f32>
func.func @tensor_scale(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %t = arith.constant dense<0.5> : tensor<f32>
  // expected-error @below {{it has a tensor scale}}
  %q = qnt.assemble %c, %s, %t : (tensor<4xi8>, tensor<1xf32>, tensor<f32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, sparsity = bitmask>
func.func @sparse(%c: tensor<4xi8>, %m: tensor<4xi1>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  // expected-error @below {{it is sparse}}
  %q = qnt.assemble %c, %s, %m : (tensor<4xi8>, tensor<1xf32>, tensor<4xi1>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8, decode = mul_sub>
func.func @mul_sub(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<3> : tensor<1xi8>
  // expected-error @below {{its decode rule is mul_sub}}
  %q = qnt.assemble %c, %s, %z : (tensor<4xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = f32>
func.func @float_zero_point(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<3.0> : tensor<1xf32>
  // expected-error @below {{its zero points are floats}}
  %q = qnt.assemble %c, %s, %z : (tensor<4xi8>, tensor<1xf32>, tensor<1xf32>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, layout = "mma_k16">
func.func @named_layout(%c: tensor<2x2xi8>) -> tensor<2x2xf32> {
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  // expected-error @below {{its codes have a memory layout of their own}}
  %q = qnt.assemble %c, %s : (tensor<2x2xi8>, tensor<1x1xf32>) -> !qnt.array<2x2, #i8>
  %y = qnt.dequantize %q : !qnt.array<2x2, #i8> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @other_reader(%c: tensor<4xi8>) -> !qnt.array<4, #i8> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  // expected-error @below {{expected only dequantize and disassemble to read arrays}}
  return %q : !qnt.array<4, #i8>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @other_maker(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  // expected-error @below {{the op that makes it has no counterpart}}
  %r = qnt.cast %q : !qnt.array<4, #i8> to !qnt.array<4, #i8>
  %y = qnt.dequantize %r : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @no_channels(%x: tensor<0x8xf32>) -> tensor<0x8xf32> {
  %s = arith.constant dense<> : tensor<0x1xf32>
  // expected-error @below {{a dimension of size 0 leaves it without scales, and the type lists at least one}}
  %q = qnt.quantize %x scale(%s : tensor<0x1xf32>) : tensor<0x8xf32> -> !qnt.array<0x8, #i8>
  %y = qnt.dequantize %q : !qnt.array<0x8, #i8> -> tensor<0x8xf32>
  return %y : tensor<0x8xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 2x4, scale = f32>
func.func @no_blocks(%c: tensor<8x0xi8>) -> tensor<8x0xf32> {
  %s = arith.constant dense<> : tensor<4x0xf32>
  // expected-error @below {{a dimension of size 0 leaves it without scales}}
  %q = qnt.assemble %c, %s : (tensor<8x0xi8>, tensor<4x0xf32>) -> !qnt.array<8x0, #i8>
  %y = qnt.dequantize %q : !qnt.array<8x0, #i8> -> tensor<8x0xf32>
  return %y : tensor<8x0xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
// expected-error @below {{'func.func' op expected an array that !quant.uniform can hold, but got '!qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>': it stands in the type of a function}}
func.func private @declared_argument(!qnt.array<8, #i8>)

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
// expected-error @below {{it stands in the type of a function}}
func.func private @declared_result() -> !qnt.array<8, #i8>

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
// expected-error @below {{'func.func' op expected an array that !quant.uniform can hold, but got '!qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>': it is a block argument}}
func.func @unused_argument(%q: !qnt.array<8, #i8>) {
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
// A loop that carries an array: the branch reads it.
func.func @carried(%c: tensor<4xi8>, %again: i1) {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %q = qnt.assemble %c, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  // expected-error @below {{expected only dequantize and disassemble to read arrays}}
  cf.br ^loop(%q : !qnt.array<4, #i8>)
^loop(%r: !qnt.array<4, #i8>):
  cf.cond_br %again, ^loop(%r : !qnt.array<4, #i8>), ^end
^end:
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
func.func @missing_scales(%c: tensor<4xi8>, %z: tensor<1xi8>) -> tensor<4xf32> {
  %s = arith.constant dense_resource<missing_scales> : tensor<1xf32>
  %zero = arith.constant dense<0> : tensor<1xi8>
  // expected-error @below {{the data of its scales is missing or not of the size of their type}}
  %q = qnt.assemble %c, %s, %zero : (tensor<4xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
func.func @short_zero_points(%c: tensor<4xi8>) -> tensor<4xf32> {
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense_resource<two_bytes> : tensor<1xi8>
  // expected-error @below {{the data of its zero points is missing or not of the size of their type}}
  %q = qnt.assemble %c, %s, %z : (tensor<4xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

{-# dialect_resources: { builtin: { two_bytes: "0x010000000102" } } #-}
