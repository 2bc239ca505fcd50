// RUN: quant-opt %s --qnt-vectorize-contractions="features=+sse2,+avx2,+fma" | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: quant-opt %s --qnt-vectorize-contractions="features=+avx512f,+avx512bw,+avx512vl" | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: quant-opt %s --qnt-vectorize-contractions | FileCheck %s --check-prefixes=CHECK,PLAIN
// RUN: quant-opt %s --qnt-vectorize-contractions | quant-opt --qnt-vectorize-contractions > %t.twice
// RUN: quant-opt %s --qnt-vectorize-contractions | quant-opt | diff - %t.twice

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#out = affine_map<(m, n, k) -> (m, n)>

// Six rows of two vectors; with 32 registers twelve rows.
// CHECK-LABEL: @floats
// AVX2-COUNT-12: vector.fma {{.*}} : vector<8xf32>
// AVX512-COUNT-24: vector.fma {{.*}} : vector<16xf32>
// PLAIN: arith.mulf {{.*}} : vector<4xf32>
// PLAIN: arith.addf {{.*}} : vector<4xf32>
// CHECK-NOT: linalg.generic
func.func @floats(%a: memref<64x64xf32>, %b: memref<64x64xf32>, %c: memref<64x64xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<64x64xf32>, memref<64x64xf32>) outs(%c : memref<64x64xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// CHECK-LABEL: @codes
// AVX2-COUNT-12: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"({{.*}}) : (vector<16xi16>, vector<16xi16>) -> vector<8xi32>
// AVX512: llvm.call_intrinsic "llvm.x86.avx512.pmaddw.d.512"
// PLAIN: arith.muli {{.*}} : vector<4xi32>
// CHECK-NOT: linalg.generic
func.func @codes(%a: memref<?x?xi8>, %b: memref<?x?xi8>, %c: memref<?x?xi32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<?x?xi8>, memref<?x?xi8>) outs(%c : memref<?x?xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %u = arith.extui %x : i8 to i32
    %v = arith.extsi %y : i8 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %sum, %p : i32
    linalg.yield %s : i32
  }
  return
}

