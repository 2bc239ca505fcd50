// Instructions of tensor cores, and atomics on floats.
// RUN: quant-compile %s --target=sm_80 -o %t.ptx && FileCheck %s < %t.ptx
// CHECK: mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32
// CHECK: atom.global.add.f32
gpu.module @qnt_kernels {
  gpu.func @multiply(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel {
    %a = llvm.load %x : !llvm.ptr<1> -> vector<2xf16>
    %z = llvm.mlir.constant(0.0 : f32) : f32
    %d = nvvm.mma.sync A[%a, %a, %a, %a] B[%a, %a] C[%z, %z, %z, %z]
      {layoutA = #nvvm.mma_layout<row>, layoutB = #nvvm.mma_layout<col>, shape = #nvvm.shape<m = 16, n = 8, k = 16>}
      : (vector<2xf16>, vector<2xf16>, f32) -> !llvm.struct<(f32, f32, f32, f32)>
    %r = llvm.extractvalue %d[0] : !llvm.struct<(f32, f32, f32, f32)>
    llvm.store %r, %y : f32, !llvm.ptr<1>
    gpu.return
  }
  gpu.func @accumulate(%x: memref<4xf32>, %y: memref<4xf32>) kernel {
    %c0 = arith.constant 0 : index
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %old = memref.atomic_rmw addf %v, %y[%c0] : (f32, memref<4xf32>) -> f32
    gpu.return
  }
}
