// Each mistake in a rule has its own message, with the rule.
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=name" 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: error: qnt-quantize-weights: in override 'name': expected selectors, ':' and settings
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=a:colour=red" 2>&1 | FileCheck %s --check-prefix=KEY
// KEY: in override 'a:colour=red': expected name, op, layer, min-elements, max-elements, skip, dtype, {{.*}}tail, got 'colour'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=[a:skip" 2>&1 | FileCheck %s --check-prefix=GLOB
// GLOB: in override '[a:skip': expected a glob pattern, got '[a': {{.+}}
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=op=matmul:skip" 2>&1 | FileCheck %s --check-prefix=OP
// OP: in override 'op=matmul:skip': expected op dot, conv, ragged_dot or gather, got 'matmul'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=layer=2:skip" 2>&1 | FileCheck %s --check-prefix=LAYER
// LAYER: in override 'layer=2:skip': expected layer first or last, got '2'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=min-elements=few:skip" 2>&1 | FileCheck %s --check-prefix=ELEMENTS
// ELEMENTS: in override 'min-elements=few:skip': expected a number of elements for min-elements, got 'few'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=a:skip=maybe" 2>&1 | FileCheck %s --check-prefix=SKIP
// SKIP: in override 'a:skip=maybe': expected skip true or false, got 'maybe'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=a:dtype=int99" 2>&1 | FileCheck %s --check-prefix=DTYPE
// DTYPE: in override 'a:dtype=int99': expected dtype int2..int8, {{.*}}, got 'int99'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=a:block-size=big" 2>&1 | FileCheck %s --check-prefix=BLOCK
// BLOCK: in override 'a:block-size=big': expected a block size as a number of elements or a fraction of the dimension, got 'big'
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=%t.absent.json" 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: cannot read overrides '{{.*}}absent.json': No such file or directory
// RUN: echo '[{' > %t.broken.json
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=%t.broken.json" 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: cannot read overrides '{{.*}}broken.json': [2:0, byte=3]: Expected object key
// RUN: echo '{}' > %t.object.json
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=%t.object.json" 2>&1 | FileCheck %s --check-prefix=OBJECT
// OBJECT: expected an array of rules in overrides '{{.*}}object.json'
// RUN: echo '[1]' > %t.number.json
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=%t.number.json" 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: in override '1': expected an object
// RUN: echo '[{"dtype": []}]' > %t.list.json
// RUN: not quant-opt %s --qnt-quantize-weights="overrides=%t.list.json" 2>&1 | FileCheck %s --check-prefix=LIST
// LIST: expected a string, a number or true or false for 'dtype'
// Rules that are right alone.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 overrides=w:granularity=per_block/block-size=2;*:granularity=per_tensor" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=TOGETHER
// TOGETHER: 'w': its overrides contradict each other: expected granularity per_block with a block size, got per_tensor

// Mixed precision.
// RUN: not quant-opt %s --qnt-quantize-weights="budget=3 max-error=0.1" 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: expected either budget or max-error, got both
// RUN: not quant-opt %s --qnt-quantize-weights="budget=few" 2>&1 | FileCheck %s --check-prefix=BUDGET
// BUDGET: expected a positive number of bits for budget, got 'few'
// RUN: not quant-opt %s --qnt-quantize-weights="max-error=-1" 2>&1 | FileCheck %s --check-prefix=MAX-ERROR
// MAX-ERROR: expected a positive number for max-error, got '-1'
// RUN: not quant-opt %s --qnt-quantize-weights="budget=4 dtype=int8" 2>&1 | FileCheck %s --check-prefix=BUDGET-DTYPE
// BUDGET-DTYPE: expected no dtype with budget or max-error, which choose among dtypes, got int8
// RUN: not quant-opt %s --qnt-quantize-weights="budget=4 dtypes=int4,int99" 2>&1 | FileCheck %s --check-prefix=DTYPES
// DTYPES: expected dtype int2..int8, {{.*}}, got 'int99'
// RUN: not quant-opt %s --qnt-quantize-weights="budget=1.5bits weight-num-threshold=0" 2>&1 | FileCheck %s --check-prefix=TOO-SMALL
// TOO-SMALL: error: qnt-quantize-weights: expected a budget that holds the smallest of the dtypes, got 1.5 bits per weight
// RUN: quant-opt %s --qnt-quantize-weights="max-error=1e-9 weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NOT-KEPT
// NOT-KEPT: 'w': no dtype keeps its relative error at 1e-09
// RUN: quant-opt %s --qnt-quantize-weights="budget=9 dtypes=mxfp4,nvfp4 weight-num-threshold=0" --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: 'w': none of the dtypes takes it
func.func @f(%x: tensor<?x2xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.1, 5.3, 6.2]]> : tensor<2x3xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
