// RUN: quant-opt %s -verify-diagnostics -split-input-file

#w4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @assemble_c1_missing(%c: tensor<4x64xi4>, %s: tensor<4x2xf32>) {
  // expected-error @+1 {{'qnt.assemble' op expected 3 parts (codes, scales, zero points), but got 2}}
  %a = qnt.assemble %c, %s : (tensor<4x64xi4>, tensor<4x2xf32>) -> !qnt.array<4x64, #w4>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*>
func.func @assemble_c1_extra(%c: tensor<4x64xi8>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.assemble' op expected 1 parts (codes), but got 2}}
  %a = qnt.assemble %c, %s : (tensor<4x64xi8>, tensor<4x1xf32>) -> !qnt.array<4x64, #i8>
  return
}

// -----

func.func @assemble_c1_none() {
  // expected-error @+1 {{'qnt.assemble' op expected 1 parts (codes), but got 0}}
  %a = qnt.assemble : () -> !qnt.array<4x64, #qnt.encoding<i8 : f32, block = 1x*>>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @assemble_c2_codes(%c: tensor<4x64xi8>, %s: tensor<4x2xf32>, %z: tensor<4x2xi4>) {
  // expected-error @+1 {{'qnt.assemble' op expected codes of type 'tensor<4x64xi4>', but got 'tensor<4x64xi8>'}}
  %a = qnt.assemble %c, %s, %z : (tensor<4x64xi8>, tensor<4x2xf32>, tensor<4x2xi4>) -> !qnt.array<4x64, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @assemble_c2_dynamic_codes(%c: tensor<?x64xi4>, %s: tensor<4x2xf32>, %z: tensor<4x2xi4>) {
  // expected-error @+1 {{'qnt.assemble' op expected codes of type 'tensor<4x64xi4>', but got 'tensor<?x64xi4>'}}
  %a = qnt.assemble %c, %s, %z : (tensor<?x64xi4>, tensor<4x2xf32>, tensor<4x2xi4>) -> !qnt.array<4x64, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @assemble_c2_scales(%c: tensor<4x65xi4>, %s: tensor<4x2xf32>, %z: tensor<4x3xi4>) {
  // expected-error @+1 {{'qnt.assemble' op expected scales of type 'tensor<4x3xf32>', but got 'tensor<4x2xf32>'}}
  %a = qnt.assemble %c, %s, %z : (tensor<4x65xi4>, tensor<4x2xf32>, tensor<4x3xi4>) -> !qnt.array<4x65, #w4>
  return
}

// -----

#w4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @assemble_c2_zero_points(%c: tensor<4x64xi4>, %s: tensor<4x2xf32>, %z: tensor<4x2xi8>) {
  // expected-error @+1 {{'qnt.assemble' op expected zero points of type 'tensor<4x2xi4>', but got 'tensor<4x2xi8>'}}
  %a = qnt.assemble %c, %s, %z : (tensor<4x64xi4>, tensor<4x2xf32>, tensor<4x2xi8>) -> !qnt.array<4x64, #w4>
  return
}

// -----

#lut = #qnt.encoding<lut<u4, f32, group = 2x*> : f32, block = 1x*, scale = f32>
func.func @assemble_c2_codebook(%c: tensor<4x64xi4>, %s: tensor<4x1xf32>, %t: tensor<16xf32>) {
  // expected-error @+1 {{'qnt.assemble' op expected code book of type 'tensor<2x1x16xf32>', but got 'tensor<16xf32>'}}
  %a = qnt.assemble %c, %s, %t : (tensor<4x64xi4>, tensor<4x1xf32>, tensor<16xf32>) -> !qnt.array<4x64, #lut>
  return
}

// -----

#nv = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
func.func @assemble_c2_tensor_scale(%c: tensor<4x16xf4E2M1FN>, %s: tensor<4x1xf8E4M3FN>, %t: tensor<f16>) {
  // expected-error @+1 {{'qnt.assemble' op expected tensor scale of type 'tensor<f32>', but got 'tensor<f16>'}}
  %a = qnt.assemble %c, %s, %t
         : (tensor<4x16xf4E2M1FN>, tensor<4x1xf8E4M3FN>, tensor<f16>) -> !qnt.array<4x16, #nv>
  return
}

// -----

#s = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>
func.func @assemble_c2_mask(%c: tensor<4x16xi8>, %s: tensor<4x1xf32>, %m: tensor<4x2xi8>) {
  // expected-error @+1 {{'qnt.assemble' op expected mask of type 'tensor<4x16xi1>', but got 'tensor<4x2xi8>'}}
  %a = qnt.assemble %c, %s, %m : (tensor<4x16xi8>, tensor<4x1xf32>, tensor<4x2xi8>) -> !qnt.array<4x16, #s>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @assemble_c3(%c: tensor<2x8xi8>) {
  %s = arith.constant dense<[[2.0], [0x7F800000]]> : tensor<2x1xf32>
  // expected-error @+1 {{'qnt.assemble' op expected constant scales to be finite and not zero, but got another value at element 1}}
  %a = qnt.assemble %c, %s : (tensor<2x8xi8>, tensor<2x1xf32>) -> !qnt.array<2x8, #i8>
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @disassemble_c1_count(%a: !qnt.array<2x8, #i8>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{'qnt.disassemble' op inferred type(s) 'tensor<2x8xi8>', 'tensor<2x1xf32>' are incompatible with return type(s) of operation 'tensor<2x8xi8>'}}
  %c = qnt.disassemble %a : !qnt.array<2x8, #i8> -> (tensor<2x8xi8>)
  return
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @disassemble_c1_type(%a: !qnt.array<2x8, #i8>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{'qnt.disassemble' op inferred type(s) 'tensor<2x8xi8>', 'tensor<2x1xf32>' are incompatible with return type(s) of operation 'tensor<2x8xi8>', 'tensor<2xf32>'}}
  %c, %s = qnt.disassemble %a : !qnt.array<2x8, #i8> -> (tensor<2x8xi8>, tensor<2xf32>)
  return
}

// -----

#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 2:4 along 1>
func.func @assemble_c4_splat(%c: tensor<2x4xi8>) {
  %mask = arith.constant dense<true> : tensor<2x4xi1>
  // expected-error @+1 {{'qnt.assemble' op expected at most 2 kept elements in every 4 along dimension 1, but got 4}}
  %a = qnt.assemble %c, %mask : (tensor<2x4xi8>, tensor<2x4xi1>) -> !qnt.array<2x4, #m>
  return
}

// -----

// The mask of the attribute has no padding between rows: row 1 begins in the middle of a byte.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 1:2 along 1>
func.func @assemble_c4_rows(%c: tensor<2x3xi8>) {
  %mask = arith.constant dense<[[true, false, true], [false, true, true]]> : tensor<2x3xi1>
  %good = qnt.assemble %c, %mask : (tensor<2x3xi8>, tensor<2x3xi1>) -> !qnt.array<2x3, #m>
  %other = arith.constant dense<[[true, false, true], [true, true, false]]> : tensor<2x3xi1>
  // expected-error @+1 {{'qnt.assemble' op expected at most 1 kept elements in every 2 along dimension 1, but got 2}}
  %a = qnt.assemble %c, %other : (tensor<2x3xi8>, tensor<2x3xi1>) -> !qnt.array<2x3, #m>
  return
}

// -----

#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 1:2 along 0, layout = "compressed">
func.func @assemble_c4_columns(%c: tensor<2x3xi8>) {
  %mask = arith.constant dense<[[true, false, true], [false, true, true]]> : tensor<2x3xi1>
  // expected-error @+1 {{'qnt.assemble' op expected at most 1 kept elements in every 2 along dimension 0, but got 2}}
  %a = qnt.assemble %c, %mask : (tensor<2x3xi8>, tensor<2x3xi1>) -> !qnt.array<2x3, #m>
  return
}

// -----

// A resource holds rows of bytes: 0 and 2, 1 and 2.
#m = #qnt.encoding<i8 : f32, block = 1x*, sparsity = 1:2 along 1>
func.func @assemble_c4_resource(%c: tensor<2x3xi8>) {
  %good = arith.constant dense_resource<good> : tensor<2x3xi1>
  %a = qnt.assemble %c, %good : (tensor<2x3xi8>, tensor<2x3xi1>) -> !qnt.array<2x3, #m>
  %bad = arith.constant dense_resource<bad> : tensor<2x3xi1>
  // expected-error @+1 {{'qnt.assemble' op expected at most 1 kept elements in every 2 along dimension 1, but got 2}}
  %b = qnt.assemble %c, %bad : (tensor<2x3xi8>, tensor<2x3xi1>) -> !qnt.array<2x3, #m>
  return
}
{-# dialect_resources: { builtin: { good: "0x010000000506", bad: "0x010000000503" } } #-}
