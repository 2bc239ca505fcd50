// Bad input and bad use end with status 2 and the reason; a comparison beyond its bound with 1. An output that was
// there before stays as it was.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-run %s --entry=good --output=%t/x.npy
// RUN: cp %t/x.npy %t/kept.npy

// RUN: not quant-run 2>&1 | FileCheck %s --check-prefix=NO-MODEL
// NO-MODEL: quant-run: error: expected a model
// RUN: not quant-run %t/none.mlir 2>&1 | FileCheck %s --check-prefix=NO-FILE
// NO-FILE: quant-run: error: cannot read model '{{.*}}none.mlir'
// RUN: not quant-run %s --entry=none 2>&1 | FileCheck %s --check-prefix=NO-ENTRY
// NO-ENTRY: quant-run: error: the module has no function @none
// RUN: env QNTRT_CUDA_LIBRARY=no-driver.so not quant-run %s --entry=good --device=cuda 2>&1 | FileCheck %s --check-prefix=DEVICE
// DEVICE: quant-run: error: {{.*}}there is no CUDA driver: 'no-driver.so' cannot be loaded
// RUN: not quant-run %s --device=cpu --target=sm_80 2>&1 | FileCheck %s --check-prefix=OPTION-DEVICE
// OPTION-DEVICE: quant-run: error: expected --target with device emulated or cuda, got cpu
// RUN: not quant-run %s --entry=good --device=emulated --target=sm_12 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: quant-run: error: expected a target of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'sm_12'
// RUN: not quant-run %s --device=tpu 2>&1 | FileCheck %s --check-prefix=NO-DEVICE
// NO-DEVICE: quant-run: error: expected device reference, cpu, emulated or cuda, got 'tpu'
// RUN: not quant-run %s --compare=cpu 2>&1 | FileCheck %s --check-prefix=COMPARE
// COMPARE: quant-run: error: expected --compare=reference, got 'cpu'
// RUN: not quant-run %s --rtol=-1 2>&1 | FileCheck %s --check-prefix=RTOL
// RTOL: quant-run: error: expected --rtol and --atol not to be negative
// RUN: sh -c 'quant-run %s --entry=good --compare= 2>%t/log; test $? -eq 2' && FileCheck %s --check-prefix=NO-COMPARE --input-file=%t/log
// NO-COMPARE: quant-run: error: expected --compare=reference, got ''
// RUN: sh -c 'quant-run %s --entry=good --rtol=0.1 2>%t/log; test $? -eq 2' && FileCheck %s --check-prefix=ALONE --input-file=%t/log
// ALONE: quant-run: error: expected --rtol with a comparison: --expected or --compare
// RUN: not quant-run %s --entry=good --atol=0 2>&1 | FileCheck %s --check-prefix=ATOL
// ATOL: quant-run: error: expected --atol with a comparison: --expected or --compare
// RUN: sh -c 'quant-run %s --entry=good --device=cpu --max-steps=10 2>%t/log; test $? -eq 2' && FileCheck %s --check-prefix=STEPS --input-file=%t/log
// STEPS: quant-run: error: expected --max-steps with device reference or --compare, got cpu
// RUN: not quant-run %s --entry=good --device=emulated --max-steps=10 2>&1 | FileCheck %s --check-prefix=EMULATED-STEPS
// EMULATED-STEPS: quant-run: error: expected --max-steps with device reference or --compare, got emulated
// RUN: quant-run %s --entry=good --device=cpu --max-steps=10 --compare=reference
// RUN: not quant-run %s --entry=good --device=cpu --max-steps=1 --compare=reference 2>&1 | FileCheck %s --check-prefix=FEW-STEPS
// FEW-STEPS: quant-run: error: {{.*}}'func.return' op reached the limit of 1 evaluated ops

