// Each contradiction of the options has its own message.
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=int9" 2>&1 | FileCheck %s --check-prefix=DTYPE
// DTYPE: error: qnt-quantize-weights: expected dtype int2..int8, uint2..uint8, int16, uint16, fp8_e4m3fn, fp8_e5m2, fp6_e2m3fn, fp6_e3m2fn, fp4_e2m1fn, nf4, mxfp8, mxfp6, mxfp4, nvfp4, got 'int9'
// RUN: not quant-opt %s --qnt-quantize-weights="weight-num-threshold=-2" 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not quant-opt %s --qnt-palettize-weights="weight-num-threshold=-2" 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 weight-num-threshold=-2" 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// THRESHOLD: error: qnt-{{[a-z]+}}-weights: expected weight-num-threshold of at least 0, or -1, got -2
// RUN: not quant-opt %s --qnt-quantize-weights="other-users-threshold=-5" 2>&1 | FileCheck %s --check-prefix=USERS
// USERS: error: qnt-quantize-weights: expected other-users-threshold of at least 0, got -5
// RUN: not quant-opt %s --qnt-quantize-weights="qscheme=both" 2>&1 | FileCheck %s --check-prefix=QSCHEME
// QSCHEME: expected qscheme symmetric or asymmetric, got 'both'
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=fp8_e4m3fn qscheme=asymmetric" 2>&1 | FileCheck %s --check-prefix=FLOAT-ASYMMETRIC
// FLOAT-ASYMMETRIC: expected qscheme symmetric for dtype fp8_e4m3fn, got asymmetric
// RUN: not quant-opt %s --qnt-quantize-weights="granularity=per_row" 2>&1 | FileCheck %s --check-prefix=GRANULARITY
// GRANULARITY: expected granularity per_tensor, per_channel, per_token or per_block, got 'per_row'
// RUN: not quant-opt %s --qnt-quantize-weights="granularity=per_token" 2>&1 | FileCheck %s --check-prefix=PER-TOKEN
// PER-TOKEN: error: qnt-quantize-weights: expected granularity per_tensor, per_channel or per_block for weights, got per_token
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=mxfp4 granularity=per_channel" 2>&1 | FileCheck %s --check-prefix=MX-GRANULARITY
// MX-GRANULARITY: expected granularity per_block for dtype mxfp4, got per_channel
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=mxfp4 block-size=16" 2>&1 | FileCheck %s --check-prefix=MX-BLOCK
// MX-BLOCK: expected block size 32 for dtype mxfp4, got 16
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=fp4_e2m1fn granularity=per_tensor" 2>&1 | FileCheck %s --check-prefix=FP4-GRANULARITY
// FP4-GRANULARITY: expected granularity per_block for dtype fp4_e2m1fn, got per_tensor
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=fp4_e2m1fn block-size=64" 2>&1 | FileCheck %s --check-prefix=FP4-BLOCK
// FP4-BLOCK: expected block size 32 for dtype fp4_e2m1fn, got 64
// RUN: not quant-opt %s --qnt-quantize-weights="granularity=per_block block-size=0" 2>&1 | FileCheck %s --check-prefix=ZERO-BLOCK
// ZERO-BLOCK: expected a positive block size, got 0
// RUN: not quant-opt %s --qnt-quantize-weights="granularity=per_block block-size=-2" 2>&1 | FileCheck %s --check-prefix=NEGATIVE-BLOCK
// NEGATIVE-BLOCK: expected a positive block size, got -2
// RUN: not quant-opt %s --qnt-quantize-weights="granularity=per_channel block-size=32" 2>&1 | FileCheck %s --check-prefix=BLOCK-WITHOUT-PER-BLOCK
// BLOCK-WITHOUT-PER-BLOCK: expected granularity per_block with a block size, got per_channel
// RUN: not quant-opt %s --qnt-quantize-weights="scale-dtype=f8" 2>&1 | FileCheck %s --check-prefix=SCALE
// SCALE: expected scale-dtype f64, f32, f16, bf16, e8m0 or fp8_e4m3fn, got 'f8'
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=mxfp4 scale-dtype=f32" 2>&1 | FileCheck %s --check-prefix=MX-SCALE
// MX-SCALE: expected no scale-dtype for dtype mxfp4, which fixes it, got f32
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=fp4_e2m1fn scale-dtype=e8m0" 2>&1 | FileCheck %s --check-prefix=FP4-SCALE
// FP4-SCALE: expected no scale-dtype for dtype fp4_e2m1fn, which fixes it, got e8m0
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=uint4 scale-dtype=e8m0" 2>&1 | FileCheck %s --check-prefix=INTEGER-SCALE
// INTEGER-SCALE: expected scale-dtype f64, f32, f16 or bf16 for integer dtype uint4, got e8m0
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=int8 scale-dtype=f16 convention=apple" 2>&1 | FileCheck %s --check-prefix=APPLE-INTEGER-SCALE
// APPLE-INTEGER-SCALE: expected no scale-dtype for integer dtype int8 with convention apple, got f16
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=fp8_e5m2 scale-dtype=f16 convention=apple" 2>&1 | FileCheck %s --check-prefix=APPLE-SCALE
// APPLE-SCALE: expected scale-dtype e8m0 for dtype fp8_e5m2 with convention apple, got f16
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=uint8 convention=concrete" 2>&1 | FileCheck %s --check-prefix=CONCRETE
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=uint8 convention={concrete, nan = zero}" 2>&1 | FileCheck %s --check-prefix=CONCRETE
// CONCRETE: expected qscheme asymmetric for unsigned dtype uint8 with convention concrete (Concrete ML refuses symmetric unsigned codes), got symmetric
// RUN: not quant-opt %s --qnt-quantize-weights="nonfinite=drop" 2>&1 | FileCheck %s --check-prefix=NONFINITE-OPTION
// NONFINITE-OPTION: error: qnt-quantize-weights: expected nonfinite error, keep or zero, got 'drop'
// RUN: not quant-opt %s --pass-pipeline="builtin.module(func.func(qnt-quantize-weights{report=-}))" 2>&1 | FileCheck %s --check-prefix=REPORT-ROOT
// REPORT-ROOT: error: qnt-quantize-weights: expected to run on the module when it writes a report, got 'func.func'
// Before any weight is compressed, of which one is infinite.
// RUN: not quant-opt %s --pass-pipeline="builtin.module(func.func(qnt-quantize-weights{weight-num-threshold=0 report=-}))" 2>&1 | FileCheck %s --check-prefix=REPORT-FIRST
// RUN: not quant-opt %s --pass-pipeline="builtin.module(func.func(qnt-quantize-weights{weight-num-threshold=0 dry-run}))" 2>&1 | FileCheck %s --check-prefix=REPORT-FIRST
// REPORT-FIRST-NOT: expected finite weights
// REPORT-FIRST: error: qnt-quantize-weights: expected to run on the module when it writes a report, got 'func.func'
// REPORT-FIRST-NOT: expected finite weights
// RUN: not quant-opt %s --qnt-quantize-weights="report=%t.missing/report.json" 2>&1 | FileCheck %s --check-prefix=REPORT-FILE
// REPORT-FILE: error: qnt-quantize-weights: cannot write '{{.*}}report.json': No such file or directory
// RUN: not quant-opt %s --qnt-quantize-weights="convention=mine" 2>&1 | FileCheck %s --check-prefix=CONVENTION
// CONVENTION: error: qnt-quantize-weights: in convention 'mine': expected a preset (default, {{.*}}), but got 'mine'
// RUN: not quant-opt %s --qnt-quantize-weights="calibration=best" 2>&1 | FileCheck %s --check-prefix=CALIBRATION
// CALIBRATION: expected calibration absmax, minmax, rms, fixed, percentile, mse, exact or hqq, got 'best'
// RUN: not quant-opt %s --qnt-quantize-weights="calibration=rms,x" 2>&1 | FileCheck %s --check-prefix=CALIBRATION-NUMBER
// CALIBRATION-NUMBER: expected a number in calibration 'rms,x', got 'x'
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=nf4 calibration=exact" 2>&1 | FileCheck %s --check-prefix=EXACT-DTYPE
// EXACT-DTYPE: expected an integer dtype with calibration exact, got nf4
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=int4 qscheme=asymmetric calibration=hqq" 2>&1 | FileCheck %s --check-prefix=HQQ-DTYPE
// HQQ-DTYPE: expected an unsigned integer dtype with calibration hqq, got int4
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=uint4 calibration=hqq" 2>&1 | FileCheck %s --check-prefix=HQQ-QSCHEME
// HQQ-QSCHEME: expected qscheme asymmetric with calibration hqq
// RUN: not quant-opt %s --qnt-quantize-weights="qscheme=asymmetric calibration=exact" 2>&1 | FileCheck %s --check-prefix=EXACT-QSCHEME
// EXACT-QSCHEME: expected qscheme symmetric with calibration exact
// RUN: not quant-opt %s --qnt-quantize-weights="convention=apple calibration=exact" 2>&1 | FileCheck %s --check-prefix=EXACT-CONVENTION
// EXACT-CONVENTION: expected convention default with calibration exact, got apple
// RUN: not quant-opt %s --qnt-quantize-weights="tail=drop" 2>&1 | FileCheck %s --check-prefix=TAIL
// TAIL: error: qnt-quantize-weights: expected tail skip or mask, got 'drop'
// RUN: not quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" 2>&1 | FileCheck %s --check-prefix=NONFINITE
// NONFINITE: 'arith.constant' op expected finite weights, but element 3 of 'w' is NaN or infinite
// RUN: not quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 calibration=fixed,1" 2>&1 | FileCheck %s --check-prefix=FIXED
// FIXED: cannot compress 'v': expected scale rule 'fixed' to have one block for the whole tensor

func.func @fixed_range(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %v = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("v")
  %y = qnt.dot_general %x, %v contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

func.func @dense(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 0x7F800000]]> : tensor<2x2xf32> loc("w")
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
