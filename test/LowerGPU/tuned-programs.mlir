// Whole programs of tuned kernels in the emulator: two launches, group sizes that are checked, an array between two kernels.
// RUN: quant-run %s --device=emulated --compare=reference | FileCheck %s
// RUN: not quant-run %s --device=emulated --entry=negative_size 2>&1 | FileCheck %s --check-prefix=NEGATIVE

// CHECK-COUNT-4: 0 mismatches
// NEGATIVE: expected group_sizes of at least 0

#w8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#e4 = #qnt.encoding<i4 : f32, block = 1x1x*, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>

func.func private @split_k(%x: tensor<?x128xf16>) -> tensor<?x64xf32> {
  %w = qnt.constant codes = dense<17> : tensor<64x128xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x128, #w8>
  %y = qnt.kernel "split" schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 2, stages = 2, split_k = 2>)
         (%a = %x : tensor<?x128xf16>, %b = %w : !qnt.array<64x128, #w8>) -> tensor<?x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<64x128, #w8>) -> tensor<?x64xf32>
    qnt.yield %d : tensor<?x64xf32>
  }
  return %y : tensor<?x64xf32>
}

func.func private @experts(%x: tensor<6x32xf32>, %sizes: tensor<3xi32>) -> tensor<6x8xf32> {
  %w = qnt.constant codes = dense<0x3E> : tensor<3x8x16xi8>, scales = dense<[[[0.5], [1.0], [1.5], [2.0], [2.5], [3.0], [3.5], [4.0]], [[1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0], [8.0]], [[0.25], [0.5], [0.75], [1.0], [1.25], [1.5], [1.75], [2.0]]]> : tensor<3x8x1xf32> : !qnt.array<3x8x32, #e4>
  %y = qnt.kernel "experts" (%a = %x : tensor<6x32xf32>, %b = %w : !qnt.array<3x8x32, #e4>, %s = %sizes : tensor<3xi32>) -> tensor<6x8xf32> {
    %d = qnt.ragged_dot_general %a, %b groups(%s : tensor<3xi32>) contracting = [1] x [2] batch = [] x [] ragged = [0] group = [0]
           : (tensor<6x32xf32>, !qnt.array<3x8x32, #e4>) -> tensor<6x8xf32>
    qnt.yield %d : tensor<6x8xf32>
  }
  return %y : tensor<6x8xf32>
}

func.func @negative_size() -> tensor<6x8xf32> {
  %x = arith.constant dense<1.5> : tensor<6x32xf32>
  %sizes = arith.constant dense<[3, -1, 2]> : tensor<3xi32>
  %y = call @experts(%x, %sizes) : (tensor<6x32xf32>, tensor<3xi32>) -> tensor<6x8xf32>
  return %y : tensor<6x8xf32>
}

// The codes of the first kernel are what the second multiplies.
func.func private @two_layers(%x: tensor<20x64xf16>) -> tensor<20x16xf32> {
  %w = qnt.constant codes = dense<3> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x64, #w8>
  %v = qnt.constant codes = dense<-5> : tensor<16x64xi8>, scales = dense<0.25> : tensor<16x1xf32> : !qnt.array<16x64, #w8>
  %s = arith.constant dense<1.5> : tensor<1x1xf32>
  %q = qnt.kernel "first" (%a = %x : tensor<20x64xf16>, %b = %w : !qnt.array<64x64, #w8>, %c = %s : tensor<1x1xf32>) -> !qnt.array<20x64, #a8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<20x64xf16>, !qnt.array<64x64, #w8>) -> tensor<20x64xf32>
    %r = qnt.quantize %d scale(%c : tensor<1x1xf32>) : tensor<20x64xf32> -> !qnt.array<20x64, #a8>
    qnt.yield %r : !qnt.array<20x64, #a8>
  }
  %y = qnt.kernel "second" (%a = %q : !qnt.array<20x64, #a8>, %b = %v : !qnt.array<16x64, #w8>) -> tensor<20x16xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<20x64, #a8>, !qnt.array<16x64, #w8>) -> tensor<20x16xf32>
    qnt.yield %d : tensor<20x16xf32>
  }
  return %y : tensor<20x16xf32>
}

func.func private @convolution(%x: tensor<?x6x16xf32>) -> tensor<?x6x24xf32> {
  %w = qnt.constant codes = dense<7> : tensor<3x16x24xi8>, scales = dense<0.5> : tensor<1x1x24xf32> : !qnt.array<3x16x24, #k8>
  %y = qnt.kernel "convolution" (%a = %x : tensor<?x6x16xf32>, %b = %w : !qnt.array<3x16x24, #k8>) -> tensor<?x6x24xf32> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [1, 1] lhs_dilation = [1] rhs_dilation = [1]
         : (tensor<?x6x16xf32>, !qnt.array<3x16x24, #k8>) -> tensor<?x6x24xf32>
    qnt.yield %d : tensor<?x6x24xf32>
  }
  return %y : tensor<?x6x24xf32>
}

func.func @main() -> (tensor<?x64xf32>, tensor<6x8xf32>, tensor<20x16xf32>, tensor<?x6x24xf32>) {
  %rows = arith.constant dense<0.25> : tensor<19x128xf16>
  %x = tensor.cast %rows : tensor<19x128xf16> to tensor<?x128xf16>
  %a = call @split_k(%x) : (tensor<?x128xf16>) -> tensor<?x64xf32>
  %tokens = arith.constant dense<1.5> : tensor<6x32xf32>
  %sizes = arith.constant dense<[3, 0, 2]> : tensor<3xi32>
  %b = call @experts(%tokens, %sizes) : (tensor<6x32xf32>, tensor<3xi32>) -> tensor<6x8xf32>
  %h = arith.constant dense<0.5> : tensor<20x64xf16>
  %c = call @two_layers(%h) : (tensor<20x64xf16>) -> tensor<20x16xf32>
  %images = arith.constant dense<0.125> : tensor<3x6x16xf32>
  %i = tensor.cast %images : tensor<3x6x16xf32> to tensor<?x6x16xf32>
  %d = call @convolution(%i) : (tensor<?x6x16xf32>) -> tensor<?x6x24xf32>
  return %a, %b, %c, %d : tensor<?x64xf32>, tensor<6x8xf32>, tensor<20x16xf32>, tensor<?x6x24xf32>
}
