// Sizes that only the run tells, and that do not fit a type or an operand: status 2, and where and what.
// RUN: sh -c 'quant-run %s --entry=cast >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=CAST-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=cast --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=CAST --input-file=%t
// RUN: sh -c 'quant-run %s --entry=cast --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=CAST --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=INPUT-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=INPUT --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=INPUT --input-file=%t
// RUN: sh -c 'quant-run %s --entry=multiplier >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=MULTIPLIER-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=multiplier --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=MULTIPLIER --input-file=%t
// RUN: sh -c 'quant-run %s --entry=multiplier --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=MULTIPLIER --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input_scale >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=SCALE-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input_scale --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=SCALE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=input_scale --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=SCALE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_cast >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=COMPUTED-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_cast --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=COMPUTED --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_cast --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=COMPUTED --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_array >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=ARRAY-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_array --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=ARRAY --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_array --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=ARRAY --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_input >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=QUANTIZED-REFERENCE --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_input --device=cpu >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=QUANTIZED --input-file=%t
// RUN: sh -c 'quant-run %s --entry=computed_input --device=emulated >%t 2>&1; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=QUANTIZED --input-file=%t
// RUN: quant-run %s --entry=fitting | FileCheck %s --check-prefix=FITTING
// RUN: quant-run %s --entry=fitting --device=cpu | FileCheck %s --check-prefix=FITTING
// RUN: quant-run %s --entry=fitting --device=emulated | FileCheck %s --check-prefix=FITTING

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#plain = #qnt.encoding<i8 : f32, block = *>
#s8 = #qnt.encoding<i8 : f32, block = *, scale = f32>

func.func private @make(%n: index) -> tensor<?x2xf32> {
  %one = arith.constant 1.0 : f32
  %x = tensor.splat %one[%n] : tensor<?x2xf32>
  return %x : tensor<?x2xf32>
}

func.func private @make_factors(%n: index, %value: i32) -> tensor<?xi32> {
  %x = tensor.splat %value[%n] : tensor<?xi32>
  return %x : tensor<?xi32>
}

func.func private @make_scales(%n: index, %value: f32) -> tensor<?xf32> {
  %x = tensor.splat %value[%n] : tensor<?xf32>
  return %x : tensor<?xf32>
}

func.func private @make_array(%n: index) -> !qnt.array<?x2, #a8> {
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x2xf32> -> !qnt.array<?x2, #a8>
  return %a : !qnt.array<?x2, #a8>
}

