// More ids than rows: the first ones are read. The same before and after import.
// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-run %s --device=cpu --print | FileCheck %s
// RUN: quant-opt %s --qnt-import -o %t.mlir && FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --device=cpu --print | FileCheck %s

// Rows 2, 0 (1 and 2 are not read).
// CHECK: tensor<2x2xf32> {{\[\[}}5, 6], [1, 2]]
// CHECK: tensor<2x2xf32> {{\[\[}}5, 6], [1, 2]]
// CHECK: tensor<2x2xf32> {{\[\[}}5, 6], [1, 2]]
// Rows 0, 1 of [0 1 2], then 2, 2 of [2 2 0]; not those of [1 1 1].
// CHECK: tensor<2x2x2xf32> {{\[\[\[}}1, 2], [3, 4]], {{\[\[}}5, 6], [5, 6]]]
// As many as rows.
// CHECK: tensor<4x2xf32> {{\[\[}}5, 6], [1, 2], [3, 4], [5, 6]]
// IMPORTED: tensor.extract_slice %{{.*}}[0] [2] [1] : tensor<4xi64> to tensor<2xi64>
// IMPORTED: tensor.gather
// IMPORTED: tensor.extract_slice {{.*}} : tensor<4xi64> to tensor<?xi64>
// IMPORTED: tensor.gather
// IMPORTED: tensor.extract_slice %{{.*}}[0] [2] [1] : tensor<?xi64> to tensor<2xi64>
// IMPORTED: tensor.gather
// IMPORTED: tensor.extract_slice {{.*}} : tensor<3x3xi8> to tensor<2x2xi8>
// IMPORTED: tensor.gather
// IMPORTED-NOT: tensor.extract_slice
// IMPORTED: tensor.gather

#rows = affine_map<(i, j) -> (i, j)>
func.func @main() -> (tensor<2x2xf32>, tensor<?x2xf32>, tensor<2x2xf32>, tensor<2x2x2xf32>, tensor<?x2xf32>) {
  %table = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %ids = arith.constant dense<[2, 0, 1, 2]> : tensor<4xi64>
  %two = arith.constant 2 : index
  %e0 = tensor.empty() : tensor<2x2xf32>
  %static = linalg.generic {indexing_maps = [#rows], iterator_types = ["parallel", "parallel"]} outs(%e0 : tensor<2x2xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %id = tensor.extract %ids[%i] : tensor<4xi64>
    %row = arith.index_cast %id : i64 to index
    %x = tensor.extract %table[%row, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2x2xf32>
  %e1 = tensor.empty(%two) : tensor<?x2xf32>
  %dynamic = linalg.generic {indexing_maps = [#rows], iterator_types = ["parallel", "parallel"]} outs(%e1 : tensor<?x2xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %id = tensor.extract %ids[%i] : tensor<4xi64>
    %row = arith.index_cast %id : i64 to index
    %x = tensor.extract %table[%row, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<?x2xf32>
  %any = tensor.cast %ids : tensor<4xi64> to tensor<?xi64>
  %any_ids = linalg.generic {indexing_maps = [#rows], iterator_types = ["parallel", "parallel"]} outs(%e0 : tensor<2x2xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %id = tensor.extract %any[%i] : tensor<?xi64>
    %row = arith.index_cast %id : i64 to index
    %x = tensor.extract %table[%row, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2x2xf32>
  %square = arith.constant dense<[[0, 1, 2], [2, 2, 0], [1, 1, 1]]> : tensor<3x3xi8>
  %e2 = tensor.empty() : tensor<2x2x2xf32>
  %both = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      outs(%e2 : tensor<2x2x2xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %k = linalg.index 2 : index
    %id = tensor.extract %square[%i, %j] : tensor<3x3xi8>
    %row = arith.index_cast %id : i8 to index
    %x = tensor.extract %table[%row, %k] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2x2x2xf32>
  %zero = arith.constant 0 : index
  %n = tensor.dim %any, %zero : tensor<?xi64>
  %e3 = tensor.empty(%n) : tensor<?x2xf32>
  %all = linalg.generic {indexing_maps = [#rows], iterator_types = ["parallel", "parallel"]} outs(%e3 : tensor<?x2xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %id = tensor.extract %any[%i] : tensor<?xi64>
    %row = arith.index_cast %id : i64 to index
    %x = tensor.extract %table[%row, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<?x2xf32>
  return %static, %dynamic, %any_ids, %both, %all : tensor<2x2xf32>, tensor<?x2xf32>, tensor<2x2xf32>, tensor<2x2x2xf32>, tensor<?x2xf32>
}
