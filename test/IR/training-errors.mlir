// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @fake_quantize_c1(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected the encoding's block to have the rank of the shape 1, but got 2}}
  %0 = qnt.fake_quantize %x dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<8xf32>
  return
}

// -----

func.func @fake_quantize_c2(%x: tensor<4x8xf16>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected input to have the expressed type 'f32', but got 'f16'}}
  %0 = qnt.fake_quantize %x dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf16>
  return
}

// -----

func.func @fake_quantize_c3(%x: tensor<4x8xf32>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected no scale operand with a dynamic rule, but got one}}
  %0 = qnt.fake_quantize %x scale(%s : tensor<4x1xf32>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_c4(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %0 = qnt.fake_quantize %x encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_c5(%x: tensor<4x8xf32>, %m: tensor<4x8xi1>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected no mask operand, because the encoding has no mask, but got one}}
  %0 = qnt.fake_quantize %x mask(%m : tensor<4x8xi1>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_c6(%x: tensor<4x8xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected scale to have a type compatible with 'tensor<4x1xf32>', but got 'tensor<1x1xf32>'}}
  %0 = qnt.fake_quantize %x scale(%s : tensor<1x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_c7(%x: tensor<4x8xf32>) {
  %s = arith.constant dense<[[1.0], [2.0], [0x7FC00000], [1.0]]> : tensor<4x1xf32>
  // expected-error @+1 {{'qnt.fake_quantize' op expected constant scale to be finite and not zero, but got another value at element 2}}
  %0 = qnt.fake_quantize %x scale(%s : tensor<4x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_c8(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected an encoding with a zero point for the dynamic rule 'minmax', but got #qnt.encoding<i8 : f32, block = 1x*, scale = f32>}}
  %0 = qnt.fake_quantize %x dynamic(minmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c1(%x: tensor<8xf32>, %dy: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected the encoding's block to have the rank of the shape 1, but got 2}}
  %0 = qnt.fake_quantize_grad %x, %dy dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c2(%x: tensor<4x8xf16>, %dy: tensor<4x8xf16>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected input to have the expressed type 'f32', but got 'f16'}}
  %0 = qnt.fake_quantize_grad %x, %dy dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf16>
  return
}

// -----

func.func @fake_quantize_grad_c3(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected no scale operand with a dynamic rule, but got one}}
  %0 = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<4x1xf32>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c4(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %0 = qnt.fake_quantize_grad %x, %dy encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c5(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %m: tensor<4x8xi1>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected no mask operand, because the encoding has no mask, but got one}}
  %0 = qnt.fake_quantize_grad %x, %dy mask(%m : tensor<4x8xi1>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c6(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected scale to have a type compatible with 'tensor<4x1xf32>', but got 'tensor<1x1xf32>'}}
  %0 = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c7(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  %s = arith.constant dense<[[1.0], [2.0], [0x7FC00000], [1.0]]> : tensor<4x1xf32>
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected constant scale to be finite and not zero, but got another value at element 2}}
  %0 = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<4x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_c8(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected an encoding with a zero point for the dynamic rule 'minmax', but got #qnt.encoding<i8 : f32, block = 1x*, scale = f32>}}
  %0 = qnt.fake_quantize_grad %x, %dy dynamic(minmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c1(%x: tensor<8xf32>, %dy: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected the encoding's block to have the rank of the shape 1, but got 2}}
  %0 = qnt.quantize_grad %x, %dy dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<8xf32>
  return
}

// -----

func.func @quantize_grad_c2(%x: tensor<4x8xf16>, %dy: tensor<4x8xf16>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected input to have the expressed type 'f32', but got 'f16'}}
  %0 = qnt.quantize_grad %x, %dy dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf16>
  return
}

// -----

func.func @quantize_grad_c3(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected no scale operand with a dynamic rule, but got one}}
  %0 = qnt.quantize_grad %x, %dy scale(%s : tensor<4x1xf32>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c4(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %0 = qnt.quantize_grad %x, %dy encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c5(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %m: tensor<4x8xi1>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected no mask operand, because the encoding has no mask, but got one}}
  %0 = qnt.quantize_grad %x, %dy mask(%m : tensor<4x8xi1>) dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c6(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected scale to have a type compatible with 'tensor<4x1xf32>', but got 'tensor<1x1xf32>'}}
  %0 = qnt.quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c7(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  %s = arith.constant dense<[[1.0], [2.0], [0x7FC00000], [1.0]]> : tensor<4x1xf32>
  // expected-error @+1 {{'qnt.quantize_grad' op expected constant scale to be finite and not zero, but got another value at element 2}}
  %0 = qnt.quantize_grad %x, %dy scale(%s : tensor<4x1xf32>) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @quantize_grad_c8(%x: tensor<4x8xf32>, %dy: tensor<4x8xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected an encoding with a zero point for the dynamic rule 'minmax', but got #qnt.encoding<i8 : f32, block = 1x*, scale = f32>}}
  %0 = qnt.quantize_grad %x, %dy dynamic(minmax) encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32> : tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_grad_types(%x: tensor<4x8xf32>, %dy: tensor<4x8xf16>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op failed to verify that all of {input, gradient, result} have same type}}
  %0 = "qnt.fake_quantize_grad"(%x, %dy, %s) <{encoding = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0, 0, 0>}>
         : (tensor<4x8xf32>, tensor<4x8xf16>, tensor<4x1xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @fake_quantize_two_inputs(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected operandSegmentSizes of 1 for input, but got 2}}
  %y = "qnt.fake_quantize"(%x, %x) <{calibration = #qnt.calibration<absmax>, encoding = #qnt.encoding<i8 : f32, block = *, scale = f32>,
         operandSegmentSizes = array<i32: 2, 0, 0, 0, 0, 0>}> : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @fake_quantize_grad_two_gradients(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize_grad' op expected operandSegmentSizes of 1 for gradient, but got 2}}
  %y = "qnt.fake_quantize_grad"(%x, %x, %x) <{calibration = #qnt.calibration<absmax>, encoding = #qnt.encoding<i8 : f32, block = *, scale = f32>,
         operandSegmentSizes = array<i32: 1, 2, 0, 0, 0, 0, 0>}> : (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @quantize_grad_without_input(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected operandSegmentSizes of 1 for input, but got 0}}
  %y = "qnt.quantize_grad"(%x, %x) <{calibration = #qnt.calibration<absmax>, encoding = #qnt.encoding<i8 : f32, block = *, scale = f32>,
         operandSegmentSizes = array<i32: 0, 2, 0, 0, 0, 0, 0>}> : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @fake_quantize_c8_codes_up_to_zero(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.fake_quantize' op expected a code above 0, the code of 0, for the dynamic rule 'absmax', but got codes from -8 to 0}}
  %y = qnt.fake_quantize %x dynamic(absmax) encoding = #qnt.encoding<i8 : f32, block = *, scale = f32, clamp = -8 : 0> : tensor<8xf32>
  return
}

// -----

func.func @quantize_grad_c8_two_codes(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize_grad' op expected a code above 1, the code of 0, for the dynamic rule 'absmax', but got codes from 0 to 1}}
  %y = qnt.quantize_grad %x, %x dynamic(absmax) encoding = #qnt.encoding<u2 : f32, block = *, scale = f32, zero_point = u2, clamp = 0 : 1>
         : tensor<8xf32>
  return
}