func.func private @cast_to_four(%n: index) -> tensor<4x2xf32> {
  %a = call @make_array(%n) : (index) -> !qnt.array<?x2, #a8>
  // CAST-REFERENCE: 'qnt.cast' op result 0: expected !qnt.array<4x2, {{.*}}>, got !qnt.array<3x2,
  // CAST: [[#@LINE+1]]:8: 'qnt.cast' op expected source to have the shape of its type
  %b = qnt.cast %a : !qnt.array<?x2, #a8> to !qnt.array<4x2, #a8>
  %y = qnt.dequantize %b : !qnt.array<4x2, #a8> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

func.func @cast() -> tensor<4x2xf32> {
  %n = arith.constant 3 : index
  %y = call @cast_to_four(%n) : (index) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// FITTING: tensor<4x2xf32> [{{\[}}1, 1], [1, 1], [1, 1], [1, 1]]
func.func @fitting() -> tensor<4x2xf32> {
  %n = arith.constant 4 : index
  %y = call @cast_to_four(%n) : (index) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

func.func @input() -> tensor<4x2xf32> {
  %n = arith.constant 5 : index
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  // INPUT-REFERENCE: 'qnt.quantize' op result 0: expected !qnt.array<4x2, {{.*}}>, got !qnt.array<5x2,
  // INPUT: [[#@LINE+1]]:8: 'qnt.quantize' op expected input to have the shape of its type
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x2xf32> -> !qnt.array<4x2, #a8>
  %y = qnt.dequantize %a : !qnt.array<4x2, #a8> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

func.func @multiplier() -> !qnt.array<?, #plain> {
  %n = arith.constant 2 : index
  %k = arith.constant 3 : index
  %half = arith.constant 1073741824 : i32
  %x = call @make_factors(%n, %half) : (index, i32) -> tensor<?xi32>
  %m = call @make_factors(%k, %half) : (index, i32) -> tensor<?xi32>
  %shift = arith.constant dense<31> : tensor<1xi32>
  // MULTIPLIER-REFERENCE: 'qnt.requantize' op expected multiplier to broadcast to 2xi32, got 3xi32
  // MULTIPLIER: [[#@LINE+1]]:8: 'qnt.requantize' op expected multiplier to broadcast to the value's shape
  %a = qnt.requantize %x multiplier(%m : tensor<?xi32>) shift(%shift : tensor<1xi32>) : tensor<?xi32> -> !qnt.array<?, #plain>
  return %a : !qnt.array<?, #plain>
}

func.func @input_scale() -> !qnt.array<?, #s8> {
  %n = arith.constant 2 : index
  %k = arith.constant 3 : index
  %one = arith.constant 1.0 : f32
  %two = arith.constant 2 : i32
  %x = call @make_factors(%n, %two) : (index, i32) -> tensor<?xi32>
  %t = call @make_scales(%k, %one) : (index, f32) -> tensor<?xf32>
  %s = arith.constant dense<1.0> : tensor<1xf32>
  // SCALE-REFERENCE: 'qnt.requantize' op expected input_scale to broadcast to 2xf32, got 3xf32
  // SCALE: [[#@LINE+1]]:8: 'qnt.requantize' op expected input_scale to broadcast to the value's shape
  %a = qnt.requantize %x input_scale(%t : tensor<?xf32>) scale(%s : tensor<1xf32>) : tensor<?xi32> -> !qnt.array<?, #s8>
  return %a : !qnt.array<?, #s8>
}

//===----------------------------------------------------------------------------------------------------===//
// What is cast is computed in the same function: its loops must not take the sizes that the cast expects.
//===----------------------------------------------------------------------------------------------------===//

func.func @computed_cast() -> tensor<4x2xf32> {
  %n = arith.constant 3 : index
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  %y = arith.addf %x, %x : tensor<?x2xf32>
  // COMPUTED-REFERENCE: 'tensor.cast' op result 0: expected 4x2xf32, got 3x2xf32
  // COMPUTED: [[#@LINE+1]]:8: 'tensor.cast' op size mismatch of dim 0
  %z = tensor.cast %y : tensor<?x2xf32> to tensor<4x2xf32>
  return %z : tensor<4x2xf32>
}

func.func @computed_array() -> tensor<4x2xf32> {
  %n = arith.constant 3 : index
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x2xf32> -> !qnt.array<?x2, #a8>
  // ARRAY-REFERENCE: 'qnt.cast' op result 0: expected !qnt.array<4x2, {{.*}}>, got !qnt.array<3x2,
  // ARRAY: [[#@LINE+1]]:8: 'qnt.cast' op expected source to have the shape of its type
  %b = qnt.cast %a : !qnt.array<?x2, #a8> to !qnt.array<4x2, #a8>
  %y = qnt.dequantize %b : !qnt.array<4x2, #a8> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

func.func @computed_input() -> tensor<4x2xf32> {
  %n = arith.constant 3 : index
  %x = call @make(%n) : (index) -> tensor<?x2xf32>
  %s = arith.addf %x, %x : tensor<?x2xf32>
  // QUANTIZED-REFERENCE: 'qnt.quantize' op result 0: expected !qnt.array<4x2, {{.*}}>, got !qnt.array<3x2,
  // QUANTIZED: [[#@LINE+1]]:8: 'qnt.quantize' op expected input to have the shape of its type
  %a = qnt.quantize %s dynamic(absmax) : tensor<?x2xf32> -> !qnt.array<4x2, #a8>
  %y = qnt.dequantize %a : !qnt.array<4x2, #a8> -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