// The standard output takes the bytes of a result, or text.
// RUN: quant-run %s --entry=good --output=- > %t/standard.npy && cmp %t/standard.npy %t/kept.npy
// RUN: not quant-run %s --entry=good --output=- --time 2>&1 | FileCheck %s --check-prefix=STANDARD
// RUN: not quant-run %s --entry=good --output=- --print 2>&1 | FileCheck %s --check-prefix=STANDARD
// RUN: not quant-run %s --entry=good --output=- --compare=reference 2>&1 | FileCheck %s --check-prefix=STANDARD
// RUN: sh -c 'quant-run %s --entry=good --output=- --expected=%t/x.npy >%t/standard.npy 2>%t/log; test $? -eq 2' && test ! -s %t/standard.npy
// RUN: FileCheck %s --check-prefix=STANDARD --input-file=%t/log
// STANDARD: quant-run: error: expected no --output=- with --print, --time, --expected and --compare, which print to the standard output as well

// RUN: not quant-run %s --no-such-option 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: Unknown command line argument '--no-such-option'

// RUN: not quant-run %s --entry=take 2>&1 | FileCheck %s --check-prefix=NO-INPUT
// NO-INPUT: quant-run: error: expected 1 input files, got 0
// RUN: not quant-run %s --entry=good --output=%t/x.npy --output=%t/y.npy 2>&1 | FileCheck %s --check-prefix=OUTPUTS
// OUTPUTS: quant-run: error: expected 1 --output files, got 2
// Two results to one file, in other words too; what is written directly takes both.
// RUN: not quant-run %s --entry=two --output=%t/x.npy --output=%t/x.npy 2>&1 | FileCheck %s --check-prefix=SAME
// RUN: not quant-run %s --entry=two --output=%t/x.npy --output=%t/../%basename_t.tmp/./x.npy 2>&1 | FileCheck %s --check-prefix=SAME
// RUN: ln -s x.npy %t/link.npy && not quant-run %s --entry=two --output=%t/link.npy --output=%t/x.npy 2>&1 | FileCheck %s --check-prefix=SAME
// SAME: quant-run: error: expected a file for each output, but got '{{.*}}.npy' and '{{.*}}x.npy' for one file
// RUN: cd %t && not quant-run %s --entry=two --output=new.npy --output=./new.npy 2>&1 | FileCheck %s --check-prefix=NEW
// NEW: quant-run: error: expected a file for each output, but got 'new.npy' and './new.npy' for one file
// RUN: not ls %t/new.npy
// RUN: sh -c 'quant-run %s --entry=two --output=%t/new.npy --output=%t/new.npy 2>%t/log; test $? -eq 2'
// RUN: quant-run %s --entry=two --output=/dev/null --output=/dev/null
// An output over an input or the model, in other words too. What a result is compared with may be replaced by it.
// RUN: not quant-run %s --entry=same --input=%t/x.npy --output=%t/x.npy 2>&1 | FileCheck %s --check-prefix=INPUT
// INPUT: quant-run: error: expected outputs to leave the inputs as they are, but got output '{{.*}}/x.npy' and input '{{.*}}/x.npy' for one file
// RUN: cd %t && not quant-run %s --entry=same --input=link.npy --output=./x.npy 2>&1 | FileCheck %s --check-prefix=LINKED-INPUT
// LINKED-INPUT: quant-run: error: expected outputs to leave the inputs as they are, but got output './x.npy' and input 'link.npy' for one file
// RUN: cp %s %t/model.mlir && cd %t && not quant-run model.mlir --entry=two --output=y.npy --output=./model.mlir 2>&1 | FileCheck %s --check-prefix=OVER-MODEL
// OVER-MODEL: quant-run: error: expected outputs to leave the inputs as they are, but got output './model.mlir' and input 'model.mlir' for one file
// RUN: cmp %s %t/model.mlir && not ls %t/y.npy
// RUN: cp %t/x.npy %t/z.npy && quant-run %s --entry=same --input=%t/x.npy --expected=%t/z.npy --output=%t/z.npy && cmp %t/x.npy %t/z.npy
// RUN: quant-run %s --entry=same --input=%t/x.npy --output=/dev/null
// RUN: not quant-run %s --entry=good --expected=%t/x.npy --expected=%t/x.npy 2>&1 | FileCheck %s --check-prefix=EXPECTEDS
// EXPECTEDS: quant-run: error: expected 1 --expected files, got 2
// RUN: not quant-run %s --entry=take --input=%t/none.npy 2>&1 | FileCheck %s --check-prefix=NO-NPY
// NO-NPY: quant-run: error: cannot read '{{.*}}none.npy': No such file or directory
// RUN: not quant-run %s --entry=take --input=%t 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: quant-run: error: cannot read '{{.*}}': Is a directory
// RUN: printf 'no array' > %t/text.npy
// RUN: not quant-run %s --entry=take --input=%t/text.npy 2>&1 | FileCheck %s --check-prefix=TEXT
// TEXT: text.npy': not a .npy file
// RUN: head -c 130 %t/x.npy > %t/short.npy
// RUN: not quant-run %s --entry=take --input=%t/short.npy 2>&1 | FileCheck %s --check-prefix=SHORT
// SHORT: short.npy': truncated: expected 12 bytes of data, got 2
// RUN: not quant-run %s --entry=take_i32 --input=%t/x.npy 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: input 0 ('{{.*}}x.npy'): expected data of type i4, u4 or V4 for i32, got <f4
// RUN: not quant-run %s --entry=take_four --input=%t/x.npy 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: function @take_four input 0: expected 4xf32, got 3xf32
// RUN: quant-run %s --entry=bytes --output=%t/bytes.npy
// RUN: not quant-run %s --entry=take_i4 --input=%t/bytes.npy 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: expected numbers from -8 to 7 of i4 in data of type |i1, got -56 at element 1
// RUN: quant-run %s --entry=large_code --output=%t/large.npy
// RUN: not quant-run %s --entry=take_i4 --input=%t/large.npy 2>&1 | FileCheck %s --check-prefix=SIGNED
// SIGNED: expected numbers from -8 to 7 of i4 in data of type |i1, got 15 at element 1
// RUN: %python -c "import sys; data = open(sys.argv[1], 'rb').read(); open(sys.argv[2], 'wb').write(data.replace(b'|i1', b'|u1'))" %t/large.npy %t/code.npy
// RUN: quant-run %s --entry=same_i4 --input=%t/code.npy | FileCheck %s --check-prefix=CODE
// CODE: [1, -1, 3]
// RUN: %python -c "import sys; data = open(sys.argv[1], 'rb').read(); open(sys.argv[2], 'wb').write(data.replace(b'|i1', b'|u1'))" %t/bytes.npy %t/wide.npy
// RUN: not quant-run %s --entry=take_i4 --input=%t/wide.npy 2>&1 | FileCheck %s --check-prefix=UNSIGNED
// UNSIGNED: expected codes of 4 bits, got 200 at element 1
// RUN: not quant-run %s --entry=take_array --input=%t/bytes.npy --input=%t/x.npy 2>&1 | FileCheck %s --check-prefix=PARTS
// PARTS: input 0: expected scales of type 1xf32, got 3xf32

