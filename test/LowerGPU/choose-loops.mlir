// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a --remarks-filter=qnt 2>&1 | FileCheck %s

// What is chosen for kernels without contractions, and why nothing else.

#a8 = #qnt.encoding<i8 : f16, block = 1x*, scale = f32>
#c8 = #qnt.encoding<i8 : f16, block = *x1, scale = f32>
#mx = #qnt.encoding<f4E2M1FN : f16, block = 1x32, scale = f8E8M0FNU>

// CHECK-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=tokens | schedule=rowwise
// CHECK-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=blocks | schedule=rowwise
// CHECK-DAG: [Missed] qnt-choose-schedule | Category:qnt | Function=columns | Reason="simt, neither rowwise nor elementwise: it reduces along a dimension that is not innermost"
// CHECK-DAG: [Missed] qnt-choose-schedule | Category:qnt | Function=nothing | Reason="simt, neither rowwise nor elementwise: its rows are empty"
// CHECK-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=chain | schedule=elementwise
// CHECK-DAG: [Passed] qnt-choose-schedule | Category:qnt | Function=transposed | schedule=elementwise
// CHECK-DAG: [Analysis] qnt-choose-schedule | Category:qnt | loop-kernels=4, simt-kernels=2

// A warp for each row would have less than 16 bytes to read at a time for each lane; four chunks each.
// CHECK-LABEL: func.func @tokens
// CHECK: schedule(#qnt.rowwise<threads = 128, rows = 1, vector = 8, chunks = 4>)
func.func @tokens(%x: tensor<?x4096xf16>) -> !qnt.array<?x4096, #a8> {
  %y = qnt.kernel (%a = %x : tensor<?x4096xf16>) -> !qnt.array<?x4096, #a8> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<?x4096xf16> -> !qnt.array<?x4096, #a8>
    qnt.yield %q : !qnt.array<?x4096, #a8>
  }
  return %y : !qnt.array<?x4096, #a8>
}

// CHECK-LABEL: func.func @blocks
// CHECK: schedule(#qnt.rowwise<threads = 4, rows = 32, vector = 8, chunks = 1>)
func.func @blocks(%x: tensor<64x4096xf16>) -> !qnt.array<64x4096, #mx> {
  %y = qnt.kernel (%a = %x : tensor<64x4096xf16>) -> !qnt.array<64x4096, #mx> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<64x4096xf16> -> !qnt.array<64x4096, #mx>
    qnt.yield %q : !qnt.array<64x4096, #mx>
  }
  return %y : !qnt.array<64x4096, #mx>
}

// CHECK-LABEL: func.func @columns
// CHECK: schedule(#qnt.simt)
func.func @columns(%x: tensor<64x4096xf16>) -> !qnt.array<64x4096, #c8> {
  %y = qnt.kernel (%a = %x : tensor<64x4096xf16>) -> !qnt.array<64x4096, #c8> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<64x4096xf16> -> !qnt.array<64x4096, #c8>
    qnt.yield %q : !qnt.array<64x4096, #c8>
  }
  return %y : !qnt.array<64x4096, #c8>
}

// CHECK-LABEL: func.func @nothing
// CHECK: schedule(#qnt.simt)
func.func @nothing(%x: tensor<4x0xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
  %y = qnt.kernel (%a = %x : tensor<4x0xf32>, %b = %i : tensor<4xf32>) -> tensor<4xf32> {
    %q = linalg.reduce {arith.addf} ins(%a : tensor<4x0xf32>) outs(%b : tensor<4xf32>) dimensions = [1]
    qnt.yield %q : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @chain
// CHECK: schedule(#qnt.elementwise<threads = 256, vector = 8, chunks = 1, tile = 0>)
func.func @chain(%x: tensor<?x4096xf16>, %b: tensor<?x4096xf16>) -> tensor<?x4096xf16> {
  %y = qnt.kernel (%p = %x : tensor<?x4096xf16>, %q = %b : tensor<?x4096xf16>) -> tensor<?x4096xf16> {
    %s = arith.addf %p, %q : tensor<?x4096xf16>
    %t = math.tanh %s : tensor<?x4096xf16>
    qnt.yield %t : tensor<?x4096xf16>
  }
  return %y : tensor<?x4096xf16>
}

// CHECK-LABEL: func.func @transposed
// CHECK: schedule(#qnt.elementwise<threads = 128, vector = 1, chunks = 1, tile = 32>)
func.func @transposed(%x: tensor<512x4096xf16>) -> tensor<4096x512xf16> {
  %y = qnt.kernel (%a = %x : tensor<512x4096xf16>) -> tensor<4096x512xf16> {
    %e = tensor.empty() : tensor<4096x512xf16>
    %t = linalg.transpose ins(%a : tensor<512x4096xf16>) outs(%e : tensor<4096x512xf16>) permutation = [1, 0]
    qnt.yield %t : tensor<4096x512xf16>
  }
  return %y : tensor<4096x512xf16>
}
