// RUN: quant-opt %s --split-input-file --qnt-convert-bf16 --allow-unregistered-dialect --verify-diagnostics

func.func @arithmetic(%x: bf16) -> bf16 {
  // expected-error @+1 {{'arith.addf' op cannot be compiled for a CPU}}
  %0 = arith.addf %x, %x : bf16
  return %0 : bf16
}

// -----

func.func @cast_of_a_tensor(%x: tensor<2xbf16>) -> tensor<2xf32> {
  // expected-error @+1 {{'arith.extf' op cannot be compiled for a CPU: it is no scalar}}
  %0 = arith.extf %x : tensor<2xbf16> to tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @unknown_op(%x: tensor<2xbf16>) -> tensor<2xbf16> {
  // expected-error @+1 {{'other.op' op cannot be compiled for a CPU}}
  %0 = "other.op"(%x) : (tensor<2xbf16>) -> tensor<2xbf16>
  return %0 : tensor<2xbf16>
}
