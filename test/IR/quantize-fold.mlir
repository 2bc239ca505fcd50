// RUN: quant-opt %s --canonicalize --allow-unregistered-dialect | FileCheck %s

// What folds and what does not; that every code comes back where it folds is shown by evaluation (unittests/IR).

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#z8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
#f4 = #qnt.encoding<f4E2M1FN : bf16, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
#f8 = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
#h8 = #qnt.encoding<i8 : bf16, block = 1x*, scale = bf16>
#h7 = #qnt.encoding<i7 : bf16, block = 1x*, scale = bf16>
#narrow = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, clamp = -127 : 127>
#whole = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, clamp = -128 : 127>
#bare = #qnt.encoding<u8 : f16, block = *>

// CHECK-LABEL: func @same_constants
// CHECK-SAME: (%[[C:.*]]: tensor<2x8xi8>)
func.func @same_constants(%c: tensor<2x8xi8>) -> !qnt.array<2x8, #z8> {
  // CHECK-NOT: dequantize
  // CHECK: %[[A:.*]] = qnt.assemble
  // CHECK-NEXT: return %[[A]]
  %s = arith.constant dense<[[0.1], [-3.0]]> : tensor<2x1xf32>
  %z = arith.constant dense<[[-128], [5]]> : tensor<2x1xi8>
  %a = qnt.assemble %c, %s, %z : (tensor<2x8xi8>, tensor<2x1xf32>, tensor<2x1xi8>) -> !qnt.array<2x8, #z8>
  %x = qnt.dequantize %a : !qnt.array<2x8, #z8> -> tensor<2x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<2x1xf32>) zero_point(%z : tensor<2x1xi8>)
         : tensor<2x8xf32> -> !qnt.array<2x8, #z8>
  return %b : !qnt.array<2x8, #z8>
}

// CHECK-LABEL: func @constant_array
func.func @constant_array() -> !qnt.array<1x8, #i8> {
  // CHECK: %[[W:.*]] = qnt.constant
  // CHECK-NEXT: return %[[W]]
  %w = qnt.constant codes = dense<7> : tensor<1x8xi8>, scales = dense<0.5> : tensor<1x1xf32> : !qnt.array<1x8, #i8>
  %x = qnt.dequantize %w : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %c, %s = qnt.disassemble %w : !qnt.array<1x8, #i8> -> (tensor<1x8xi8>, tensor<1x1xf32>)
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) convention = #qnt.convention<onnx> : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  return %b : !qnt.array<1x8, #i8>
}

// CHECK-LABEL: func @quantized_with_the_same
func.func @quantized_with_the_same(%v: tensor<1x8xbf16>) -> !qnt.array<1x8, #h7> {
  // CHECK: %[[A:.*]] = qnt.quantize %arg0
  // CHECK-NEXT: return %[[A]]
  %s = arith.constant dense<0.25> : tensor<1x1xbf16>
  %a = qnt.quantize %v scale(%s : tensor<1x1xbf16>) : tensor<1x8xbf16> -> !qnt.array<1x8, #h7>
  %x = qnt.dequantize %a : !qnt.array<1x8, #h7> -> tensor<1x8xbf16>
  %b = qnt.quantize %x scale(%s : tensor<1x1xbf16>) : tensor<1x8xbf16> -> !qnt.array<1x8, #h7>
  return %b : !qnt.array<1x8, #h7>
}

// CHECK-LABEL: func @four_bit_floats
func.func @four_bit_floats(%c: tensor<1x16xf4E2M1FN>) -> !qnt.array<1x16, #f4> {
  // CHECK: %[[A:.*]] = qnt.assemble
  // CHECK-NEXT: return %[[A]]
  %s = arith.constant dense<2.0> : tensor<1x1xf8E4M3FN>
  %t = arith.constant dense<0.3> : tensor<f32>
  %a = qnt.assemble %c, %s, %t : (tensor<1x16xf4E2M1FN>, tensor<1x1xf8E4M3FN>, tensor<f32>) -> !qnt.array<1x16, #f4>
  %x = qnt.dequantize %a : !qnt.array<1x16, #f4> -> tensor<1x16xbf16>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf8E4M3FN>) tensor_scale(%t : tensor<f32>)
         : tensor<1x16xbf16> -> !qnt.array<1x16, #f4>
  return %b : !qnt.array<1x16, #f4>
}

// CHECK-LABEL: func @no_scale
func.func @no_scale(%a: !qnt.array<8, #bare>) -> !qnt.array<8, #bare> {
  // CHECK-NEXT: return %arg0
  %x = qnt.dequantize %a : !qnt.array<8, #bare> -> tensor<8xf16>
  %b = qnt.quantize %x : tensor<8xf16> -> !qnt.array<8, #bare>
  return %b : !qnt.array<8, #bare>
}

// CHECK-LABEL: func @clamp_of_all_codes
func.func @clamp_of_all_codes(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #whole> {
  // CHECK-NOT: quantize
  // CHECK: return
  %s = arith.constant dense<0.25> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #whole>
  %x = qnt.dequantize %a : !qnt.array<1x8, #whole> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #whole>
  return %b : !qnt.array<1x8, #whole>
}

