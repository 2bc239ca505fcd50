// RUN: quant-opt %s --split-input-file --qnt-lower-to-linalg --allow-unregistered-dialect --verify-diagnostics

func.func @elided() -> tensor<3xf32> {
  // expected-error @+1 {{'arith.constant' op has constant dense_resource<gone> without data}}
  %0 = arith.constant dense_resource<gone> : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @short() -> tensor<3xf32> {
  // expected-error @+1 {{'arith.constant' op expected constant dense_resource<floats> of 12 bytes, got 8}}
  %0 = arith.constant dense_resource<floats> : tensor<3xf32>
  return %0 : tensor<3xf32>
}
{-# dialect_resources: { builtin: { floats: "0x080000000000803F0000803F" } } #-}

// -----

func.func @unknown_op(%x: tensor<4xi3>) -> tensor<4xi3> {
  // expected-error @+1 {{'other.op' op cannot be compiled for a CPU}}
  %0 = "other.op"(%x) : (tensor<4xi3>) -> tensor<4xi3>
  return %0 : tensor<4xi3>
}

// -----

!wide = !quant.uniform<i20:f32, 0.5>
func.func @storage_without_a_format(%x: tensor<4xf32>) -> tensor<4x!wide> {
  // expected-error @+1 {{'quant.qcast' op cannot be compiled for a CPU: its storage type is not i2..i8, i16, i32, u2..u8 or u16}}
  %0 = quant.qcast %x : tensor<4xf32> to tensor<4x!wide>
  return %0 : tensor<4x!wide>
}

// -----

!wide = !quant.uniform<i20:f32, 0.5>
func.func @dequantize_storage_without_a_format(%x: tensor<4x!wide>) -> tensor<4xf32> {
  // expected-error @+1 {{'quant.dcast' op cannot be compiled for a CPU: its storage type is not i2..i8, i16, i32, u2..u8 or u16}}
  %0 = quant.dcast %x : tensor<4x!wide> to tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @region(%x: !qnt.array<4, #i8>) -> tensor<4xf32> {
  // expected-error @+1 {{'qnt.invoke_quant' op cannot be compiled for a CPU}}
  %0 = qnt.invoke_quant scheme("s") (%a = %x : !qnt.array<4, #i8>) -> tensor<4xf32> {
    %1 = qnt.dequantize %a : !qnt.array<4, #i8> -> tensor<4xf32>
    qnt.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// Casts of tensors are taken apart by qnt-normalize-tensors.
func.func @truncf_on_tensor(%x: tensor<2xf32>) -> tensor<2xf8E4M3FN> {
  // expected-error @+1 {{'arith.truncf' op cannot be compiled for a CPU}}
  %0 = arith.truncf %x : tensor<2xf32> to tensor<2xf8E4M3FN>
  return %0 : tensor<2xf8E4M3FN>
}

// -----

// A quantized type without parameters.
func.func @qcast_to_any(%x: tensor<2xf32>) -> tensor<2x!quant.any<i8:f32>> {
  // expected-error @+1 {{'quant.qcast' op cannot be compiled for a CPU}}
  %0 = quant.qcast %x : tensor<2xf32> to tensor<2x!quant.any<i8:f32>>
  return %0 : tensor<2x!quant.any<i8:f32>>
}

// -----

// A calibrated type has no storage yet.
// expected-error @+1 {{'func.func' op cannot be compiled for a CPU}}
func.func @calibrated(%x: tensor<2x!quant.calibrated<f32<-1.0:1.0>>>) {
  return
}

// -----

func.func @calibrated_inside(%x: tensor<4xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{'tensor.empty' op cannot be compiled for a CPU}}
  %0 = tensor.empty() : tensor<4x!quant.calibrated<f32<-1.0:1.0>>>
  %1 = tensor.extract_slice %0[0] [2] [1] : tensor<4x!quant.calibrated<f32<-1.0:1.0>>> to tensor<2x!quant.calibrated<f32<-1.0:1.0>>>
  %2 = quant.dcast %1 : tensor<2x!quant.calibrated<f32<-1.0:1.0>>> to tensor<2xf32>
  return %2 : tensor<2xf32>
}

// -----

func.func @qcast_to_calibrated(%x: tensor<2xf32>) {
  // expected-error @+1 {{'quant.qcast' op cannot be compiled for a CPU}}
  %0 = quant.qcast %x : tensor<2xf32> to tensor<2x!quant.calibrated<f32<-1.0:1.0>>>
  return
}

// -----

func.func @dcast_of_calibrated(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{'foo.bar' op cannot be compiled for a CPU}}
  %0 = "foo.bar"(%x) : (tensor<2xf32>) -> tensor<2x!quant.calibrated<f32<-1.0:1.0>>>
  %1 = quant.dcast %0 : tensor<2x!quant.calibrated<f32<-1.0:1.0>>> to tensor<2xf32>
  return %1 : tensor<2xf32>
}

// -----

// expected-error @+1 {{'func.func' op cannot be compiled for a CPU}}
func.func @unranked_codes(%x: tensor<*x!quant.uniform<i4:f32, 0.5>>) {
  return
}

// -----

#tiles = #qnt.encoding<i8 : f32, block = 2x3, scale = f32>
func.func @einsum_that_stays(%a: !qnt.array<4x4, #tiles>) -> tensor<4xf32> {
  // expected-error @+1 {{'qnt.einsum' op cannot be compiled for a CPU: no block size holds the blocks of an array along a repeated dimension, or a code stands for several elements of one}}
  %y = qnt.einsum "ii->i" %a : (!qnt.array<4x4, #tiles>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @einsum_with_a_large_step(%a: tensor<1073741824xf32>, %b: tensor<1073741824xf32>) -> tensor<f32> {
  // expected-error @+1 {{'qnt.einsum' op cannot be compiled for a CPU: one of its steps would have a result of 2^57 elements or more}}
  %y = qnt.einsum "i,j->" %a, %b : (tensor<1073741824xf32>, tensor<1073741824xf32>) -> tensor<f32>
  return %y : tensor<f32>
}

// -----

func.func @einsum_without_expand_sugar(%a: tensor<4x4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'qnt.einsum' op cannot be compiled for a CPU: qnt-expand-sugar has not replaced it}}
  %y = qnt.einsum "ii->i" %a : (tensor<4x4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @complex_resource() -> tensor<2xcomplex<f32>> {
  // expected-error @+1 {{'arith.constant' op expected constant dense_resource<complex_numbers> of integers, floats or indices, got elements of type 'complex<f32>'}}
  %c = arith.constant dense_resource<complex_numbers> : tensor<2xcomplex<f32>>
  return %c : tensor<2xcomplex<f32>>
}
{-# dialect_resources: { builtin: { complex_numbers: "0x080000000000803f0000803f0000803f0000803f" } } #-}
