// RUN: not quant-opt %s --qnt-quantize-activations="granularity=per_channel" 2>&1 | FileCheck %s --check-prefix=GRANULARITY
// GRANULARITY: error: qnt-quantize-activations: expected granularity per_tensor, per_token or per_block for activations, got per_channel
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=nf4" 2>&1 | FileCheck %s --check-prefix=NF4
// NF4: expected dtype int2..int8, uint2..uint8, int16, uint16, fp8_e4m3fn, fp8_e5m2, fp6_e2m3fn, fp6_e3m2fn, fp4_e2m1fn, mxfp8, mxfp6, mxfp4, nvfp4, got 'nf4'
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=mxfp8 granularity=per_token" 2>&1 | FileCheck %s --check-prefix=MX
// MX: expected granularity per_block for dtype mxfp8, got per_token
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=mxfp8 block-size=16" 2>&1 | FileCheck %s --check-prefix=MX-BLOCK
// MX-BLOCK: expected block size 32 for dtype mxfp8, got 16
// RUN: not quant-opt %s --qnt-quantize-activations="granularity=per_token block-size=16" 2>&1 | FileCheck %s --check-prefix=TOKEN-BLOCK
// TOKEN-BLOCK: expected granularity per_block with a block size, got per_token
// RUN: not quant-opt %s --qnt-quantize-activations="block-size=16" 2>&1 | FileCheck %s --check-prefix=TENSOR-BLOCK
// TENSOR-BLOCK: expected granularity per_block with a block size, got per_tensor
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=uint8 convention=concrete" 2>&1 | FileCheck %s --check-prefix=CONCRETE
// CONCRETE: expected qscheme asymmetric for unsigned dtype uint8 with convention concrete (Concrete ML refuses symmetric unsigned codes), got symmetric
// RUN: not quant-opt %s --qnt-quantize-activations="dtype=int8 tensor-scale=true" 2>&1 | FileCheck %s --check-prefix=TENSOR-SCALE
// TENSOR-SCALE: expected dtype nvfp4 or scale-dtype fp8_e4m3fn with tensor-scale true (other scales have range enough without), got dtype int8
module {}
