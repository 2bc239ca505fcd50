// Pruned elements are exactly 0; what they were chosen by is written beside each rule.
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 weight-num-threshold=0" -o %t.ratio
// RUN: quant-run %t.ratio --print | FileCheck %s --check-prefix=RATIO
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.4 convention=apple weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=APPLE
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.4 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=TIES
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=GROUPS
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 block-size=2 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=BLOCKS
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=1 dtype=int8 weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=ALL
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0 weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NONE
// Together with quantization and palettes.
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=uint8 granularity=per_tensor weight-num-threshold=0" -o %t.uint8
// RUN: FileCheck %s --check-prefix=UINT8 < %t.uint8
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=uint8 granularity=per_tensor weight-num-threshold=0" -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: quant-run %t.uint8 --print | FileCheck %s --check-prefix=UINT8-VALUES
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 n-bits=1 weight-num-threshold=0" -o %t.palette
// RUN: FileCheck %s --check-prefix=PALETTE < %t.palette
// RUN: quant-run %t.palette --print | FileCheck %s --check-prefix=PALETTE-VALUES
// RUN: quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 dtype=int4 calibration=percentile,50 granularity=per_tensor weight-num-threshold=0" | quant-run - --print | FileCheck %s --check-prefix=PERCENTILE
// A second run changes nothing.
// RUN: quant-opt %t.ratio --qnt-sparsify-weights="target-sparsity=0.5 weight-num-threshold=0" -o %t.again
// RUN: cmp %t.ratio %t.again
// RUN: quant-opt %t.uint8 --qnt-sparsify-weights="n-m=2:4 dtype=uint8 weight-num-threshold=0" -o %t.again
// RUN: cmp %t.uint8 %t.again

// The 6 smallest of 12: 0.5, 1, 1, 2, 2, 2.
// RATIO: tensor<6x2xf32> {{\[\[}}127, 0], [0, 8], [0, -2.25], [4, -6], [0, 0], [5, 0]]
// At 0.4 * 11 = 4.4 the sorted magnitudes have 2: all of them go.
// APPLE: tensor<6x2xf32> {{\[\[}}127, 0], [0, 8], [0, -2.25], [4, -6], [0, 0], [5, 0]]
// round(0.4 * 12) = 5: of the magnitudes 2 the first two, row by row.
// TIES: tensor<6x2xf32> {{\[\[}}127, 0], [0, 8], [0, -2.25], [4, -6], [0, 0], [5, 2]]
// Of each column the first four rows keep two, and so do the last two.
// GROUPS: tensor<6x2xf32> {{\[\[}}127, 0], [0, 8], [0, 0], [4, -6], [1, -2], [5, 2]]
// Rows by the sum of their squares: 5, 5.3125 and 29 go, 52 stays.
// BLOCKS: tensor<6x2xf32> {{\[\[}}127, 2], [-1, 8], [0, 0], [4, -6], [0, 0], [0, 0]]
// ALL: tensor<6x2xf32> {{\[\[}}0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]
// NONE: 'w': it is as sparse already
// NONE: [Analysis] qnt-sparsify-weights {{.*}}| bytes-after=0, bytes-before=0, weights-skipped=1, weights-sparsified=0{{$}}
// UINT8: #[[E:.*]] = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = u8, sparsity = 2:4 along 0>
// UINT8: mask = dense_resource<w_mask> : tensor<6x1xi8>
// A bit an element, rows padded to a byte.
// UINT8: w_mask: "0x40000000010200030303"
// 12 codes, 6 bytes of masks, a scale of four and a zero point; 12 elements of four.
// REMARK: [Analysis] qnt-sparsify-weights {{.*}}| bytes-after=23, bytes-before=48, weights-skipped=0, weights-sparsified=1{{$}}
// UINT8-VALUES: tensor<6x2xf32> {{\[\[}}127, 0], [0, 8], [0, 0], [4, -6], [1, -2], [5, 2]]
// Kept are 127, 8, -2.25, 4, -6, 5: clusters 127 and the rest, 8.75 / 5. Pruned elements are 0 though the table has no 0.
// PALETTE: #qnt.encoding<lut<u1, f32> : f32, block = *x*, sparsity = bitmask>
// PALETTE-VALUES: tensor<6x2xf32> {{\[\[}}127, 0], [0, 1.75], [0, 1.75], [1.75, 1.75], [0, 0], [1.75, 0]]
// The median of the six kept magnitudes 2.25, 4, 5, 6, 8, 127 is 5.5: scale 5.5 / 7.
// PERCENTILE: tensor<6x2xf32> {{\[\[}}5.5, 0], [0, 5.5], [0, -2.357143], [3.9285712, -5.5], [0, 0], [4.714286, 0]]
func.func @main() -> tensor<6x2xf32> {
  %identity_integers = arith.constant dense<[[1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]]> : tensor<6x6xi32>
  %identity = arith.sitofp %identity_integers : tensor<6x6xi32> to tensor<6x6xf32>
  %w = arith.constant dense<[[127.0, 2.0], [-1.0, 8.0], [0.5, -2.25], [4.0, -6.0], [1.0, -2.0], [5.0, 2.0]]> : tensor<6x2xf32> loc("w")
  %0 = qnt.dot_general %identity, %w contracting = [1] x [0] batch = [] x [] : (tensor<6x6xf32>, tensor<6x2xf32>) -> tensor<6x2xf32>
  return %0 : tensor<6x2xf32>
}
