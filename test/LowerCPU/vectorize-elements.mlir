// RUN: quant-opt %s --qnt-vectorize-elements --canonicalize | FileCheck %s
// RUN: quant-opt %s --qnt-vectorize-elements > %t.once
// RUN: quant-opt %t.once --qnt-vectorize-elements | diff %t.once -
// RUN: quant-opt %s --qnt-vectorize-elements -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// What these loops compute: test/Execution/compiled-streamed-contractions.mlir, compiled-arrays.mlir and QntContractionTests.

#each = affine_map<(d0, d1) -> (d0, d1)>

// One scale a block, loaded before the block's elements.
// CHECK-LABEL: @scales
// CHECK: scf.for %[[ROW:.*]] =
// CHECK:   scf.for %[[START:.*]] = %{{.*}} to %{{.*}} step %c32
// CHECK:     %[[BLOCK:.*]] = affine.apply {{.*}}(%[[START]])
// CHECK:     %[[SCALE:.*]] = memref.load %{{.*}}[%[[ROW]], %[[BLOCK]]] : memref<4x2xf32>
// CHECK:     %[[CODES:.*]] = vector.load %{{.*}}[%[[ROW]], %[[START]]] : memref<4x64xi8>, vector<32xi8>
// CHECK:     %[[NUMBERS:.*]] = arith.sitofp %[[CODES]] : vector<32xi8> to vector<32xf32>
// CHECK:     %[[SCALES:.*]] = vector.broadcast %[[SCALE]] : f32 to vector<32xf32>
// CHECK:     %[[PRODUCTS:.*]] = arith.mulf %[[NUMBERS]], %[[SCALES]]
// CHECK:     vector.store %[[PRODUCTS]], %{{.*}}[%[[ROW]], %[[START]]] : memref<4x64xf32>, vector<32xf32>
// CHECK-NOT: memref.store
func.func @scales(%codes: memref<4x64xi8>, %scales: memref<4x2xf32>, %out: memref<4x64xf32>) {
  linalg.generic {indexing_maps = [#each, affine_map<(d0, d1) -> (d0, d1 floordiv 32)>, #each], iterator_types = ["parallel", "parallel"]}
      ins(%codes, %scales : memref<4x64xi8>, memref<4x2xf32>) outs(%out : memref<4x64xf32>) {
  ^bb0(%code: i8, %scale: f32, %old: f32):
    %number = arith.sitofp %code : i8 to f32
    %product = arith.mulf %number, %scale : f32
    linalg.yield %product : f32
  }
  return
}

// Blocks of two sizes meet in those of 16; the last one is cut off where the size says so. What depends on scales alone is
// computed once a block. An index is that of the element.
// CHECK-LABEL: @two_sizes
// CHECK: scf.for %[[START:.*]] = %c0 to %{{.*}} step %c16
// CHECK:   %[[COUNT:.*]] = affine.min
// CHECK:   %[[A:.*]] = memref.load {{.*}} : memref<?xf32>
// CHECK:   %[[B:.*]] = memref.load {{.*}} : memref<?xf32>
// CHECK:   %[[SUM:.*]] = arith.addf %[[A]], %[[B]] : f32
// CHECK:   scf.for %[[I:.*]] = %c0 to %{{.*}} step %c16
// CHECK:     arith.index_cast %{{.*}} : vector<16xindex> to vector<16xi32>
// CHECK:     vector.broadcast %[[SUM]] : f32 to vector<16xf32>
// CHECK:     vector.store {{.*}} vector<16xf32>
// CHECK:   scf.for %[[I:.*]] = %{{.*}} to %[[COUNT]] step %c1
// CHECK:     %[[K:.*]] = affine.apply {{.*}}()[%[[START]], %[[I]]]
// CHECK:     arith.index_cast %[[K]] : index to i32
// CHECK:     memref.store
func.func @two_sizes(%a: memref<?xf32>, %b: memref<?xf32>, %out: memref<?xf32>) {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0 floordiv 32)>, affine_map<(d0) -> (d0 floordiv 48)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a, %b : memref<?xf32>, memref<?xf32>) outs(%out : memref<?xf32>) {
  ^bb0(%x: f32, %y: f32, %old: f32):
    %k = linalg.index 0 : index
    %i = arith.index_cast %k : index to i32
    %f = arith.sitofp %i : i32 to f32
    %s = arith.addf %x, %y : f32
    %r = arith.mulf %s, %f : f32
    linalg.yield %r : f32
  }
  return
}

