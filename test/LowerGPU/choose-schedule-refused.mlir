// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s

// What keeps a kernel from tensor cores, one function each.

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
#w4f64 = #qnt.encoding<i4 : f64, block = 1x*, scale = f64>
#w4fz = #qnt.encoding<i4 : f16, block = 1x*, scale = f16, zero_point = f32>
#w4z = #qnt.encoding<i4 : f16, block = 1x*, scale = f16, zero_point = i32>
#w16 = #qnt.encoding<i16 : f32, block = 1x*, scale = f32>
#r4 = #qnt.encoding<i4 : f16, block = 1x1x*, scale = f16>
#k4 = #qnt.encoding<i4 : f16, block = *x*x1, scale = f16>
#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
#x8 = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32>
#x8z = #qnt.encoding<i8 : f32, block = 1x*x*, scale = f32, zero_point = i32>
#x8f = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
#q4w = #qnt.encoding<i4 : f16, block = *x*x*, scale = f16>
#q8 = #qnt.encoding<i8 : f16, block = *x*, scale = f16>
#q8m = #qnt.encoding<i8 : f16, block = *x*, scale = f16, sparsity = bitmask>
#q8c = #qnt.encoding<i8 : f16, block = *x1, scale = f16>
#mask = #qnt.encoding<i4 : f16, block = 1x*, scale = f16, sparsity = bitmask>
#e4 = #qnt.encoding<f8E4M3FN : f16, block = 1x*, scale = f16>
#lut = #qnt.encoding<lut<u4, f32> : f32, block = 1x*, scale = f32>
#lutg = #qnt.encoding<lut<u4, f16, group = 1x*> : f16, block = 1x*>
#lutz = #qnt.encoding<lut<u4, f16> : f16, block = 1x*, scale = f16, zero_point = u4>
#w8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#a4 = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
#a8t = #qnt.encoding<i8 : f32, block = 1x*, scale = f8E4M3FN, tensor_scale = f32>
#a8e = #qnt.encoding<i8 : f32, block = 1x*, scale = f8E8M0FNU>
#a8z = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i4>
#a8r = #qnt.encoding<i8 : f32, block = 2x*, scale = f32>
#a8k = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#a8m = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = bitmask>

