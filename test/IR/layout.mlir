// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK-DAG: #[[ROWS:.*]] = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32, zero_point = i8>
#columns = #qnt.encoding<i8 : f32, block = 32x1, scale = f32, zero_point = i8>

// CHECK-LABEL: func.func @transpose
func.func @transpose(%x: !qnt.array<?x128, #rows>) -> !qnt.array<128x?, #columns> {
  // CHECK: qnt.transpose %{{.*}} permutation = [1, 0] : {{.*}}<?x128, #{{.*}}> -> {{.*}}<128x?, #{{.*}}>
  %t = qnt.transpose %x permutation = [1, 0] : !qnt.array<?x128, #rows> -> !qnt.array<128x?, #columns>
  return %t : !qnt.array<128x?, #columns>
}

// Block, group, vector and sparse axis move with their dimensions.
#all = #qnt.encoding<lut<u4, f16, group = 4x*x8, vector = 2x1x1> : f16, block = 1x8x*, scale = f16, sparsity = 2:4 along 2>
#all_permuted = #qnt.encoding<lut<u4, f16, group = 8x4x*, vector = 1x2x1> : f16, block = *x1x8, scale = f16, sparsity = 2:4 along 0>

// CHECK-LABEL: func.func @transpose_every_part
func.func @transpose_every_part(%x: !qnt.array<8x16x24, #all>) -> !qnt.array<24x8x16, #all_permuted> {
  // CHECK: qnt.transpose
  %t = qnt.transpose %x permutation = [2, 0, 1] : !qnt.array<8x16x24, #all> -> !qnt.array<24x8x16, #all_permuted>
  return %t : !qnt.array<24x8x16, #all_permuted>
}

#scalar = #qnt.encoding<i8 : f32, scale = f32>

// CHECK-LABEL: func.func @transpose_rank_0
func.func @transpose_rank_0(%x: !qnt.array<#scalar>) -> !qnt.array<#scalar> {
  // CHECK: qnt.transpose %{{.*}} permutation = [] :
  %t = qnt.transpose %x permutation = [] : !qnt.array<#scalar> -> !qnt.array<#scalar>
  return %t : !qnt.array<#scalar>
}

//===----------------------------------------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------------------------------------===//

#split = #qnt.encoding<i8 : f32, block = 1x1x*, scale = f32, zero_point = i8>
#merged = #qnt.encoding<i8 : f32, block = 32, scale = f32, zero_point = i8>
#two_rows = #qnt.encoding<i8 : f32, block = 2x*, scale = f32>
#flat_two_rows = #qnt.encoding<i8 : f32, block = 200, scale = f32>
#tensor1 = #qnt.encoding<i8 : f32, block = *, scale = f32>
#tensor3 = #qnt.encoding<i8 : f32, block = *x*x8, scale = f32>

// CHECK-LABEL: func.func @reshape
func.func @reshape(%x: !qnt.array<8x128, #rows>, %p: !qnt.array<7x100, #two_rows>, %t: !qnt.array<64, #tensor1>) {
  // CHECK: qnt.reshape %{{.*}} : {{.*}}<8x128, #{{.*}}> -> {{.*}}<8x4x32, #{{.*}}>
  %s = qnt.reshape %x : !qnt.array<8x128, #rows> -> !qnt.array<8x4x32, #split>
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<1024, #{{.*}}>
  %m = qnt.reshape %x : !qnt.array<8x128, #rows> -> !qnt.array<1024, #merged>
  // A last partial block stays one.
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<700, #{{.*}}>
  %f = qnt.reshape %p : !qnt.array<7x100, #two_rows> -> !qnt.array<700, #flat_two_rows>
  // A block of at least the dimension is the whole one.
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<4x2x8, #{{.*}}>
  %w = qnt.reshape %t : !qnt.array<64, #tensor1> -> !qnt.array<4x2x8, #tensor3>
  return
}

#rows3 = #qnt.encoding<i8 : f32, block = 1x1x32, scale = f32, zero_point = i8>
#elements = #qnt.encoding<i8 : f32, block = *x32, scale = f32, zero_point = i8>

