// The plugin in a program that has Qnt built in: it says so, and the program goes on with its own.
// UNSUPPORTED: sanitizer
// RUN: quant-opt %s --load-dialect-plugin=%qnt_libs/QntPlugin.so --load-pass-plugin=%qnt_libs/QntPlugin.so \
// RUN:   --pass-pipeline='builtin.module(qnt-inline-kernels)' 2> %t.warnings | FileCheck %s
// RUN: FileCheck %s --check-prefix=WARNING < %t.warnings
// WARNING:      QntPlugin: warning: this program has its own qnt dialect; the plugin's is not used
// WARNING-NEXT: QntPlugin: warning: this program has its own Qnt passes; the plugin's are not used

// Given twice, it is loaded once, in silence.
// RUN: mlir-opt %s --load-dialect-plugin=%qnt_libs/QntPlugin.so --load-dialect-plugin=%qnt_libs/QntPlugin.so \
// RUN:   --load-pass-plugin=%qnt_libs/QntPlugin.so --load-pass-plugin=%qnt_libs/QntPlugin.so \
// RUN:   --pass-pipeline='builtin.module(qnt-inline-kernels)' 2>&1 | FileCheck %s

// CHECK-NOT: warning
// CHECK: math.absf
// CHECK-NOT: qnt.kernel
func.func @kernel(%x: tensor<4xf16>) -> tensor<4xf16> {
  %y = qnt.kernel "abs" (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}