// One scale a row, of a size that may be 0: then nothing is loaded.
// CHECK-LABEL: @scale_of_row
// CHECK: scf.for
// CHECK:   scf.for %{{.*}} = %c0 to %{{.*}} step %c281474976710656
// CHECK:     memref.load {{.*}} : memref<?x1xf32>
// CHECK:     scf.for
// CHECK:       vector.store
func.func @scale_of_row(%x: memref<?x?xf32>, %scales: memref<?x1xf32>, %out: memref<?x?xf32>) {
  linalg.generic {indexing_maps = [#each, affine_map<(d0, d1) -> (d0, 0)>, #each], iterator_types = ["parallel", "parallel"]}
      ins(%x, %scales : memref<?x?xf32>, memref<?x1xf32>) outs(%out : memref<?x?xf32>) {
  ^bb0(%a: f32, %scale: f32, %old: f32):
    %product = arith.mulf %a, %scale : f32
    linalg.yield %product : f32
  }
  return
}

// Two codes of a byte, side by side; the bytes that are left one by one.
// CHECK-LABEL: @nibbles
// CHECK: %[[OUT:.*]] = memref.collapse_shape %arg1 {{.*}} : memref<4x50x2xi8> into memref<4x100xi8>
// CHECK: %[[BYTES:.*]] = vector.load {{.*}} : memref<4x50xi8>, vector<32xi8>
// CHECK: %[[LOW:.*]] = arith.extui %{{.*}} : vector<32xi4> to vector<32xi8>
// CHECK: %[[HIGH:.*]] = arith.extui %{{.*}} : vector<32xi4> to vector<32xi8>
// CHECK: %[[CODES:.*]] = vector.interleave %[[LOW]], %[[HIGH]] : vector<32xi8> -> vector<64xi8>
// CHECK: vector.store %[[CODES]], %[[OUT]]
// CHECK: scf.for %{{.*}} = %c32 to %c50 step %c1
// CHECK:   scf.for
// CHECK:     memref.store {{.*}} : memref<4x50x2xi8>
func.func @nibbles(%bytes: memref<4x50xi8>, %out: memref<4x50x2xi8>) {
  linalg.generic {indexing_maps = [affine_map<(r, b, c) -> (r, b)>, affine_map<(r, b, c) -> (r, b, c)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%bytes : memref<4x50xi8>) outs(%out : memref<4x50x2xi8>) {
  ^bb0(%byte: i8, %old: i8):
    %c4 = arith.constant 4 : i8
    %position = linalg.index 2 : index
    %i = arith.index_cast %position : index to i8
    %shift = arith.muli %i, %c4 : i8
    %shifted = arith.shrui %byte, %shift : i8
    %code = arith.trunci %shifted : i8 to i4
    %wide = arith.extui %code : i4 to i8
    linalg.yield %wide : i8
  }
  return
}

// Eight codes of a bit: three levels.
// CHECK-LABEL: @bits
// CHECK-COUNT-4: vector.interleave {{.*}} -> vector<64xi8>
func.func @bits(%bytes: memref<64xi8>, %out: memref<64x8xi8>) {
  linalg.generic {indexing_maps = [affine_map<(b, c) -> (b)>, affine_map<(b, c) -> (b, c)>], iterator_types = ["parallel", "parallel"]}
      ins(%bytes : memref<64xi8>) outs(%out : memref<64x8xi8>) {
  ^bb0(%byte: i8, %old: i8):
    %c1 = arith.constant 1 : i8
    %position = linalg.index 1 : index
    %i = arith.index_cast %position : index to i8
    %shifted = arith.shrui %byte, %i : i8
    %code = arith.andi %shifted, %c1 : i8
    linalg.yield %code : i8
  }
  return
}

// Three bytes of eight codes: a word, and its codes at once.
// CHECK-LABEL: @groups
// CHECK: scf.for
// CHECK: %[[WORD:.*]] = arith.ori %{{.*}}, %{{.*}} : i64
// CHECK: %[[WORDS:.*]] = vector.broadcast %[[WORD]] : i64 to vector<8xi64>
// CHECK: arith.shrui %[[WORDS]], %{{.*}} : vector<8xi64>
// CHECK: vector.store {{.*}} vector<8xi8>
func.func @groups(%bytes: memref<24xi8>, %out: memref<12x8xi8>) {
  linalg.generic {indexing_maps = [affine_map<(g, c) -> (g * 2)>, affine_map<(g, c) -> (g * 2 + 1)>, affine_map<(g, c) -> (g, c)>], iterator_types = ["parallel", "parallel"]}
      ins(%bytes, %bytes : memref<24xi8>, memref<24xi8>) outs(%out : memref<12x8xi8>) {
  ^bb0(%first: i8, %second: i8, %old: i8):
    %c8 = arith.constant 8 : i64
    %low = arith.extui %first : i8 to i64
    %second_wide = arith.extui %second : i8 to i64
    %high = arith.shli %second_wide, %c8 : i64
    %word = arith.ori %low, %high : i64
    %position = linalg.index 1 : index
    %i = arith.index_cast %position : index to i64
    %shifted = arith.shrui %word, %i : i64
    %code = arith.trunci %shifted : i64 to i8
    linalg.yield %code : i8
  }
  return
}

// A table has no vector form: loops over blocks stay scalar.
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=table | Reason="scalar loops over blocks: 'memref.load' has no form on these vectors"
// CHECK-LABEL: @table
// CHECK: scf.for
// CHECK:   memref.load {{.*}} : memref<2xf32>
// CHECK:   scf.for
// CHECK:     memref.load {{.*}} : memref<16xf32>
// CHECK:     memref.store
func.func @table(%codes: memref<64xi8>, %scales: memref<2xf32>, %table: memref<16xf32>, %out: memref<64xf32>) {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0 floordiv 32)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%codes, %scales : memref<64xi8>, memref<2xf32>) outs(%out : memref<64xf32>) {
  ^bb0(%code: i8, %scale: f32, %old: f32):
    %i = arith.index_castui %code : i8 to index
    %entry = memref.load %table[%i] : memref<16xf32>
    %product = arith.mulf %entry, %scale : f32
    linalg.yield %product : f32
  }
  return
}

// A sum keeps its order.
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=sum | Reason="scalar loops over blocks: sums keep their order"
// CHECK-LABEL: @sum
// CHECK: scf.for
// CHECK:   memref.load {{.*}} : memref<2xf32>
// CHECK:   scf.for
// CHECK:     memref.load {{.*}} : memref<64xf32>
// CHECK:     memref.load {{.*}} : memref<f32>
// CHECK:     memref.store {{.*}} : memref<f32>
func.func @sum(%x: memref<64xf32>, %scales: memref<2xf32>, %out: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0 floordiv 32)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]}
      ins(%x, %scales : memref<64xf32>, memref<2xf32>) outs(%out : memref<f32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// Nothing is left of an empty loop.
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=empty | Reason="scalar loops over blocks: a last loop of 0 elements, fewer than 8"
// CHECK-LABEL: @empty
// CHECK-NEXT: return
func.func @empty(%scales: memref<0xf32>, %out: memref<0xf32>) {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0 floordiv 8)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%scales : memref<0xf32>) outs(%out : memref<0xf32>) {
  ^bb0(%a: f32, %old: f32):
    linalg.yield %a : f32
  }
  return
}

