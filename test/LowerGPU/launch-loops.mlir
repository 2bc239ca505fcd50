// RUN: quant-opt %s --qnt-launch-loops | FileCheck %s
// RUN: quant-opt %s --qnt-launch-loops --qnt-launch-loops | FileCheck %s
// RUN: quant-opt %s --qnt-launch-loops -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// REMARK-DAG: qnt-launch-loops{{.*}}kernels=14, loops=17
// What such kernels compute: test/Execution/emulated-*.mlir.

#one = affine_map<(d0) -> (d0)>
#each = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
!v = memref<4096xf32, #gpu.address_space<global>>
!dynamic = memref<?x?xf32, #gpu.address_space<global>>
!rows = memref<?xf32, #gpu.address_space<global>>

// CHECK-LABEL: func.func @fill
// CHECK-SAME: (%[[Y:.*]]: memref<4096xf32, #gpu.address_space<global>>)
func.func @fill(%y: !v) {
  %zero = arith.constant 0.0 : f32
  // CHECK: %[[BLOCKS:.*]] = arith.constant 16 : index
  // CHECK: qnt.launch @qnt_kernels::@fill_0 grid(%[[BLOCKS]], %{{.*}}, %{{.*}}) block(256, 1, 1) outs(%[[Y]] :
  linalg.fill ins(%zero : f32) outs(%y : !v)
  return
}

// The sum of a row, the fill before it and the function behind it are one kernel; the sums are a register.
// CHECK-LABEL: func.func @rows
// CHECK-SAME: (%[[X:.*]]: memref<?x?xf32, {{.*}}>)
func.func @rows(%x: !dynamic) -> !rows {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : !dynamic
  // CHECK: %[[R:.*]] = memref.alloc
  // CHECK-NOT: memref.alloc
  // CHECK: %[[NEEDED:.*]] = arith.ceildivui
  // CHECK: %[[BLOCKS:.*]] = arith.minui %[[NEEDED]]
  // CHECK: qnt.launch @qnt_kernels::@rows_0 grid(%[[BLOCKS]], %{{.*}}, %{{.*}}) block(256, 1, 1)
  // CHECK-SAME: ins({{.*}}%[[X]] :
  // CHECK-SAME: outs(%[[R]] :
  // CHECK-NOT: qnt.launch
  %r = memref.alloc(%n) : !rows
  %sums = memref.alloc(%n) : !rows
  linalg.fill ins(%zero : f32) outs(%sums : !rows)
  linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : !dynamic) outs(%sums : !rows) {
  ^bb0(%a: f32, %sum: f32):
    %next = arith.addf %sum, %a : f32
    linalg.yield %next : f32
  }
  linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%sums : !rows) outs(%r : !rows) {
  ^bb0(%a: f32, %out: f32):
    %negated = arith.negf %a : f32
    linalg.yield %negated : f32
  }
  return %r : !rows
}

// What a thread of the first op writes another thread of the second needs: two kernels.
// CHECK-LABEL: func.func @reversed
func.func @reversed(%x: !v, %y: !v, %z: !v) {
  // CHECK: qnt.launch @qnt_kernels::@reversed_0
  // CHECK: qnt.launch @qnt_kernels::@reversed_1
  linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%x : !v) outs(%y : !v) {
  ^bb0(%a: f32, %out: f32):
    linalg.yield %a : f32
  }
  linalg.generic {indexing_maps = [#one], iterator_types = ["parallel"]} outs(%z : !v) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %last = arith.constant 4095 : index
    %j = arith.subi %last, %i : index
    %a = memref.load %y[%j] : !v
    linalg.yield %a : f32
  }
  return
}

