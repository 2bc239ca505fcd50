// RUN: quant-opt %s --canonicalize --split-input-file | FileCheck %s

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
!x = !qnt.array<8x128, #rows>

// CHECK-LABEL: func.func @transpose_identity
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @transpose_identity(%x: !x) -> !x {
  // CHECK-NEXT: return %[[X]]
  %0 = qnt.transpose %x permutation = [0, 1] : !x -> !x
  return %0 : !x
}

// -----

#abc = #qnt.encoding<i8 : f32, block = 1x2x4, scale = f32>
#bca = #qnt.encoding<i8 : f32, block = 2x4x1, scale = f32>
#cab = #qnt.encoding<i8 : f32, block = 4x1x2, scale = f32>

// CHECK-LABEL: func.func @transpose_of_transpose
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @transpose_of_transpose(%x: !qnt.array<3x4x8, #abc>) -> !qnt.array<8x3x4, #cab> {
  // result[i] = inner[[1, 2, 0][i]] = x[[1, 2, 0][[1, 2, 0][i]]] = x[[2, 0, 1][i]]
  // CHECK-NEXT: %[[T:.*]] = qnt.transpose %[[X]] permutation = [2, 0, 1]
  // CHECK-NEXT: return %[[T]]
  %0 = qnt.transpose %x permutation = [1, 2, 0] : !qnt.array<3x4x8, #abc> -> !qnt.array<4x8x3, #bca>
  %1 = qnt.transpose %0 permutation = [1, 2, 0] : !qnt.array<4x8x3, #bca> -> !qnt.array<8x3x4, #cab>
  return %1 : !qnt.array<8x3x4, #cab>
}

// CHECK-LABEL: func.func @transpose_there_and_back
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @transpose_there_and_back(%x: !qnt.array<3x4x8, #abc>) -> !qnt.array<3x4x8, #abc> {
  // CHECK-NEXT: return %[[X]]
  %0 = qnt.transpose %x permutation = [1, 2, 0] : !qnt.array<3x4x8, #abc> -> !qnt.array<4x8x3, #bca>
  %1 = qnt.transpose %0 permutation = [2, 0, 1] : !qnt.array<4x8x3, #bca> -> !qnt.array<3x4x8, #abc>
  return %1 : !qnt.array<3x4x8, #abc>
}

// -----

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#split = #qnt.encoding<i8 : f32, block = 1x1x*, scale = f32>
#flat = #qnt.encoding<i8 : f32, block = 32, scale = f32>

// CHECK-LABEL: func.func @reshape_of_reshape
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @reshape_of_reshape(%x: !qnt.array<8x128, #rows>) -> (!qnt.array<8x4x32, #split>, !qnt.array<8x128, #rows>) {
  // CHECK-NEXT: %[[R:.*]] = qnt.reshape %[[X]] : {{.*}}<8x128, #{{.*}}> -> {{.*}}<8x4x32, #{{.*}}>
  // CHECK-NEXT: return %[[R]], %[[X]]
  %0 = qnt.reshape %x : !qnt.array<8x128, #rows> -> !qnt.array<1024, #flat>
  %1 = qnt.reshape %0 : !qnt.array<1024, #flat> -> !qnt.array<8x4x32, #split>
  %2 = qnt.reshape %0 : !qnt.array<1024, #flat> -> !qnt.array<8x128, #rows>
  return %1, %2 : !qnt.array<8x4x32, #split>, !qnt.array<8x128, #rows>
}

// Two dynamic sizes cannot be found again from their product.
// CHECK-LABEL: func.func @reshape_same_type
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @reshape_same_type(%x: !qnt.array<?x?x32, #split>) -> !qnt.array<?x?x32, #split> {
  // CHECK-NEXT: return %[[X]]
  %0 = qnt.reshape %x : !qnt.array<?x?x32, #split> -> !qnt.array<?x?x32, #split>
  return %0 : !qnt.array<?x?x32, #split>
}

// -----

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#half = #qnt.encoding<i8 : f32, block = 1x16, scale = f32>

