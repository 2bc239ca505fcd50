// Bad use and programs that cannot be compiled: status 2, the reason, and files stay as they were.
// RUN: rm -rf %t && mkdir %t && echo kept > %t/m.o && echo kept > %t/m.h
// RUN: not quant-compile 2>&1 | FileCheck %s --check-prefix=MODEL
// MODEL: quant-compile: error: expected a model
// RUN: not quant-compile %s 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: quant-compile: error: expected an output: -o
// RUN: not quant-compile %s -o %t/m.o --target=tpu 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: quant-compile: error: expected target cpu, sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'tpu'
// RUN: not quant-compile %s -o %t/m.o --math=tf32 2>&1 | FileCheck %s --check-prefix=MATH
// MATH: quant-compile: error: expected --math with a GPU as target, got target cpu
// RUN: not quant-compile %s -o %t/m.ptx --target=sm_80 --math=tf19 2>&1 | FileCheck %s --check-prefix=MATH_NAME
// MATH_NAME: expected tf32 or fp8, got 'tf19'
// RUN: not quant-compile %s -o %t/m.exe --target=sm_80 2>&1 | FileCheck %s --check-prefix=DEVICE_FORMAT
// DEVICE_FORMAT: quant-compile: error: expected an output that ends in .ptx, .cubin, .json, .ll, .o or .so, got '{{.*}}m.exe'
// RUN: not quant-compile %s -o %t/m.exe 2>&1 | FileCheck %s --check-prefix=FORMAT
// FORMAT: quant-compile: error: expected an output that ends in .ll, .o or .so, got '{{.*}}m.exe'
// RUN: not quant-compile %s -o %t/m.o --header=%t/./m.o 2>&1 | FileCheck %s --check-prefix=SAME
// SAME: quant-compile: error: expected a file for each output, but got '{{.*}}m.o' and '{{.*}}/./m.o' for one file
// RUN: not quant-compile %s -o %t/m.o --entry=good --weights=%t/./m.h 2>&1 | FileCheck %s --check-prefix=SAME_WEIGHTS
// SAME_WEIGHTS: quant-compile: error: expected a file for each output, but got '{{.*}}m.h' and '{{.*}}/./m.h' for one file
// RUN: not quant-compile %s -o %t/k.ptx --target=sm_80 --manifest=%t/./k.ptx 2>&1 | FileCheck %s --check-prefix=SAME_MANIFEST
// SAME_MANIFEST: quant-compile: error: expected a file for each output, but got '{{.*}}k.ptx' and '{{.*}}/./k.ptx' for one file
// RUN: not quant-compile %t/none.mlir -o %t/m.o 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: quant-compile: error: cannot read model '{{.*}}none.mlir': {{.*}}No such file or directory
// RUN: echo 'func.func @broken(' > %t/m.mlir && not quant-compile %t/m.mlir -o %t/m.o 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: quant-compile: error: cannot read model '{{.*}}m.mlir'{{$}}
// RUN: not quant-compile %s -o %t/m.o --no-such-option 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: Unknown command line argument '--no-such-option'
// RUN: not quant-compile %s -o %t/m.o --passes=no-such-pass 2>&1 | FileCheck %s --check-prefix=PASSES
// PASSES: quant-compile: error: cannot read --passes: {{.*}}no-such-pass
// RUN: not quant-compile %s -o %t/m.o --passes='qnt-quantize-weights{dtype=int99}' 2>&1 | FileCheck %s --check-prefix=PASS
// PASS: quant-compile: error: a pass of --passes failed
// RUN: not quant-compile %s -o %t/m.o --passes='qnt-quantize-weights{report=%t/./m.h}' 2>&1 | FileCheck %s --check-prefix=REPORT
// REPORT: error: qnt-quantize-weights: expected a file for each output, but got '{{.*}}m.h' and '{{.*}}/./m.h' for one file
// RUN: not quant-compile %s -o %t/m.o --entry=none 2>&1 | FileCheck %s --check-prefix=ENTRY
// ENTRY: quant-compile: error: the module has no function @none
// RUN: not quant-compile %s -o %t/m.o --entry=unknown 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: quant-compile: error: function @unknown: values of type vector<4xf32> cannot enter or leave compiled code
// RUN: not quant-compile %s -o %t/m.o --entry=good --cpu=abacus 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: quant-compile: error: expected native or a processor of {{.*}}, got 'abacus'
// RUN: not quant-compile %s -o %t/m.o --entry=good --prefix=a-b 2>&1 | FileCheck %s --check-prefix=PREFIX
// PREFIX: quant-compile: error: expected a prefix of letters, digits and underscores, no digit first, got 'a-b'
// RUN: not quant-compile %s -o %t/m.o --entry=good --prefix=9a 2>&1 | FileCheck %s --check-prefix=DIGIT
// DIGIT: quant-compile: error: expected a prefix of letters, digits and underscores, no digit first, got '9a'
// RUN: not quant-compile %s -o %t/m.o --entry=good --prefix= 2>&1 | FileCheck %s --check-prefix=NO_PREFIX
// NO_PREFIX: quant-compile: error: expected a prefix of letters, digits and underscores, no digit first, got ''

