// Rows by index, as written and imported, are the same; with an encoding that holds the table exactly, compressed too.
// RUN: quant-run %s --print > %t.before
// RUN: quant-opt %s --qnt-import -o %t.mlir
// RUN: FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | cmp - %t.before
// RUN: quant-run %t.mlir --print --device=cpu | cmp - %t.before
// RUN: quant-opt %s --qnt-import --qnt-quantize-weights="weight-num-threshold=0" -o %t.compressed.mlir
// RUN: FileCheck %s --check-prefix=COMPRESSED < %t.compressed.mlir
// RUN: quant-run %t.compressed.mlir --print | cmp - %t.before
// RUN: FileCheck %s < %t.before

// IMPORTED-COUNT-3: tensor.gather
// COMPRESSED: qnt.gather
// CHECK: tensor<2x2x2xf32> {{\[\[\[}}127, 6], [3, 127]], {{\[\[}}1, 127], [127, 6]]]
// CHECK: tensor<2x3xf32> {{\[\[}}127, -4, 6], [1, 3, 127]]
// CHECK: tensor<2xf32> [3, 127]
func.func @main() -> (tensor<2x2x2xf32>, tensor<2x3xf32>, tensor<2xf32>) {
  %table = arith.constant dense<[[1.0, 127.0], [3.0, 127.0], [127.0, 6.0]]> : tensor<3x2xf32>
  %plain = arith.constant dense<[[1.0, 127.0], [3.0, -4.0], [127.0, 6.0]]> : tensor<3x2xf32>
  %ids = arith.constant dense<[[2, 1], [0, 2]]> : tensor<2x2xi64>
  %empty = tensor.empty() : tensor<2x2x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%ids : tensor<2x2xi64>) outs(%empty : tensor<2x2x2xf32>) {
  ^bb0(%id: i64, %out: f32):
    %i = arith.index_cast %id : i64 to index
    %j = linalg.index 2 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2x2x2xf32>
  %columns = arith.constant dense<[1, 0]> : tensor<2xi8>
  %empty1 = tensor.empty() : tensor<2x3xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} outs(%empty1 : tensor<2x3xf32>) {
  ^bb0(%out: f32):
    %r = linalg.index 0 : index
    %id = tensor.extract %columns[%r] : tensor<2xi8>
    %i = arith.index_castui %id : i8 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %plain[%j, %i] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2x3xf32>
  %one = arith.constant dense<1> : tensor<i32>
  %empty2 = tensor.empty() : tensor<2xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%one : tensor<i32>) outs(%empty2 : tensor<2xf32>) {
  ^bb0(%in: i32, %out: f32):
    %i = arith.index_cast %in : i32 to index
    %j = linalg.index 0 : index
    %x = tensor.extract %table[%i, %j] : tensor<3x2xf32>
    linalg.yield %x : f32
  } -> tensor<2xf32>
  return %0, %1, %2 : tensor<2x2x2xf32>, tensor<2x3xf32>, tensor<2xf32>
}
