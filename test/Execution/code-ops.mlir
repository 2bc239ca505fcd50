// Tables, rounded bits, observations and gradients on operands that only the run tells, so that nothing of them is folded: the
// interpreter, compiled programs and the emulated device give the same.
// RUN: quant-run %s --entry=lookups | FileCheck %s --check-prefix=LOOKUP
// RUN: quant-run %s --entry=lookups --device=cpu | FileCheck %s --check-prefix=LOOKUP
// RUN: quant-run %s --entry=lookups --device=emulated | FileCheck %s --check-prefix=LOOKUP
// RUN: quant-run %s --entry=bits | FileCheck %s --check-prefix=BITS
// RUN: quant-run %s --entry=bits --device=cpu | FileCheck %s --check-prefix=BITS
// RUN: quant-run %s --entry=bits --device=emulated | FileCheck %s --check-prefix=BITS
// RUN: quant-run %s --entry=gradients | FileCheck %s --check-prefix=GRADIENT
// RUN: quant-run %s --entry=gradients --device=cpu | FileCheck %s --check-prefix=GRADIENT
// RUN: quant-run %s --entry=gradients --device=emulated | FileCheck %s --check-prefix=GRADIENT

#u2 = #qnt.encoding<u2 : f32, block = *x*, scale = f32>
#i2 = #qnt.encoding<i2 : f32, block = 1x*, scale = f32>
#u8 = #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8>
#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#rows = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>
#half = #qnt.encoding<i8 : f16, block = *, scale = f16>
#f8 = #qnt.encoding<f8E4M3FN : f32, block = *, scale = f32>
#kept = #qnt.encoding<i8 : f32, block = *, scale = f32, sparsity = bitmask>

//===----------------------------------------------------------------------------------------------------===//
// lookup, and observe, which a program drops
//===----------------------------------------------------------------------------------------------------===//