// CHECK: Function=scales_of_f64 | Reason="simt, neither gemv nor mma: rhs has scales of f64"
func.func @scales_of_f64(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf64> : !qnt.array<8x64, #w4f64>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4f64>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4f64>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=float_zero_points | Reason="simt, neither gemv nor mma: rhs has float zero points"
func.func @float_zero_points(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16>, zero_points = dense<1.5> : tensor<8x1xf32> : !qnt.array<8x64, #w4fz>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4fz>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4fz>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=result_f64 | Reason="simt, neither gemv nor mma: the result is f64"
func.func @result_f64(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf64> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf64>
    qnt.yield %d : tensor<4x8xf64>
  }
  return
}

// CHECK: Function=zero_point_outside | Reason="simt, neither gemv nor mma: a zero point of rhs lies too far outside of the codes"
func.func @zero_point_outside(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16>, zero_points = dense<5000> : tensor<8x1xi32> : !qnt.array<8x64, #w4z>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4z>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4z>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=wide_codes | Reason="simt, neither gemv nor mma: rhs has codes of more than 8 bits"
func.func @wide_codes(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x128xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w16>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=masked | Reason="simt, neither gemv nor mma: rhs has a mask"
func.func @masked(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16>, mask = dense<-1> : tensor<8x8xi8> : !qnt.array<8x64, #mask>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #mask>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #mask>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=nan_code | Reason="simt, neither gemv nor mma: rhs holds NaN or infinity, or its codes cannot be read"
func.func @nan_code(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<127> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #e4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #e4>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #e4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=several_tables | Reason="simt, neither gemv nor mma: rhs has several tables or entries that are vectors"
func.func @several_tables(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, codebook = dense<1.0> : tensor<8x1x16xf16> : !qnt.array<8x64, #lutg>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #lutg>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #lutg>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=codebook_and_zero_points | Reason="simt, neither gemv nor mma: rhs has a code book and zero points"
func.func @codebook_and_zero_points(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16>, zero_points = dense<1> : tensor<8x1xi4>, codebook = dense<1.0> : tensor<1x1x16xf16> : !qnt.array<8x64, #lutz>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #lutz>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #lutz>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=entries_of_f32 | Reason="simt, neither gemv nor mma: an entry of the code book of rhs is no number of the type of lhs (bf16 for f32)"
func.func @entries_of_f32(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf32>, codebook = dense<0.1> : tensor<1x1x16xf32> : !qnt.array<8x64, #lut>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #lut>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #lut>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=dynamic_k | Reason="simt, neither gemv nor mma: the contracted dimension of lhs is dynamic"
func.func @dynamic_k(%x: tensor<4x?xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x?xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x?xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=lhs_codes_of_4_bits | Reason="simt, neither gemv nor mma: lhs is an array of codes other than i8, u8, f8E4M3FN and f8E5M2"
func.func @lhs_codes_of_4_bits(%x: !qnt.array<4x64, #a4>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a4>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a4>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_tensor_scale | Reason="simt, neither gemv nor mma: lhs has a tensor scale"
func.func @lhs_tensor_scale(%x: !qnt.array<4x64, #a8t>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8t>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8t>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_scales_of_e8m0 | Reason="simt, neither gemv nor mma: lhs has scales other than f32, f16 and bf16"
func.func @lhs_scales_of_e8m0(%x: !qnt.array<4x64, #a8e>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8e>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8e>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_zero_points_of_4_bits | Reason="simt, neither gemv nor mma: lhs has zero points other than integers of 8, 16 or 32 bits"
func.func @lhs_zero_points_of_4_bits(%x: !qnt.array<4x64, #a8z>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8z>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8z>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_two_rows_a_scale | Reason="simt, neither gemv nor mma: lhs has scales neither per row nor per tensor"
func.func @lhs_two_rows_a_scale(%x: !qnt.array<4x64, #a8r>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8r>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8r>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_groups | Reason="simt, neither gemv nor mma: lhs has several scales along the contracted dimension"
func.func @lhs_groups(%x: !qnt.array<4x64, #a8k>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8k>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8k>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=lhs_mask | Reason="simt, neither gemv nor mma: lhs has a layout or a mask"
func.func @lhs_mask(%x: !qnt.array<4x64, #a8m>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8m>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x64, #a8m>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=no_verdict | Reason="simt, neither gemv nor mma: the sums have no verdict (qnt-prove-accumulators)"
func.func @no_verdict(%x: !qnt.array<4x64, #a8>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (!qnt.array<4x64, #a8>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=wide_sums | Reason="simt, neither gemv nor mma: the sums are not proven to fit in i32"
func.func @wide_sums(%x: !qnt.array<4x64, #a8>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<4x64, #a8>, %b = %w : !qnt.array<8x64, #w8>) -> tensor<4x8xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i64> : (!qnt.array<4x64, #a8>, !qnt.array<8x64, #w8>) -> tensor<4x8xf32>
    qnt.yield %d : tensor<4x8xf32>
  }
  return
}

// CHECK: Function=another_shape | Reason="simt, neither gemv nor mma: it yields something of another shape than the contraction"
func.func @another_shape(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %e = tensor.empty() : tensor<8xf16>
    qnt.yield %e : tensor<8xf16>
  }
  return
}

// CHECK: Function=less_than_a_byte | Reason="simt, neither gemv nor mma: it yields elements of less than a byte"
func.func @less_than_a_byte(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xi1> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %e = arith.cmpf olt, %d, %d : tensor<4x8xf16>
    qnt.yield %e : tensor<4x8xi1>
  }
  return
}

// CHECK: Function=row_reduction | Reason="simt, neither gemv nor mma: 'linalg.reduce' is not elementwise"
func.func @row_reduction(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %e = tensor.empty() : tensor<4xf16>
    %s = linalg.reduce ins(%d : tensor<4x8xf16>) outs(%e : tensor<4xf16>) dimensions = [1] (%p: f16, %q: f16) {
      %t = arith.addf %p, %q : f16
      linalg.yield %t : f16
    }
    %f = tensor.empty() : tensor<4x8xf16>
    %r = linalg.broadcast ins(%s : tensor<4xf16>) outs(%f : tensor<4x8xf16>) dimensions = [1]
    qnt.yield %r : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=lhs_computed | Reason="simt, neither gemv nor mma: lhs is computed in the kernel"
func.func @lhs_computed(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf16> {
    %p = math.absf %a : tensor<4x64xf16>
    %d = qnt.dot_general %p, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=two_contractions | Reason="simt, neither gemv nor mma: it holds more than one contraction"
func.func @two_contractions(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf16> {
    %c = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %s = arith.addf %c, %d : tensor<4x8xf16>
    qnt.yield %s : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=contracted_first | Reason="simt, neither gemv nor mma: the contracted dimension of lhs is not its last"
func.func @contracted_first(%x: tensor<64x4xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<64x4xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [0] x [1] batch = [] x [] : (tensor<64x4xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=batched | Reason="simt, neither gemv nor mma: it has batch dimensions"
func.func @batched(%x: tensor<8x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<8x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [0] x [0] : (tensor<8x64xf16>, !qnt.array<8x64, #w4>) -> tensor<8xf16>
    qnt.yield %d : tensor<8xf16>
  }
  return
}

// CHECK: Function=not_a_matrix | Reason="simt, neither gemv nor mma: rhs is not a matrix"
func.func @not_a_matrix(%x: tensor<4x8x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x8x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4xf16> {
    %d = qnt.dot_general %a, %b contracting = [1, 2] x [0, 1] batch = [] x [] : (tensor<4x8x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4xf16>
    qnt.yield %d : tensor<4xf16>
  }
  return
}

// CHECK: Function=empty | Reason="simt, neither gemv nor mma: a dimension of rhs has size 0"
func.func @empty(%x: tensor<4x0xf16>) {
  %w = qnt.constant codes = dense<> : tensor<8x0xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x0, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x0xf16>, %b = %w : !qnt.array<8x0, #w4>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x0xf16>, !qnt.array<8x0, #w4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=group_offset | Reason="simt, neither gemv nor mma: it starts at another group than the first"
func.func @group_offset(%x: tensor<4x64xf16>, %z: tensor<2xi32>, %o: tensor<1xi32>) {
  %w = qnt.constant codes = dense<1> : tensor<2x8x32xi8>, scales = dense<0.5> : tensor<2x8x1xf16> : !qnt.array<2x8x64, #r4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %s = %z : tensor<2xi32>, %b = %w : !qnt.array<2x8x64, #r4>, %f = %o : tensor<1xi32>) -> tensor<4x8xf16> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<2xi32>) offset(%f : tensor<1xi32>) contracting = [1] x [2] batch = [] x [] ragged = [0] group = [0] : (tensor<4x64xf16>, !qnt.array<2x8x64, #r4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=groups_not_first | Reason="simt, neither gemv nor mma: rhs is not a matrix for each group"
func.func @groups_not_first(%x: tensor<4x64xf16>, %z: tensor<2xi32>, %o: tensor<1xi32>) {
  %w = qnt.constant codes = dense<1> : tensor<8x2x32xi8>, scales = dense<0.5> : tensor<8x2x1xf16> : !qnt.array<8x2x64, #r4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %s = %z : tensor<2xi32>, %b = %w : !qnt.array<8x2x64, #r4>, %f = %o : tensor<1xi32>) -> tensor<4x8xf16> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<2xi32>) contracting = [1] x [2] batch = [] x [] ragged = [0] group = [1] : (tensor<4x64xf16>, !qnt.array<8x2x64, #r4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=computed_sizes | Reason="simt, neither gemv nor mma: group sizes are computed in the kernel, have several rows, or less than a byte"
func.func @computed_sizes(%x: tensor<4x64xf16>, %z: tensor<2xi32>, %o: tensor<1xi32>) {
  %w = qnt.constant codes = dense<1> : tensor<2x8x32xi8>, scales = dense<0.5> : tensor<2x8x1xf16> : !qnt.array<2x8x64, #r4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %s = %z : tensor<2xi32>, %b = %w : !qnt.array<2x8x64, #r4>, %f = %o : tensor<1xi32>) -> tensor<4x8xf16> {
    %t = arith.addi %s, %s : tensor<2xi32>
    %d = qnt.ragged_dot_general %a, %b groups(%t : tensor<2xi32>) contracting = [1] x [2] batch = [] x [] ragged = [0] group = [0] : (tensor<4x64xf16>, !qnt.array<2x8x64, #r4>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=three_dimensions | Reason="simt, neither gemv nor mma: lhs is not a matrix of ragged rows"
func.func @three_dimensions(%x: tensor<3x4x64xf16>, %z: tensor<2xi32>, %o: tensor<1xi32>) {
  %w = qnt.constant codes = dense<1> : tensor<2x8x32xi8>, scales = dense<0.5> : tensor<2x8x1xf16> : !qnt.array<2x8x64, #r4>
  %y = qnt.kernel (%a = %x : tensor<3x4x64xf16>, %s = %z : tensor<2xi32>, %b = %w : !qnt.array<2x8x64, #r4>, %f = %o : tensor<1xi32>) -> tensor<3x4x8xf16> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<2xi32>) contracting = [2] x [2] batch = [] x [] ragged = [1] group = [0] : (tensor<3x4x64xf16>, !qnt.array<2x8x64, #r4>) -> tensor<3x4x8xf16>
    qnt.yield %d : tensor<3x4x8xf16>
  }
  return
}

// CHECK: Function=array_beside | Reason="simt, neither gemv nor mma: an array is used beside the contraction"
func.func @array_beside(%x: tensor<4x64xf16>, %v: !qnt.array<4x64, #w4>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>, %c = %v : !qnt.array<4x64, #w4>) -> tensor<4x8xf16> {
    %c0 = arith.constant 0 : index
    %n = qnt.dim %c, %c0 : !qnt.array<4x64, #w4>
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %e = tensor.empty() : tensor<4x8xf16>
    %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
        ins(%d : tensor<4x8xf16>) outs(%e : tensor<4x8xf16>) {
    ^bb0(%p: f16, %out: f16):
      %i = arith.index_cast %n : index to i16
      %j = arith.sitofp %i : i16 to f16
      %s = arith.addf %p, %j : f16
      linalg.yield %s : f16
    } -> tensor<4x8xf16>
    qnt.yield %r : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=dynamic_positions | Reason="simt, neither gemv nor mma: a dimension of lhs other than an outermost batch is dynamic"
func.func @dynamic_positions(%x: tensor<2x?x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<2x?x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> tensor<2x?x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<2x?x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<2x?x8xf16>
    qnt.yield %d : tensor<2x?x8xf16>
  }
  return
}

// CHECK: Function=dynamic_batch_inside | Reason="simt, neither gemv nor mma: a dimension of lhs other than an outermost batch is dynamic"
func.func @dynamic_batch_inside(%x: tensor<4x?x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<4x?x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> tensor<?x4x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[0, b, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<4x?x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<?x4x8xf16>
    qnt.yield %d : tensor<?x4x8xf16>
  }
  return
}

// CHECK: Function=dynamic_batch_of_result | Reason="simt, neither gemv nor mma: a dimension of the result other than an outermost batch is dynamic"
func.func @dynamic_batch_of_result(%x: tensor<?x4x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<?x4x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> tensor<4x?x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [0, b, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<?x4x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<4x?x8xf16>
    qnt.yield %d : tensor<4x?x8xf16>
  }
  return
}

// CHECK: Function=long_steps | Reason="simt, neither gemv nor mma: positions of the window are too large for 32 bits"
func.func @long_steps(%x: tensor<2x4x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<2x4x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> tensor<2x1x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [2000000000] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<2x4x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<2x1x8xf16>
    qnt.yield %d : tensor<2x1x8xf16>
  }
  return
}

// CHECK: Function=scale_per_feature | Reason="simt, neither gemv nor mma: lhs has scales neither per image nor per tensor"
func.func @scale_per_feature(%x: !qnt.array<2x4x16, #x8f>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x8xi8>, scales = dense<0.5> : tensor<1x1x8xf32> : !qnt.array<3x16x8, #k8>
  %y = qnt.kernel (%a = %x : !qnt.array<2x4x16, #x8f>, %b = %w : !qnt.array<3x16x8, #k8>) -> tensor<2x4x8xf32> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1] accumulator = <i32>
         : (!qnt.array<2x4x16, #x8f>, !qnt.array<3x16x8, #k8>) -> tensor<2x4x8xf32>
    qnt.yield %d : tensor<2x4x8xf32>
  }
  return
}

// CHECK: Function=wide_zero_points | Reason="simt, neither gemv nor mma: zero points of lhs may lie outside of its codes, and so could be no padding"
func.func @wide_zero_points(%x: !qnt.array<2x4x16, #x8z>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x8xi8>, scales = dense<0.5> : tensor<1x1x8xf32> : !qnt.array<3x16x8, #k8>
  %y = qnt.kernel (%a = %x : !qnt.array<2x4x16, #x8z>, %b = %w : !qnt.array<3x16x8, #k8>) -> tensor<2x4x8xf32> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1] accumulator = <i32>
         : (!qnt.array<2x4x16, #x8z>, !qnt.array<3x16x8, #k8>) -> tensor<2x4x8xf32>
    qnt.yield %d : tensor<2x4x8xf32>
  }
  return
}

// CHECK: Function=depthwise | Reason="simt, neither gemv nor mma: a group has 1 output features, less than 8"
func.func @depthwise(%x: tensor<2x4x8xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x1x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x1x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<2x4x8xf16>, %b = %w : !qnt.array<3x1x8, #k4>) -> tensor<2x4x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1] feature_groups = 8
         : (tensor<2x4x8xf16>, !qnt.array<3x1x8, #k4>) -> tensor<2x4x8xf16>
    qnt.yield %d : tensor<2x4x8xf16>
  }
  return
}

// CHECK: Function=many_positions | Reason="simt, neither gemv nor mma: it has more than 2^30 positions"
func.func @many_positions(%x: tensor<2000000x1000x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<2000000x1000x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> tensor<2000000x1000x8xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<2000000x1000x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<2000000x1000x8xf16>
    qnt.yield %d : tensor<2000000x1000x8xf16>
  }
  return
}

// CHECK: Function=codes_of_rows | Reason="simt, neither gemv nor mma: the features of its result are not innermost, so codes of a byte belong to different rows"
func.func @codes_of_rows(%x: tensor<2x4x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x16x4xi8>, scales = dense<0.5> : tensor<1x1x8xf16> : !qnt.array<3x16x8, #k4>
  %y = qnt.kernel (%a = %x : tensor<2x4x16xf16>, %b = %w : !qnt.array<3x16x8, #k4>) -> !qnt.array<2x8x4, #q4w> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, f, 0]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<2x4x16xf16>, !qnt.array<3x16x8, #k4>) -> tensor<2x8x4xf16>
    %s = arith.constant dense<0.5> : tensor<1x1x1xf16>
    %q = qnt.quantize %d scale(%s : tensor<1x1x1xf16>) : tensor<2x8x4xf16> -> !qnt.array<2x8x4, #q4w>
    qnt.yield %q : !qnt.array<2x8x4, #q4w>
  }
  return
}

// CHECK: Function=codes_of_groups | Reason="simt, neither gemv nor mma: codes of a byte of its result belong to different groups of features"
func.func @codes_of_groups(%x: tensor<2x4x16xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<3x8x9xi8>, scales = dense<0.5> : tensor<1x1x18xf16> : !qnt.array<3x8x18, #k4>
  %y = qnt.kernel (%a = %x : tensor<2x4x16xf16>, %b = %w : !qnt.array<3x8x18, #k4>) -> !qnt.array<2x4x18, #q4w> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1] feature_groups = 2
         : (tensor<2x4x16xf16>, !qnt.array<3x8x18, #k4>) -> tensor<2x4x18xf16>
    %s = arith.constant dense<0.5> : tensor<1x1x1xf16>
    %q = qnt.quantize %d scale(%s : tensor<1x1x1xf16>) : tensor<2x4x18xf16> -> !qnt.array<2x4x18, #q4w>
    qnt.yield %q : !qnt.array<2x4x18, #q4w>
  }
  return
}

// CHECK: Function=masked_result | Reason="simt, neither gemv nor mma: its result has a mask, a code book or a layout"
func.func @masked_result(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> !qnt.array<4x8, #q8m> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %s = arith.constant dense<0.5> : tensor<1x1xf16>
    %m = arith.constant dense<true> : tensor<4x8xi1>
    %q = qnt.quantize %d scale(%s : tensor<1x1xf16>) mask(%m : tensor<4x8xi1>) : tensor<4x8xf16> -> !qnt.array<4x8, #q8m>
    qnt.yield %q : !qnt.array<4x8, #q8m>
  }
  return
}

// CHECK: Function=stochastic | Reason="simt, neither gemv nor mma: the codes of its result depend on more than an element and its scale"
func.func @stochastic(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> !qnt.array<4x8, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %s = arith.constant dense<0.5> : tensor<1x1xf16>
    %q = qnt.quantize %d scale(%s : tensor<1x1xf16>) convention = #qnt.convention<default, rounding = stochastic> : tensor<4x8xf16> -> !qnt.array<4x8, #q8>
    qnt.yield %q : !qnt.array<4x8, #q8>
  }
  return
}

// CHECK: Function=dynamic_factors | Reason="simt, neither gemv nor mma: its result is requantized by factors of dynamic sizes"
func.func @dynamic_factors(%x: !qnt.array<?x64, #a8>, %z: tensor<?x1xf32>) {
  %w = qnt.constant codes = dense<1> : tensor<8x64xi8>, scales = dense<0.5> : tensor<8x1xf32> : !qnt.array<8x64, #w8>
  %y = qnt.kernel (%a = %x : !qnt.array<?x64, #a8>, %b = %w : !qnt.array<8x64, #w8>, %t = %z : tensor<?x1xf32>) -> !qnt.array<?x8, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<?x64, #a8>, !qnt.array<8x64, #w8>) -> tensor<?x8xi32>
    %s = arith.constant dense<0.5> : tensor<1x1xf16>
    %q = qnt.requantize %d input_scale(%t : tensor<?x1xf32>) scale(%s : tensor<1x1xf16>) : tensor<?x8xi32> -> !qnt.array<?x8, #q8>
    qnt.yield %q : !qnt.array<?x8, #q8>
  }
  return
}

// CHECK: Function=small_floats_beside | Reason="simt, neither gemv nor mma: floats of 8 bits or less are used beside the contraction"
func.func @small_floats_beside(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> tensor<4x8xf8E4M3FN> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %t = arith.truncf %d : tensor<4x8xf16> to tensor<4x8xf8E4M3FN>
    qnt.yield %t : tensor<4x8xf8E4M3FN>
  }
  return
}

// CHECK: Function=computed_scale | Reason="simt, neither gemv nor mma: a scale or zero point of its result is computed in the kernel"
func.func @computed_scale(%x: tensor<4x64xf16>, %z: tensor<1x1xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>, %t = %z : tensor<1x1xf16>) -> !qnt.array<4x8, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %s = math.absf %t : tensor<1x1xf16>
    %q = qnt.quantize %d scale(%s : tensor<1x1xf16>) : tensor<4x8xf16> -> !qnt.array<4x8, #q8>
    qnt.yield %q : !qnt.array<4x8, #q8>
  }
  return
}

// CHECK: Function=dynamic_scales | Reason="simt, neither gemv nor mma: its result has scales of dynamic inner sizes"
func.func @dynamic_scales(%x: tensor<4x64xf16>, %z: tensor<1x?xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>, %t = %z : tensor<1x?xf16>) -> !qnt.array<4x8, #q8c> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %q = qnt.quantize %d scale(%t : tensor<1x?xf16>) : tensor<4x8xf16> -> !qnt.array<4x8, #q8c>
    qnt.yield %q : !qnt.array<4x8, #q8c>
  }
  return
}

// CHECK: Function=dynamic_rule | Reason="simt, neither gemv nor mma: it yields an array that no static quantize of a tensor makes"
func.func @dynamic_rule(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>) -> !qnt.array<4x8, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %q = qnt.quantize %d dynamic(absmax) : tensor<4x8xf16> -> !qnt.array<4x8, #q8>
    qnt.yield %q : !qnt.array<4x8, #q8>
  }
  return
}

// CHECK: Function=unread_sugar | Reason="simt, neither gemv nor mma: qnt-expand-sugar would make a contraction of 'qnt.dot'"
func.func @unread_sugar(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>) -> tensor<4x8xf32> {
  %y = qnt.kernel (%a = %x : tensor<4x8xf32>, %b = %w : tensor<8x16xf32>) -> tensor<4x8xf32> {
    %d = qnt.dot %a, %b : (tensor<4x8xf32>, tensor<8x16xf32>) -> tensor<4x16xf32>
    %r = math.absf %a : tensor<4x8xf32>
    qnt.yield %r : tensor<4x8xf32>
  }
  return %y : tensor<4x8xf32>
}
