// Kernels as PTX text of each target; the emulator executes them.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-compile %s --target=sm_80 -o %t/sm_80.ptx && FileCheck %s --check-prefixes=CHECK,SM80 < %t/sm_80.ptx
// RUN: quant-compile %s --target=sm_89 -o %t/sm_89.ptx && FileCheck %s --check-prefixes=CHECK,SM89 < %t/sm_89.ptx
// RUN: quant-compile %s --target=sm_90a -o %t/sm_90a.ptx && FileCheck %s --check-prefixes=CHECK,SM90 < %t/sm_90a.ptx
// RUN: quant-compile %s --target=sm_100a -o %t/sm_100a.ptx && FileCheck %s --check-prefixes=CHECK,SM100 < %t/sm_100a.ptx
// RUN: quant-compile %s --target=sm_120a -o %t/sm_120a.ptx && FileCheck %s --check-prefixes=CHECK,SM120 < %t/sm_120a.ptx
// Two runs give the same text.
// RUN: quant-compile %s --target=sm_90a -o %t/again.ptx && diff %t/sm_90a.ptx %t/again.ptx

// RUN: %python %S/Inputs/run-kernel.py ptx-run %t sm_80 sm_89 sm_90a sm_100a sm_120a

// SM80:       .version 8.0
// SM89:       .version 8.4
// SM90:       .version 8.3
// SM100:      .version 8.6
// SM120:      .version 8.7
// SM80:       .target sm_80
// SM90:       .target sm_90a
// CHECK:      .visible .entry scale(
// CHECK-NEXT:   .param .u64 .ptr .global .align 4 scale_param_0,
// CHECK-NEXT:   .param .u64 .ptr .global .align 2 scale_param_1,
// CHECK-NEXT:   .param .f32 scale_param_2,
// CHECK-NEXT:   .param .u64 scale_param_3
// CHECK:      .reqntid 64, 1, 1
// CHECK:      mul.rn.f32
// CHECK:      add.rn.f32
// One rounding each: from sm_90 on by instructions of bf16, before by an fma with -0 or 1.
// SM80-COUNT-2: fma.rn.bf16
// SM90:       mul.rn.bf16
// SM90:       add.rn.bf16
gpu.module @qnt_kernels {
  gpu.func @scale(%x: memref<?xf32>, %y: memref<?xbf16>, %s: f32, %n: index) kernel
      attributes {known_block_size = array<i32: 64, 1, 1>} {
    %size = arith.constant 64 : index
    %block = gpu.block_id x
    %thread = gpu.thread_id x
    %start = arith.muli %block, %size : index
    %i = arith.addi %start, %thread : index
    %in = arith.cmpi ult, %i, %n : index
    scf.if %in {
      %v = memref.load %x[%i] : memref<?xf32>
      %p = arith.mulf %v, %s : f32
      %q = arith.addf %p, %s : f32
      %h = arith.truncf %q : f32 to bf16
      %h2 = arith.mulf %h, %h : bf16
      %h3 = arith.addf %h2, %h : bf16
      memref.store %h3, %y[%i] : memref<?xbf16>
    }
    gpu.return
  }
}
