// Constants that are read in other shapes than their own, without an import that reshapes them: each shape is a weight. The
// weights hold numbers that int8 holds exactly, so the compressed program computes what the program computes.
// RUN: quant-run %s --print > %t.before
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=2" --remarks-filter=qnt -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s < %t.mlir
// RUN: quant-run %t.mlir --print > %t.after && cmp %t.before %t.after
// RUN: quant-run %t.mlir --device=cpu --print > %t.after && cmp %t.before %t.after
// RUN: quant-opt %t.mlir --qnt-quantize-weights="weight-num-threshold=2" -o %t.again && cmp %t.mlir %t.again
// A dry run changes nothing.
// RUN: quant-opt %s -o %t.parsed && quant-opt %s --qnt-quantize-weights="weight-num-threshold=2 dry-run" -o %t.dry && cmp %t.parsed %t.dry
// Mixed precision decides on each.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=2 max-error=1e-6 dtypes=int4,int8" -o %t.mixed && quant-run %t.mixed --print > %t.after && cmp %t.before %t.after
// RUN: FileCheck %s < %t.mixed
// Who keeps the floats keeps them all: only what the constant itself is read as loses its small elements.
// RUN: quant-opt %s --qnt-sparsify-weights="weight-num-threshold=2 target-sparsity=0.5" -o %t.sparse && FileCheck %s --check-prefix=SPARSE < %t.sparse
// RUN: quant-run %t.sparse --print | tail -n 1 > %t.after && tail -n 1 %t.before > %t.last && cmp %t.last %t.after

// REMARK-DAG: it has 1 elements, not more than weight-num-threshold 2
// REMARK-DAG: 'kept': 'func.return' reads it too
// REMARK-DAG: weights-quantized=5, weights-skipped=2

