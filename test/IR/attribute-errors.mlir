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
