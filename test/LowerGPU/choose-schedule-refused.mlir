// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s

// What keeps a kernel from tensor cores, one function each.

#w4 = #qnt.encoding<i4 : f16, block = 1x*, scale = f16>
#w4f64 = #qnt.encoding<i4 : f64, block = 1x*, scale = f64>
#w4fz = #qnt.encoding<i4 : f16, block = 1x*, scale = f16, zero_point = f32>
#w4z = #qnt.encoding<i4 : f16, block = 1x*, scale = f16, zero_point = i8>
#w16 = #qnt.encoding<i16 : f32, block = 1x*, scale = f32>
#g96 = #qnt.encoding<i4 : f16, block = 1x96, scale = f16>
#g40 = #qnt.encoding<i4 : f16, block = 1x40, scale = f16>
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

// CHECK: Function=zero_point_outside | Reason="simt, neither gemv nor mma: a zero point of rhs lies outside of the codes"
func.func @zero_point_outside(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16>, zero_points = dense<9> : tensor<8x1xi8> : !qnt.array<8x64, #w4z>
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

// CHECK: Function=group_of_96 | Reason="simt, neither gemv nor mma: a scale of rhs is shared by 96 elements along K, which neither divide 64 nor are a multiple of it"
func.func @group_of_96(%x: tensor<4x192xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x96xi8>, scales = dense<0.5> : tensor<8x2xf16> : !qnt.array<8x192, #g96>
  %y = qnt.kernel (%a = %x : tensor<4x192xf16>, %b = %w : !qnt.array<8x192, #g96>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x192xf16>, !qnt.array<8x192, #g96>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=group_of_40 | Reason="simt, neither gemv nor mma: a scale of rhs is shared by 40 elements along K, which is no multiple of 16"
func.func @group_of_40(%x: tensor<4x64xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x2xf16> : !qnt.array<8x64, #g40>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #g40>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #g40>) -> tensor<4x8xf16>
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

// CHECK: Function=entries_of_f32 | Reason="simt, neither gemv nor mma: an entry of the code book of rhs is no number of the type of lhs"
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

// CHECK: Function=lhs_codes_of_4_bits | Reason="simt, neither gemv nor mma: lhs is an array of codes other than i8 and u8"
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

// CHECK: Function=ragged | Reason="simt, neither gemv nor mma: 'qnt.ragged_dot_general' has no kernel on tensor cores"
func.func @ragged(%x: tensor<4x64xf16>, %sizes: tensor<2xi32>, %v: tensor<2x64x8xf16>) {
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %s = %sizes : tensor<2xi32>, %b = %v : tensor<2x64x8xf16>) -> tensor<4x8xf16> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0] : (tensor<4x64xf16>, tensor<2x64x8xf16>) -> tensor<4x8xf16>
    qnt.yield %d : tensor<4x8xf16>
  }
  return
}

// CHECK: Function=dynamic_inner_size | Reason="simt, neither gemv nor mma: a tensor of dynamic inner sizes is used beside the contraction"
func.func @dynamic_inner_size(%x: tensor<4x64xf16>, %o: tensor<4x?xf16>) {
  %w = qnt.constant codes = dense<1> : tensor<8x32xi8>, scales = dense<0.5> : tensor<8x1xf16> : !qnt.array<8x64, #w4>
  %y = qnt.kernel (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<8x64, #w4>, %c = %o : tensor<4x?xf16>) -> tensor<4x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<8x64, #w4>) -> tensor<4x8xf16>
    %e = tensor.empty() : tensor<4x8xf16>
    %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
        ins(%d, %c : tensor<4x8xf16>, tensor<4x?xf16>) outs(%e : tensor<4x8xf16>) {
    ^bb0(%p: f16, %q: f16, %out: f16):
      %s = arith.addf %q, %p : f16
      linalg.yield %s : f16
    } -> tensor<4x8xf16>
    qnt.yield %r : tensor<4x8xf16>
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
