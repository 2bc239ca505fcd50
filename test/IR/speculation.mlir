// In front of a loop goes what cannot fail whatever the values are: the static ops of each function. What may fail stays
// where it is, for the loop may have no trip; without uses it goes, and equal ones are one.
// RUN: quant-opt %s --loop-invariant-code-motion | FileCheck %s
// RUN: quant-opt %s --cse | FileCheck %s --check-prefix=CSE
// RUN: quant-opt %s --canonicalize | FileCheck %s --check-prefix=DEAD

// CSE-LABEL: func.func @equal
// CSE: qnt.gather
// CSE-NOT: qnt.gather
// CSE: return
// DEAD-LABEL: func.func @equal
// DEAD-NOT: qnt.requantize
// DEAD: return

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#t8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#n8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = 2:4 along 1>
#m8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, sparsity = bitmask>
#z8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8>
#z32 = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i32>

func.func @equal(%w: !qnt.array<2x4, #a8>, %ids: tensor<3xi32>, %acc: tensor<?x4xi32>, %m: tensor<1x1xi32>,
                 %s: tensor<1x1xf32>) -> (!qnt.array<3x4, #a8>, !qnt.array<3x4, #a8>) {
  %0 = qnt.gather %w[%ids] dim = 0 : !qnt.array<2x4, #a8>, tensor<3xi32> -> !qnt.array<3x4, #a8>
  %1 = qnt.gather %w[%ids] dim = 0 : !qnt.array<2x4, #a8>, tensor<3xi32> -> !qnt.array<3x4, #a8>
  %2 = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>) scale(%s : tensor<1x1xf32>)
         : tensor<?x4xi32> -> !qnt.array<?x4, #t8>
  return %0, %1 : !qnt.array<3x4, #a8>, !qnt.array<3x4, #a8>
}

// Indices inside a static dimension are known to be so when they are constant; the second ones are not inside.
// CHECK-LABEL: func.func @gather
// CHECK: qnt.gather %arg0[%[[INSIDE:.*]]] dim = 0 : !qnt.array<2x4
// CHECK-NEXT: qnt.gather {{.*}}tensor<0xi32>
// CHECK-NEXT: scf.for
// CHECK-COUNT-5: qnt.gather
func.func @gather(%w: !qnt.array<2x4, #a8>, %d: !qnt.array<?x4, #a8>, %ids: tensor<2xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %inside = arith.constant dense<[1, 0]> : tensor<2xi32>
  %outside = arith.constant dense<[1, 2]> : tensor<2xi32>
  %all_outside = arith.constant dense<2> : tensor<2xi32>
  %negative = arith.constant dense<[0, -1]> : tensor<2xi32>
  %none = arith.constant dense<> : tensor<0xi32>
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.gather %w[%inside] dim = 0 : !qnt.array<2x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
    %1 = qnt.gather %w[%none] dim = 0 : !qnt.array<2x4, #a8>, tensor<0xi32> -> !qnt.array<0x4, #a8>
    %2 = qnt.gather %w[%outside] dim = 0 : !qnt.array<2x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
    %3 = qnt.gather %w[%all_outside] dim = 0 : !qnt.array<2x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
    %4 = qnt.gather %w[%negative] dim = 0 : !qnt.array<2x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
    %5 = qnt.gather %w[%ids] dim = 0 : !qnt.array<2x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
    %6 = qnt.gather %d[%inside] dim = 0 : !qnt.array<?x4, #a8>, tensor<2xi32> -> !qnt.array<2x4, #a8>
  }
  return
}

