// RUN: quant-opt %s --qnt-hoist-buffers | FileCheck %s
// RUN: quant-opt %s --qnt-hoist-buffers > %t.once
// RUN: quant-opt %t.once --qnt-hoist-buffers | diff %t.once -
// RUN: quant-opt %s --qnt-hoist-buffers -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// What such programs compute: test/Execution/compiled-streamed-contractions.mlir, compiled-loops.mlir.

func.func private @keep(memref<4xf32>)

// CHECK-LABEL: @two_loops
// CHECK: memref.alloc() : memref<4xf32>
// CHECK: scf.for
// CHECK: scf.for
// CHECK-NOT: memref.alloc
// CHECK: return
func.func @two_loops(%n: index, %out: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = arith.constant 1.0 : f32
  scf.for %j = %c0 to %n step %c1 {
    scf.for %i = %c0 to %n step %c1 {
      %m = memref.alloc() : memref<4xf32>
      %view = memref.subview %m[1] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1], offset: 1>>
      memref.store %x, %view[%c0] : memref<2xf32, strided<[1], offset: 1>>
      %v = memref.load %m[%c1] : memref<4xf32>
      memref.store %v, %out[%i] : memref<?xf32>
    }
  }
  return
}

// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=left_alone | Reason="'scf.yield' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=left_alone | Reason="'func.call' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=left_alone | Reason="its size is known when the program runs only"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=left_alone | Reason="it has 33554432 bytes, more than 16777216"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=left_alone | Reason="it stands in 'scf.if' in the loop"
// Carried on, given away, of a size that is known when the program runs, too large, in a branch.
// CHECK-LABEL: @left_alone
// CHECK: scf.for
// CHECK-COUNT-5: memref.alloc
func.func @left_alone(%n: index, %first: memref<4xf32>, %c: i1) -> memref<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = arith.constant 1.0 : f32
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%state = %first) -> (memref<4xf32>) {
    %carried = memref.alloc() : memref<4xf32>
    %given = memref.alloc() : memref<4xf32>
    func.call @keep(%given) : (memref<4xf32>) -> ()
    %dynamic = memref.alloc(%n) : memref<?xf32>
    memref.store %x, %dynamic[%c0] : memref<?xf32>
    %large = memref.alloc() : memref<8388608xf32>
    memref.store %x, %large[%c0] : memref<8388608xf32>
    scf.if %c {
      %inside = memref.alloc() : memref<4xf32>
      memref.store %x, %inside[%c0] : memref<4xf32>
    }
    scf.yield %carried : memref<4xf32>
  }
  return %last : memref<4xf32>
}

// Freed in each trip, kept as an element, the source of a view whose view is kept, kept as an address: as they are. Memory of memory, whose
// elements have no known size.
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=given_away | Reason="'memref.dealloc' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=given_away | Reason="'memref.store' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=given_away | Reason="'memref.store' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=given_away | Reason="'memref.extract_aligned_pointer_as_index' may keep or free it"
// REMARK: [Missed] qnt-hoist-buffers {{.*}}Function=given_away | Reason="its size in bytes is not known"
// REMARK-NOT: Missed
// REMARK: [Analysis] qnt-hoist-buffers {{.*}}| hoisted=1, skipped=10{{$}}
// CHECK-LABEL: @given_away
// CHECK: scf.for
// CHECK-COUNT-4: memref.alloc() : memref<4xf32>
// CHECK: memref.dealloc
// CHECK: return
func.func @given_away(%n: index, %x: memref<4xf32>, %kept: memref<?xmemref<4xf32>>, %views: memref<?xmemref<?xf32>>,
                      %addresses: memref<?xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %freed = memref.alloc() : memref<4xf32>
    %element = memref.alloc() : memref<4xf32>
    %viewed = memref.alloc() : memref<4xf32>
    %address = memref.alloc() : memref<4xf32>
    memref.copy %x, %freed : memref<4xf32> to memref<4xf32>
    memref.copy %freed, %x : memref<4xf32> to memref<4xf32>
    memref.store %element, %kept[%i] : memref<?xmemref<4xf32>>
    %view = memref.cast %viewed : memref<4xf32> to memref<?xf32>
    memref.store %view, %views[%i] : memref<?xmemref<?xf32>>
    %number = memref.extract_aligned_pointer_as_index %address : memref<4xf32> -> index
    memref.store %number, %addresses[%i] : memref<?xindex>
    memref.dealloc %freed : memref<4xf32>
    %nested = memref.alloc() : memref<4xmemref<4xf32>>
    memref.store %x, %nested[%c0] : memref<4xmemref<4xf32>>
  }
  return
}
