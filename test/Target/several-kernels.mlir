// Each kernel is compiled by itself: the text is the same for every number of threads, has one header, declares what lies
// outside once, and what two kernels call or read is in each of them. A variable that kernels write is one for all.
// RUN: split-file %s %t
// RUN: quant-compile %t/apart.mlir --target=sm_80 -o %t/one.ptx --jobs=1
// RUN: quant-compile %t/apart.mlir --target=sm_80 -o %t/many.ptx --jobs=3
// RUN: cmp %t/one.ptx %t/many.ptx
// RUN: FileCheck %s < %t/one.ptx
// RUN: quant-compile %t/together.mlir --target=sm_80 -o %t/together.ptx && FileCheck %s --check-prefix=TOGETHER < %t/together.ptx
// RUN: not quant-compile %t/impossible.mlir --target=sm_80 -o %t/impossible.ptx 2>&1 | FileCheck %s --check-prefix=ERROR

// CHECK-COUNT-1: .version
// CHECK:         .extern .shared .align 128 .b8 dynamic[];
// CHECK:         .entry first(
// CHECK-NOT:     .version
// CHECK-NOT:     .extern
// CHECK:         table_of_second
// CHECK:         .entry second(
// CHECK-NOT:     .extern
// CHECK:         table_of_third
// CHECK:         .entry third(

// TOGETHER:     .global .align 4 .u32 counter
// TOGETHER-NOT: counter_of
// TOGETHER:     .entry count(
// TOGETHER-NOT: .global .align
// TOGETHER:     .entry read(

// ERROR: cannot generate code for sm_80

//--- apart.mlir
gpu.module @qnt_kernels {
  llvm.mlir.global external @dynamic() {addr_space = 3 : i32, alignment = 128 : i64} : !llvm.array<0 x i8>
  llvm.mlir.global internal constant @table(dense<[1, 4, 9, 16]> : tensor<4xi32>) {addr_space = 1 : i32} : !llvm.array<4 x i32>
  gpu.func @first(%y: !llvm.ptr<1>) kernel {
    %p = llvm.mlir.addressof @dynamic : !llvm.ptr<3>
    %t = nvvm.read.ptx.sreg.tid.x : i32
    llvm.store volatile %t, %p : i32, !llvm.ptr<3>
    %v = llvm.load volatile %p : !llvm.ptr<3> -> i32
    llvm.store %v, %y : i32, !llvm.ptr<1>
    gpu.return
  }
  gpu.func @second(%y: !llvm.ptr<1>) kernel {
    %p = llvm.mlir.addressof @dynamic : !llvm.ptr<3>
    %t = nvvm.read.ptx.sreg.tid.x : i32
    llvm.store volatile %t, %p : i32, !llvm.ptr<3>
    %v = llvm.load volatile %p : !llvm.ptr<3> -> i32
    %q = llvm.mlir.addressof @table : !llvm.ptr<1>
    %e = llvm.getelementptr %q[%v] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, i32
    %w = llvm.load %e : !llvm.ptr<1> -> i32
    llvm.store %w, %y : i32, !llvm.ptr<1>
    gpu.return
  }
  gpu.func @third(%i: i32, %y: !llvm.ptr<1>) kernel {
    %q = llvm.mlir.addressof @table : !llvm.ptr<1>
    %e = llvm.getelementptr %q[%i] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, i32
    %w = llvm.load %e : !llvm.ptr<1> -> i32
    llvm.store %w, %y : i32, !llvm.ptr<1>
    gpu.return
  }
}

//--- together.mlir
gpu.module @qnt_kernels {
  llvm.mlir.global internal @counter(0 : i32) {addr_space = 1 : i32} : i32
  gpu.func @count() kernel {
    %p = llvm.mlir.addressof @counter : !llvm.ptr<1>
    %one = llvm.mlir.constant(1 : i32) : i32
    %old = llvm.atomicrmw add %p, %one monotonic : !llvm.ptr<1>, i32
    gpu.return
  }
  gpu.func @read(%y: !llvm.ptr<1>) kernel {
    %p = llvm.mlir.addressof @counter : !llvm.ptr<1>
    %v = llvm.load volatile %p : !llvm.ptr<1> -> i32
    llvm.store %v, %y : i32, !llvm.ptr<1>
    gpu.return
  }
}

//--- impossible.mlir
gpu.module @qnt_kernels {
  gpu.func @fine(%y: !llvm.ptr<1>) kernel {
    %one = llvm.mlir.constant(1 : i32) : i32
    llvm.store %one, %y : i32, !llvm.ptr<1>
    gpu.return
  }
  gpu.func @wrong(%y: !llvm.ptr<1>) kernel {
    %v = llvm.inline_asm "mov $0, 1;", "=Y" : () -> i32
    llvm.store %v, %y : i32, !llvm.ptr<1>
    gpu.return
  }
}