// A view is the memory that it shows and where it lies there.
// CHECK-LABEL: func.func @part
// CHECK-SAME: (%[[X:.*]]: memref<8x64xf32, {{.*}}>, %[[I:.*]]: index)
func.func @part(%x: memref<8x64xf32, #gpu.address_space<global>>, %i: index) {
  %c2 = arith.constant 2.0 : f32
  %view = memref.subview %x[%i, 0] [1, 64] [1, 1]
      : memref<8x64xf32, #gpu.address_space<global>> to memref<64xf32, strided<[1], offset: ?>, #gpu.address_space<global>>
  // CHECK: %[[BASE:.*]], %[[OFFSET:.*]], %{{.*}}, %{{.*}} = memref.extract_strided_metadata
  // CHECK: qnt.launch @qnt_kernels::@part_0 grid(%{{.*}}) block(64, 1, 1) ins(%[[OFFSET]] : index) outs(%[[X]] :
  linalg.fill ins(%c2 : f32) outs(%view : memref<64xf32, strided<[1], offset: ?>, #gpu.address_space<global>>)
  return
}

// A copy, too. Nothing of no elements.
// CHECK-LABEL: func.func @copies
func.func @copies(%x: memref<0x3xi8, #gpu.address_space<global>>, %y: memref<0x3xi8, #gpu.address_space<global>>) {
  // CHECK: %[[NONE:.*]] = arith.constant 0 : index
  // CHECK: qnt.launch @qnt_kernels::@copies_0 grid(%[[NONE]], %{{.*}}) block(32, 1, 1)
  memref.copy %x, %y : memref<0x3xi8, #gpu.address_space<global>> to memref<0x3xi8, #gpu.address_space<global>>
  return
}

// Loops of two spaces that are to be one kernel: as many threads as the larger needs, and each space has its own end.
// CHECK-LABEL: func.func @two_spaces
// CHECK-DAG: %[[BLOCKS:.*]] = arith.constant 16 : index
// CHECK: qnt.launch @qnt_kernels::@two_spaces_0 grid(%[[BLOCKS]], %{{.*}}) block(256, 1, 1)
// CHECK-NOT: qnt.launch
// CHECK: return
func.func @two_spaces(%x: memref<600xf32, #gpu.address_space<global>>) -> !v {
  %y = memref.alloc() : !v
  %zero = arith.constant 0.0 : f32
  linalg.fill {qnt.kernel = "both"} ins(%zero : f32) outs(%x : memref<600xf32, #gpu.address_space<global>>)
  linalg.fill {qnt.kernel = "both"} ins(%zero : f32) outs(%y : !v)
  return %y : !v
}

// Other names are other kernels, and so are loops of another space without a name.
// CHECK-LABEL: func.func @other_names
// CHECK-COUNT-3: qnt.launch
// CHECK-NOT: qnt.launch
// CHECK: return
func.func @other_names(%x: !v, %y: !v, %z: memref<600xf32, #gpu.address_space<global>>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill {qnt.kernel = "one"} ins(%zero : f32) outs(%x : !v)
  linalg.fill {qnt.kernel = "other"} ins(%zero : f32) outs(%y : !v)
  linalg.fill ins(%zero : f32) outs(%z : memref<600xf32, #gpu.address_space<global>>)
  return
}

// A name does not make one of what needs other threads, or the host.
// CHECK-LABEL: func.func @no_single_launch
// CHECK-COUNT-4: qnt.launch
// REMARK-DAG: Reason="kernel 'rows' is no single launch: a thread needs what others compute"
// REMARK-DAG: Reason="kernel 'rows' is no single launch: the host has something to do between"
// REMARK-DAG: Reason="kernel 'rows' is no single launch: the host has a loop or a branch in it"
func.func @no_single_launch(%x: !v, %y: !v, %b: i1, %total: memref<f32, #gpu.address_space<global>>) -> f32 {
  %zero = arith.constant 0.0 : f32
  linalg.fill {qnt.kernel = "rows"} ins(%zero : f32) outs(%x : !v)
  linalg.generic {indexing_maps = [#one, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : !v) outs(%total : memref<f32, #gpu.address_space<global>>) attrs = {qnt.kernel = "rows"} {
  ^bb0(%a: f32, %sum: f32):
    %next = arith.addf %sum, %a : f32
    linalg.yield %next : f32
  }
  %seen = memref.load %total[] : memref<f32, #gpu.address_space<global>>
  linalg.fill {qnt.kernel = "rows"} ins(%seen : f32) outs(%y : !v)
  scf.if %b {
    linalg.fill {qnt.kernel = "rows"} ins(%zero : f32) outs(%x : !v)
  }
  return %seen : f32
}

// CHECK: gpu.module @qnt_kernels
// CHECK: gpu.func @fill_0(%[[ARG:.*]]: memref<4096xf32, {{.*}}>) kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// CHECK-NOT: scf.if
// CHECK: %[[NUMBER:.*]] = arith.addi
// CHECK: memref.store %{{.*}}, %[[ARG]][%[[NUMBER]]]
// CHECK: gpu.func @rows_0
// CHECK-SAME: memref<f32, #gpu.address_space<global>>
// CHECK: %[[IN:.*]] = memref.reinterpret_cast {{.*}} to memref<?x?xf32, #gpu.address_space<global>>
// CHECK: scf.for %[[ROW:.*]] =
// CHECK: %[[TOTAL:.*]] = scf.for %[[COLUMN:.*]] = {{.*}} iter_args(%[[SUM:.*]] = %{{.*}})
// CHECK-NEXT: %[[A:.*]] = memref.load %[[IN]][%[[ROW]], %[[COLUMN]]]
// CHECK-NEXT: %[[NEXT:.*]] = arith.addf %[[SUM]], %[[A]]
// CHECK-NEXT: scf.yield %[[NEXT]]
// CHECK: %[[NEGATED:.*]] = arith.negf %[[TOTAL]]
// CHECK-NEXT: memref.store %[[NEGATED]]
// CHECK-NOT: memref.store
// CHECK: gpu.return
// CHECK: gpu.func @part_0(%[[OFFSET:.*]]: index, %[[ARG:.*]]: memref<f32,
// CHECK: memref.reinterpret_cast %[[ARG]] to offset: [%[[OFFSET]]], sizes: [64], strides: [1]
// CHECK: gpu.func @two_spaces_0(%[[FEW:.*]]: memref<600xf32, {{.*}}>, %[[MANY:.*]]: memref<4096xf32, {{.*}}>)
// CHECK: arith.cmpi ult, %[[I:.*]], %c600
// CHECK: memref.store %{{.*}}, %[[FEW]][%[[I]]]
// CHECK: arith.cmpi ult, %[[I]], %c4096
// CHECK: memref.store %{{.*}}, %[[MANY]][%[[I]]]
