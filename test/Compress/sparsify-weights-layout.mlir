// Kept codes and positions: the values are those of the plain form, and the report counts their bytes.
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0" -o %t.plain
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0 layout=compressed" --qnt-report=%t.json -o %t.compressed
// RUN: FileCheck %s < %t.compressed
// RUN: FileCheck %s --check-prefix=REPORT < %t.json
// RUN: quant-run %t.plain --print > %t.expected
// RUN: quant-run %t.compressed --print | cmp - %t.expected
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0 layout=mma_sp_k64" -o %t.words
// RUN: FileCheck %s --check-prefix=WORDS < %t.words
// RUN: quant-run %t.words --print | cmp - %t.expected
// The same as plain weights that are converted, but for the names of the data.
// RUN: quant-opt %t.plain --qnt-convert-sparsity=layout=mma_sp_k64 | sed 's/_codes_1/_codes/; s/_mask_1/_mask/' | cmp - %t.words
// A second run changes nothing.
// RUN: quant-opt %t.words --qnt-sparsify-weights="n-m=2:4 dtype=int8 weight-num-threshold=0 layout=mma_sp_k64" | cmp - %t.words
// Every number format, and tables: of w no group keeps less than two, of z one does.
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=uint4 qscheme=asymmetric weight-num-threshold=0" | quant-run - --print > %t.expected-uint4
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=uint4 qscheme=asymmetric weight-num-threshold=0 layout=compressed" | quant-run - --print | cmp - %t.expected-uint4
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int4 granularity=per_block quant-block-size=4 weight-num-threshold=0" | quant-run - --print > %t.expected-int4
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 dtype=int4 granularity=per_block quant-block-size=4 weight-num-threshold=0 layout=mma_sp_k32" | quant-run - --print | cmp - %t.expected-int4
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=1:3 dtype=fp8_e4m3fn weight-num-threshold=0" | quant-run - --print > %t.expected-fp8
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=1:3 dtype=fp8_e4m3fn weight-num-threshold=0 layout=compressed" | quant-run - --print | cmp - %t.expected-fp8
// RUN: quant-opt %s --qnt-sparsify-weights="n-m=2:4 n-bits=1 weight-num-threshold=0 layout=compressed" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=TABLE

// Rows 0 to 3 and 4 to 7 of each column.
// CHECK: #[[E:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32, sparsity = 2:4 along 0, layout = "compressed">
// CHECK: qnt.constant codes = dense_resource<w_codes> : tensor<4x2xi8>, {{.*}} mask = dense_resource<w_mask> : tensor<4x1xi8> {qnt.name = "w"} : !qnt.array<8x2, #[[E]]>
// 16 elements: 8 codes, 8 positions of 2 bits whose rows of 2 take a byte, 2 scales of 4 bytes.
// REPORT: "dtype_after": "sparse 2:4 compressed int8 per_channel"
// REPORT: "bytes_after": 20
// WORDS: layout = "mma_sp_k64_t"
// TABLE: 'z': expected a code that decodes to 0 for element 1, which fills a group that keeps less than 2 elements, but there is none
// TABLE: layout = "compressed"
func.func @main() -> (tensor<1x2xf32>, tensor<1x1xf32>) {
  %integers = arith.constant dense<[[1, 2, -3, 4, 5, -6, 7, 8]]> : tensor<1x8xi32>
  %x = arith.sitofp %integers : tensor<1x8xi32> to tensor<1x8xf32>
  %w = arith.constant dense<[[127.0, 2.0], [-1.0, 8.0], [0.5, -2.25], [4.0, -6.0], [1.0, -2.0], [5.0, 2.0], [-127.0, 3.0], [64.0, 1.0]]> : tensor<8x2xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x8xf32>, tensor<8x2xf32>) -> tensor<1x2xf32>
  %y = tensor.extract_slice %x[0, 0] [1, 4] [1, 1] : tensor<1x8xf32> to tensor<1x4xf32>
  %z = arith.constant dense<[[3.0], [0.0], [0.0], [0.0]]> : tensor<4x1xf32> loc("z")
  %1 = qnt.dot_general %y, %z contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, tensor<4x1xf32>) -> tensor<1x1xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x1xf32>
}