// The statuses themselves.
// RUN: sh -c 'quant-run %s --no-such-option 2>%t/log; test $? -eq 2'
// RUN: sh -c 'quant-run %s --device=cpu 2>%t/log; test $? -eq 2'
// RUN: sh -c 'quant-run %s --entry=fails --output=%t/x.npy 2>%t/log; test $? -eq 2'
// RUN: sh -c 'quant-run %s --entry=other --expected=%t/x.npy --output=%t/x.npy >%t/log; test $? -eq 1'
// RUN: FileCheck %s --check-prefix=BEYOND --input-file=%t/log
// BEYOND: result 0 against {{.*}}x.npy: 3 elements, max abs error 0.5, max rel error 0.25, 1 mismatches, worst at element 1: got 2.5, expected 2
// RUN: quant-run %s --entry=other --expected=%t/x.npy --rtol=0.25
// RUN: sh -c 'quant-run %s --entry=other_shape --expected=%t/x.npy 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=OTHER-SHAPE --input-file=%t/log
// OTHER-SHAPE: result 0 against {{.*}}x.npy: expected 3xf32, got 1xf32
// RUN: sh -c 'quant-run %s --entry=good --output=%t/none/x.npy 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=NO-FOLDER --input-file=%t/log
// NO-FOLDER: quant-run: error: cannot write '{{.*}}none/x.npy': No such file or directory
// RUN: sh -c 'quant-run %s --entry=good --output=/dev/full 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=FULL --input-file=%t/log
// FULL: quant-run: error: cannot write '/dev/full': No space left on device

