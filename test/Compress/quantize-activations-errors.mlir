// RUN: not quant-opt %s --qnt-quantize-activations="granularity=per_channel" 2>&1 | FileCheck %s --check-prefix=GRANULARITY
// GRANULARITY: error: qnt-quantize-activations: expected granularity per_tensor or per_token, got 'per_channel'
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=nf4" 2>&1 | FileCheck %s --check-prefix=NF4
// NF4: expected a dtype without a code book for activations, got nf4
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=mxfp8" 2>&1 | FileCheck %s --check-prefix=MX
// MX: expected granularity per_block for dtype mxfp8, got per_tensor
module {}