func.func private @of_u2(%a: !qnt.array<?x2, #u2>, %table: tensor<4xf32>) -> tensor<?x2xf32> {
  %y = qnt.lookup %a, %table : !qnt.array<?x2, #u2>, tensor<4xf32> -> tensor<?x2xf32>
  qnt.observe %y as "y" : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

func.func private @of_i2(%a: !qnt.array<2x2, #i2>, %table: tensor<4xf32>) -> tensor<2x2xf32> {
  %y = qnt.lookup %a, %table : !qnt.array<2x2, #i2>, tensor<4xf32> -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

func.func private @of_u8(%a: !qnt.array<4, #u8>, %table: tensor<256xi32>) -> tensor<4xi32> {
  %y = qnt.lookup %a, %table : !qnt.array<4, #u8>, tensor<256xi32> -> tensor<4xi32>
  return %y : tensor<4xi32>
}

func.func private @of_i8(%a: !qnt.array<4, #i8>, %table: tensor<256xi32>) -> tensor<4xi32> {
  %y = qnt.lookup %a, %table : !qnt.array<4, #i8>, tensor<256xi32> -> tensor<4xi32>
  return %y : tensor<4xi32>
}

func.func private @of_nibbles(%x: tensor<?xi4>, %table: tensor<16xi8>) -> (tensor<?xi8>, tensor<?xi8>) {
  %y = qnt.lookup %x, %table : tensor<?xi4>, tensor<16xi8> -> tensor<?xi8>
  %z = qnt.lookup unsigned %x, %table : tensor<?xi4>, tensor<16xi8> -> tensor<?xi8>
  return %y, %z : tensor<?xi8>, tensor<?xi8>
}

func.func @lookups() -> (tensor<?x2xf32>, tensor<2x2xf32>, tensor<4xi32>, tensor<4xi32>, tensor<?xi8>, tensor<?xi8>) {
  %codes = arith.constant dense<[[0, 1], [-2, -1]]> : tensor<2x2xi2>
  %table = arith.constant dense<[10.0, 20.0, 30.0, 40.0]> : tensor<4xf32>
  %s11 = arith.constant dense<0.5> : tensor<1x1xf32>
  %a = qnt.assemble %codes, %s11 : (tensor<2x2xi2>, tensor<1x1xf32>) -> !qnt.array<2x2, #u2>
  %a_any = qnt.cast %a : !qnt.array<2x2, #u2> to !qnt.array<?x2, #u2>
  // Codes 0, 1, 2, 3; a scale changes nothing.
  // LOOKUP: tensor<2x2xf32> [{{\[}}10, 20], [30, 40]]
  %0 = call @of_u2(%a_any, %table) : (!qnt.array<?x2, #u2>, tensor<4xf32>) -> tensor<?x2xf32>
  %s21 = arith.constant dense<[[0.5], [2.0]]> : tensor<2x1xf32>
  %b = qnt.assemble %codes, %s21 : (tensor<2x2xi2>, tensor<2x1xf32>) -> !qnt.array<2x2, #i2>
  // The first entry is for -2.
  // LOOKUP: tensor<2x2xf32> [{{\[}}30, 40], [10, 20]]
  %1 = call @of_i2(%b, %table) : (!qnt.array<2x2, #i2>, tensor<4xf32>) -> tensor<2x2xf32>
  // Entry i is 3 * i + 7.
  %three = arith.constant 3 : i32
  %seven = arith.constant 7 : i32
  %lines = tensor.generate {
  ^bb0(%i: index):
    %n = arith.index_cast %i : index to i32
    %p = arith.muli %n, %three : i32
    %q = arith.addi %p, %seven : i32
    tensor.yield %q : i32
  } : tensor<256xi32>
  %bytes = arith.constant dense<[0, 127, -128, -1]> : tensor<4xi8>
  %s = arith.constant dense<0.5> : tensor<1xf32>
  %z = arith.constant dense<77> : tensor<1xi8>
  %u8 = qnt.assemble %bytes, %s, %z : (tensor<4xi8>, tensor<1xf32>, tensor<1xi8>) -> !qnt.array<4, #u8>
  // Entries 0, 127, 128, 255; a zero point changes nothing.
  // LOOKUP: tensor<4xi32> [7, 388, 391, 772]
  %2 = call @of_u8(%u8, %lines) : (!qnt.array<4, #u8>, tensor<256xi32>) -> tensor<4xi32>
  %i8 = qnt.assemble %bytes, %s : (tensor<4xi8>, tensor<1xf32>) -> !qnt.array<4, #i8>
  // Entries 128, 255, 0, 127.
  // LOOKUP: tensor<4xi32> [391, 772, 7, 388]
  %3 = call @of_i8(%i8, %lines) : (!qnt.array<4, #i8>, tensor<256xi32>) -> tensor<4xi32>
  %nibbles = arith.constant dense<[-8, 0, 7, -1, 3]> : tensor<5xi4>
  %any = tensor.cast %nibbles : tensor<5xi4> to tensor<?xi4>
  %short = arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]> : tensor<16xi8>
  // LOOKUP: tensor<5xi8> [0, 8, 15, 7, 11]
  // LOOKUP: tensor<5xi8> [8, 0, 7, 15, 3]
  %4:2 = call @of_nibbles(%any, %short) : (tensor<?xi4>, tensor<16xi8>) -> (tensor<?xi8>, tensor<?xi8>)
  return %0, %1, %2, %3, %4#0, %4#1 : tensor<?x2xf32>, tensor<2x2xf32>, tensor<4xi32>, tensor<4xi32>, tensor<?xi8>, tensor<?xi8>
}

//===----------------------------------------------------------------------------------------------------===//
// round_bits
//===----------------------------------------------------------------------------------------------------===//

func.func private @eights(%x: tensor<?x2xi32>) -> tensor<?x2xi32> {
  %y = qnt.round_bits %x lsbs = 3 : tensor<?x2xi32>
  return %y : tensor<?x2xi32>
}

func.func private @sixteens(%x: tensor<4xi8>) -> tensor<4xi8> {
  %y = qnt.round_bits %x lsbs = 4 : tensor<4xi8>
  return %y : tensor<4xi8>
}

func.func private @halves(%x: tensor<3xi64>) -> tensor<3xi64> {
  %y = qnt.round_bits %x lsbs = 40 : tensor<3xi64>
  return %y : tensor<3xi64>
}

func.func @bits() -> (tensor<?x2xi32>, tensor<4xi8>, tensor<3xi64>) {
  // (x + 4) >> 3 << 3, down for negative numbers; the last wraps.
  // BITS: tensor<4x2xi32> [{{\[}}0, 8], [16, 0], [-8, -8], [2147483640, -2147483648]]
  %x = arith.constant dense<[[3, 4], [12, -4], [-5, -12], [2147483643, 2147483644]]> : tensor<4x2xi32>
  %any = tensor.cast %x : tensor<4x2xi32> to tensor<?x2xi32>
  %0 = call @eights(%any) : (tensor<?x2xi32>) -> tensor<?x2xi32>
  // 119 + 8 is 127, 120 + 8 wraps.
  // BITS: tensor<4xi8> [112, -128, -128, 0]
  %y = arith.constant dense<[119, 120, -128, -8]> : tensor<4xi8>
  %1 = call @sixteens(%y) : (tensor<4xi8>) -> tensor<4xi8>
  // 2^39, which goes up to 2^40; one less; -3 * 2^39.
  // BITS: tensor<3xi64> [1099511627776, 0, -1099511627776]
  %z = arith.constant dense<[549755813888, 549755813887, -1649267441664]> : tensor<3xi64>
  %2 = call @halves(%z) : (tensor<3xi64>) -> tensor<3xi64>
  return %0, %1, %2 : tensor<?x2xi32>, tensor<4xi8>, tensor<3xi64>
}

//===----------------------------------------------------------------------------------------------------===//
// quantize_grad
//===----------------------------------------------------------------------------------------------------===//

func.func private @of_rows(%x: tensor<?x4xf32>, %dy: tensor<?x4xf32>, %s: tensor<?x1xf32>, %z: tensor<?x1xi8>) -> tensor<?x4xf32> {
  %dx = qnt.quantize_grad %x, %dy scale(%s : tensor<?x1xf32>) zero_point(%z : tensor<?x1xi8>) encoding = #rows : tensor<?x4xf32>
  return %dx : tensor<?x4xf32>
}

func.func private @of_one_scale(%x: tensor<4xf32>, %dy: tensor<4xf32>, %s: tensor<1xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %dx = qnt.quantize_grad %x, %dy scale(%s : tensor<1xf32>) encoding = #i8 : tensor<4xf32>
  %df = qnt.quantize_grad %x, %dy scale(%s : tensor<1xf32>) encoding = #f8 : tensor<4xf32>
  return %dx, %df : tensor<4xf32>, tensor<4xf32>
}

func.func private @of_f16(%x: tensor<3xf16>, %dy: tensor<3xf16>, %s: tensor<1xf16>) -> tensor<3xf16> {
  %dx = qnt.quantize_grad %x, %dy scale(%s : tensor<1xf16>) encoding = #half : tensor<3xf16>
  return %dx : tensor<3xf16>
}

func.func private @of_kept(%x: tensor<4xf32>, %dy: tensor<4xf32>, %s: tensor<1xf32>, %m: tensor<4xi1>) -> tensor<4xf32> {
  %dx = qnt.quantize_grad %x, %dy scale(%s : tensor<1xf32>) mask(%m : tensor<4xi1>) encoding = #kept : tensor<4xf32>
  return %dx : tensor<4xf32>
}

func.func private @by_rule(%x: tensor<5xf32>, %dy: tensor<5xf32>) -> tensor<5xf32> {
  %dx = qnt.quantize_grad %x, %dy dynamic(absmax(0.5)) encoding = #i8 : tensor<5xf32>
  return %dx : tensor<5xf32>
}

func.func @gradients() -> (tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf16>, tensor<4xf32>, tensor<5xf32>) {
  // Codes 127, 127 (126.5 is 126 before the zero point), 128, NaN; -128, -128, -129, 127.
  %x = arith.constant dense<[[63.0, 63.25, 63.5, 0x7FC00000], [-31.5, -31.625, -31.75, 32.25]]> : tensor<2x4xf32>
  %dy = arith.constant dense<[[3.0, 1.0, 5.0, 7.0], [1.0, -2.0, 3.0, 0.1]]> : tensor<2x4xf32>
  %s = arith.constant dense<[[0.5], [0.25]]> : tensor<2x1xf32>
  %z = arith.constant dense<[[1], [-2]]> : tensor<2x1xi8>
  %x_any = tensor.cast %x : tensor<2x4xf32> to tensor<?x4xf32>
  %dy_any = tensor.cast %dy : tensor<2x4xf32> to tensor<?x4xf32>
  %s_any = tensor.cast %s : tensor<2x1xf32> to tensor<?x1xf32>
  %z_any = tensor.cast %z : tensor<2x1xi8> to tensor<?x1xi8>
  // GRADIENT: tensor<2x4xf32> [{{\[}}6, 2, 0, 0], [4, -8, 0, 0.4]]
  %0 = call @of_rows(%x_any, %dy_any, %s_any, %z_any) : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x1xf32>, tensor<?x1xi8>) -> tensor<?x4xf32>
  // Quotients: 1.3 times 1 / 0.1 would be 13.
  // Integers of 8 bits let 12.7 and -12.8 through, floats up to 44.8.
  // GRADIENT: tensor<4xf32> [12.999999, 30, 0, 0]
  // GRADIENT: tensor<4xf32> [12.999999, 30, 10, 0]
  %v = arith.constant dense<[12.7, -12.8, 44.0, 0x7F800000]> : tensor<4xf32>
  %dv = arith.constant dense<[1.3, 3.0, 1.0, 1.0]> : tensor<4xf32>
  %tenth = arith.constant dense<0.1> : tensor<1xf32>
  %1:2 = call @of_one_scale(%v, %dv, %tenth) : (tensor<4xf32>, tensor<4xf32>, tensor<1xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  // Quotients in f32, rounded once: with 1 / scale in f16 they would be 3 and 7.
  // GRADIENT: tensor<3xf16> [3.0019531, 7.0039062, 0]
  %h = arith.constant dense<[1.0, -2.0, 13.0]> : tensor<3xf16>
  %dh = arith.constant dense<[0.3, 0.7, 1.0]> : tensor<3xf16>
  %tenth16 = arith.constant dense<0.1> : tensor<1xf16>
  %2 = call @of_f16(%h, %dh, %tenth16) : (tensor<3xf16>, tensor<3xf16>, tensor<1xf16>) -> tensor<3xf16>
  // What the mask leaves out gets nothing.
  // GRADIENT: tensor<4xf32> [6, 0, 0, 8]
  %k = arith.constant dense<[1.0, 1.0, 99.0, -64.0]> : tensor<4xf32>
  %dk = arith.constant dense<[3.0, 3.0, 3.0, 4.0]> : tensor<4xf32>
  %half = arith.constant dense<0.5> : tensor<1xf32>
  %mask = arith.constant dense<[true, false, true, true]> : tensor<4xi1>
  %3 = call @of_kept(%k, %dk, %half, %mask) : (tensor<4xf32>, tensor<4xf32>, tensor<1xf32>, tensor<4xi1>) -> tensor<4xf32>
  // The range is half of 2, the scale 1 / 127.
  // GRADIENT: tensor<5xf32> [0, 127, 127, 127, 0]
  %r = arith.constant dense<[-2.0, -1.0, 0.0, 1.0, 2.0]> : tensor<5xf32>
  %one = arith.constant dense<1.0> : tensor<5xf32>
  %4 = call @by_rule(%r, %one) : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  return %0, %1#0, %1#1, %2, %3, %4 : tensor<?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf16>, tensor<4xf32>, tensor<5xf32>
}
