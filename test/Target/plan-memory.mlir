// RUN: quant-opt %s --qnt-plan-memory --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-plan-memory --split-input-file > %t.once
// RUN: quant-opt %t.once --qnt-plan-memory --split-input-file | diff %t.once -
// RUN: quant-opt %s --qnt-plan-memory --split-input-file --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// Executed with and without a plan: test/Execution/device-launches.mlir

!m = memref<64xf32, #gpu.address_space<global>>
!small = memref<3xf16, #gpu.address_space<global>>

gpu.module @qnt_kernels {
  gpu.func @f(%x: memref<64xf32>, %y: memref<64xf32>) kernel { gpu.return }
  gpu.func @g(%x: memref<64xf32>, %y: memref<3xf16>) kernel { gpu.return }
}

// The third buffer lies where the second one was, the fourth where the first one was; all start at multiples of 256.
// CHECK-LABEL: func.func @chain
// CHECK:         %[[ALL:.*]] = memref.alloc() {alignment = 256 : i64} : memref<512xi8, #gpu.address_space<global>>
// CHECK:         %[[C0:.*]] = arith.constant 0 : index
// CHECK:         memref.view %[[ALL]][%[[C0]]][] : {{.*}} to memref<64xf32
// CHECK:         %[[C256:.*]] = arith.constant 256 : index
// CHECK:         memref.view %[[ALL]][%[[C256]]][] : {{.*}} to memref<3xf16
// CHECK:         %[[AGAIN:.*]] = arith.constant 256 : index
// CHECK:         memref.view %[[ALL]][%[[AGAIN]]][] : {{.*}} to memref<64xf32
// CHECK:         %[[ZERO:.*]] = arith.constant 0 : index
// CHECK:         memref.view %[[ALL]][%[[ZERO]]][] : {{.*}} to memref<64xf32
// CHECK-NOT:     memref.dealloc %view
// CHECK:         memref.dealloc %[[ALL]]
// CHECK-NEXT:    return
// REMARK: [Analysis] qnt-plan-memory {{.*}}buffers=4, dynamic-slots=0, static-bytes=512
func.func @chain(%x: !m) {
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : !m
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%x : !m) outs(%a : !m)
  %b = memref.alloc() : !small
  qnt.launch @qnt_kernels::@g grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : !m) outs(%b : !small)
  %c = memref.alloc() : !m
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : !m) outs(%c : !m)
  memref.dealloc %a : !m
  %d = memref.alloc() : !m
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%c : !m) outs(%d : !m)
  memref.dealloc %b : !small
  memref.dealloc %c : !m
  memref.dealloc %d : !m
  return
}

// -----

!d = memref<?x4xf32, #gpu.address_space<global>>

gpu.module @qnt_kernels {
  gpu.func @f(%x: memref<?x4xf32>, %y: memref<?x4xf32>) kernel { gpu.return }
}

// Dynamic sizes: the first and the third share a slot as large as the larger one; a size is computed in front of all.
// CHECK-LABEL: func.func @dynamic
// CHECK:         %[[N:.*]] = memref.dim %{{.*}}, %{{.*}} : memref<?x4xf32
// CHECK:         %[[TWICE:.*]] = arith.addi %[[N]], %[[N]] : index
// CHECK:         arith.maxui
// CHECK:         %[[ALL:.*]] = memref.alloc(%{{.*}}) {alignment = 256 : i64} : memref<?xi8, #gpu.address_space<global>>
// CHECK:         memref.view %[[ALL]][%[[FIRST:[a-z0-9_]+]]][%[[N]]] : {{.*}} to memref<?x4xf32
// CHECK:         memref.view %[[ALL]][%{{.*}}][%[[N]]] : {{.*}} to memref<?x4xf32
// CHECK:         memref.view %[[ALL]][%[[FIRST]]][%[[TWICE]]] : {{.*}} to memref<?x4xf32
// REMARK: [Analysis] qnt-plan-memory {{.*}}buffers=3, dynamic-slots=2, static-bytes=0
func.func @dynamic(%x: !d) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : !d
  %a = memref.alloc(%n) : !d
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%x : !d) outs(%a : !d)
  %b = memref.alloc(%n) : !d
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : !d) outs(%b : !d)
  %twice = arith.addi %n, %n : index
  %c = memref.alloc(%twice) : !d
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%b : !d) outs(%c : !d)
  return
}

// -----

!m = memref<64xf32, #gpu.address_space<global>>
!d = memref<?xf32, #gpu.address_space<global>>

gpu.module @qnt_kernels {
  gpu.func @f(%x: memref<64xf32>, %y: memref<64xf32>) kernel { gpu.return }
}

