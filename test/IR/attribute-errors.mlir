// RUN: quant-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected a preset (default, onnx, qwix, qwix-cpu, apple, coremltools, concrete, baracuda, baracuda-kernel, tflite, stablehlo), but got 'qwick'}}
#convention_v1 = #qnt.convention<qwick>

// -----

// expected-error @+1 {{expected a convention parameter, one of zero_point_order,}}
#convention_v2_name = #qnt.convention<qwix, scale_rule = oas>

// -----

// expected-error @+1 {{expected convention parameter 'mx_scale' to be one of floor, nearest, ceil, oas, but got 'round'}}
#convention_v2_value = #qnt.convention<qwix, mx_scale = round>

// -----

// expected-error @+1 {{expected convention parameter 'epsilon' to be a number that is not negative, but got '-1'}}
#convention_v2_epsilon = #qnt.convention<qwix, epsilon = -1.0>

// -----

// expected-error @+1 {{expected convention parameter 'epsilon' to be a number that is not negative, but got '-1'}}
#convention_v2_epsilon_integer = #qnt.convention<qwix, epsilon = -1>

// -----

// expected-error @+1 {{expected convention parameter 'seed' to be a number from 0 to 2^64-1, but got 'x'}}
#convention_v2_seed = #qnt.convention<qwix, seed = x>

// -----

// expected-error @+1 {{expected each parameter once, but got 'nan' twice}}
#convention_v2_twice = #qnt.convention<qwix, nan = low, nan = zero>

// -----

// expected-error @+1 {{expected floating point literal}}
#convention_value = #qnt.convention<qwix, nan = <>>

// -----

// expected-error @+1 {{expected scale rule 'rms' to have 1 to 1 arguments, but got 0}}
#calibration_r1_missing = #qnt.calibration<rms>

// -----

// expected-error @+1 {{expected scale rule 'absmax' to have 0 to 1 arguments, but got 2}}
#calibration_r1_extra = #qnt.calibration<absmax(1.0, 2.0)>

// -----

// expected-error @+1 {{expected scale rule 'fixed' to have a range that contains 0 and is not empty}}
#calibration_r1_range = #qnt.calibration<fixed(1.0, 2.0)>

// -----

// expected-error @+1 {{expected scale rule 'percentile' to have a percentile above 0 and at most 100}}
#calibration_r1_percentile = #qnt.calibration<percentile(101.0)>

// -----

// expected-error @+1 {{expected scale rule 'rms' to have a positive factor}}
#calibration_r1_factor = #qnt.calibration<rms(-3.0)>

// -----

// expected-error @+1 {{expected scale rule 'rms' to have a positive factor}}
#calibration_r1_factor_integer = #qnt.calibration<rms(-3)>

// -----

// expected-error @+1 {{expected floating point literal}}
#calibration_sign = #qnt.calibration<rms(-x)>

// -----

// expected-error @+1 {{expected scale rule 'mse' to have a whole number of steps}}
#calibration_r1_steps = #qnt.calibration<mse(0.5, 2.5)>

// -----

// expected-error @+1 {{expected scale rule 'mse' to have at most 1000000 steps}}
#calibration_r1_many_steps = #qnt.calibration<mse(0.4, 1.0e18)>

// -----

// expected-error @+1 {{expected scale rule 'fixed' to have finite arguments}}
#calibration_r1_infinite = #qnt.calibration<fixed(0x7FF0000000000000)>

// -----

// expected-error @+1 {{expected absmax, minmax, rms, fixed, percentile or mse, but got 'max'}}
#calibration_rule = #qnt.calibration<max>

// -----

// expected-error @+1 {{expected as many spatial dimensions in input, kernel and output, but got 2, 1 and 2}}
#conv_d1 = #qnt.conv<[b, 0, 1, f] x [0, i, o] -> [b, 0, 1, f]>

// -----

// expected-error @+1 {{expected spatial dimensions numbered 0 to 1}}
#conv_d2_gap = #qnt.conv<[b, 0, 2, f] x [0, 1, i, o] -> [b, 0, 1, f]>

// -----

// expected-error @+1 {{expected 'b' and 'f' once each, but got 'b'}}
#conv_d2_twice = #qnt.conv<[b, 0, b, f] x [0, i, o] -> [b, 0, f]>

// -----

// expected-error @+1 {{expected 'i' and 'o' once each, but got 'f'}}
#conv_d2_letter = #qnt.conv<[b, 0, f] x [0, f, o] -> [b, 0, f]>

// -----

// expected-error @+1 {{expected dimensions 'b' and 'f'}}
#conv_d2_missing = #qnt.conv<[b, 0] x [0, i, o] -> [b, 0, f]>

// -----

// expected-error @+1 {{expected each option once, but got 'scheme' twice}}
#invoke_options_twice = #qnt.invoke_options<scheme = "a", scheme = "b">

// -----

// expected-error @+1 {{expected scheme or codegen_low_precision, but got 'precision'}}
#invoke_options_name = #qnt.invoke_options<precision = true>

// -----

