// RUN: quant-opt %s --qnt-vectorize-contractions=min-products=1024 -o %t.1024 --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK-1024
// RUN: FileCheck %s --check-prefix=AT-1024 --input-file=%t.1024
// RUN: quant-opt %s --qnt-vectorize-contractions=min-products=1025 -o %t.1025 --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK-1025
// RUN: FileCheck %s --check-prefix=AT-1025 --input-file=%t.1025
// RUN: quant-opt %s --qnt-vectorize-contractions -o %t.default --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK-DEFAULT
// RUN: FileCheck %s --check-prefix=DEFAULT --input-file=%t.default

// Sums of 8 x 8 x 16 = 1,024 products, of 32 x 32 x 32 = 32,768 (the default), and of 32 x 33 x 31 = 32,736.
// REMARK-1024-NOT: Missed
// REMARK-1024: [Analysis] qnt-vectorize-contractions {{.*}}| vectorized=3
// REMARK-1025: [Missed] qnt-vectorize-contractions {{.*}}Function=small | Reason="it has fewer products than vectors pay for"
// REMARK-1025-NOT: Missed
// REMARK-1025: [Analysis] qnt-vectorize-contractions {{.*}}| skipped=1, vectorized=2
// REMARK-DEFAULT: [Missed] qnt-vectorize-contractions {{.*}}Function=small | Reason="it has fewer products than vectors pay for"
// REMARK-DEFAULT: [Missed] qnt-vectorize-contractions {{.*}}Function=below | Reason="it has fewer products than vectors pay for"
// REMARK-DEFAULT-NOT: Missed
// REMARK-DEFAULT: [Analysis] qnt-vectorize-contractions {{.*}}| skipped=2, vectorized=1

#lhs = affine_map<(m, n, k) -> (m, k)>
#rhs = affine_map<(m, n, k) -> (k, n)>
#out = affine_map<(m, n, k) -> (m, n)>

// AT-1024-LABEL: @small
// AT-1024-NOT: linalg.generic
// AT-1025-LABEL: @small
// AT-1025: linalg.generic
// DEFAULT-LABEL: @small
// DEFAULT: linalg.generic
func.func @small(%a: memref<8x16xf32>, %b: memref<16x8xf32>, %c: memref<8x8xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<8x16xf32>, memref<16x8xf32>) outs(%c : memref<8x8xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// AT-1024-LABEL: @enough
// AT-1024-NOT: linalg.generic
// AT-1025-LABEL: @enough
// AT-1025-NOT: linalg.generic
// DEFAULT-LABEL: @enough
// DEFAULT-NOT: linalg.generic
func.func @enough(%a: memref<32x32xf32>, %b: memref<32x32xf32>, %c: memref<32x32xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<32x32xf32>, memref<32x32xf32>) outs(%c : memref<32x32xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}

// AT-1024-LABEL: @below
// AT-1024-NOT: linalg.generic
// AT-1025-LABEL: @below
// AT-1025-NOT: linalg.generic
// DEFAULT-LABEL: @below
// DEFAULT: linalg.generic
func.func @below(%a: memref<32x31xf32>, %b: memref<31x33xf32>, %c: memref<32x33xf32>) {
  linalg.generic {indexing_maps = [#lhs, #rhs, #out], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<32x31xf32>, memref<31x33xf32>) outs(%c : memref<32x33xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  }
  return
}
