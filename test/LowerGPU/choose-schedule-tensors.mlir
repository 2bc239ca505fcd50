// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a | quant-opt --qnt-choose-schedule | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// Contractions whose rhs is a float tensor.

#q4 = #qnt.encoding<i4 : f16, block = *x*, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: func.func @rows_of_columns
// CHECK: schedule(#qnt.mma<layout = "row_major", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
// REMARK: Function=rows_of_columns | schedule=mma
func.func @rows_of_columns(%x: tensor<256x256xf16>, %w: tensor<256x512xf16>) -> tensor<256x512xf16> {
  %y = qnt.kernel (%a = %x : tensor<256x256xf16>, %b = %w : tensor<256x512xf16>) -> tensor<256x512xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<256x256xf16>, tensor<256x512xf16>) -> tensor<256x512xf16>
    qnt.yield %d : tensor<256x512xf16>
  }
  return %y : tensor<256x512xf16>
}

// Queries times keys of all heads: a step along K is as long as a head, so two stages hold all there is.
// CHECK-LABEL: func.func @scores
// CHECK: schedule(#qnt.mma<layout = "column_major", tokens = 32, column_warps = 2, row_warps = 2, stages = 2>)
func.func @scores(%q: tensor<?x128x12x32xf16>, %k: tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16> {
  %y = qnt.kernel (%a = %q : tensor<?x128x12x32xf16>, %b = %k : tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16> {
    %d = qnt.dot_general %a, %b contracting = [3] x [3] batch = [0, 2] x [0, 2] : (tensor<?x128x12x32xf16>, tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16>
    qnt.yield %d : tensor<?x12x128x128xf16>
  }
  return %y : tensor<?x12x128x128xf16>
}

// Fewer columns than a warp has.
// CHECK-LABEL: func.func @context
// CHECK: schedule(#qnt.mma<layout = "row_major", tokens = 32, column_warps = 1, row_warps = 4, stages = 2>)
func.func @context(%p: tensor<?x12x128x128xbf16>, %v: tensor<?x128x12x32xbf16>) -> tensor<?x12x128x32xbf16> {
  %y = qnt.kernel (%a = %p : tensor<?x12x128x128xbf16>, %b = %v : tensor<?x128x12x32xbf16>) -> tensor<?x12x128x32xbf16> {
    %d = qnt.dot_general %a, %b contracting = [3] x [1] batch = [0, 1] x [0, 2] : (tensor<?x12x128x128xbf16>, tensor<?x128x12x32xbf16>) -> tensor<?x12x128x32xbf16>
    qnt.yield %d : tensor<?x12x128x32xbf16>
  }
  return %y : tensor<?x12x128x32xbf16>
}

// One row: warps share columns, blocks K.
// CHECK-LABEL: func.func @one_row
// CHECK: schedule(#qnt.mma<layout = "row_major", tokens = 8, column_warps = 4, row_warps = 1, stages = 4, split_k = 4>)
func.func @one_row(%x: tensor<1x4096xf16>, %w: tensor<4096x1024xf16>) -> tensor<1x1024xf16> {
  %y = qnt.kernel (%a = %x : tensor<1x4096xf16>, %b = %w : tensor<4096x1024xf16>) -> tensor<1x1024xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x4096xf16>, tensor<4096x1024xf16>) -> tensor<1x1024xf16>
    qnt.yield %d : tensor<1x1024xf16>
  }
  return %y : tensor<1x1024xf16>
}

// CHECK-LABEL: func.func @dynamic_sizes
// CHECK: schedule(#qnt.mma<layout = "row_major", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
func.func @dynamic_sizes(%x: tensor<?x?xf16>, %w: tensor<?x?xf16>, %r: tensor<?x?xf16>) -> tensor<?x?xf16> {
  %y = qnt.kernel (%a = %x : tensor<?x?xf16>, %b = %w : tensor<?x?xf16>, %c = %r : tensor<?x?xf16>) -> tensor<?x?xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x?xf16>, tensor<?x?xf16>) -> tensor<?x?xf16>
    %s = arith.addf %d, %c : tensor<?x?xf16>
    qnt.yield %s : tensor<?x?xf16>
  }
  return %y : tensor<?x?xf16>
}