// The slices that go take nothing, or all, of the dynamic dimension.
// CHECK-LABEL: func.func @slice
// CHECK: qnt.slice %arg0 [1, 0] [1, 4] [1, 1]
// CHECK-NEXT: qnt.slice %arg1 [0, 0] [-1, 2] [1, 1]
// CHECK-NEXT: qnt.slice %arg1 [0, 0] [0, 4] [1, 1]
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.slice %arg1 [1, 0] [-1, 4] [1, 1]
// CHECK-NEXT: qnt.slice %arg1 [0, 0] [1, 4] [1, 1]
func.func @slice(%w: !qnt.array<2x4, #a8>, %d: !qnt.array<?x4, #a8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.slice %w [1, 0] [1, 4] [1, 1] : !qnt.array<2x4, #a8> -> !qnt.array<1x4, #a8>
    %1 = qnt.slice %d [0, 0] [-1, 2] [1, 1] : !qnt.array<?x4, #a8> -> !qnt.array<?x2, #a8>
    %2 = qnt.slice %d [0, 0] [0, 4] [1, 1] : !qnt.array<?x4, #a8> -> !qnt.array<0x4, #a8>
    %3 = qnt.slice %d [1, 0] [-1, 4] [1, 1] : !qnt.array<?x4, #a8> -> !qnt.array<?x4, #a8>
    %4 = qnt.slice %d [0, 0] [1, 4] [1, 1] : !qnt.array<?x4, #a8> -> !qnt.array<1x4, #a8>
  }
  return
}

// CHECK-LABEL: func.func @concat
// CHECK: qnt.concat dim = 0 %arg0, %arg0
// CHECK-NEXT: qnt.concat dim = 0 %arg1, %arg0
// CHECK-NEXT: qnt.concat dim = 0 %arg2 :
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.concat dim = 0 %arg2, %arg2
func.func @concat(%w: !qnt.array<2x4, #a8>, %d: !qnt.array<?x4, #a8>, %e: !qnt.array<2x?, #a8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.concat dim = 0 %w, %w : (!qnt.array<2x4, #a8>, !qnt.array<2x4, #a8>) -> !qnt.array<4x4, #a8>
    %1 = qnt.concat dim = 0 %d, %w : (!qnt.array<?x4, #a8>, !qnt.array<2x4, #a8>) -> !qnt.array<?x4, #a8>
    %2 = qnt.concat dim = 0 %e : (!qnt.array<2x?, #a8>) -> !qnt.array<2x?, #a8>
    %3 = qnt.concat dim = 0 %e, %e : (!qnt.array<2x?, #a8>, !qnt.array<2x?, #a8>) -> !qnt.array<4x?, #a8>
  }
  return
}

// 4 * n elements in rows of 2 are a number of rows, in rows of 8 they may not be.
// CHECK-LABEL: func.func @transpose_reshape_pad
// CHECK: qnt.transpose %arg1
// CHECK-NEXT: qnt.reshape %arg0
// CHECK-NEXT: qnt.reshape %arg1 : {{.*}} -> !qnt.array<?x2,
// CHECK-NEXT: qnt.reshape %arg2 : {{.*}} -> !qnt.array<?x1x?,
// CHECK-NEXT: qnt.pad %arg0
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.reshape %arg1 : {{.*}} -> !qnt.array<?x8,
// CHECK-NEXT: qnt.pad %arg1
func.func @transpose_reshape_pad(%w: !qnt.array<2x4, #t8>, %d: !qnt.array<?x4, #t8>, %e: !qnt.array<?x?, #t8>,
                                 %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.transpose %d permutation = [1, 0] : !qnt.array<?x4, #t8> -> !qnt.array<4x?, #t8>
    %1 = qnt.reshape %w : !qnt.array<2x4, #t8> -> !qnt.array<4x2, #t8>
    %2 = qnt.reshape %d : !qnt.array<?x4, #t8> -> !qnt.array<?x2, #t8>
    %3 = qnt.reshape %e : !qnt.array<?x?, #t8>
           -> !qnt.array<?x1x?, #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>>
    %4 = qnt.pad %w low = [0, 0] high = [1, 0] : !qnt.array<2x4, #t8> -> !qnt.array<3x4, #t8>
    %5 = qnt.reshape %d : !qnt.array<?x4, #t8> -> !qnt.array<?x8, #t8>
    %6 = qnt.pad %d low = [0, 0] high = [0, 1] : !qnt.array<?x4, #t8> -> !qnt.array<?x5, #t8>
  }
  return
}

// CHECK-LABEL: func.func @cast_assemble
// CHECK: qnt.cast %arg0
// CHECK-NEXT: qnt.assemble %arg2, %arg4 : (tensor<?x4xi8>
// CHECK-NEXT: qnt.assemble %{{.*}}, %arg4, %{{.*}} : (tensor<2x4xi8>, tensor<1x1xf32>, tensor<2x4xi1>) -> !qnt.array<2x4, #[[N8:.*]]>
// CHECK-NEXT: qnt.assemble {{.*}} -> !qnt.array<2x4, #[[M8:.*]]>
// CHECK-NEXT: qnt.disassemble %arg1
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.cast %arg1
// CHECK-NEXT: qnt.assemble %arg2, %arg3
// CHECK-NEXT: qnt.assemble {{.*}} -> !qnt.array<2x4, #[[N8]]>
func.func @cast_assemble(%w: !qnt.array<2x4, #a8>, %d: !qnt.array<?x4, #a8>, %codes: tensor<?x4xi8>,
                         %scales: tensor<?x1xf32>, %scale: tensor<1x1xf32>, %mask: tensor<2x4xi1>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %ones = arith.constant dense<1> : tensor<2x4xi8>
  %kept = arith.constant dense<[[1, 1, 0, 0], [0, 1, 0, 0]]> : tensor<2x4xi1>
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.cast %w : !qnt.array<2x4, #a8> to !qnt.array<?x4, #a8>
    %1 = qnt.assemble %codes, %scale : (tensor<?x4xi8>, tensor<1x1xf32>) -> !qnt.array<?x4, #t8>
    %2 = qnt.assemble %ones, %scale, %kept : (tensor<2x4xi8>, tensor<1x1xf32>, tensor<2x4xi1>) -> !qnt.array<2x4, #n8>
    %3 = qnt.assemble %ones, %scale, %mask : (tensor<2x4xi8>, tensor<1x1xf32>, tensor<2x4xi1>) -> !qnt.array<2x4, #m8>
    %4, %5 = qnt.disassemble %d : !qnt.array<?x4, #a8> -> (tensor<?x4xi8>, tensor<?x1xf32>)
    %6 = qnt.cast %d : !qnt.array<?x4, #a8> to !qnt.array<2x4, #a8>
    %7 = qnt.assemble %codes, %scales : (tensor<?x4xi8>, tensor<?x1xf32>) -> !qnt.array<?x4, #a8>
    %8 = qnt.assemble %ones, %scale, %mask : (tensor<2x4xi8>, tensor<1x1xf32>, tensor<2x4xi1>) -> !qnt.array<2x4, #n8>
  }
  return
}

