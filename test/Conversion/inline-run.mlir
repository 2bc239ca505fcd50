// Inlining changes no value, with either setting of codegen_low_precision; the two settings differ.
// RUN: quant-opt %s -o %t.before.mlir
// RUN: quant-opt %s --qnt-inline-kernels --qnt-inline-invoke-quant -o %t.inlined.mlir
// RUN: FileCheck %s --check-prefix=INLINED < %t.inlined.mlir
// RUN: quant-run %t.before.mlir --print > %t.before.txt
// RUN: quant-run %t.inlined.mlir --print > %t.inlined.txt
// RUN: diff %t.before.txt %t.inlined.txt
// RUN: FileCheck %s < %t.inlined.txt

// INLINED-NOT: qnt.invoke_quant
// INLINED-NOT: qnt.kernel

#nf4 = #qnt.encoding<lut<u4, f16> : f16, block = 4x1, scale = f16>
#a8 = #qnt.encoding<i8 : f16, block = 1x*, scale = f32>
!w = !qnt.array<4x2, #nf4>
!a = !qnt.array<2x4, #a8>

// 2048 + 1 - 2048: f16 rounds the sum to 2048.
func.func private @rounds(%x: f16) -> (f16, f16) {
  %low = qnt.invoke_quant (%a = %x : f16) -> f16 {
    %one = arith.constant 1.0 : f16
    %s = arith.addf %a, %one : f16
    %d = arith.subf %s, %a : f16
    qnt.yield %d : f16
  }
  %high = qnt.invoke_quant (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %one = arith.constant 1.0 : f16
    %s = arith.addf %a, %one : f16
    %d = arith.subf %s, %a : f16
    qnt.yield %d : f16
  }
  return %low, %high : f16, f16
}

// The inner region rounds, the outer does not.
func.func private @nested(%x: f16) -> (f16, f16) {
  %y:2 = qnt.invoke_quant (%a = %x : f16) -> (f16, f16) codegen_low_precision(false) {
    %one = arith.constant 1.0 : f16
    %i = qnt.invoke_quant (%b = %a : f16, %c = %one : f16) -> f16 {
      %s = arith.addf %b, %c : f16
      qnt.yield %s : f16
    }
    %k = qnt.kernel (%b = %a : f16, %c = %one : f16) -> f16 {
      %s = arith.addf %b, %c : f16
      qnt.yield %s : f16
    }
    %d = arith.subf %i, %a : f16
    %e = arith.subf %k, %a : f16
    qnt.yield %d, %e : f16, f16
  }
  return %y#0, %y#1 : f16, f16
}

func.func private @arrays(%x: tensor<2x4xf16>, %w: !w) -> (tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>) {
  %y:3 = qnt.invoke_quant (%a = %x : tensor<2x4xf16>, %b = %w : !w)
           -> (tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>) codegen_low_precision(false) {
    %third = arith.constant dense<0.33325> : tensor<2x4xf16>
    %t = arith.mulf %a, %third : tensor<2x4xf16>
    %q = qnt.quantize %t dynamic(absmax) : tensor<2x4xf16> -> !a
    %d = qnt.dot_general %q, %b contracting = [1] x [0] batch = [] x [] : (!a, !w) -> tensor<2x2xf16>
    %f = qnt.dequantize %b : !w -> tensor<4x2xf16>
    %g = math.exp %f : tensor<4x2xf16>
    %h = qnt.fake_quantize %t dynamic(absmax) encoding = #a8 : tensor<2x4xf16>
    %i = arith.divf %h, %third : tensor<2x4xf16>
    qnt.yield %d, %g, %i : tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>
  }
  return %y#0, %y#1, %y#2 : tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>
}

func.func private @linalg(%x: tensor<2x4xf16>) -> tensor<2x2xf16> {
  %k = qnt.kernel "gram" (%y = %x : tensor<2x4xf16>) -> tensor<2x2xf16> {
    %r = qnt.invoke_quant scheme("s") (%a = %y : tensor<2x4xf16>) -> tensor<2x2xf16> codegen_low_precision(false) {
      %zero = arith.constant 0.0 : f16
      %te = tensor.empty() : tensor<4x2xf16>
      %t = linalg.transpose ins(%a : tensor<2x4xf16>) outs(%te : tensor<4x2xf16>) permutation = [1, 0]
      %e = tensor.empty() : tensor<2x2xf16>
      %f = linalg.fill ins(%zero : f16) outs(%e : tensor<2x2xf16>) -> tensor<2x2xf16>
      %m = linalg.matmul ins(%a, %t : tensor<2x4xf16>, tensor<4x2xf16>) outs(%f : tensor<2x2xf16>) -> tensor<2x2xf16>
      qnt.yield %m : tensor<2x2xf16>
    }
    qnt.yield %r : tensor<2x2xf16>
  }
  return %k : tensor<2x2xf16>
}

