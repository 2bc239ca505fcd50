// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @lookup_c1_float(%a: !qnt.array<8, #qnt.encoding<f8E4M3FN : f32, block = *>>, %t: tensor<256xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected input to have integer codes and no code book, but got #qnt.encoding<f8E4M3FN : f32, block = *>}}
  %0 = qnt.lookup %a, %t : !qnt.array<8, #qnt.encoding<f8E4M3FN : f32, block = *>>, tensor<256xf32> -> tensor<8xf32>
  return
}

// -----

#lut = #qnt.encoding<lut<u4, f32> : f32, block = *>
func.func @lookup_c1_code_book(%a: !qnt.array<8, #lut>, %t: tensor<16xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected input to have integer codes and no code book, but got #qnt.encoding<lut<u4, f32> : f32, block = *>}}
  %0 = qnt.lookup %a, %t : !qnt.array<8, #lut>, tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

func.func @lookup_c2(%x: tensor<8xi32>, %t: tensor<16xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected codes of at most 16 bits, but got 32}}
  %0 = qnt.lookup %x, %t : tensor<8xi32>, tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

func.func @lookup_c3_size(%x: tensor<8xi8>, %t: tensor<255xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected table to have one dimension of 256 elements, but got 'tensor<255xf32>'}}
  %0 = qnt.lookup %x, %t : tensor<8xi8>, tensor<255xf32> -> tensor<8xf32>
  return
}

// -----

func.func @lookup_c3_rank(%x: tensor<8xi8>, %t: tensor<1x256xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected table to have one dimension of 256 elements, but got 'tensor<1x256xf32>'}}
  %0 = qnt.lookup %x, %t : tensor<8xi8>, tensor<1x256xf32> -> tensor<8xf32>
  return
}

// -----

func.func @lookup_c3_dynamic(%x: tensor<8xi8>, %t: tensor<?xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected table to have one dimension of 256 elements, but got 'tensor<?xf32>'}}
  %0 = qnt.lookup %x, %t : tensor<8xi8>, tensor<?xf32> -> tensor<8xf32>
  return
}

// -----

#u4 = #qnt.encoding<u4 : f32, block = *>
func.func @lookup_c4(%a: !qnt.array<8, #u4>, %t: tensor<16xf32>) {
  // expected-error @+1 {{'qnt.lookup' op expected 'unsigned' with an integer tensor only, but got '!qnt.array<8,}}
  %0 = qnt.lookup unsigned %a, %t : !qnt.array<8, #u4>, tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

func.func @lookup_c5(%x: tensor<8xi4>, %t: tensor<16xf32>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{'qnt.lookup' op inferred type(s) 'tensor<8xf32>' are incompatible with return type(s) of operation 'tensor<8xi4>'}}
  %0 = qnt.lookup %x, %t : tensor<8xi4>, tensor<16xf32> -> tensor<8xi4>
  return
}

// -----

func.func @lookup_input(%x: tensor<8xf32>, %t: tensor<16xf32>) {
  // expected-error @+1 {{'qnt.lookup' op operand #0 must be array or integer tensor, but got 'tensor<8xf32>'}}
  %0 = qnt.lookup %x, %t : tensor<8xf32>, tensor<16xf32> -> tensor<8xf32>
  return
}

// -----

func.func @round_bits_c1_width(%x: tensor<8xi32>) {
  // expected-error @+1 {{'qnt.round_bits' op expected lsbs in 0 .. 31 for elements of 32 bits, but got 32}}
  %0 = qnt.round_bits %x lsbs = 32 : tensor<8xi32>
  return
}

// -----

func.func @round_bits_c1_negative(%x: tensor<8xi8>) {
  // expected-error @+1 {{'qnt.round_bits' op expected lsbs in 0 .. 7 for elements of 8 bits, but got -1}}
  %0 = qnt.round_bits %x lsbs = -1 : tensor<8xi8>
  return
}

// -----

func.func @round_bits_type(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.round_bits' op operand #0 must be ranked tensor of signless integer values, but got 'tensor<8xf32>'}}
  %0 = qnt.round_bits %x lsbs = 1 : tensor<8xf32>
  return
}

// -----

func.func @observe_c1(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.observe' op expected a name, but got an empty one}}
  qnt.observe %x as "" : tensor<8xf32>
  return
}

// -----

func.func @observe_c2_rank(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.observe' op expected block to have the rank of input 1, but got 2}}
  qnt.observe %x as "x" block = 1x* : tensor<8xf32>
  return
}

// -----

func.func @observe_c2_negative(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.observe' op expected block sizes to be positive or '*', but got -1}}
  "qnt.observe"(%x) <{name = "x", block = array<i64: -1>}> : (tensor<8xf32>) -> ()
  return
}

// -----

func.func @observe_c2_rank_0(%x: tensor<f32>) {
  // expected-error @+1 {{'qnt.observe' op expected no block for an input of rank 0, but got an empty one}}
  "qnt.observe"(%x) <{name = "x", block = array<i64>}> : (tensor<f32>) -> ()
  return
}

// -----

func.func @observe_type(%x: tensor<8xi32>) {
  // expected-error @+1 {{'qnt.observe' op operand #0 must be ranked tensor of f64, f32, f16 or bf16 values, but got 'tensor<8xi32>'}}
  qnt.observe %x as "x" : tensor<8xi32>
  return
}