// CHECK-LABEL: func.func @slice_of_everything
// CHECK-SAME:    %[[X:.*]]: !qnt.array<?x128, #{{.*}}>, %[[Y:.*]]: !qnt.array
func.func @slice_of_everything(%x: !qnt.array<?x128, #rows>, %y: !qnt.array<0x4, #rows>)
    -> (!qnt.array<?x128, #rows>, !qnt.array<0x4, #rows>) {
  // CHECK-NEXT: return %[[X]], %[[Y]]
  %0 = qnt.slice %x [0, 0] [-1, 128] [1, 1] : !qnt.array<?x128, #rows> -> !qnt.array<?x128, #rows>
  %1 = qnt.slice %y [0, 0] [0, -1] [1, 1] : !qnt.array<0x4, #rows> -> !qnt.array<0x4, #rows>
  return %0, %1 : !qnt.array<?x128, #rows>, !qnt.array<0x4, #rows>
}

// CHECK-LABEL: func.func @slice_of_slice
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @slice_of_slice(%x: !qnt.array<64x256, #rows>) -> !qnt.array<3x32, #half> {
  // Rows 4 + 3 * (2 + 5 i), columns 64 + 32 + 2 j.
  // CHECK-NEXT: %[[S:.*]] = qnt.slice %[[X]] [10, 96] [3, 32] [15, 2]
  // CHECK-NEXT: return %[[S]]
  %0 = qnt.slice %x [4, 64] [-1, 96] [3, 1] : !qnt.array<64x256, #rows> -> !qnt.array<20x96, #rows>
  %1 = qnt.slice %0 [2, 32] [3, -1] [5, 2] : !qnt.array<20x96, #rows> -> !qnt.array<3x32, #half>
  return %1 : !qnt.array<3x32, #half>
}

// The rest of a slice with a size is not the rest of its input.
// CHECK-LABEL: func.func @slice_rest_of_size
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @slice_rest_of_size(%x: !qnt.array<?x64, #rows>) -> !qnt.array<5x64, #rows> {
  // CHECK-NEXT: qnt.slice %[[X]] [3, 0] [5, -1] [1, 1]
  %0 = qnt.slice %x [1, 0] [7, -1] [1, 1] : !qnt.array<?x64, #rows> -> !qnt.array<7x64, #rows>
  %1 = qnt.slice %0 [2, 0] [-1, -1] [1, 1] : !qnt.array<7x64, #rows> -> !qnt.array<5x64, #rows>
  return %1 : !qnt.array<5x64, #rows>
}

// The outer slice keeps blocks of 32 that the two together would not: [40, 48) lies in one block, [8, 48) + 32 does not.
// CHECK-LABEL: func.func @slice_of_slice_with_other_blocks
func.func @slice_of_slice_with_other_blocks(%x: !qnt.array<1x256, #rows>) -> !qnt.array<1x8, #half> {
  // CHECK-COUNT-2: qnt.slice
  %0 = qnt.slice %x [0, 0] [1, 128] [1, 2] : !qnt.array<1x256, #rows> -> !qnt.array<1x128, #half>
  %1 = qnt.slice %0 [0, 8] [1, 8] [1, 1] : !qnt.array<1x128, #half> -> !qnt.array<1x8, #half>
  return %1 : !qnt.array<1x8, #half>
}

// -----

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>

// CHECK-LABEL: func.func @concat_of_one
// CHECK-SAME:    %[[X:.*]]: !qnt.array<4x64, #{{.*}}>, %[[E:.*]]: !qnt.array
func.func @concat_of_one(%x: !qnt.array<4x64, #rows>, %e: !qnt.array<0x64, #rows>)
    -> (!qnt.array<4x64, #rows>, !qnt.array<4x64, #rows>, !qnt.array<8x64, #rows>, !qnt.array<0x64, #rows>) {
  // CHECK-NEXT: %[[C:.*]] = qnt.concat dim = 0 %[[X]], %[[X]] :
  // CHECK-NEXT: %[[N:.*]] = qnt.concat dim = 0 %[[E]], %[[E]] :
  // CHECK-NEXT: return %[[X]], %[[X]], %[[C]], %[[N]]
  %0 = qnt.concat dim = 0 %x : (!qnt.array<4x64, #rows>) -> !qnt.array<4x64, #rows>
  %1 = qnt.concat dim = 0 %e, %x : (!qnt.array<0x64, #rows>, !qnt.array<4x64, #rows>) -> !qnt.array<4x64, #rows>
  %2 = qnt.concat dim = 0 %x, %e, %x
         : (!qnt.array<4x64, #rows>, !qnt.array<0x64, #rows>, !qnt.array<4x64, #rows>) -> !qnt.array<8x64, #rows>
  %3 = qnt.concat dim = 0 %e, %e : (!qnt.array<0x64, #rows>, !qnt.array<0x64, #rows>) -> !qnt.array<0x64, #rows>
  return %0, %1, %2, %3 : !qnt.array<4x64, #rows>, !qnt.array<4x64, #rows>, !qnt.array<8x64, #rows>, !qnt.array<0x64, #rows>
}

// -----

#rows = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x16, scale = f32>

// CHECK-LABEL: func.func @pad_of_nothing
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @pad_of_nothing(%x: !qnt.array<?x64, #rows>) -> !qnt.array<?x64, #rows> {
  // CHECK-NEXT: return %[[X]]
  %0 = qnt.pad %x low = [0, 0] high = [0, 0] : !qnt.array<?x64, #rows> -> !qnt.array<?x64, #rows>
  return %0 : !qnt.array<?x64, #rows>
}

// CHECK-LABEL: func.func @pad_of_pad
// CHECK-SAME:    %[[X:.*]]: !qnt.array
func.func @pad_of_pad(%x: !qnt.array<4x64, #rows>) -> !qnt.array<9x133, #rows> {
  // CHECK-NEXT: %[[P:.*]] = qnt.pad %[[X]] low = [3, 32] high = [2, 37]
  // CHECK-NEXT: return %[[P]]
  %0 = qnt.pad %x low = [1, 0] high = [0, 5] : !qnt.array<4x64, #rows> -> !qnt.array<5x69, #rows>
  %1 = qnt.pad %0 low = [2, 32] high = [2, 32] : !qnt.array<5x69, #rows> -> !qnt.array<9x133, #rows>
  return %1 : !qnt.array<9x133, #rows>
}

// CHECK-LABEL: func.func @pad_with_other_zero_code
func.func @pad_with_other_zero_code(%x: !qnt.array<4x64, #nf4>) -> !qnt.array<6x64, #nf4> {
  // CHECK-COUNT-2: qnt.pad
  %0 = qnt.pad %x low = [0, 0] high = [1, 0] zero_code = 7 : !qnt.array<4x64, #nf4> -> !qnt.array<5x64, #nf4>
  %1 = qnt.pad %0 low = [0, 0] high = [1, 0] zero_code = 8 : !qnt.array<5x64, #nf4> -> !qnt.array<6x64, #nf4>
  return %1 : !qnt.array<6x64, #nf4>
}

// -----

// The first transpose drops the layout, which the second does not bring back.
#words = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1, layout = "mma_sp_k32">
#turned = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 2:4 along 0>
#plain = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>

// CHECK-LABEL: func.func @transpose_that_drops_a_layout
func.func @transpose_that_drops_a_layout(%x: !qnt.array<64x64, #words>) -> !qnt.array<64x64, #plain> {
  // CHECK: qnt.transpose {{.*}} permutation = [1, 0]
  // CHECK: qnt.transpose {{.*}} permutation = [1, 0]
  %0 = qnt.transpose %x permutation = [1, 0] : !qnt.array<64x64, #words> -> !qnt.array<64x64, #turned>
  %1 = qnt.transpose %0 permutation = [1, 0] : !qnt.array<64x64, #turned> -> !qnt.array<64x64, #plain>
  return %1 : !qnt.array<64x64, #plain>
}
