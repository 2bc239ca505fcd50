// Weights that are decoded part by part while they are multiplied. Every number is a small integer times a power of two, so that
// every order of a sum gives the same bits.
// RUN: quant-run %s --device=cpu > %t.cpu
// RUN: quant-run %s > %t.reference
// RUN: cmp %t.cpu %t.reference
// RUN: FileCheck %s --input-file=%t.cpu
// CHECK: tensor<1x150xf32>

#rows = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
#columns = #qnt.encoding<i3 : f32, block = 40x1, scale = f16>
#squares = #qnt.encoding<i8 : bf16, block = 24x128, scale = bf16, zero_point = i8, decode = mul_sub>
#batched = #qnt.encoding<u2 : f32, block = 1x1x*, scale = f32>
#table = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32>
#masked = #qnt.encoding<i4 : f32, block = 1x*, scale = f32, sparsity = bitmask>

// ((17 i + 5 j) mod 15 - 7) / 2
func.func private @numbers(%rows: index, %columns: index) -> tensor<?x?xf32> {
  %c17 = arith.constant 17 : index
  %c5 = arith.constant 5 : index
  %c15 = arith.constant 15 : index
  %c7 = arith.constant 7 : i32
  %half = arith.constant 0.5 : f32
  %t = tensor.generate %rows, %columns {
  ^bb0(%i: index, %j: index):
    %a = arith.muli %i, %c17 : index
    %b = arith.muli %j, %c5 : index
    %c = arith.addi %a, %b : index
    %d = arith.remui %c, %c15 : index
    %e = arith.index_cast %d : index to i32
    %f = arith.subi %e, %c7 : i32
    %g = arith.sitofp %f : i32 to f32
    %h = arith.mulf %g, %half : f32
    tensor.yield %h : f32
  } : tensor<?x?xf32>
  return %t : tensor<?x?xf32>
}

