// RUN: quant-opt %s --qnt-outline-kernels | FileCheck %s
// RUN: quant-opt %s --qnt-outline-kernels --qnt-outline-kernels | FileCheck %s
// RUN: quant-opt %s --qnt-outline-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-outline-kernels {{.*}}| outlined-kernels=2{{$}}

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

// What is computed one element a thread becomes a function when it is a contraction; the weights go along.
// CHECK-LABEL: func.func @contraction
// CHECK: call @product(%{{[a-z0-9]*}}) : (tensor<4x64xf16>) -> tensor<4x8xf16>
// CHECK: qnt.invoke_quant
// CHECK-NEXT: qnt.kernel "in_region" schedule(#qnt.simt)
func.func @contraction(%x: tensor<4x64xf16>) -> (tensor<4x8xf16>, tensor<4x8xf16>) {
  %w = arith.constant dense<0.5> : tensor<64x8xf16>
  %y = qnt.kernel "product" schedule(#qnt.simt) (%a = %w : tensor<64x8xf16>, %b = %x : tensor<4x64xf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %b, %a contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  %z = qnt.invoke_quant (%v = %w : tensor<64x8xf16>, %u = %x : tensor<4x64xf16>) -> tensor<4x8xf16> codegen_low_precision(false) {
    %k = qnt.kernel "in_region" schedule(#qnt.simt) (%a = %v : tensor<64x8xf16>, %b = %u : tensor<4x64xf16>) -> tensor<4x8xf16> {
      %d = qnt.dot_general %b, %a contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, tensor<64x8xf16>) -> tensor<4x8xf16>
      qnt.yield %d : tensor<4x8xf16>
    }
    qnt.yield %k : tensor<4x8xf16>
  }
  return %y, %z : tensor<4x8xf16>, tensor<4x8xf16>
}

// CHECK-LABEL: func.func private @magnitude_0
// CHECK-SAME: (%{{.*}}: index, %[[A:.*]]: tensor<?x64xf16>) -> tensor<?x64xf16>
// CHECK-SAME: attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>}
// CHECK: %[[N:.*]] = tensor.dim %[[A]], %{{.*}}
// CHECK: tensor.empty(%[[N]])
// CHECK: func.func private @product(%[[X:.*]]: tensor<4x64xf16>) -> tensor<4x8xf16> attributes {qnt.schedule = #qnt.simt}
// CHECK: %[[W:.*]] = arith.constant dense<5.000000e-01> : tensor<64x8xf16>
// CHECK: qnt.dot_general %[[X]], %[[W]]
