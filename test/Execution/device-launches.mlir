// Kernels and launches written by hand run on the emulated device: memory of dynamic and static size, constants, single
// elements, control flow on them, functions that call each other, results.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-run %s --device=emulated --entry=make_inputs --output=%t/x.npy --output=%t/n.npy
// RUN: quant-run %s --device=emulated --entry=main --input=%t/x.npy --input=%t/n.npy --print | FileCheck %s
// RUN: quant-run %s --device=emulated --entry=main --input=%t/x.npy --input=%t/n.npy --print --plan-memory | FileCheck %s
// RUN: quant-run %s --device=emulated --target=sm_90a --entry=main --input=%t/x.npy --input=%t/n.npy --print | FileCheck %s
// RUN: quant-run %s --device=emulated --entry=empty --print | FileCheck %s --check-prefix=EMPTY
// The GPU's code path, on a stand-in for the driver.
// RUN: env QNTRT_CUDA_LIBRARY=%emulated_cuda quant-run %s --device=cuda --target=sm_80 --entry=main --input=%t/x.npy --input=%t/n.npy --print | FileCheck %s

!vector = memref<?xf32, #gpu.address_space<global>>
!fixed = memref<4xf32, #gpu.address_space<global>>
!counts = memref<1xindex, #gpu.address_space<global>>

memref.global "private" constant @bias : memref<4xf32, #gpu.address_space<global>> = dense<[10.0, 20.0, 30.0, 40.0]>

gpu.module @qnt_kernels {
  // y[i] = x[i] + x[i]
  gpu.func @double(%n: index, %x: memref<?xf32>, %y: memref<?xf32>) kernel {
    %block = gpu.block_id x
    %size = gpu.block_dim x
    %thread = gpu.thread_id x
    %start = arith.muli %block, %size : index
    %i = arith.addi %start, %thread : index
    %in = arith.cmpi ult, %i, %n : index
    scf.if %in {
      %v = memref.load %x[%i] : memref<?xf32>
      %d = arith.addf %v, %v : f32
      memref.store %d, %y[%i] : memref<?xf32>
    }
    gpu.return
  }
  // y[i] = x[i] + b[i mod 4] * s
  gpu.func @add_bias(%n: index, %s: f32, %x: memref<?xf32>, %b: memref<4xf32>, %y: memref<?xf32>) kernel {
    %i = gpu.thread_id x
    %c4 = arith.constant 4 : index
    %in = arith.cmpi ult, %i, %n : index
    scf.if %in {
      %j = arith.remui %i, %c4 : index
      %v = memref.load %x[%i] : memref<?xf32>
      %w = memref.load %b[%j] : memref<4xf32>
      %p = arith.mulf %w, %s : f32
      %d = arith.addf %v, %p : f32
      memref.store %d, %y[%i] : memref<?xf32>
    }
    gpu.return
  }
  // y[i] = i if flag, else value
  gpu.func @fill(%value: f32, %flag: i1, %y: memref<4xf32>) kernel {
    %i = gpu.thread_id x
    %k = arith.index_cast %i : index to i32
    %f = arith.sitofp %k : i32 to f32
    %v = arith.select %flag, %f, %value : f32
    memref.store %v, %y[%i] : memref<4xf32>
    gpu.return
  }
}

func.func @make_inputs() -> (!fixed, index) {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %value = arith.constant 9.0 : f32
  %x = memref.alloc() : !fixed
  qnt.launch @qnt_kernels::@fill grid(%c1, %c1, %c1) block(4, 1, 1) ins(%value, %true : f32, i1) outs(%x : !fixed)
  return %x, %c3 : !fixed, index
}

func.func private @twice(%x: !vector) -> !vector {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = memref.dim %x, %c0 : !vector
  %grid = arith.ceildivui %n, %c2 : index
  %y = memref.alloc(%n) : !vector
  qnt.launch @qnt_kernels::@double grid(%grid, %c1, %c1) block(2, 1, 1) ins(%n, %x : index, !vector) outs(%y : !vector)
  return %y : !vector
}