// One row and five, sizes known and not, blocks of k and a cut-off one.
func.func @rows() -> (tensor<1x150xf32>, tensor<?x150xf32>, tensor<?x150xf32>, tensor<150x2xf32>, tensor<150xf32>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %c150 = arith.constant 150 : index
  %c410 = arith.constant 410 : index
  %x0 = func.call @numbers(%c1, %c410) : (index, index) -> tensor<?x?xf32>
  %x1 = func.call @numbers(%c5, %c410) : (index, index) -> tensor<?x?xf32>
  %x2 = func.call @numbers(%c2, %c410) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%c150, %c410) : (index, index) -> tensor<?x?xf32>
  %one = tensor.cast %x0 : tensor<?x?xf32> to tensor<1x410xf32>
  %some = tensor.cast %x1 : tensor<?x?xf32> to tensor<?x410xf32>
  %few = tensor.cast %x2 : tensor<?x?xf32> to tensor<?x410xf32>
  %two = tensor.cast %x2 : tensor<?x?xf32> to tensor<2x410xf32>
  %vector = tensor.collapse_shape %one [[0, 1]] : tensor<1x410xf32> into tensor<410xf32>
  %w = tensor.cast %w0 : tensor<?x?xf32> to tensor<150x410xf32>
  %scale = arith.constant dense<0.5> : tensor<150x13xf32>
  %zero = arith.constant dense<7> : tensor<150x13xi4>
  %b = qnt.quantize %w scale(%scale : tensor<150x13xf32>) zero_point(%zero : tensor<150x13xi4>) : tensor<150x410xf32> -> !qnt.array<150x410, #rows>
  %0 = qnt.dot_general %one, %b contracting = [1] x [1] batch = [] x [] : (tensor<1x410xf32>, !qnt.array<150x410, #rows>) -> tensor<1x150xf32>
  %1 = qnt.dot_general %some, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x410xf32>, !qnt.array<150x410, #rows>) -> tensor<?x150xf32>
  %2 = qnt.dot_general %few, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x410xf32>, !qnt.array<150x410, #rows>) -> tensor<?x150xf32>
  %3 = qnt.dot_general %b, %two contracting = [1] x [1] batch = [] x [] : (!qnt.array<150x410, #rows>, tensor<2x410xf32>) -> tensor<150x2xf32>
  %4 = qnt.dot_general %vector, %b contracting = [0] x [1] batch = [] x [] : (tensor<410xf32>, !qnt.array<150x410, #rows>) -> tensor<150xf32>
  return %0, %1, %2, %3, %4 : tensor<1x150xf32>, tensor<?x150xf32>, tensor<?x150xf32>, tensor<150x2xf32>, tensor<150xf32>
}

// Rows of the weights are summed: parts add up. Sizes are known when the program runs.
func.func @columns() -> (tensor<3x90xf32>, tensor<3x?xf32>) {
  %c3 = arith.constant 3 : index
  %c90 = arith.constant 90 : index
  %c410 = arith.constant 410 : index
  %x0 = func.call @numbers(%c3, %c410) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%c410, %c90) : (index, index) -> tensor<?x?xf32>
  %x = tensor.cast %x0 : tensor<?x?xf32> to tensor<3x410xf32>
  %w = tensor.cast %w0 : tensor<?x?xf32> to tensor<410x90xf32>
  %scale = arith.constant dense<1.0> : tensor<11x90xf16>
  %b = qnt.quantize %w scale(%scale : tensor<11x90xf16>) : tensor<410x90xf32> -> !qnt.array<410x90, #columns>
  %c = qnt.cast %b : !qnt.array<410x90, #columns> to !qnt.array<?x?, #columns>
  %0 = qnt.dot_general %x, %b contracting = [1] x [0] batch = [] x [] : (tensor<3x410xf32>, !qnt.array<410x90, #columns>) -> tensor<3x90xf32>
  %1 = qnt.dot_general %x, %c contracting = [1] x [0] batch = [] x [] : (tensor<3x410xf32>, !qnt.array<?x?, #columns>) -> tensor<3x?xf32>
  return %0, %1 : tensor<3x90xf32>, tensor<3x?xf32>
}

// Blocks of rows and k, a code book, a mask.
func.func @other_encodings() -> (tensor<2x100xf32>, tensor<2x100xf32>, tensor<2x100xf32>) {
  %c2 = arith.constant 2 : index
  %c100 = arith.constant 100 : index
  %c512 = arith.constant 512 : index
  %x0 = func.call @numbers(%c2, %c512) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%c100, %c512) : (index, index) -> tensor<?x?xf32>
  %x = tensor.cast %x0 : tensor<?x?xf32> to tensor<2x512xf32>
  %w = tensor.cast %w0 : tensor<?x?xf32> to tensor<100x512xf32>
  %wide = arith.truncf %w : tensor<100x512xf32> to tensor<100x512xbf16>
  %scale = arith.constant dense<0.5> : tensor<5x4xbf16>
  %zero = arith.constant dense<3> : tensor<5x4xi8>
  %a = qnt.quantize %wide scale(%scale : tensor<5x4xbf16>) zero_point(%zero : tensor<5x4xi8>) : tensor<100x512xbf16> -> !qnt.array<100x512, #squares>
  %book = arith.constant dense<[[[-4.0, -3.0, -2.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0]]]> : tensor<1x1x16xf32>
  %one = arith.constant dense<1.0> : tensor<1x1xf32>
  %b = qnt.quantize %w scale(%one : tensor<1x1xf32>) codebook(%book : tensor<1x1x16xf32>) : tensor<100x512xf32> -> !qnt.array<100x512, #table>
  %half = arith.constant dense<0.5> : tensor<100x1xf32>
  %quarter = arith.constant 0.0 : f32
  %zeros = tensor.splat %quarter : tensor<100x512xf32>
  %mask = arith.cmpf ogt, %w, %zeros : tensor<100x512xf32>
  %c = qnt.quantize %w scale(%half : tensor<100x1xf32>) mask(%mask : tensor<100x512xi1>) : tensor<100x512xf32> -> !qnt.array<100x512, #masked>
  %0 = qnt.dot_general %x, %a contracting = [1] x [1] batch = [] x [] : (tensor<2x512xf32>, !qnt.array<100x512, #squares>) -> tensor<2x100xf32>
  %1 = qnt.dot_general %x, %b contracting = [1] x [1] batch = [] x [] : (tensor<2x512xf32>, !qnt.array<100x512, #table>) -> tensor<2x100xf32>
  %2 = qnt.dot_general %x, %c contracting = [1] x [1] batch = [] x [] : (tensor<2x512xf32>, !qnt.array<100x512, #masked>) -> tensor<2x100xf32>
  return %0, %1, %2 : tensor<2x100xf32>, tensor<2x100xf32>, tensor<2x100xf32>
}

// Batches, each with parts of its own.
func.func @batches() -> tensor<3x2x70xf32> {
  %c6 = arith.constant 6 : index
  %c210 = arith.constant 210 : index
  %c300 = arith.constant 300 : index
  %x0 = func.call @numbers(%c6, %c300) : (index, index) -> tensor<?x?xf32>
  %w0 = func.call @numbers(%c210, %c300) : (index, index) -> tensor<?x?xf32>
  %x1 = tensor.cast %x0 : tensor<?x?xf32> to tensor<6x300xf32>
  %w1 = tensor.cast %w0 : tensor<?x?xf32> to tensor<210x300xf32>
  %x = tensor.expand_shape %x1 [[0, 1], [2]] output_shape [3, 2, 300] : tensor<6x300xf32> into tensor<3x2x300xf32>
  %w = tensor.expand_shape %w1 [[0, 1], [2]] output_shape [3, 70, 300] : tensor<210x300xf32> into tensor<3x70x300xf32>
  %scale = arith.constant dense<2.0> : tensor<3x70x1xf32>
  %b = qnt.quantize %w scale(%scale : tensor<3x70x1xf32>) : tensor<3x70x300xf32> -> !qnt.array<3x70x300, #batched>
  %0 = qnt.dot_general %x, %b contracting = [2] x [2] batch = [0] x [0] : (tensor<3x2x300xf32>, !qnt.array<3x70x300, #batched>) -> tensor<3x2x70xf32>
  return %0 : tensor<3x2x70xf32>
}

func.func @main() -> (tensor<1x150xf32>, tensor<?x150xf32>, tensor<?x150xf32>, tensor<150x2xf32>, tensor<150xf32>, tensor<3x90xf32>, tensor<3x?xf32>,
                      tensor<2x100xf32>, tensor<2x100xf32>, tensor<2x100xf32>, tensor<3x2x70xf32>) {
  %a:5 = func.call @rows() : () -> (tensor<1x150xf32>, tensor<?x150xf32>, tensor<?x150xf32>, tensor<150x2xf32>, tensor<150xf32>)
  %b:2 = func.call @columns() : () -> (tensor<3x90xf32>, tensor<3x?xf32>)
  %c:3 = func.call @other_encodings() : () -> (tensor<2x100xf32>, tensor<2x100xf32>, tensor<2x100xf32>)
  %d = func.call @batches() : () -> tensor<3x2x70xf32>
  return %a#0, %a#1, %a#2, %a#3, %a#4, %b#0, %b#1, %c#0, %c#1, %c#2, %d
    : tensor<1x150xf32>, tensor<?x150xf32>, tensor<?x150xf32>, tensor<150x2xf32>, tensor<150xf32>, tensor<3x90xf32>, tensor<3x?xf32>, tensor<2x100xf32>, tensor<2x100xf32>,
      tensor<2x100xf32>, tensor<3x2x70xf32>
}