// Whether scales fit in number is open where either number is dynamic; a rule makes as many as there are blocks.
// CHECK-LABEL: func.func @quantize
// CHECK: qnt.quantize %arg1 scale(%arg3
// CHECK-NEXT: qnt.quantize %arg1 dynamic(absmax)
// CHECK-NEXT: qnt.quantize %arg0 scale(%arg3 : tensor<1x1xf32>) mask(%arg4 {{.*}} -> !qnt.array<2x4, #[[M8]]>
// CHECK-NEXT: qnt.dequantize
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.quantize %arg1 scale(%arg2
// CHECK-NEXT: qnt.quantize %arg1 dynamic(absmax) : tensor<?x4xf32> -> !qnt.array<2x4
// CHECK-NEXT: qnt.quantize %arg0 scale(%arg3 : tensor<1x1xf32>) mask(%arg4 {{.*}} -> !qnt.array<2x4, #[[N8]]>
func.func @quantize(%x: tensor<2x4xf32>, %y: tensor<?x4xf32>, %scales: tensor<?x1xf32>, %scale: tensor<1x1xf32>,
                    %mask: tensor<2x4xi1>, %a: !qnt.array<?x4, #a8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.quantize %y scale(%scale : tensor<1x1xf32>) : tensor<?x4xf32> -> !qnt.array<?x4, #t8>
    %1 = qnt.quantize %y dynamic(absmax) : tensor<?x4xf32> -> !qnt.array<?x4, #a8>
    %2 = qnt.quantize %x scale(%scale : tensor<1x1xf32>) mask(%mask : tensor<2x4xi1>) : tensor<2x4xf32> -> !qnt.array<2x4, #m8>
    %3 = qnt.dequantize %a : !qnt.array<?x4, #a8> -> tensor<?x4xf32>
    %4 = qnt.quantize %y scale(%scales : tensor<?x1xf32>) : tensor<?x4xf32> -> !qnt.array<?x4, #a8>
    %5 = qnt.quantize %y dynamic(absmax) : tensor<?x4xf32> -> !qnt.array<2x4, #a8>
    %6 = qnt.quantize %x scale(%scale : tensor<1x1xf32>) mask(%mask : tensor<2x4xi1>) : tensor<2x4xf32> -> !qnt.array<2x4, #n8>
  }
  return
}