// The values of a requantized array are an intermediate: in bf16 another scale has the least error.
#u3 = #qnt.encoding<u3 : bf16, block = *x1, scale = f8E8M0FNU>
#i7 = #qnt.encoding<i7 : f32, block = *x*, scale = bf16>
func.func private @requantized() -> (!qnt.array<4x9, #i7>, !qnt.array<4x9, #i7>) {
  %x = qnt.constant codes = dense<[[-111, 122, -20, 6], [98, 73, 99, 4], [116, 82, -107, 6], [92, 72, 34, 3]]> : tensor<4x4xi8>,
         scales = dense<[[4.0, 8.0, 8.0, 4.0, 2.0, 4.0, 0.5, 4.0, 2.0]]> : tensor<1x9xf8E8M0FNU> : !qnt.array<4x9, #u3>
  %low = qnt.invoke_quant (%a = %x : !qnt.array<4x9, #u3>) -> !qnt.array<4x9, #i7> {
    %q = qnt.requantize %a dynamic(mse) convention = #qnt.convention<qwix, epsilon = "0.5", rounding = stochastic>
           : !qnt.array<4x9, #u3> -> !qnt.array<4x9, #i7>
    qnt.yield %q : !qnt.array<4x9, #i7>
  }
  %high = qnt.invoke_quant (%a = %x : !qnt.array<4x9, #u3>) -> !qnt.array<4x9, #i7> codegen_low_precision(false) {
    %q = qnt.requantize %a dynamic(mse) convention = #qnt.convention<qwix, epsilon = "0.5", rounding = stochastic>
           : !qnt.array<4x9, #u3> -> !qnt.array<4x9, #i7>
    qnt.yield %q : !qnt.array<4x9, #i7>
  }
  return %low, %high : !qnt.array<4x9, #i7>, !qnt.array<4x9, #i7>
}

func.func @main() -> (f16, f16, f16, f16, tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>, tensor<2x2xf16>, !qnt.array<4x9, #i7>, !qnt.array<4x9, #i7>) {
  %big = arith.constant 2048.0 : f16
  %r:2 = call @rounds(%big) : (f16) -> (f16, f16)
  %n:2 = call @nested(%big) : (f16) -> (f16, f16)
  %w = qnt.constant codes = dense<[[0x10], [0x52], [0x97], [0xFE]]> : tensor<4x1xi8>,
         scales = dense<[[0.3, 0.7]]> : tensor<1x2xf16>,
         codebook = dense<[[[-1.0, -0.6962, -0.5251, -0.3949, -0.2844, -0.1848, -0.0911, 0.0,
                             0.0796, 0.1609, 0.2461, 0.3379, 0.4407, 0.5626, 0.7230, 1.0]]]> : tensor<1x1x16xf16> : !w
  %x = arith.constant dense<[[1.0, -2.0, 3.0, -4.0], [0.5, 0.25, -0.126, 33.3]]> : tensor<2x4xf16>
  %a:3 = call @arrays(%x, %w) : (tensor<2x4xf16>, !w) -> (tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>)
  %l = call @linalg(%x) : (tensor<2x4xf16>) -> tensor<2x2xf16>
  %q:2 = call @requantized() : () -> (!qnt.array<4x9, #i7>, !qnt.array<4x9, #i7>)
  return %r#0, %r#1, %n#0, %n#1, %a#0, %a#1, %a#2, %l, %q#0, %q#1
    : f16, f16, f16, f16, tensor<2x2xf16>, tensor<4x2xf16>, tensor<2x4xf16>, tensor<2x2xf16>, !qnt.array<4x9, #i7>, !qnt.array<4x9, #i7>
}

// CHECK:      tensor<f16> 0
// CHECK-NEXT: tensor<f16> 1
// CHECK-NEXT: tensor<f16> 0
// CHECK-NEXT: tensor<f16> 1
// CHECK-NEXT: tensor<2x2xf16>
// CHECK:      codes: tensor<4x9xi7>
// CHECK-NEXT: scales: tensor<1x1xbf16> {{\[\[}}0.7578125]]
// CHECK:      codes: tensor<4x9xi7>
// CHECK-NEXT: scales: tensor<1x1xbf16> {{\[\[}}0.75390625]]