// A buffer that a loop may carry on lives until the loop ends: nothing lies where it does.
// CHECK-LABEL: func.func @carried
// CHECK:         %[[ALL:.*]] = memref.alloc() {alignment = 256 : i64} : memref<512xi8
// CHECK:         scf.for
// CHECK:           memref.alloc() : memref<64xf32
// REMARK: [Missed] qnt-plan-memory | {{.*}}it is in a nested region
func.func @carried(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : !m
  %b = memref.alloc() : !m
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%v = %a) -> !m {
    %t = memref.alloc() : !m
    qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%v : !m) outs(%t : !m)
    scf.yield %t : !m
  }
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%last : !m) outs(%b : !m)
  return
}

// Results, and sizes that are known only later, are left alone.
// CHECK-LABEL: func.func @left_alone
// CHECK-COUNT-3: memref.alloc
// CHECK-NOT:     memref.view
// REMARK: [Missed] qnt-plan-memory | {{.*}}it leaves its block
// REMARK: [Missed] qnt-plan-memory | {{.*}}its size is not known when the function starts
func.func @left_alone(%x: !m, %counts: memref<1xindex, #gpu.address_space<global>>) -> !m {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %result = memref.alloc() : !m
  %a = memref.alloc() : !m
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%x : !m) outs(%a : !m)
  %n = qnt.read_element %counts[%c0] : memref<1xindex, #gpu.address_space<global>>
  %b = memref.alloc(%n) : !d
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(64, 1, 1) ins(%a : !m) outs(%result : !m)
  return %result : !m
}

// CHECK-LABEL: func.func @blocks
// REMARK: [Missed] qnt-plan-memory | {{.*}}it has several blocks
func.func @blocks() {
  cf.br ^bb1
^bb1:
  return
}

// CHECK-LABEL: func.func @freed_elsewhere
// REMARK: [Missed] qnt-plan-memory | {{.*}}it is freed through another value or in a nested region
func.func @freed_elsewhere(%c: i1) {
  %a = memref.alloc() : !m
  scf.if %c {
    memref.dealloc %a : !m
  }
  return
}

// An element of another buffer, an address: whoever has them reads the buffer when others would lie where it was.
// CHECK-LABEL: func.func @given_away
// CHECK-COUNT-2: memref.alloc() : memref<64xf32
// CHECK: memref.alloc() {alignment = 256 : i64} : memref<512xi8
// REMARK-COUNT-2: [Missed] qnt-plan-memory | {{.*}}it leaves its block
func.func @given_away(%x: !m, %kept: memref<2x!m>) -> index {
  %c0 = arith.constant 0 : index
  %element = memref.alloc() : !m
  memref.store %element, %kept[%c0] : memref<2x!m>
  %address = memref.alloc() : !m
  %number = memref.extract_aligned_pointer_as_index %address : !m -> index
  %a = memref.alloc() : !m
  memref.copy %x, %a : !m to !m
  %b = memref.alloc() : !m
  memref.copy %a, %b : !m to !m
  return %number : index
}

// 4 * 4 * (2^62 + 1) bytes are 16, and 4 * 3 * 2^62 are 0, when they are counted in 64 bits.
// CHECK-LABEL: func.func @too_large
// CHECK: memref.alloc() : memref<4611686018427387905x4xf32
// CHECK: memref.alloc() : memref<4611686018427387904x3xf32
// CHECK: memref.alloc(%arg0) : memref<?x4611686018427387905x4xf32
// CHECK: memref.alloc() {alignment = 256 : i64} : memref<512xi8
// REMARK-COUNT-3: [Missed] qnt-plan-memory | {{.*}}it takes more than 2^40 bytes
func.func @too_large(%n: index) {
  %c0 = arith.constant 0 : index
  %v = arith.constant 1.0 : f32
  %wraps = memref.alloc() : memref<4611686018427387905x4xf32, #gpu.address_space<global>>
  %zero = memref.alloc() : memref<4611686018427387904x3xf32, #gpu.address_space<global>>
  %dynamic = memref.alloc(%n) : memref<?x4611686018427387905x4xf32, #gpu.address_space<global>>
  %a = memref.alloc() : !m
  %b = memref.alloc() : !m
  memref.store %v, %a[%c0] : !m
  memref.store %v, %b[%c0] : !m
  memref.store %v, %a[%c0] : !m
  return
}

// CHECK-LABEL: func.func @complex_elements
// CHECK-COUNT-2: memref.alloc() : memref<4xcomplex<f32>
// REMARK-COUNT-2: [Missed] qnt-plan-memory | {{.*}}its elements are no integers, floats or indices
func.func @complex_elements() {
  %a = memref.alloc() : memref<4xcomplex<f32>, #gpu.address_space<global>>
  %b = memref.alloc() : memref<4xcomplex<f32>, #gpu.address_space<global>>
  return
}
// The summary of a module comes last.
// REMARK: [Analysis] qnt-plan-memory {{.*}}buffers=6