// CHECK-DAG: #[[COLUMNS:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
// CHECK-DAG: #[[ROWS:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
// CHECK-DAG: #[[KERNEL:.*]] = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>
func.func @main() -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x2x2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x4xf32>, tensor<1x1xf32>, tensor<4x1xf32>) {
  %x_integers = arith.constant dense<[[1, 2, 3, -4], [-2, 0, 1, 5]]> : tensor<2x4xi32>
  %x = arith.sitofp %x_integers : tensor<2x4xi32> to tensor<2x4xf32>
  %sum = arith.constant dense<1.0> : tensor<1x1xf32>

  // CHECK: %[[COLUMN_WEIGHT:.*]] = qnt.constant {{.*}}"w"} : !qnt.array<4x2, #[[COLUMNS]]>
  // CHECK-NEXT: %[[ROW_WEIGHT:.*]] = qnt.constant {{.*}}"w"} : !qnt.array<2x4, #[[ROWS]]>
  // CHECK-NOT: tensor.expand_shape
  // CHECK: qnt.dot_general %{{.*}}, %[[COLUMN_WEIGHT]]
  // CHECK: %[[TURNED:.*]] = qnt.transpose %[[ROW_WEIGHT]]
  // CHECK: qnt.dot_general %{{.*}}, %[[TURNED]]
  %w = arith.constant dense<[127.0, 1.0, 3.0, -127.0, 127.0, 2.0, -5.0, 127.0]> : tensor<8xf32> loc("w")
  %w_columns = tensor.expand_shape %w [[0, 1]] output_shape [4, 2] : tensor<8xf32> into tensor<4x2xf32>
  %0 = qnt.dot_general %x, %w_columns contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %w_rows = tensor.expand_shape %w [[0, 1]] output_shape [2, 4] : tensor<8xf32> into tensor<2x4xf32>
  %empty = tensor.empty() : tensor<4x2xf32>
  %turned = linalg.transpose ins(%w_rows : tensor<2x4xf32>) outs(%empty : tensor<4x2xf32>) permutation = [1, 0]
  %1 = qnt.dot_general %x, %turned contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>

  // One shape of another, of a resource; the shape in between is read as well.
  // CHECK: %[[DOT_WEIGHT:.*]] = qnt.constant {{.*}}"d"} : !qnt.array<4x2, #[[COLUMNS]]>
  // CHECK-NEXT: %[[CONV_WEIGHT:.*]] = qnt.constant {{.*}}"d"} : !qnt.array<2x2x1x2, #[[KERNEL]]>
  // CHECK: qnt.conv_general_dilated %{{.*}}, %[[CONV_WEIGHT]]
  // CHECK: qnt.dot_general %{{.*}}, %[[DOT_WEIGHT]]
  %image_integers = arith.constant dense<[[[[1, 2], [3, 4], [5, -6]], [[7, 8], [9, 1], [2, 3]], [[4, 5], [-6, 7], [8, 9]]]]> : tensor<1x3x3x2xi32>
  %image = arith.sitofp %image_integers : tensor<1x3x3x2xi32> to tensor<1x3x3x2xf32>
  %d = arith.constant dense_resource<d> : tensor<2x2x2xf32> loc("d")
  %d_kernel = tensor.expand_shape %d [[0], [1], [2, 3]] output_shape [2, 2, 1, 2] : tensor<2x2x2xf32> into tensor<2x2x1x2xf32>
  %2 = qnt.conv_general_dilated %image, %d_kernel dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
         lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2 : (tensor<1x3x3x2xf32>, tensor<2x2x1x2xf32>) -> tensor<1x2x2x2xf32>
  %d_matrix = tensor.collapse_shape %d_kernel [[0, 1, 2], [3]] : tensor<2x2x1x2xf32> into tensor<4x2xf32>
  %3 = qnt.dot_general %x, %d_matrix contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>

  // The constant itself and a shape of it that something else reads: that stays.
  // CHECK: %[[KEPT:.*]] = qnt.constant {{.*}}"kept"} : !qnt.array<4x1, #[[COLUMNS]]>
  // CHECK: arith.constant dense<{{.*}}> : tensor<4x1xf32>
  // CHECK: qnt.dot_general %{{.*}}, %[[KEPT]]
  // SPARSE: %[[PRUNED:.*]] = arith.constant {{.*}} dense_resource<kept> : tensor<4x1xf32>
  // SPARSE: arith.constant dense<{{.*}}1.270000e+02], [1.000000e+00], [2.000000e+00], [-4.000000e+00]]> : tensor<4x1xf32>
  // SPARSE: qnt.dot_general %{{.*}}, %[[PRUNED]]
  %kept = arith.constant dense<[[127.0], [1.0], [2.0], [-4.0]]> : tensor<4x1xf32> loc("kept")
  %4 = qnt.dot_general %x, %kept contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x1xf32>) -> tensor<2x1xf32>
  %wide_integers = arith.constant dense<[[3, -4]]> : tensor<1x2xi32>
  %wide = arith.sitofp %wide_integers : tensor<1x2xi32> to tensor<1x2xf32>
  %5 = qnt.dot_general %4, %wide contracting = [1] x [0] batch = [] x [] : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %kept_row = tensor.collapse_shape %kept [[0, 1]] : tensor<4x1xf32> into tensor<4xf32>
  %kept_column = tensor.expand_shape %kept_row [[0, 1]] output_shape [1, 4] : tensor<4xf32> into tensor<1x4xf32>
  %6 = qnt.dot_general %kept_column, %kept contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  %7 = qnt.dot_general %kept_column, %sum contracting = [0] x [1] batch = [] x [] : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<4x1xf32>
  return %0, %1, %2, %3, %5, %kept_column, %6, %7 : tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x2x2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<1x4xf32>, tensor<1x1xf32>, tensor<4x1xf32>
}

{-#
  dialect_resources: {
    builtin: {
      d: "0x040000000000FE42000000400000404000008040000040C00000FEC2000000C100001041"
    }
  }
#-}