// A multiplier and a shift of the run are checked, and so is what a zero point of 32 bits is taken from.
// CHECK-LABEL: func.func @requantize
// CHECK: qnt.requantize %arg0 input_scale
// CHECK-NEXT: qnt.requantize %arg0 multiplier(%[[M:.*]] : tensor<1x1xi32>) shift(%[[S:.*]] : tensor<1x1xi32>) scale
// CHECK-NEXT: qnt.requantize %arg4 multiplier(%[[M]]
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.requantize %arg0 input_scale(%arg7
// CHECK-NEXT: qnt.requantize %arg0 multiplier(%arg2
// CHECK-NEXT: qnt.requantize %arg0 multiplier(%[[M]] : tensor<1x1xi32>) shift(%arg2
// CHECK-NEXT: qnt.requantize %arg5 multiplier(%[[M]]
// CHECK-NEXT: qnt.requantize %arg1 multiplier(%[[ROW:.*]] : tensor<1x4xi32>)
func.func @requantize(%x: tensor<2x4xi32>, %y: tensor<?x?xi32>, %factor: tensor<1x1xi32>, %scale: tensor<1x1xf32>,
                      %a: !qnt.array<2x4, #z8>, %b: !qnt.array<2x4, #z32>, %n: index, %row: tensor<1x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %m = arith.constant dense<1073741824> : tensor<1x1xi32>
  %s = arith.constant dense<31> : tensor<1x1xi32>
  %ms = arith.constant dense<1073741824> : tensor<1x4xi32>
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.requantize %x input_scale(%scale : tensor<1x1xf32>) scale(%scale : tensor<1x1xf32>) : tensor<2x4xi32> -> !qnt.array<2x4, #t8>
    %1 = qnt.requantize %x multiplier(%m : tensor<1x1xi32>) shift(%s : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : tensor<2x4xi32> -> !qnt.array<2x4, #t8>
    %2 = qnt.requantize %a multiplier(%m : tensor<1x1xi32>) shift(%s : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : !qnt.array<2x4, #z8> -> !qnt.array<2x4, #t8>
    %3 = qnt.requantize %x input_scale(%row : tensor<1x?xf32>) scale(%scale : tensor<1x1xf32>) : tensor<2x4xi32> -> !qnt.array<2x4, #t8>
    %4 = qnt.requantize %x multiplier(%factor : tensor<1x1xi32>) shift(%s : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : tensor<2x4xi32> -> !qnt.array<2x4, #t8>
    %5 = qnt.requantize %x multiplier(%m : tensor<1x1xi32>) shift(%factor : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : tensor<2x4xi32> -> !qnt.array<2x4, #t8>
    %6 = qnt.requantize %b multiplier(%m : tensor<1x1xi32>) shift(%s : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : !qnt.array<2x4, #z32> -> !qnt.array<2x4, #t8>
    %7 = qnt.requantize %y multiplier(%ms : tensor<1x4xi32>) shift(%s : tensor<1x1xi32>) scale(%scale : tensor<1x1xf32>) : tensor<?x?xi32> -> !qnt.array<?x?, #t8>
  }
  return
}

// The gradient may have another dynamic size.
// CHECK-LABEL: func.func @training
// CHECK: qnt.fake_quantize %arg1
// CHECK-NEXT: qnt.fake_quantize_grad %arg0, %arg0
// CHECK-NEXT: qnt.quantize_grad %arg0, %arg0
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.fake_quantize %arg1 scale
// CHECK-NEXT: qnt.fake_quantize_grad %arg1, %arg1
// CHECK-NEXT: qnt.quantize_grad %arg1, %arg1
func.func @training(%x: tensor<2x4xf32>, %y: tensor<?x4xf32>, %scales: tensor<?x1xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.fake_quantize %y dynamic(absmax) encoding = #a8 : tensor<?x4xf32>
    %1 = qnt.fake_quantize_grad %x, %x dynamic(absmax) encoding = #a8 : tensor<2x4xf32>
    %2 = qnt.quantize_grad %x, %x dynamic(absmax) encoding = #a8 : tensor<2x4xf32>
    %3 = qnt.fake_quantize %y scale(%scales : tensor<?x1xf32>) encoding = #a8 : tensor<?x4xf32>
    %4 = qnt.fake_quantize_grad %y, %y dynamic(absmax) encoding = #a8 : tensor<?x4xf32>
    %5 = qnt.quantize_grad %y, %y dynamic(absmax) encoding = #a8 : tensor<?x4xf32>
  }
  return
}

// 4 products of 2^14 fit in an i32, with zero points of 32 bits they may not.
// CHECK-LABEL: func.func @dot_general
// CHECK: qnt.dot_general %arg0, %arg0 {{.*}} -> tensor<2x2xf32>
// CHECK-NEXT: qnt.dot_general %arg0, %arg0 {{.*}} -> tensor<2x2xi32>
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.dot_general %arg1, %arg1 {{.*}} -> tensor<?x?xf32>
// CHECK-NEXT: qnt.dot_general %arg2, %arg2 {{.*}} -> tensor<2x2xi32>
// CHECK-NEXT: qnt.dot_general %arg3, %arg3 {{.*}} at_most
func.func @dot_general(%a: !qnt.array<2x4, #t8>, %d: !qnt.array<?x4, #t8>, %z: !qnt.array<2x4, #z32>,
                       %k: !qnt.array<2x?, #t8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x []
           : (!qnt.array<2x4, #t8>, !qnt.array<2x4, #t8>) -> tensor<2x2xf32>
    %1 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x []
           : (!qnt.array<2x4, #t8>, !qnt.array<2x4, #t8>) -> tensor<2x2xi32>
    %2 = qnt.dot_general %d, %d contracting = [1] x [1] batch = [] x []
           : (!qnt.array<?x4, #t8>, !qnt.array<?x4, #t8>) -> tensor<?x?xf32>
    %3 = qnt.dot_general %z, %z contracting = [1] x [1] batch = [] x []
           : (!qnt.array<2x4, #z32>, !qnt.array<2x4, #z32>) -> tensor<2x2xi32>
    %4 = qnt.dot_general %k, %k contracting = [1] x [1] batch = [] x [] accumulator = <i32, at_most = 9>
           : (!qnt.array<2x?, #t8>, !qnt.array<2x?, #t8>) -> tensor<2x2xf32>
  }
  return
}

// CHECK-LABEL: func.func @convolution
// CHECK: qnt.conv_general_dilated %arg0
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.conv_general_dilated %arg1
func.func @convolution(%x: tensor<1x5x2xf32>, %y: tensor<1x?x2xf32>, %w: tensor<3x2x4xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.conv_general_dilated %x, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0]
           lhs_dilation = [1] rhs_dilation = [1] : (tensor<1x5x2xf32>, tensor<3x2x4xf32>) -> tensor<1x3x4xf32>
    %1 = qnt.conv_general_dilated %y, %w dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0]
           lhs_dilation = [1] rhs_dilation = [1] : (tensor<1x?x2xf32>, tensor<3x2x4xf32>) -> tensor<1x?x4xf32>
  }
  return
}

// No constant size is negative.
// CHECK-LABEL: func.func @ragged
// CHECK: qnt.ragged_dot_general %arg0, %arg1 groups(%[[SIZES:.*]] : tensor<2xi32>) contracting
// CHECK-NEXT: qnt.ragged_dot %arg0, %arg1 groups(%[[SIZES]]
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.ragged_dot_general %arg0, %arg1 groups(%arg2
// CHECK-NEXT: qnt.ragged_dot_general %arg0, %arg1 groups(%[[NEGATIVE:.*]] : tensor<2xi32>) contracting
// CHECK-NEXT: qnt.ragged_dot_general %arg0, %arg1 groups(%[[SIZES]] : tensor<2xi32>) offset
// CHECK-NEXT: qnt.ragged_dot %arg0, %arg1 groups(%arg2
func.func @ragged(%x: tensor<5x4xf32>, %w: tensor<2x4x3xf32>, %sizes: tensor<2xi32>, %offset: tensor<1xi32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %known = arith.constant dense<[0, 5]> : tensor<2xi32>
  %negative = arith.constant dense<[6, -1]> : tensor<2xi32>
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.ragged_dot_general %x, %w groups(%known : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
           : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
    %1 = qnt.ragged_dot %x, %w groups(%known : tensor<2xi32>) : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
    %2 = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
           : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
    %3 = qnt.ragged_dot_general %x, %w groups(%negative : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
           : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
    %4 = qnt.ragged_dot_general %x, %w groups(%known : tensor<2xi32>) offset(%offset : tensor<1xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
           : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
    %5 = qnt.ragged_dot %x, %w groups(%sizes : tensor<2xi32>) : (tensor<5x4xf32>, tensor<2x4x3xf32>) -> tensor<5x3xf32>
  }
  return
}

// CHECK-LABEL: func.func @sugar
// CHECK: qnt.dot %arg0, %arg1
// CHECK-NEXT: qnt.einsum "mk,kn->mn" %arg0, %arg1
// CHECK-NEXT: scf.for
// CHECK-NEXT: qnt.dot %arg2, %arg1
// CHECK-NEXT: qnt.einsum "mk,kn->mn" %arg2, %arg1
// CHECK-NEXT: qnt.dot %arg3, %arg3
// CHECK-NEXT: qnt.einsum "mk,nk->mn" %arg3, %arg3
func.func @sugar(%x: tensor<2x4xf32>, %y: tensor<4x3xf32>, %d: tensor<2x?xf32>, %a: !qnt.array<4x4, #t8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.dot %x, %y : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
    %1 = qnt.einsum "mk,kn->mn" %x, %y : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
    %2 = qnt.dot %d, %y : (tensor<2x?xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
    %3 = qnt.einsum "mk,kn->mn" %d, %y : (tensor<2x?xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
    %4 = qnt.dot %a, %a : (!qnt.array<4x4, #t8>, !qnt.array<4x4, #t8>) -> tensor<4x4xi32>
    %5 = qnt.einsum "mk,nk->mn" %a, %a : (!qnt.array<4x4, #t8>, !qnt.array<4x4, #t8>) -> tensor<4x4xi32>
  }
  return
}

// A region is what its ops are.
// CHECK-LABEL: func.func @regions
// CHECK: qnt.invoke_quant
// CHECK: qnt.transpose
// CHECK: scf.for
// CHECK: qnt.invoke_quant
// CHECK: qnt.cast
func.func @regions(%d: !qnt.array<?x4, #t8>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = qnt.invoke_quant (%a = %d : !qnt.array<?x4, #t8>) -> !qnt.array<4x?, #t8> {
      %t = qnt.transpose %a permutation = [1, 0] : !qnt.array<?x4, #t8> -> !qnt.array<4x?, #t8>
      qnt.yield %t : !qnt.array<4x?, #t8>
    }
    %1 = qnt.invoke_quant (%a = %d : !qnt.array<?x4, #t8>) -> !qnt.array<2x4, #t8> {
      %c = qnt.cast %a : !qnt.array<?x4, #t8> to !qnt.array<2x4, #t8>
      qnt.yield %c : !qnt.array<2x4, #t8>
    }
  }
  return
}