// quantize -> dequantize is an intended error.
// CHECK-LABEL: func @error_is_kept
func.func @error_is_kept(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // CHECK: qnt.quantize
  // CHECK: qnt.dequantize
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %a = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  %y = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// A scale that is not known may be 0 or NaN.
// CHECK-LABEL: func @unknown_scale
func.func @unknown_scale(%c: tensor<1x8xi8>, %s: tensor<1x1xf32>) -> !qnt.array<1x8, #i8> {
  // CHECK: qnt.quantize
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  return %b : !qnt.array<1x8, #i8>
}

// CHECK-LABEL: func @other_scale
func.func @other_scale(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #i8> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %t = arith.constant dense<0.25> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%t : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  return %b : !qnt.array<1x8, #i8>
}

// CHECK-LABEL: func @other_zero_point
func.func @other_zero_point(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #z8> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<0.5> : tensor<1x1xf32>
  %z = arith.constant dense<1> : tensor<1x1xi8>
  %y = arith.constant dense<2> : tensor<1x1xi8>
  %a = qnt.assemble %c, %s, %z : (tensor<1x8xi8>, tensor<1x1xf32>, tensor<1x1xi8>) -> !qnt.array<1x8, #z8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #z8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) zero_point(%y : tensor<1x1xi8>) : tensor<1x8xf32> -> !qnt.array<1x8, #z8>
  return %b : !qnt.array<1x8, #z8>
}

// 127 * scale overflows; 1 * scale is subnormal.
// CHECK-LABEL: func @extreme_scales
func.func @extreme_scales(%c: tensor<1x8xi8>) -> (!qnt.array<1x8, #i8>, !qnt.array<1x8, #i8>) {
  // CHECK: qnt.quantize
  // CHECK: qnt.quantize
  %s = arith.constant dense<1.0e+37> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  %t = arith.constant dense<1.0e-40> : tensor<1x1xf32>
  %d = qnt.assemble %c, %t : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %y = qnt.dequantize %d : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %e = qnt.quantize %y scale(%t : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  return %b, %e : !qnt.array<1x8, #i8>, !qnt.array<1x8, #i8>
}

// bf16 has 8 bits: n = 128 is out of reach of the proof.
// CHECK-LABEL: func @too_few_bits
func.func @too_few_bits(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #h8> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<1.5> : tensor<1x1xbf16>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xbf16>) -> !qnt.array<1x8, #h8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #h8> -> tensor<1x8xbf16>
  %b = qnt.quantize %x scale(%s : tensor<1x1xbf16>) : tensor<1x8xbf16> -> !qnt.array<1x8, #h8>
  return %b : !qnt.array<1x8, #h8>
}

// The NaN code 0xFF comes back as 0x7F.
// CHECK-LABEL: func @nan_codes
func.func @nan_codes(%c: tensor<1x8xf8E4M3FN>) -> !qnt.array<1x8, #f8> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xf8E4M3FN>, tensor<1x1xf32>) -> !qnt.array<1x8, #f8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #f8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #f8>
  return %b : !qnt.array<1x8, #f8>
}

// The code -128 would be clamped.
// CHECK-LABEL: func @narrow_range
func.func @narrow_range(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #narrow> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #narrow>
  %x = qnt.dequantize %a : !qnt.array<1x8, #narrow> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #narrow>
  return %b : !qnt.array<1x8, #narrow>
}

// CHECK-LABEL: func @dynamic_rule
func.func @dynamic_rule(%c: tensor<1x8xi8>) -> !qnt.array<1x8, #i8> {
  // CHECK: qnt.quantize
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %b = qnt.quantize %x dynamic(absmax) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  return %b : !qnt.array<1x8, #i8>
}

// Qwix adds the zero point before it rounds; the kernel multiplies with a reciprocal; noise moves codes.
// CHECK-LABEL: func @other_conventions
func.func @other_conventions(%c: tensor<1x8xi8>) {
  // CHECK-COUNT-3: qnt.quantize
  %s = arith.constant dense<1.0> : tensor<1x1xf32>
  %a = qnt.assemble %c, %s : (tensor<1x8xi8>, tensor<1x1xf32>) -> !qnt.array<1x8, #i8>
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %b = qnt.quantize %x scale(%s : tensor<1x1xf32>) convention = #qnt.convention<qwix> : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  %d = qnt.quantize %x scale(%s : tensor<1x1xf32>) convention = #qnt.convention<"baracuda-kernel"> : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  %e = qnt.quantize %x scale(%s : tensor<1x1xf32>) convention = #qnt.convention<default, rounding = stochastic> : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  "test.use"(%b, %d, %e) : (!qnt.array<1x8, #i8>, !qnt.array<1x8, #i8>, !qnt.array<1x8, #i8>) -> ()
  return
}

// Parts that go in a circle, in a block that is never reached.
// CHECK-LABEL: func @unreachable_cycle
func.func @unreachable_cycle() {
  return
^bb1:
  %c, %s = qnt.disassemble %a : !qnt.array<1x8, #i8> -> (tensor<1x8xi8>, tensor<1x1xf32>)
  %x = qnt.dequantize %a : !qnt.array<1x8, #i8> -> tensor<1x8xf32>
  %a = qnt.quantize %x scale(%s : tensor<1x1xf32>) : tensor<1x8xf32> -> !qnt.array<1x8, #i8>
  "test.use"(%a) : (!qnt.array<1x8, #i8>) -> ()
  cf.br ^bb1
}
