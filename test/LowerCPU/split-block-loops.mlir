// RUN: quant-opt %s --qnt-split-block-loops --canonicalize | FileCheck %s
// RUN: quant-opt %s --qnt-split-block-loops > %t.once
// RUN: quant-opt %t.once --qnt-split-block-loops | diff %t.once -
// RUN: quant-opt %s --qnt-split-block-loops -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// What these loops compute: test/Execution/compiled-large-contractions.mlir and QntContractionTests.

// REMARK: split=4

#each = affine_map<(d0, d1) -> (d0, d1)>

// One scale a block, loaded before the block's elements.
// CHECK-LABEL: @scales
// CHECK: scf.for %[[ROW:.*]] =
// CHECK:   scf.for %[[START:.*]] = %{{.*}} to %{{.*}} step %c32
// CHECK:     %[[BLOCK:.*]] = affine.apply {{.*}}(%[[START]])
// CHECK:     %[[SCALE:.*]] = memref.load %{{.*}}[%[[ROW]], %[[BLOCK]]] : memref<4x2xf32>
// CHECK:     scf.for %[[I:.*]] = %c0 to %c32 step %c1
// CHECK:       %[[K:.*]] = affine.apply {{.*}}()[%[[START]], %[[I]]]
// CHECK:       %[[CODE:.*]] = memref.load %{{.*}}[%[[ROW]], %[[K]]] : memref<4x64xi8>
// CHECK:       %[[NUMBER:.*]] = arith.sitofp %[[CODE]]
// CHECK:       %[[PRODUCT:.*]] = arith.mulf %[[NUMBER]], %[[SCALE]]
// CHECK:       %[[SAME:.*]] = affine.apply {{.*}}()[%[[START]], %[[I]]]
// CHECK:       memref.store %[[PRODUCT]], %{{.*}}[%[[ROW]], %[[SAME]]] : memref<4x64xf32>
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

// Blocks of two sizes meet in those of 16; the last one is cut off where the size says so. An index is that of the element.
// CHECK-LABEL: @two_sizes
// CHECK-SAME: %[[SIZE:[a-z_0-9]*]]: index
// CHECK: scf.for %[[START:.*]] = %c0 to %{{.*}} step %c16
// CHECK:   %[[COUNT:.*]] = affine.min
// CHECK:   memref.load {{.*}} : memref<?xf32>
// CHECK:   memref.load {{.*}} : memref<?xf32>
// CHECK:   scf.for %[[I:.*]] = %c0 to %[[COUNT]] step %c1
// CHECK:     %[[K:.*]] = affine.apply {{.*}}()[%[[START]], %[[I]]]
// CHECK:     arith.index_cast %[[K]]
func.func @two_sizes(%size: index, %a: memref<?xf32>, %b: memref<?xf32>, %out: memref<?xf32>) {
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

// A sum keeps its order.
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

// Small blocks, and blocks of another loop.
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