// Small blocks, and blocks of another loop: nothing is shared along the last one.
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=left_alone | Reason="blocks of 2 elements, fewer than 8"
// CHECK-LABEL: @left_alone
// CHECK-COUNT-2: linalg.generic
func.func @left_alone(%a: memref<16x32xf32>, %b: memref<4x64xf32>, %out: memref<64x64xf32>) {
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0 floordiv 4, d1 floordiv 2)>, #each], iterator_types = ["parallel", "parallel"]}
      ins(%a : memref<16x32xf32>) outs(%out : memref<64x64xf32>) {
  ^bb0(%x: f32, %old: f32):
    linalg.yield %x : f32
  }
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0 floordiv 16, d1)>, #each], iterator_types = ["parallel", "parallel"]}
      ins(%b : memref<4x64xf32>) outs(%out : memref<64x64xf32>) {
  ^bb0(%x: f32, %old: f32):
    linalg.yield %x : f32
  }
  return
}

// A number for each row, in few elements of a row, and in a result that is read down the columns.
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=rows | Reason="a last loop of 4 elements, fewer than 8"
// REMARK: [Missed] qnt-vectorize-elements {{.*}}Function=rows | Reason="operand #1 does not lie along the last loop"
// REMARK-NOT: Missed
// REMARK: [Analysis] qnt-vectorize-elements {{.*}}| skipped=3, split=3, vectorized=6{{$}}
// CHECK-LABEL: @rows
// CHECK-COUNT-2: linalg.generic
func.func @rows(%a: memref<16xf32>, %few: memref<16x4xf32>, %out: memref<32x16xf32>) {
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, #each], iterator_types = ["parallel", "parallel"]}
      ins(%a : memref<16xf32>) outs(%few : memref<16x4xf32>) {
  ^bb0(%x: f32, %old: f32):
    linalg.yield %x : f32
  }
  linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1, d0)>], iterator_types = ["parallel", "parallel"]}
      ins(%a : memref<16xf32>) outs(%out : memref<32x16xf32>) {
  ^bb0(%x: f32, %old: f32):
    linalg.yield %x : f32
  }
  return
}
