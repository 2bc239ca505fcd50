// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a | quant-opt --qnt-choose-schedule | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_90a -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>
#g4 = #qnt.encoding<i4 : f16, block = 1x8, scale = f16>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#r4 = #qnt.encoding<i4 : f16, block = 1x*x1, scale = f16>
#k4 = #qnt.encoding<i4 : f16, block = *x*x*x1, scale = f16>
#odd = #qnt.encoding<i4 : f16, block = 1x24, scale = f16>
#nf = #qnt.encoding<lut<u4, f16> : f16, block = *x*>

// CHECK: module attributes {qnt.target = "sm_90a"}
// CHECK-LABEL: func.func @few_rows
func.func @few_rows(%x: tensor<4x256xf16>) -> tensor<4x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x128xi8>, scales = dense<0.5> : tensor<64x4xf16> : !qnt.array<64x256, #w4>
  // CHECK: qnt.kernel "few" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 4, stages = 4>)
  // REMARK: schedule=gemv
  %y = qnt.kernel "few" (%a = %x : tensor<4x256xf16>, %b = %w : !qnt.array<64x256, #w4>) -> tensor<4x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x256xf16>, !qnt.array<64x256, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @dynamic_rows
func.func @dynamic_rows(%x: tensor<?x256xf16>) -> tensor<?x64xf16> {
  %w = qnt.constant codes = dense<17> : tensor<64x128xi8>, scales = dense<0.5> : tensor<64x4xf16> : !qnt.array<64x256, #w4>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16", tokens = 32, column_warps = 1, row_warps = 4, stages = 4>)
  // REMARK: mma, not gemv: the number of rows is dynamic
  %y = qnt.kernel (%a = %x : tensor<?x256xf16>, %b = %w : !qnt.array<64x256, #w4>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x256xf16>, !qnt.array<64x256, #w4>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// CHECK-LABEL: func.func @integer
func.func @integer(%x: !qnt.array<64x256, #a8>) -> tensor<64x128xf32> {
  %w = qnt.constant codes = dense<17> : tensor<256x128xi8>, scales = dense<0.5> : tensor<1x128xf32> : !qnt.array<256x128, #w8>
  // CHECK: schedule(#qnt.mma<layout = "mma_k32_t", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
  // REMARK: mma, not gemv: 64 rows, more than 16
  %y = qnt.kernel (%a = %x : !qnt.array<64x256, #a8>, %b = %w : !qnt.array<256x128, #w8>) -> tensor<64x128xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<64x256, #a8>, !qnt.array<256x128, #w8>) -> tensor<64x128xf32>
    qnt.yield %d : tensor<64x128xf32>
  }
  return %y : tensor<64x128xf32>
}

// CHECK-LABEL: func.func @refused
// CHECK-COUNT-4: schedule(#qnt.simt)
func.func @refused(%x: tensor<4x48xf16>, %f: tensor<48x8xbf16>, %f64: tensor<4x48xf64>, %v: !qnt.array<8x48, #odd>) {
  %w = qnt.constant codes = dense<17> : tensor<8x24xi8>, scales = dense<0.5> : tensor<8x2xf16> : !qnt.array<8x48, #odd>
  // REMARK: simt, neither rowwise nor elementwise: it reduces nothing; 'tensor.insert_slice' does not give its elements one by one
  %0 = qnt.kernel (%a = %x : tensor<4x48xf16>) -> tensor<4x96xf16> {
    %r = tensor.concat dim(1) %a, %a : (tensor<4x48xf16>, tensor<4x48xf16>) -> tensor<4x96xf16>
    qnt.yield %r : tensor<4x96xf16>
  }
  // REMARK: lhs and rhs are neither both f16 nor both bf16
  %1 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %f : tensor<48x8xbf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x48xf16>, tensor<48x8xbf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: lhs is neither f16, bf16, f32 nor an array of 8-bit integers
  %2 = qnt.kernel (%a = %f64 : tensor<4x48xf64>, %b = %w : !qnt.array<8x48, #odd>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x48xf64>, !qnt.array<8x48, #odd>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  // REMARK: rhs is not constant
  %3 = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %v : !qnt.array<8x48, #odd>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x48xf16>, !qnt.array<8x48, #odd>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// Scales of any number of elements along K: the layout pads what shares one.
// CHECK-LABEL: func.func @group_of_24
func.func @group_of_24(%x: tensor<4x48xf16>) -> tensor<4x8xf16> {
  %w = qnt.constant codes = dense<17> : tensor<8x24xi8>, scales = dense<0.5> : tensor<8x2xf16> : !qnt.array<8x48, #odd>
  // CHECK: schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>)
  %y = qnt.kernel (%a = %x : tensor<4x48xf16>, %b = %w : !qnt.array<8x48, #odd>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x48xf16>, !qnt.array<8x48, #odd>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return %y : tensor<4x8xf16>
}

// CHECK-LABEL: func.func @convolution
func.func @convolution(%x: tensor<?x8x8x32xf16>) -> tensor<?x8x8x128xf16> {
  %w = qnt.constant codes = dense<17> : tensor<3x3x32x64xi8>, scales = dense<0.5> : tensor<1x1x1x128xf16> : !qnt.array<3x3x32x128, #k4>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
  // REMARK: Function=convolution | Reason="mma, not gemv: the number of rows is dynamic"
  %y = qnt.kernel (%a = %x : tensor<?x8x8x32xf16>, %b = %w : !qnt.array<3x3x32x128, #k4>) -> tensor<?x8x8x128xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x8x8x32xf16>, !qnt.array<3x3x32x128, #k4>) -> tensor<?x8x8x128xf16>
    qnt.yield %d : tensor<?x8x8x128xf16>
  }
  return %y : tensor<?x8x8x128xf16>
}

// f32 is three numbers of bf16, which take shared memory and registers.
// CHECK-LABEL: func.func @f32_activations
func.func @f32_activations(%x: tensor<64x256xf32>) -> tensor<64x128xf32> {
  %w = qnt.constant codes = dense<17> : tensor<256x128xi8>, scales = dense<0.5> : tensor<1x128xf32> : !qnt.array<256x128, #w8>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16_t", tokens = 16, column_warps = 2, row_warps = 2, stages = 4>)
  %y = qnt.kernel (%a = %x : tensor<64x256xf32>, %b = %w : !qnt.array<256x128, #w8>) -> tensor<64x128xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<64x256xf32>, !qnt.array<256x128, #w8>) -> tensor<64x128xf32>
    qnt.yield %d : tensor<64x128xf32>
  }
  return %y : tensor<64x128xf32>
}

// Eight groups in the only step along K: their scales are read at once, and take registers.
// CHECK-LABEL: func.func @many_groups
func.func @many_groups(%x: tensor<64x64xf16>) -> tensor<64x128xf16> {
  %w = qnt.constant codes = dense<17> : tensor<128x32xi8>, scales = dense<0.5> : tensor<128x8xf16> : !qnt.array<128x64, #g4>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 2, row_warps = 4, stages = 4>)
  %y = qnt.kernel (%a = %x : tensor<64x64xf16>, %b = %w : !qnt.array<128x64, #g4>) -> tensor<64x128xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<64x64xf16>, !qnt.array<128x64, #g4>) -> tensor<64x128xf16>
    qnt.yield %d : tensor<64x128xf16>
  }
  return %y : tensor<64x128xf16>
}

// CHECK-LABEL: func.func @ragged
func.func @ragged(%x: tensor<64x256xf16>, %sizes: tensor<2xi32>) -> tensor<64x128xf16> {
  %w = qnt.constant codes = dense<17> : tensor<2x256x64xi8>, scales = dense<0.5> : tensor<2x1x128xf16> : !qnt.array<2x256x128, #r4>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16_b_t", tokens = 32, column_warps = 2, row_warps = 2, stages = 4>)
  %y = qnt.kernel (%a = %x : tensor<64x256xf16>, %b = %w : !qnt.array<2x256x128, #r4>, %s = %sizes : tensor<2xi32>) -> tensor<64x128xf16> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] : (tensor<64x256xf16>, !qnt.array<2x256x128, #r4>) -> tensor<64x128xf16>
    qnt.yield %d : tensor<64x128xf16>
  }
  return %y : tensor<64x128xf16>
}

// One tile with a long K: four blocks share it.
// CHECK-LABEL: func.func @long_k
func.func @long_k(%x: tensor<64x4096xf16>) -> tensor<64x128xf16> {
  %w = qnt.constant codes = dense<17> : tensor<4096x128xi8>, scales = dense<0.5> : tensor<1x128xf32> : !qnt.array<4096x128, #w8>
  // CHECK: schedule(#qnt.mma<layout = "mma_k16_t", tokens = 32, column_warps = 2, row_warps = 2, stages = 4, split_k = 4>)
  %y = qnt.kernel (%a = %x : tensor<64x4096xf16>, %b = %w : !qnt.array<4096x128, #w8>) -> tensor<64x128xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<64x4096xf16>, !qnt.array<4096x128, #w8>) -> tensor<64x128xf16>
    qnt.yield %d : tensor<64x128xf16>
  }
  return %y : tensor<64x128xf16>
}
