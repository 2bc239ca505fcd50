// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=nested | FileCheck %s --check-prefix=NEST

#q = #qnt.encoding<i8 : f16, block = *, scale = f32>

// 2048 + 1 - 2047 is 1 in f16 after each op and 2 in f32.
func.func @main() -> (tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf32>, tensor<2x1xf16>) {
  %a = arith.constant dense<2048.0> : tensor<1xf16>
  %b = arith.constant dense<1.0> : tensor<1xf16>
  // CHECK: tensor<1xf16> [1]
  %low = qnt.invoke_quant scheme("a") (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>) -> tensor<1xf16> {
    %minus = arith.constant dense<-2047.0> : tensor<1xf16>
    %s = arith.addf %x, %y : tensor<1xf16>
    %t = arith.addf %s, %minus : tensor<1xf16>
    qnt.yield %t : tensor<1xf16>
  }
  // CHECK: tensor<1xf16> [2]
  %high = qnt.invoke_quant scheme("a") (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>) -> tensor<1xf16>
            codegen_low_precision(false) {
    %minus = arith.constant dense<-2047.0> : tensor<1xf16>
    %s = arith.addf %x, %y : tensor<1xf16>
    %t = arith.addf %s, %minus : tensor<1xf16>
    qnt.yield %t : tensor<1xf16>
  }
  // The packed form says the same.
  // CHECK: tensor<1xf16> [2]
  %packed = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "a", codegen_low_precision = false>)
              (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>) -> tensor<1xf16> {
    %minus = arith.constant dense<-2047.0> : tensor<1xf16>
    %s = arith.addf %x, %y : tensor<1xf16>
    %t = arith.addf %s, %minus : tensor<1xf16>
    qnt.yield %t : tensor<1xf16>
  }
  // A structured body computes in f32 too, and a cast to f16 rounds nothing.
  // CHECK: tensor<1xf16> [2]
  // CHECK: tensor<1xf16> [0.30004883]
  // CHECK: tensor<1xf32> [2049]
  %generic, %tenths, %kept = qnt.invoke_quant (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>)
      -> (tensor<1xf16>, tensor<1xf16>, tensor<1xf32>) codegen_low_precision(false) {
    %e = tensor.empty() : tensor<1xf16>
    %s = linalg.map ins(%x, %y : tensor<1xf16>, tensor<1xf16>) outs(%e : tensor<1xf16>) (%u: f16, %v: f16, %o: f16) {
      %minus = arith.constant -2047.0 : f16
      %p = arith.addf %u, %v : f16
      %q = arith.addf %p, %minus : f16
      linalg.yield %q : f16
    }
    %third = arith.constant dense<0.3> : tensor<1xf32>
    %narrow = arith.truncf %third : tensor<1xf32> to tensor<1xf16>
    %sum = arith.addf %x, %y : tensor<1xf16>
    %wide = arith.extf %sum : tensor<1xf16> to tensor<1xf32>
    qnt.yield %s, %narrow, %wide : tensor<1xf16>, tensor<1xf16>, tensor<1xf32>
  }
  // A body may end in a reshape.
  %codes = arith.constant dense<[3, 1]> : tensor<2xi8>
  %scale = arith.constant dense<0.1> : tensor<1xf32>
  %array = qnt.assemble %codes, %scale : (tensor<2xi8>, tensor<1xf32>) -> !qnt.array<2, #q>
  // CHECK: tensor<2x1xf16> [{{\[}}0.30004883], [0.099975586]]
  %reshaped = qnt.invoke_quant (%x = %array : !qnt.array<2, #q>) -> tensor<2x1xf16> codegen_low_precision(false) {
    %d = qnt.dequantize %x : !qnt.array<2, #q> -> tensor<2xf16>
    %r = tensor.expand_shape %d [[0, 1]] output_shape [2, 1] : tensor<2xf16> into tensor<2x1xf16>
    qnt.yield %r : tensor<2x1xf16>
  }
  return %low, %high, %packed, %generic, %tenths, %kept, %reshaped
    : tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf32>, tensor<2x1xf16>
}

// A nested region goes by its own option; a kernel computes as what surrounds it does.
func.func @nested() -> (tensor<1xf16>, tensor<1xf16>) {
  %a = arith.constant dense<2048.0> : tensor<1xf16>
  %b = arith.constant dense<1.0> : tensor<1xf16>
  // NEST: tensor<1xf16> [1]
  %inner_low = qnt.invoke_quant (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>) -> tensor<1xf16>
                 codegen_low_precision(false) {
    %s = qnt.invoke_quant (%u = %x : tensor<1xf16>, %v = %y : tensor<1xf16>) -> tensor<1xf16> {
      %p = arith.addf %u, %v : tensor<1xf16>
      qnt.yield %p : tensor<1xf16>
    }
    %minus = arith.constant dense<-2047.0> : tensor<1xf16>
    %t = arith.addf %s, %minus : tensor<1xf16>
    qnt.yield %t : tensor<1xf16>
  }
  // NEST: tensor<1xf16> [2]
  %in_kernel = qnt.invoke_quant (%x = %a : tensor<1xf16>, %y = %b : tensor<1xf16>) -> tensor<1xf16>
                 codegen_low_precision(false) {
    %s = qnt.kernel "sum" (%u = %x : tensor<1xf16>, %v = %y : tensor<1xf16>) -> tensor<1xf16> {
      %p = arith.addf %u, %v : tensor<1xf16>
      qnt.yield %p : tensor<1xf16>
    }
    %minus = arith.constant dense<-2047.0> : tensor<1xf16>
    %t = arith.addf %s, %minus : tensor<1xf16>
    qnt.yield %t : tensor<1xf16>
  }
  return %inner_low, %in_kernel : tensor<1xf16>, tensor<1xf16>
}