// CHECK-LABEL: func.func @refused
// CHECK-COUNT-11: schedule(#qnt.simt)
// CHECK-NOT: schedule(
func.func @refused(%x: tensor<4x48xf16>, %w: tensor<48x8xf16>, %x3: tensor<2x4x48xf16>, %w3: tensor<2x48x8xf16>, %xt: tensor<48x4xf16>,
                   %wd: tensor<48x?xf16>, %w0: tensor<48x0xf16>, %f: tensor<48x8xf32>, %a8: !qnt.array<4x48, #a8>,
                   %w2: tensor<48x8x2xf16>) {
  // REMARK: simt, neither gemv nor mma: rhs is computed in the kernel
  %0 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w : tensor<48x8xf16>) -> tensor<4x8xf16> {
    %n = math.absf %b : tensor<48x8xf16>
    %d = qnt.dot_general %a, %n contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: lhs is computed in the kernel
  %1 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w : tensor<48x8xf16>) -> tensor<4x8xf16> {
    %n = math.absf %a : tensor<4x48xf16>
    %d = qnt.dot_general %n, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: rhs is a float tensor and lhs an array
  %2 = qnt.kernel (%a = %a8 : !qnt.array<4x48, #a8>, %b = %w : tensor<48x8xf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (!qnt.array<4x48, #a8>, tensor<48x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: lhs and rhs are neither both f16 nor both bf16
  %3 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %f : tensor<48x8xf32>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8xf32>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: the result is f64
  %4 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w : tensor<48x8xf16>) -> tensor<4x8xf64> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8xf16>) -> tensor<4x8xf64>
    qnt.yield %d : tensor<4x8xf64>
  }
  // REMARK: simt, neither gemv nor mma: not one dimension is contracted
  %5 = qnt.kernel (%a = %x3 : tensor<2x4x48xf16>, %b = %w3 : tensor<2x48x8xf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [0, 2] x [0, 1] batch = [] x [] : (tensor<2x4x48xf16>, tensor<2x48x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: the contracted dimension of lhs is not its last
  %6 = qnt.kernel (%a = %xt : tensor<48x4xf16>, %b = %w : tensor<48x8xf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [0] x [0] batch = [] x [] : (tensor<48x4xf16>, tensor<48x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: rhs has not one free dimension
  %7 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w2 : tensor<48x8x2xf16>) -> tensor<4x8x2xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8x2xf16>) -> tensor<4x8x2xf16>
    qnt.yield %d : tensor<4x8x2xf16>
  }
  // REMARK: simt, neither gemv nor mma: the last dimension of rhs is a batch dimension
  %8 = qnt.kernel (%a = %x3 : tensor<2x4x48xf16>, %b = %w2 : tensor<48x8x2xf16>) -> tensor<2x4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [2] x [0] batch = [0] x [2] : (tensor<2x4x48xf16>, tensor<48x8x2xf16>) -> tensor<2x4x8xf16>
    qnt.yield %d : tensor<2x4x8xf16>
  }
  // REMARK: simt, neither gemv nor mma: the columns of its result are dynamic, so codes of a byte may belong to different rows
  %9 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %wd : tensor<48x?xf16>) -> !qnt.array<4x?, #q4> {
    %s = arith.constant dense<1.0> : tensor<1x1xf32>
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x?xf16>) -> tensor<4x?xf16>
    %q = qnt.quantize %d scale(%s : tensor<1x1xf32>) : tensor<4x?xf16> -> !qnt.array<4x?, #q4>
    qnt.yield %q : !qnt.array<4x?, #q4>
  }
  // REMARK: simt, neither gemv nor mma: a dimension of rhs has size 0
  %10 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w0 : tensor<48x0xf16>) -> tensor<4x0xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x0xf16>) -> tensor<4x0xf16>
    qnt.yield %d : tensor<4x0xf16>
  }
  return
}