func.func @not_a_convention(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected a convention, but got "qwix"}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) convention = "qwix"
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @not_an_encoding(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{expected an encoding, but got #qnt.convention<qwix>}}
  %q = qnt.fake_quantize %x scale(%s : tensor<1xf32>) encoding = #qnt.convention<qwix> : tensor<8xf32>
  return
}

// -----

// expected-error @+1 {{expected no type after an encoding or a convention, but got 'i32'}}
module attributes {test.a = #qnt.encoding<i8 : f32> : i32} {}

// -----

// expected-error @+1 {{expected no type after an encoding or a convention, but got 'i32'}}
module attributes {test.a = #qnt.convention<qwix> : i32} {}

// -----

func.func @convention_in_a_list(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected a convention, but got [#qnt.convention<qwix>, tensor<4xf32>]}}
  %q = qnt.quantize %x dynamic(absmax) convention = [#qnt.convention<qwix>, tensor<4xf32>]
         -> !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @two_types(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected no type after an encoding or a convention, but got 'f16'}}
  %q = qnt.fake_quantize %x dynamic(absmax) encoding = [#qnt.encoding<i8 : f32> : f32, #qnt.encoding<i8 : f32> : f16]
  return
}

// -----

// The dictionary says no attribute that the op's own syntax says.

func.func @dictionary_of_quantize(%x: tensor<4xf32>) {
  // expected-error @+1 {{'qnt.quantize' expected no attribute in the dictionary that the op's own syntax gives, but got 'calibration'}}
  %q = qnt.quantize %x dynamic(absmax) {calibration = #qnt.calibration<rms(1.0)>}
         : tensor<4xf32> -> !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @dictionary_of_another_type(%x: tensor<4xf32>) {
  // expected-error @+1 {{'qnt.quantize' expected no attribute in the dictionary that the op's own syntax gives, but got 'calibration'}}
  %q = qnt.quantize %x dynamic(absmax) {calibration = 3 : i8, convention = #qnt.convention<qwix>}
         : tensor<4xf32> -> !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @dictionary_of_fake_quantize(%x: tensor<4xf32>) {
  // expected-error @+2 {{'qnt.fake_quantize' expected no attribute in the dictionary that the op's own syntax gives, but got 'encoding'}}
  %q = qnt.fake_quantize %x dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = *, scale = f32>
         convention = #qnt.convention<qwix> {encoding = 1 : i8} : tensor<4xf32>
  return
}

// -----

func.func @dictionary_of_dot_general(%a: tensor<4x4xf32>) {
  // expected-error @+1 {{'qnt.dot_general' expected no attribute in the dictionary that the op's own syntax gives, but got 'lhs_contracting'}}
  %y = qnt.dot_general %a, %a contracting = [0] x [0] batch = [] x [] {lhs_contracting = array<i64: 1>}
         : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @dictionary_of_ragged_dot_general(%a: tensor<6x8xf32>, %b: tensor<2x8x3xf32>, %sizes: tensor<2xi32>) {
  // expected-error @+2 {{'qnt.ragged_dot_general' expected no attribute in the dictionary that the op's own syntax gives, but got 'precision'}}
  %y = qnt.ragged_dot_general %a, %b groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         {precision = 3 : i8} : (tensor<6x8xf32>, tensor<2x8x3xf32>) -> tensor<6x3xf32>
  return
}

// -----

func.func @dictionary_of_einsum(%a: tensor<4x4xf32>) {
  // expected-error @+1 {{'qnt.einsum' expected no attribute in the dictionary that the op's own syntax gives, but got 'equation'}}
  %y = qnt.einsum "ij->ji" %a {equation = "ij->ij", qnt.name = "x"} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @dictionary_of_pad(%a: !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>) {
  // expected-error @+1 {{'qnt.pad' expected no attribute in the dictionary that the op's own syntax gives, but got 'low'}}
  %y = qnt.pad %a low = [0] high = [1] {low = array<i64: 1>}
         : !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>> -> !qnt.array<5, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @dictionary_of_observe(%x: tensor<4xf32>) {
  // expected-error @+1 {{'qnt.observe' expected no attribute in the dictionary that the op's own syntax gives, but got 'name'}}
  qnt.observe %x as "x" {name = "y"} : tensor<4xf32>
  return
}

// -----

func.func @dictionary_of_lookup(%x: tensor<4xi8>, %t: tensor<256xf32>) {
  // expected-error @+1 {{'qnt.lookup' expected no attribute in the dictionary that the op's own syntax gives, but got 'is_unsigned'}}
  %y = qnt.lookup %x, %t {is_unsigned} : tensor<4xi8>, tensor<256xf32> -> tensor<4xf32>
  return
}

// -----

func.func @dictionary_of_constant() {
  // expected-error @+1 {{'qnt.constant' expected no attribute in the dictionary that the op's own syntax gives, but got 'codes'}}
  %w = qnt.constant codes = dense<1> : tensor<4xi8>, scales = dense<1.0> : tensor<1xf32> {codes = dense<2> : tensor<4xi8>}
         : !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @dictionary_of_launch(%x: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' expected no attribute in the dictionary that the op's own syntax gives, but got 'block'}}
  qnt.launch @kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) outs(%x : memref<8xf32>) {block = array<i32: 1, 1, 1>}
  return
}

// -----

func.func @dictionary_of_invoke_quant() {
  // expected-error @+1 {{'qnt.invoke_quant' expected no attribute in the dictionary that the op's own syntax gives, but got 'scheme'}}
  qnt.invoke_quant scheme("q") () attributes {scheme = "nf4"} {
    qnt.yield
  }
  return
}

// -----

func.func @dictionary_of_kernel() {
  // expected-error @+1 {{'qnt.kernel' expected no attribute in the dictionary that the op's own syntax gives, but got 'kernel_name'}}
  qnt.kernel "a" () attributes {kernel_name = 4 : i32, test.kept} {
    qnt.yield
  }
  return
}
