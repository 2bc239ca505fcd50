// A program that has nothing for the device to do.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-run %s --device=emulated --entry=answer --print | FileCheck %s
// RUN: quant-run %s --device=emulated --entry=nothing 2>&1 | FileCheck %s --allow-empty --check-prefix=NOTHING
// RUN: quant-compile %s --target=sm_80 -o %t/m.json && %python %S/Inputs/check-manifest.py %source/docs/ManifestSchema.json %t/m.json | grep "0 kernels, 0 launches"
// RUN: quant-compile %s --target=sm_80 -o %t/m.ll && FileCheck %s --check-prefix=LL < %t/m.ll
// RUN: not quant-compile %s --target=sm_80 -o %t/m.ptx 2>&1 | FileCheck %s --check-prefix=PTX
// NOTHING-NOT: error
// PTX: quant-compile: error: the program has no kernels: expected ops that a GPU computes
// LL: define {{.*}}i32 @m_open(

// CHECK: tensor<index> 42
func.func @answer() -> index {
  %c42 = arith.constant 42 : index
  return %c42 : index
}
func.func @nothing() {
  return
}
