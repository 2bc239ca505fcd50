// The report of a pass and that of quant-opt, as a table and as JSON.
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int4 weight-num-threshold=4 report=%t.txt" -o %t.mlir
// RUN: FileCheck %s --check-prefix=TABLE --match-full-lines < %t.txt
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int4 weight-num-threshold=4" --qnt-report=- -o %t.mlir | cmp - %t.txt
// RUN: quant-opt %s --qnt-quantize-weights="dtype=int4 weight-num-threshold=4" --qnt-report=%t.json -o %t.mlir
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: %python -c "import json, sys; print(json.load(open(sys.argv[1]))['total'])" %t.json | FileCheck %s --check-prefix=PARSED
// A nested pipeline writes into the same report, whatever thread runs what.
// RUN: quant-opt %s --pass-pipeline="builtin.module(func.func(qnt-quantize-weights{dtype=int4 weight-num-threshold=4}))" --qnt-report=- -o %t.mlir | cmp - %t.txt
// Without a report file nothing is left behind when a run fails.
// RUN: rm -f %t.none && not quant-opt %s --qnt-quantize-weights="dtype=int9" --qnt-report=%t.none 2> %t.err && not ls %t.none
// RUN: FileCheck %s --check-prefix=DTYPE < %t.err
// DTYPE: error: qnt-quantize-weights: expected dtype int2..int8, {{.*}}, got 'int9'
// RUN: not quant-opt %s --qnt-quantize-weights --qnt-report=%t.missing/r.json -o %t.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: quant-opt: error: cannot write '{{.*}}r.json': No such file or directory

// Column 0 of w is exact; column 1 has scale 1, 3.5 decodes to 4 and 0.25 to 0: sqrt(0.3125 / (49 + 49 + 12.25 + 0.0625)).
// All: 0.3125 / (49 + 4 + 1 + 9 + 110.3125).
// TABLE: weight  shape         from  to                    bytes  bytes after  bits/weight  relative error  SNR dB  worst block  left alone because
// TABLE-NEXT: w       4x2           f32   int4 per_channel         32           12       12.000        0.042463   27.44  1: 0.053225
// TABLE-NEXT: small   2x2           f32   -                        16                                                            it has 4 elements, not more than weight-num-threshold 4
// TABLE-NEXT: total   1 compressed        1 left alone             48           28       18.667

// JSON: "weights": [
// JSON: "pass": "qnt-quantize-weights",
// JSON-NEXT: "name": "w",
// JSON-NEXT: "shape": [
// JSON-NEXT: 4,
// JSON-NEXT: 2
// JSON: "dtype_before": "f32",
// JSON-NEXT: "bytes_before": 32,
// JSON-NEXT: "dtype_after": "int4 per_channel",
// JSON-NEXT: "encoding": "#qnt.encoding<i4 : f32, block = *x1, scale = f32>",
// JSON-NEXT: "bytes_after": 12,
// JSON-NEXT: "bits_per_weight": 12,
// JSON-NEXT: "relative_error": 0.0424
// JSON-NEXT: "cosine": 0.99916
// JSON-NEXT: "snr_db": 27.4
// JSON-NEXT: "worst_block": 1,
// JSON-NEXT: "worst_block_relative_error": 0.0532
// JSON: "left_alone": "it has 4 elements, not more than weight-num-threshold 4"
// PARSED: {'compressed': 1, 'left_alone': 1, 'elements': 12, 'bytes_before': 48, 'bytes_after': 28, 'bits_per_weight': 18.66
func.func @dense(%x: tensor<?x4xf32>, %v: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = arith.constant dense<[[7.0, 7.0], [2.0, -7.0], [1.0, 3.5], [-3.0, 0.25]]> : tensor<4x2xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  %small = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("small")
  %1 = qnt.dot_general %v, %small contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %0, %1 : tensor<?x2xf32>, tensor<?x2xf32>
}
