// RUN: quant-opt %s --qnt-outline-kernels | FileCheck %s
// RUN: quant-opt %s --qnt-outline-kernels --qnt-outline-kernels | FileCheck %s

// A size that is handed over becomes a size of the argument, the name that is taken gets a number, and another schedule stays.

// CHECK-LABEL: func.func @magnitude
// CHECK: call @magnitude_0(%{{.*}}, %{{.*}}) : (index, tensor<?x64xf16>) -> tensor<?x64xf16>
// CHECK: qnt.kernel schedule(#qnt.simt)
func.func @magnitude(%x: tensor<?x64xf16>) -> (tensor<?x64xf16>, tensor<?x64xf16>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x64xf16>
  %y = qnt.kernel "magnitude" schedule(#qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>) (%m = %n : index, %a = %x : tensor<?x64xf16>) -> tensor<?x64xf16> {
    %e = tensor.empty(%m) : tensor<?x64xf16>
    %r = linalg.abs ins(%a : tensor<?x64xf16>) outs(%e : tensor<?x64xf16>) -> tensor<?x64xf16>
    qnt.yield %r : tensor<?x64xf16>
  }
  %z = qnt.kernel schedule(#qnt.simt) (%a = %x : tensor<?x64xf16>) -> tensor<?x64xf16> {
    %r = math.absf %a : tensor<?x64xf16>
    qnt.yield %r : tensor<?x64xf16>
  }
  return %y, %z : tensor<?x64xf16>, tensor<?x64xf16>
}

// CHECK-LABEL: func.func private @magnitude_0
// CHECK-SAME: (%{{.*}}: index, %[[A:.*]]: tensor<?x64xf16>) -> tensor<?x64xf16>
// CHECK-SAME: attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>}
// CHECK: %[[N:.*]] = tensor.dim %[[A]], %{{.*}}
// CHECK: tensor.empty(%[[N]])