// Options that would change nothing.
// RUN: not quant-compile %s -o %t/m.o --entry=good --ptxas=foo 2>&1 | FileCheck %s --check-prefix=PTXAS
// PTXAS: quant-compile: error: expected --ptxas with a GPU as target, got target cpu
// RUN: not quant-compile %s -o %t/m.o --entry=good --linker=gcc 2>&1 | FileCheck %s --check-prefix=NO_LINK
// NO_LINK: quant-compile: error: expected --linker with an output that ends in .so, got '{{.*}}m.o'
// RUN: not quant-compile %s -o %t/a.ptx --target=sm_80 --linker=gcc 2>&1 | FileCheck %s --check-prefix=DEVICE_LINK
// DEVICE_LINK: quant-compile: error: expected --linker with an output that ends in .so, got '{{.*}}a.ptx'
// RUN: not quant-compile %s -o %t/a.ptx --target=sm_80 --header=%t/h.h 2>&1 | FileCheck %s --check-prefix=DEVICE_HEADER
// DEVICE_HEADER: quant-compile: error: expected --header with an output that ends in .ll, .o or .so, got '{{.*}}a.ptx'
// RUN: not quant-compile %s -o %t/a.json --target=sm_80 --prefix=p 2>&1 | FileCheck %s --check-prefix=DEVICE_PREFIX
// DEVICE_PREFIX: quant-compile: error: expected --prefix with an output that ends in .ll, .o or .so, got '{{.*}}a.json'
// RUN: not quant-compile %s -o %t/a.cubin --target=sm_80 --cpu=native 2>&1 | FileCheck %s --check-prefix=DEVICE_CPU
// DEVICE_CPU: quant-compile: error: expected --cpu with an output that ends in .ll, .o or .so, got '{{.*}}a.cubin'

// An output over the model.
// RUN: cp %s %t.model && not quant-compile %t.model -o %t/m.o --entry=good --header=%t/../%basename_t.tmp.model 2>&1 | FileCheck %s --check-prefix=OVER_MODEL
// OVER_MODEL: quant-compile: error: expected outputs to leave the inputs as they are, but got output '{{.*}}/../{{.*}}.model' and input '{{.*}}.model' for one file
// RUN: cmp %s %t.model
// RUN: not quant-compile %s -o %t/m.o --entry=good --weights= 2>&1 | FileCheck %s --check-prefix=NO_WEIGHTS
// NO_WEIGHTS: quant-compile: error: expected --weights=embedded or the name of a file, got ''
// RUN: not quant-compile %s -o %t/m.o --entry=good --weights=%t/ 2>&1 | FileCheck %s --check-prefix=WEIGHTS_FOLDER
// WEIGHTS_FOLDER: quant-compile: error: expected --weights=embedded or the name of a file, got '{{.*}}/'
// RUN: not quant-compile %s -o %t/m.o --entry=good --weights=%t/m.h 2>&1 | FileCheck %s --check-prefix=WEIGHTS_SAME
// WEIGHTS_SAME: quant-compile: error: expected a file for the weights that is no other one's, got '{{.*}}/m.h'
// RUN: not quant-compile %s -o %t/m.o --entry=good --weights=%t/none/w 2>&1 | FileCheck %s --check-prefix=WEIGHTS_WRITE
// WEIGHTS_WRITE: quant-compile: error: cannot write '{{.*}}none/w': No such file or directory
// RUN: not quant-compile %s -o %t/m.o --entry=good --manifest=%t/k.json 2>&1 | FileCheck %s --check-prefix=MANIFEST
// MANIFEST: quant-compile: error: expected --manifest with a GPU as target, got target cpu
// RUN: not quant-compile %s -o %t/m.o --entry=good --target=sm_80 --weights=%t/w --manifest=%t/w 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: quant-compile: error: expected a file for the manifest that is no other one's, got '{{.*}}/w'
// RUN: not quant-compile %s -o %t/m.o --entry=load_weights --weights=%t/w 2>&1 | FileCheck %s --check-prefix=TAKEN
// TAKEN: quant-compile: error: function @load_weights has no name in C: m_load_weights is a function that every program of its kind has
// RUN: not quant-compile %s -o %t/m.o --entry=open --target=sm_80 2>&1 | FileCheck %s --check-prefix=OPEN
// OPEN: quant-compile: error: function @open has no name in C: m_open is a function that every program of its kind has
// RUN: not quant-compile %s -o %t/m.so --entry=good --linker=false 2>&1 | FileCheck %s --check-prefix=LINKER
// LINKER: quant-compile: error: the linker failed: {{.*}}false -shared -o {{.*}}.o -lm
// RUN: env TMPDIR=%t/none not quant-compile %s -o %t/m.so --entry=good 2>&1 | FileCheck %s --check-prefix=TEMPORARY
// TEMPORARY: quant-compile: error: cannot make a temporary file: No such file
// RUN: not quant-compile %s -o %t/none/m.o --entry=good 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: quant-compile: error: {{.*}}none/m
// RUN: not quant-compile %s -o %t/m.o --header=%t/none/m.h --entry=good 2>&1 | FileCheck %s --check-prefix=HEADER
// HEADER: quant-compile: error: {{.*}}none/m
// The code's name is a letter longer than a name can be: the header stays.
// RUN: sh -c 'quant-compile %s -o %t/$(printf %%0254d 0).o --header=%t/m.h --entry=good 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=LONG --input-file=%t/log
// LONG: quant-compile: error: cannot write '{{.*}}0.o': File name too long

// RUN: sh -c 'quant-compile %s -o %t/m.o --entry=none 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=KEPT --input-file=%t/m.o
// RUN: FileCheck %s --check-prefix=KEPT --input-file=%t/m.h
// KEPT: kept
// RUN: ls %t | FileCheck %s --check-prefix=FILES
// FILES:      log
// FILES-NEXT: m.h
// FILES-NEXT: m.mlir
// FILES-NEXT: m.o
// FILES-NOT:  {{.}}

func.func @good() { return }
func.func @load_weights() { return }
func.func @open() { return }
func.func @unknown(%x: vector<4xf32>) { return }