// Several outputs are written all or none: the second folder does not exist.
// RUN: sh -c 'quant-run %s --entry=two --output=%t/x.npy --output=%t/none/y.npy 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=SECOND --input-file=%t/log
// SECOND: quant-run: error: cannot write '{{.*}}none/y.npy': No such file or directory
// Likewise where the second name is longer than a name can be.
// RUN: sh -c 'quant-run %s --entry=two --output=%t/x.npy --output=%t/$(printf %%0300d 0).npy 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=LONG --input-file=%t/log
// LONG: quant-run: error: cannot write '{{.*}}000.npy': File name too long
// RUN: sh -c 'quant-run %s --entry=two --output=%t/x.npy --output= 2>%t/log; test $? -eq 2'
// RUN: FileCheck %s --check-prefix=EMPTY --input-file=%t/log
// EMPTY: quant-run: error: cannot write '': No such file or directory

// A link to a file to come is what it points to.
// RUN: ln -s to-come.npy %t/coming.npy
// RUN: not quant-run %s --entry=two --output=%t/coming.npy --output=%t/to-come.npy 2>&1 | FileCheck %s --check-prefix=COMING
// COMING: quant-run: error: expected a file for each output, but got '{{.*}}coming.npy' and '{{.*}}to-come.npy' for one file
// RUN: quant-run %s --entry=good --output=%t/coming.npy && test -h %t/coming.npy && cmp %t/to-come.npy %t/kept.npy

// After all this the file is what it was, and nothing else was left behind.
// RUN: cmp %t/x.npy %t/kept.npy
// RUN: sh -c 'ls %t | grep tmp | wc -l' | FileCheck %s --check-prefix=LEFT
// LEFT: 0

// A good run replaces it.
// RUN: quant-run %s --entry=other --output=%t/x.npy
// RUN: not cmp %t/x.npy %t/kept.npy

#a = #qnt.encoding<i8 : f32, block = *, scale = f32>

func.func @good() -> tensor<3xf32> {
  %x = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %x : tensor<3xf32>
}
func.func @other() -> tensor<3xf32> {
  %x = arith.constant dense<[1.0, 2.5, 3.0]> : tensor<3xf32>
  return %x : tensor<3xf32>
}
func.func @other_shape() -> tensor<1xf32> {
  %x = arith.constant dense<1.0> : tensor<1xf32>
  return %x : tensor<1xf32>
}
func.func @two() -> (tensor<3xf32>, tensor<3xf32>) {
  %x = arith.constant dense<[1.0, 2.5, 3.0]> : tensor<3xf32>
  return %x, %x : tensor<3xf32>, tensor<3xf32>
}
func.func @fails() -> tensor<3xf32> {
  %x = arith.constant dense<[1.0, 2.5, 3.0]> : tensor<3xf32>
  %false = arith.constant false
  cf.assert %false, "no"
  return %x : tensor<3xf32>
}
func.func @bytes() -> tensor<3xi8> {
  %x = arith.constant dense<[1, -56, 3]> : tensor<3xi8>
  return %x : tensor<3xi8>
}
func.func @take(%x: tensor<3xf32>) { return }
func.func @same(%x: tensor<3xf32>) -> tensor<3xf32> { return %x : tensor<3xf32> }
func.func @take_four(%x: tensor<4xf32>) { return }
func.func @take_i32(%x: tensor<3xi32>) { return }
func.func @take_i4(%x: tensor<3xi4>) { return }
func.func @same_i4(%x: tensor<3xi4>) -> tensor<3xi4> { return %x : tensor<3xi4> }
func.func @large_code() -> tensor<3xi8> {
  %x = arith.constant dense<[1, 15, 3]> : tensor<3xi8>
  return %x : tensor<3xi8>
}
func.func @take_array(%x: !qnt.array<3, #a>) { return }
