// Each mistake in the rules of the other passes, and in dtypes that are tables, has its own message.
// RUN: not quant-opt %s --qnt-palettize-weights="overrides=a:dtype=int8" 2>&1 | FileCheck %s --check-prefix=KEY
// KEY: error: qnt-palettize-weights: in override 'a:dtype=int8': expected name, op, layer, min-elements, max-elements, skip, n-bits, mode, granularity, group-size, cluster-dim, entry-dtype, channel-scale, got 'dtype'
// RUN: not quant-opt %s --qnt-palettize-weights="overrides=a:n-bits=5" 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: in override 'a:n-bits=5': expected n-bits 1, 2, 3, 4, 6 or 8, got 5
// RUN: not quant-opt %s --qnt-palettize-weights="overrides=a:group-size=big" 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: in override 'a:group-size=big': expected a number for group-size, got 'big'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 overrides=a:n-m=4:2" 2>&1 | FileCheck %s --check-prefix=GROUPS
// GROUPS: error: qnt-sparsify-weights: in override 'a:n-m=4:2': expected n-m as n:m with 0 < n < m, got '4:2'
// RUN: not quant-opt %s --qnt-sparsify-weights="n-m=2:4 overrides=a:target-sparsity=0.5" 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: in override 'a:target-sparsity=0.5': expected either target-sparsity or n-m
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 overrides=a:target-sparsity=half" 2>&1 | FileCheck %s --check-prefix=SHARE
// SHARE: in override 'a:target-sparsity=half': expected target-sparsity from 0 to 1, got half
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 overrides=a:block-size=x" 2>&1 | FileCheck %s --check-prefix=BLOCK
// BLOCK: in override 'a:block-size=x': expected a number for block-size, got 'x'
// RUN: not quant-opt %s --qnt-sparsify-weights="target-sparsity=0.5 overrides=a:tail=mask" 2>&1 | FileCheck %s --check-prefix=TAIL
// TAIL: in override 'a:tail=mask': expected name, {{.*}}n-bits, layout, got 'tail'
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=palette5" 2>&1 | FileCheck %s --check-prefix=TABLE-BITS
// TABLE-BITS: error: qnt-quantize-weights: expected n-bits 1, 2, 3, 4, 6 or 8, got 5
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=palettex" 2>&1 | FileCheck %s --check-prefix=TABLE-TEXT
// TABLE-TEXT: expected dtype {{.*}}, got 'palettex'
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=palette4 qscheme=asymmetric" 2>&1 | FileCheck %s --check-prefix=TABLE-SCHEME
// TABLE-SCHEME: expected no qscheme for dtype palette4, got asymmetric
// RUN: not quant-opt %s --qnt-quantize-weights="dtype=palette4 convention=apple" 2>&1 | FileCheck %s --check-prefix=TABLE-CONVENTION
// TABLE-CONVENTION: expected no convention for dtype palette4, got apple
// RUN: not quant-opt %s --qnt-quantize-weights="budget=4 nonfinite=keep dtypes=int4,palette4" 2>&1 | FileCheck %s --check-prefix=TABLE-NONFINITE
// TABLE-NONFINITE: expected nonfinite error or zero for dtype palette4, got 'keep'
func.func @f() {
  return
}