// Windows of a convolution, and strided memory.
// CHECK-LABEL: @windows
// CHECK-NOT: linalg.generic
func.func @windows(%a: memref<66x32xf32>, %b: memref<3x32x32xf32, strided<[2048, 64, 2]>>, %c: memref<64x32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(p, o, w, i) -> (p + w, i)>, affine_map<(p, o, w, i) -> (w, i, o)>,
                                   affine_map<(p, o, w, i) -> (p, o)>],
                  iterator_types = ["parallel", "parallel", "reduction", "reduction"]}
      ins(%a, %b : memref<66x32xf32>, memref<3x32x32xf32, strided<[2048, 64, 2]>>) outs(%c : memref<64x32xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// RUN: quant-opt %s --qnt-vectorize-contractions -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: it has fewer products than vectors pay for
// CHECK-LABEL: @small
// CHECK: linalg.generic
func.func @small(%a: memref<4x4xf32>, %b: memref<4x4xf32>, %c: memref<4x4xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<4x4xf32>, memref<4x4xf32>) outs(%c : memref<4x4xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: it does not read two operands into one result in memory
// CHECK-LABEL: @sum_of_one
// CHECK: linalg.generic
func.func @sum_of_one(%a: memref<?xf32>, %c: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]}
      ins(%a : memref<?xf32>) outs(%c : memref<f32>) {
  ^bb0(%x: f32, %sum: f32):
    %s = arith.addf %sum, %x : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: it does not read two operands into one result in memory
// CHECK-LABEL: @times_a_number
// CHECK: linalg.generic
func.func @times_a_number(%a: i8, %b: memref<8xi8>, %c: memref<i32>) {
  linalg.generic {indexing_maps = [affine_map<(k) -> ()>, affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]}
      ins(%a, %b : i8, memref<8xi8>) outs(%c : memref<i32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %i = arith.extsi %x : i8 to i32
    %j = arith.extsi %y : i8 to i32
    %p = arith.muli %i, %j : i32
    %s = arith.addi %sum, %p : i32
    linalg.yield %s : i32
  }
  return
}

// REMARK: it does not sum products
// CHECK-LABEL: @sum_of_differences
// CHECK: linalg.generic
func.func @sum_of_differences(%a: memref<?x?xf32>, %b: memref<?x?xf32>, %c: memref<?x?xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<?x?xf32>, memref<?x?xf32>) outs(%c : memref<?x?xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.subf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: its types have no vector instructions
// CHECK-LABEL: @sums_in_i64
// CHECK: linalg.generic
func.func @sums_in_i64(%a: memref<?x?xi8>, %b: memref<?x?xi8>, %c: memref<?x?xi64>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<?x?xi8>, memref<?x?xi8>) outs(%c : memref<?x?xi64>) {
  ^bb0(%x: i8, %y: i8, %sum: i64):
    %u = arith.extsi %x : i8 to i64
    %v = arith.extsi %y : i8 to i64
    %p = arith.muli %u, %v : i64
    %s = arith.addi %sum, %p : i64
    linalg.yield %s : i64
  }
  return
}

// REMARK: it reads an operand at an index that is not linear
// CHECK-LABEL: @blocks
// CHECK: linalg.generic
func.func @blocks(%a: memref<64x64xf32>, %b: memref<2x64xf32>, %c: memref<64x64xf32>) {
  linalg.generic {indexing_maps = [#lhs, affine_map<(m, n, k) -> (k floordiv 32, n)>, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<64x64xf32>, memref<2x64xf32>) outs(%c : memref<64x64xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: it has no dimension of one operand, or none of both that is summed
// CHECK-LABEL: @vectors
// CHECK: linalg.generic
func.func @vectors(%a: memref<?xf32>, %b: memref<?xf32>, %c: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> (k)>, affine_map<(k) -> ()>], iterator_types = ["reduction"]}
      ins(%a, %b : memref<?xf32>, memref<?xf32>) outs(%c : memref<f32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// One row: vectors over k where k lies side by side, of both operands, without copies. The result has four columns at once.
// CHECK-LABEL: @row
// CHECK-NOT: memref.alloc
// AVX2: scf.for {{.*}} step %c4
// AVX2: scf.for {{.*}} step %c16
// AVX2: vector.load %arg0
// AVX2-COUNT-4: vector.load %arg1
// AVX2-COUNT-4: vector.fma {{.*}} : vector<8xf32>
// AVX512-COUNT-8: vector.fma {{.*}} : vector<16xf32>
// CHECK-NOT: memref.alloc
// CHECK-NOT: linalg.generic
func.func @row(%a: memref<1x64xf32>, %b: memref<64x64xf32>, %c: memref<1x64xf32>) {
  linalg.generic {indexing_maps = [#lhs, affine_map<(m, n, k) -> (n, k)>, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<1x64xf32>, memref<64x64xf32>) outs(%c : memref<1x64xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// Vectors over columns where these lie side by side, and no row in the result; pairs of codes have no use here.
// CHECK-LABEL: @columns
// CHECK-NOT: memref.alloc
// AVX2: vector.broadcast {{.*}} : i32 to vector<8xi32>
// AVX2-COUNT-8: arith.muli {{.*}} : vector<8xi32>
// CHECK-NOT: linalg.generic
func.func @columns(%a: memref<?xi8>, %b: memref<?x?xi8>, %c: memref<?xi32>) {
  linalg.generic {indexing_maps = [affine_map<(n, k) -> (k)>, affine_map<(n, k) -> (k, n)>, affine_map<(n, k) -> (n)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%a, %b : memref<?xi8>, memref<?x?xi8>) outs(%c : memref<?xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %u = arith.extsi %x : i8 to i32
    %v = arith.extui %y : i8 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %sum, %p : i32
    linalg.yield %s : i32
  }
  return
}

// Few rows of the other operand: the weights are lhs.
// CHECK-LABEL: @transposed_result
// CHECK-NOT: memref.alloc
// AVX2: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"
// CHECK-NOT: linalg.generic
func.func @transposed_result(%a: memref<64x64xi8>, %b: memref<2x64xi8>, %c: memref<64x2xi32>) {
  linalg.generic {indexing_maps = [#lhs, affine_map<(m, n, k) -> (n, k)>, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<64x64xi8>, memref<2x64xi8>) outs(%c : memref<64x2xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %u = arith.extsi %x : i8 to i32
    %v = arith.extsi %y : i8 to i32
    %p = arith.muli %u, %v : i32
    %s = arith.addi %sum, %p : i32
    linalg.yield %s : i32
  }
  return
}

// The number of rows decides when the program runs.
// CHECK-LABEL: @rows_known_later
// CHECK: %[[FEW:.*]] = arith.cmpi ule, {{.*}}, %c4
// CHECK: scf.if %[[FEW]]
// CHECK-NOT: memref.alloc
// CHECK: } else {
// CHECK: memref.alloc
// CHECK-NOT: linalg.generic
func.func @rows_known_later(%a: memref<?x64xf32>, %b: memref<64x64xf32>, %c: memref<?x64xf32>) {
  linalg.generic {indexing_maps = [#lhs, affine_map<(m, n, k) -> (n, k)>, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<?x64xf32>, memref<64x64xf32>) outs(%c : memref<?x64xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: it has no dimension of one operand, and memory is in no order for vectors
// CHECK-LABEL: @strided_row
// CHECK: linalg.generic
func.func @strided_row(%a: memref<64xf32>, %b: memref<64x64xf32, strided<[128, 2]>>, %c: memref<64xf32>) {
  linalg.generic {indexing_maps = [affine_map<(n, k) -> (k)>, affine_map<(n, k) -> (k, n)>, affine_map<(n, k) -> (n)>],
                  iterator_types = ["parallel", "reduction"]}
      ins(%a, %b : memref<64xf32>, memref<64x64xf32, strided<[128, 2]>>) outs(%c : memref<64xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// REMARK: skipped=8, vectorized=7