// Doubles x as often as an element of the device's memory says, then adds the bias and half of a filled buffer.
func.func @main(%x: !vector, %times: index) -> (!vector, index, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %false = arith.constant false
  %n = memref.dim %x, %c0 : !vector
  %counts = memref.alloc() : !counts
  qnt.write_element %times, %counts[%c0] : !counts
  %trips = qnt.read_element %counts[%c0] : !counts
  memref.dealloc %counts : !counts
  %doubled = scf.for %i = %c0 to %trips step %c1 iter_args(%v = %x) -> !vector {
    %w = func.call @twice(%v) : (!vector) -> !vector
    scf.yield %w : !vector
  }
  %filled = memref.alloc() : !fixed
  qnt.launch @qnt_kernels::@fill grid(%c1, %c1, %c1) block(4, 1, 1) ins(%one, %false : f32, i1) outs(%filled : !fixed)
  %sum = memref.alloc(%n) : !vector
  qnt.launch @qnt_kernels::@add_bias grid(%c1, %c1, %c1) block(64, 1, 1)
    ins(%n, %half, %doubled, %filled : index, f32, !vector, !fixed) outs(%sum : !vector)
  memref.dealloc %filled : !fixed
  %bias = memref.get_global @bias : memref<4xf32, #gpu.address_space<global>>
  %y = memref.alloc(%n) : !vector
  qnt.launch @qnt_kernels::@add_bias grid(%c1, %c1, %c1) block(64, 1, 1)
    ins(%n, %one, %sum, %bias : index, f32, !vector, !fixed) outs(%y : !vector)
  memref.dealloc %sum : !vector
  %last = arith.subi %n, %c1 : index
  %element = qnt.read_element %y[%last] : !vector
  return %y, %trips, %element : !vector, index, f32
}
// x is 0, 1, 2, 3; three times doubled; 0.5 more; the bias.
// CHECK:      [10.5, 28.5, 46.5, 64.5]
// CHECK-NEXT: 3
// CHECK-NEXT: 64.5

// A grid of 0 blocks is no launch.
func.func @empty() -> !vector {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = memref.alloc(%c0) : !vector
  %y = memref.alloc(%c0) : !vector
  qnt.launch @qnt_kernels::@double grid(%c0, %c1, %c1) block(2, 1, 1) ins(%c0, %x : index, !vector) outs(%y : !vector)
  memref.dealloc %x : !vector
  return %y : !vector
}
// EMPTY: []

// A kernel that reads behind a buffer is an error of the run, with the kernel and the place.
// RUN: not quant-run %s --device=emulated --entry=broken --input=%t/x.npy --print 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: quant-run: error: {{.*}}out_of_bounds_global_read: kernel 'double'
func.func @broken(%x: !vector) -> !vector {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : !vector
  %more = arith.addi %n, %c1 : index
  %y = memref.alloc(%n) : !vector
  qnt.launch @qnt_kernels::@double grid(%c1, %c1, %c1) block(64, 1, 1) ins(%more, %x : index, !vector) outs(%y : !vector)
  return %y : !vector
}

// So is an assertion of the host.
// RUN: not quant-run %s --device=emulated --entry=asserts --input=%t/n.npy 2>&1 | FileCheck %s --check-prefix=ASSERTS
// ASSERTS: quant-run: error: {{.*}}device-launches.mlir:{{[0-9]+}}:3: expected none
func.func @asserts(%n: index) -> !vector {
  %c0 = arith.constant 0 : index
  %isNone = arith.cmpi eq, %n, %c0 : index
  cf.assert %isNone, "expected none"
  %y = memref.alloc(%n) : !vector
  return %y : !vector
}

// RUN: not quant-run %s --device=emulated --target=sm_75 --entry=empty 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: expected a target of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'sm_75'
// RUN: not quant-run %s --device=reference --target=sm_80 --entry=empty 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: expected --target with device emulated or cuda, got reference
// RUN: env QNTRT_CUDA_LIBRARY=no-driver.so not quant-run %s --device=cuda --entry=empty 2>&1 | FileCheck %s --check-prefix=DRIVER
// DRIVER: there is no CUDA driver: 'no-driver.so'
