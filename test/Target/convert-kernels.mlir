// RUN: quant-opt %s --qnt-convert-kernels --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-convert-kernels --split-input-file > %t.once
// RUN: quant-opt %t.once --qnt-convert-kernels --split-input-file | diff %t.once -
// RUN: quant-opt %s --split-input-file --qnt-convert-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-convert-kernels {{.*}}| kernels=1{{$}}
// REMARK: [Analysis] qnt-convert-kernels {{.*}}| kernels=1{{$}}
// REMARK: [Analysis] qnt-convert-kernels {{.*}}| kernels=1{{$}}
// REMARK: [Analysis] qnt-convert-kernels {{.*}}| kernels=1{{$}}
// REMARK: [Analysis] qnt-convert-kernels {{.*}}Category:qnt |{{ *$}}

// CHECK-LABEL: llvm.func @double(
// CHECK-SAME:    %[[X:.*]]: !llvm.ptr<1> {llvm.align = 4 : i64}, %[[N:.*]]: i64)
// CHECK-SAME:    gpu.kernel
// CHECK-SAME:    nvvm.kernel
// CHECK:         %[[TID:.*]] = nvvm.read.ptx.sreg.tid.x : i32
// CHECK:         %[[I:.*]] = llvm.sext %[[TID]] : i32 to i64
// CHECK:         llvm.icmp "ult" %[[I]], %[[N]] : i64
// CHECK:         llvm.fadd
// CHECK-NOT:     fastmath
// CHECK:         llvm.return
gpu.module @qnt_kernels {
  gpu.func @double(%x: memref<?xf32>, %n: index) kernel {
    %i = gpu.thread_id x
    %in = arith.cmpi ult, %i, %n : index
    scf.if %in {
      %v = memref.load %x[%i] : memref<?xf32>
      %d = arith.addf %v, %v : f32
      memref.store %d, %x[%i] : memref<?xf32>
    }
    gpu.return
  }
}

// -----

// A known size of blocks is required of launches; attributes of NVVM stay.
// CHECK-LABEL: llvm.func @sized
// CHECK-NOT:     maxntid
// CHECK-SAME:    nvvm.minctasm = 2
// CHECK-SAME:    nvvm.reqntid = array<i32: 64, 1, 1>
gpu.module @qnt_kernels {
  gpu.func @sized(%x: memref<4xf32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>, nvvm.minctasm = 2 : i32} {
    gpu.return
  }
}

// -----

// Shared memory, pointers and scalars; a function that the kernel calls.
// CHECK:         llvm.mlir.global internal @{{.*}}() {addr_space = 3 : i32{{.*}}} : !llvm.array<32 x f32>
// CHECK-LABEL: llvm.func @shared(
// CHECK-SAME:    !llvm.ptr<1>{{.*}}, %{{.*}}: f16, %{{.*}}: bf16, %{{.*}}: i8)
// CHECK:         nvvm.barrier
gpu.module @qnt_kernels {
  gpu.func @shared(%x: memref<?x4xf32>, %p: !llvm.ptr<1>, %h: f16, %b: bf16, %i: i8)
      workgroup(%tile: memref<32xf32, #gpu.address_space<workgroup>>) kernel {
    %t = gpu.thread_id x
    %c0 = arith.constant 0 : index
    %v = memref.load %x[%t, %c0] : memref<?x4xf32>
    memref.store %v, %tile[%t] : memref<32xf32, #gpu.address_space<workgroup>>
    gpu.barrier
    gpu.return
  }
}

// -----

// Rounding and roots are instructions, and so is the maximum with its signs of zero.
// CHECK-LABEL: llvm.func @instructions
// CHECK:         llvm.intr.sqrt
// CHECK:         llvm.intr.roundeven
// CHECK:         llvm.intr.maximum
// CHECK-NOT:     __nv
gpu.module @qnt_kernels {
  gpu.func @instructions(%x: memref<4xf32>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %a = math.sqrt %v : f32
    %b = math.roundeven %a : f32
    %c = arith.maximumf %b, %v : f32
    memref.store %c, %x[%t] : memref<4xf32>
    gpu.return
  }
}

// -----

// What is outside of gpu.module stays.
// CHECK-LABEL: func.func @host
// CHECK:         math.exp
func.func @host(%x: f32) -> f32 {
  %y = math.exp %x : f32
  return %y : f32
}