// CHECK-LABEL: func.func @reshape_dynamic
func.func @reshape_dynamic(%x: !qnt.array<?x128, #rows>, %y: !qnt.array<?x?x32, #rows3>) {
  // One dynamic size on each side.
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<?x4x32, #{{.*}}>
  %s = qnt.reshape %x : !qnt.array<?x128, #rows> -> !qnt.array<?x4x32, #split>
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<?, #{{.*}}>
  %m = qnt.reshape %x : !qnt.array<?x128, #rows> -> !qnt.array<?, #merged>
  // The same ones in order.
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<?x1x?x32, #{{.*}}>
  %o = qnt.reshape %y : !qnt.array<?x?x32, #rows3> -> !qnt.array<?x1x?x32,
         #qnt.encoding<i8 : f32, block = 1x*x1x*, scale = f32, zero_point = i8>>
  // Two become one.
  // CHECK: qnt.reshape %{{.*}} -> {{.*}}<?x32, #{{.*}}>
  %c = qnt.reshape %y : !qnt.array<?x?x32, #rows3> -> !qnt.array<?x32, #rows>
  return
}

#vectors = #qnt.encoding<lut<u4, f16, group = 4x*, vector = 1x2> : f16, block = 4x*, scale = f16, sparsity = 2:4 along 1>
#vectors3 = #qnt.encoding<lut<u4, f16, group = 1x4x*, vector = 1x1x2> : f16, block = 1x4x*, scale = f16, sparsity = 2:4 along 2>

// CHECK-LABEL: func.func @reshape_every_part
func.func @reshape_every_part(%x: !qnt.array<8x16, #vectors>) -> !qnt.array<2x4x16, #vectors3> {
  // CHECK: qnt.reshape
  %r = qnt.reshape %x : !qnt.array<8x16, #vectors> -> !qnt.array<2x4x16, #vectors3>
  return %r : !qnt.array<2x4x16, #vectors3>
}

// CHECK-LABEL: func.func @reshape_no_elements
func.func @reshape_no_elements(%x: !qnt.array<0x128, #rows>) -> !qnt.array<0, #merged> {
  // CHECK: qnt.reshape
  %r = qnt.reshape %x : !qnt.array<0x128, #rows> -> !qnt.array<0, #merged>
  return %r : !qnt.array<0, #merged>
}

//===----------------------------------------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------------------------------------===//

#half = #qnt.encoding<i8 : f32, block = 1x16, scale = f32, zero_point = i8>
#single = #qnt.encoding<i8 : f32, block = 1x1, scale = f32, zero_point = i8>

// CHECK-LABEL: func.func @slice
func.func @slice(%x: !qnt.array<8x128, #rows>, %d: !qnt.array<?x128, #rows>) {
  // From a block's start, a last partial block.
  // CHECK: qnt.slice %{{.*}} [2, 32] [4, 48] [1, 1] : {{.*}}<8x128, #{{.*}}> -> {{.*}}<4x48, #[[ROWS]]>
  %a = qnt.slice %x [2, 32] [4, 48] [1, 1] : !qnt.array<8x128, #rows> -> !qnt.array<4x48, #rows>
  // Inside one block.
  // CHECK: -> {{.*}}<8x5, #[[ROWS]]>
  %b = qnt.slice %x [0, 40] [8, 5] [1, 4] : !qnt.array<8x128, #rows> -> !qnt.array<8x5, #rows>
  // Half of each block.
  // CHECK: -> {{.*}}<8x64, #{{.*}}>
  %c = qnt.slice %x [0, 1] [8, 64] [1, 2] : !qnt.array<8x128, #rows> -> !qnt.array<8x64, #half>
  // One element of each block.
  // CHECK: -> {{.*}}<4x4, #{{.*}}>
  %e = qnt.slice %x [0, 7] [4, 4] [2, 32] : !qnt.array<8x128, #rows> -> !qnt.array<4x4, #single>
  // Nothing.
  // CHECK: -> {{.*}}<0x3, #[[ROWS]]>
  %f = qnt.slice %x [8, 1] [0, 3] [1, 1] : !qnt.array<8x128, #rows> -> !qnt.array<0x3, #rows>
  // The rest.
  // CHECK: qnt.slice %{{.*}} [3, 96] [-1, -1] [2, 1] : {{.*}}<8x128, #{{.*}}> -> {{.*}}<3x32, #[[ROWS]]>
  %g = qnt.slice %x [3, 96] [-1, -1] [2, 1] : !qnt.array<8x128, #rows> -> !qnt.array<3x32, #rows>
  // CHECK: -> {{.*}}<?x32, #[[ROWS]]>
  %h = qnt.slice %d [3, 96] [-1, -1] [2, 1] : !qnt.array<?x128, #rows> -> !qnt.array<?x32, #rows>
  return
}

