// Errors of lowering, of passes and of the parser name the file and show the line, as quant-opt's do, without ops in generic
// form; remarks come by the options of quant-opt.
// RUN: rm -rf %t && mkdir %t
// RUN: not quant-compile %s -o %t/m.o --entry=calls_absent 2>&1 | FileCheck %s --check-prefix=LOWERING
// RUN: not quant-compile %s -o %t/m.ptx --target=sm_80 --entry=calls_absent 2>&1 | FileCheck %s --check-prefix=LOWERING
// LOWERING:      {{^}}{{.*}}quant-compile-diagnostics.mlir:[[#@LINE+29]]:1: error: 'func.func' op @absent has no body
// LOWERING-NEXT: {{^}}func.func private @absent(i32) -> i32
// LOWERING-NEXT: {{^}}^
// LOWERING-NEXT: quant-compile: error: cannot compile the program{{$}}
// LOWERING-NOT:  {{.}}
// RUN: not quant-compile %s -o %t/m.o --passes='qnt-quantize-weights{dtype=int99}' 2>&1 | FileCheck %s --check-prefix=PASS
// PASS-NOT: loc(
// PASS:     quant-compile-diagnostics.mlir:0:0: error: qnt-quantize-weights: {{.*}}int99
// PASS:     quant-compile: error: a pass of --passes failed
// RUN: echo 'func.func @broken(' > %t/broken.mlir && not quant-compile %t/broken.mlir -o %t/m.o 2>&1 | FileCheck %s --check-prefix=PARSER
// PARSER:      {{^}}{{.*}}broken.mlir:{{[0-9]+}}:{{[0-9]+}}: error: expected
// PARSER:      quant-compile: error: cannot read model

// RUN: quant-compile %s -o %t/m.o --entry=scale --passes=qnt-quantize-weights 2>&1 | count 0
// RUN: quant-compile %s -o %t/m.o --entry=scale --passes=qnt-quantize-weights --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARKS
// RUN: quant-compile %s -o %t/m.o --entry=scale --passes=qnt-quantize-weights --remarks-filter-analyse=qnt --remark-policy=final 2>&1 | FileCheck %s --check-prefix=REMARKS
// REMARKS:      quant-compile-diagnostics.mlir:0:0: remark: [Analysis] qnt-quantize-weights
// RUN: quant-compile %s -o %t/m.ptx --target=sm_80 --entry=scale --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=KERNELS
// KERNELS: remark: [{{.*}}] qnt-outline-kernels
// RUN: quant-compile %s -o %t/m.o --entry=scale --passes=qnt-quantize-weights --remarks-filter=qnt --remark-format=yaml --remarks-output-file=%t/r.yaml 2>&1 | count 0
// RUN: FileCheck %s --check-prefix=YAML --input-file=%t/r.yaml
// YAML: Pass: {{ *}}qnt
// RUN: not quant-compile %s -o %t/m.o --remarks-filter='(' 2>&1 | FileCheck %s --check-prefix=REGEX
// REGEX: quant-compile: error: expected a regular expression as --remarks-filter, got '(': parentheses not balanced
// RUN: not quant-compile %s -o %t/m.o --remarks-filter=qnt --remark-format=yaml --remarks-output-file=%t/none/r.yaml 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: quant-compile: error: cannot write remarks to '{{.*}}/none/r.yaml'
// RUN: not quant-compile %s -o %t/m.o --remarks-filter=qnt --remark-format=csv 2>&1 | FileCheck %s --check-prefix=FORMAT
// FORMAT: Cannot find option named 'csv'!

func.func private @absent(i32) -> i32
func.func @calls_absent(%x: i32) -> i32 {
  %y = func.call @absent(%x) : (i32) -> i32
  return %y : i32
}
func.func @scale(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = arith.addf %x, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}
