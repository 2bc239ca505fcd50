// Sizes that turn out to be 0 while the program is compiled (reduced from a random module).
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s
// CHECK-COUNT-4: 0 mismatches
#i4 = #qnt.encoding<i4 : f64, block = 3, scale = bf16>
func.func @sum(%x: tensor<?x?xf32>, %w: !qnt.array<0, #i4>) -> tensor<?xf16> {
  %0 = qnt.cast %w : !qnt.array<0, #i4> to !qnt.array<?, #i4>
  %1 = qnt.einsum "mi,m->m" %x, %0 : (tensor<?x?xf32>, !qnt.array<?, #i4>) -> tensor<?xf16>
  return %1 : tensor<?xf16>
}
func.func @main() -> (tensor<?xf16>, tensor<?x3xi3>, tensor<?x?xi8>, tensor<?xbf16>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %x = tensor.empty(%c0, %c4) : tensor<?x?xf32>
  %codes = arith.constant dense<> : tensor<0xi4>
  %scales = arith.constant dense<> : tensor<0xbf16>
  %w = qnt.assemble %codes, %scales : (tensor<0xi4>, tensor<0xbf16>) -> !qnt.array<0, #i4>
  %0 = call @sum(%x, %w) : (tensor<?x?xf32>, !qnt.array<0, #i4>) -> tensor<?xf16>
  %1 = call @three_bits(%c0) : (index) -> tensor<?x3xi3>
  %2 = call @padded_nothing() : () -> tensor<?x?xi8>
  %3 = call @rows_of_nothing(%c4) : (index) -> tensor<?xbf16>
  return %0, %1, %2, %3 : tensor<?xf16>, tensor<?x3xi3>, tensor<?x?xi8>, tensor<?xbf16>
}

// Rows without elements in one dimension.
func.func private @rows_of_nothing(%n: index) -> tensor<?xbf16> {
  %rows = tensor.empty(%n) : tensor<?x0xbf16>
  %0 = tensor.collapse_shape %rows [[0, 1]] : tensor<?x0xbf16> into tensor<?xbf16>
  return %0 : tensor<?xbf16>
}

// No row of codes.
#i3 = #qnt.encoding<i3 : f32, block = *x*, scale = f32>
func.func private @three_bits(%n: index) -> tensor<?x3xi3> {
  %codes = tensor.empty(%n) : tensor<?x3xi3>
  %scale = arith.constant dense<1.0> : tensor<1x1xf32>
  %w = qnt.assemble %codes, %scale : (tensor<?x3xi3>, tensor<1x1xf32>) -> !qnt.array<?x3, #i3>
  %0:2 = qnt.disassemble %w : !qnt.array<?x3, #i3> -> (tensor<?x3xi3>, tensor<1x1xf32>)
  return %0#0 : tensor<?x3xi3>
}

// Padding in front of no row.
func.func private @padded_nothing() -> tensor<?x?xi8> {
  %none = arith.constant dense<> : tensor<0x3xi8>
  %seven = arith.constant 7 : i8
  %any = tensor.cast %none : tensor<0x3xi8> to tensor<?x?xi8>
  %0 = tensor.pad %any low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %seven : i8
  } : tensor<?x?xi8> to tensor<?x?xi8>
  return %0 : tensor<?x?xi8>
}