#channel = #qnt.encoding<lut<u4, f16, group = 4x*, vector = 1x2> : f16, block = 1x*, scale = f16, sparsity = 2:4 along 1>

// CHECK-LABEL: func.func @slice_every_part
func.func @slice_every_part(%x: !qnt.array<8x16, #channel>) -> !qnt.array<4x8, #channel> {
  // CHECK: qnt.slice
  %r = qnt.slice %x [4, 4] [4, 8] [1, 1] : !qnt.array<8x16, #channel> -> !qnt.array<4x8, #channel>
  return %r : !qnt.array<4x8, #channel>
}

#unscaled = #qnt.encoding<i8 : f32, block = 3x3>

// Without scales blocks mean nothing.
// CHECK-LABEL: func.func @slice_unscaled
func.func @slice_unscaled(%x: !qnt.array<8x16, #unscaled>) -> !qnt.array<4x8, #unscaled> {
  // CHECK: qnt.slice
  %r = qnt.slice %x [1, 1] [4, 8] [1, 1] : !qnt.array<8x16, #unscaled> -> !qnt.array<4x8, #unscaled>
  return %r : !qnt.array<4x8, #unscaled>
}

//===----------------------------------------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------------------------------------===//

// CHECK-LABEL: func.func @concat
func.func @concat(%a: !qnt.array<8x64, #rows>, %b: !qnt.array<?x64, #rows>, %c: !qnt.array<8x40, #rows>) {
  // CHECK: qnt.concat dim = 0 %{{.*}}, %{{.*}} : ({{.*}}<8x64, #{{.*}}>, {{.*}}<8x64, #{{.*}}>) -> {{.*}}<16x64, #{{.*}}>
  %0 = qnt.concat dim = 0 %a, %a : (!qnt.array<8x64, #rows>, !qnt.array<8x64, #rows>) -> !qnt.array<16x64, #rows>
  // CHECK: -> {{.*}}<?x64, #{{.*}}>
  %1 = qnt.concat dim = 0 %b, %a : (!qnt.array<?x64, #rows>, !qnt.array<8x64, #rows>) -> !qnt.array<?x64, #rows>
  // The last input may end in a partial block.
  // CHECK: -> {{.*}}<8x104, #{{.*}}>
  %2 = qnt.concat dim = 1 %a, %c : (!qnt.array<8x64, #rows>, !qnt.array<8x40, #rows>) -> !qnt.array<8x104, #rows>
  return
}

#per_tensor = #qnt.encoding<f4E2M1FN : f32, block = *x16, scale = f8E4M3FN, tensor_scale = f32>

// CHECK-LABEL: func.func @concat_of_one
func.func @concat_of_one(%a: !qnt.array<8x64, #per_tensor>) -> !qnt.array<8x64, #per_tensor> {
  // CHECK: qnt.concat
  %0 = qnt.concat dim = 0 %a : (!qnt.array<8x64, #per_tensor>) -> !qnt.array<8x64, #per_tensor>
  return %0 : !qnt.array<8x64, #per_tensor>
}

//===----------------------------------------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------------------------------------===//

#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x16, scale = f32>
#fp8 = #qnt.encoding<f8E4M3FN : f32, block = 1x*, scale = f32>
#masked = #qnt.encoding<lut<u4, f16, group = 1x*, vector = 1x2> : f16, block = 1x*, scale = f16, zero_point = f16, sparsity = 2:4 along 1>

// CHECK-LABEL: func.func @pad
func.func @pad(%x: !qnt.array<4x40, #rows>, %d: !qnt.array<?x?, #rows>, %n: !qnt.array<7x64, #nf4>,
               %f: !qnt.array<?x5, #fp8>, %m: !qnt.array<3x8, #masked>, %s: !qnt.array<2x5, #rows>) {
  // CHECK: qnt.pad %{{.*}} low = [1, 32] high = [2, 30] : {{.*}}<4x40, #{{.*}}> -> {{.*}}<7x102, #{{.*}}>
  %0 = qnt.pad %x low = [1, 32] high = [2, 30] : !qnt.array<4x40, #rows> -> !qnt.array<7x102, #rows>
  // CHECK: -> {{.*}}<?x?, #{{.*}}>
  %1 = qnt.pad %d low = [1, 32] high = [2, 64] : !qnt.array<?x?, #rows> -> !qnt.array<?x?, #rows>
  // CHECK: qnt.pad %{{.*}} low = [0, 0] high = [1, 0] zero_code = 7 : {{.*}}<7x64, #{{.*}}> -> {{.*}}<8x64, #{{.*}}>
  %2 = qnt.pad %n low = [0, 0] high = [1, 0] zero_code = 7 : !qnt.array<7x64, #nf4> -> !qnt.array<8x64, #nf4>
  // A whole block takes in any number of elements.
  // CHECK: -> {{.*}}<?x8, #{{.*}}>
  %3 = qnt.pad %f low = [0, 1] high = [0, 2] : !qnt.array<?x5, #fp8> -> !qnt.array<?x8, #fp8>
  // Under a mask any code is 0.
  // CHECK: -> {{.*}}<4x16, #{{.*}}>
  %4 = qnt.pad %m low = [0, 4] high = [1, 4] : !qnt.array<3x8, #masked> -> !qnt.array<4x16, #masked>
  // All in one block.
  // CHECK: -> {{.*}}<2x32, #{{.*}}>
  %5 = qnt.pad %s low = [0, 3] high = [0, 24] : !qnt.array<2x5, #rows> -> !qnt.array<2x32, #rows>
  return
}

//===----------------------------------------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------------------------------------===//

#gathered = #qnt.encoding<i8 : f32, block = 1x1x32, scale = f32, zero_point = i8>
#sparse = #qnt.encoding<i8 : f32, block = *x32, scale = f32, sparsity = 2:4 along 1>
#gathered_sparse = #qnt.encoding<i8 : f32, block = *x*x32, scale = f32, sparsity = 2:4 along 2>

// CHECK-LABEL: func.func @gather
func.func @gather(%table: !qnt.array<1000x64, #rows>, %ids: tensor<?xi32>, %grid: tensor<2x?xi64>, %one: tensor<i32>,
                  %s: !qnt.array<10x64, #sparse>) {
  // CHECK: qnt.gather %{{.*}}[%{{.*}}] dim = 0 : {{.*}}<1000x64, #{{.*}}>, tensor<?xi32> -> {{.*}}<?x64, #{{.*}}>
  %0 = qnt.gather %table[%ids] dim = 0 : !qnt.array<1000x64, #rows>, tensor<?xi32> -> !qnt.array<?x64, #rows>
  // CHECK: -> {{.*}}<2x?x64, #{{.*}}>
  %1 = qnt.gather %table[%grid] dim = 0 : !qnt.array<1000x64, #rows>, tensor<2x?xi64> -> !qnt.array<2x?x64, #gathered>
  // CHECK: -> {{.*}}<64, #{{.*}}>
  %2 = qnt.gather %table[%one] dim = 0 : !qnt.array<1000x64, #rows>, tensor<i32> -> !qnt.array<64, #merged>
  // CHECK: -> {{.*}}<2x?x64, #{{.*}}>
  %3 = qnt.gather %s[%grid] dim = 0 : !qnt.array<10x64, #sparse>, tensor<2x?xi64> -> !qnt.array<2x?x64, #gathered_sparse>
  return
}
