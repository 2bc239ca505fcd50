// Equal kernels become the first of them; what differs in anything but its name stays.
// RUN: quant-opt %s --qnt-share-kernels --remarks-filter=qnt -o %t 2>%t.remarks
// RUN: FileCheck %s < %t
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks
// RUN: quant-opt %t --qnt-share-kernels | diff %t -

// REMARK-DAG: [Missed] qnt-share-kernels | Category:qnt | Reason="equal to 'add_one', but nothing here launches it: who does knows its name"
// REMARK-DAG: [Passed] qnt-share-kernels | Category:qnt | kernel=add_one_again, shared-with=add_one
// REMARK-DAG: [Analysis] qnt-share-kernels | Category:qnt | kernels-shared=2

// CHECK-LABEL: gpu.module @kernels
// CHECK:         gpu.func @helper
// CHECK:         gpu.func @same_as_helper
// CHECK:         gpu.func @add_one(
// CHECK-NOT:     @add_one_again(
// CHECK:         gpu.func @add_two(
// CHECK:         gpu.func @wider(
// CHECK-NOT:     @add_one_last(
// CHECK:         gpu.func @by_name(
// CHECK-LABEL: gpu.module @others
// CHECK:         gpu.func @add_one(
// CHECK-LABEL: func.func @main
// CHECK:         qnt.launch @kernels::@add_one grid
// CHECK:         qnt.launch @kernels::@add_one grid
// CHECK:         qnt.launch @kernels::@add_two grid
// CHECK:         qnt.launch @kernels::@wider grid
// CHECK:         qnt.launch @others::@add_one grid
// CHECK:         qnt.launch @kernels::@add_one grid
module attributes {gpu.container_module} {
  gpu.module @kernels {
    gpu.func @helper(%x: f32) -> f32 {
      gpu.return %x : f32
    }
    gpu.func @same_as_helper(%x: f32) -> f32 {
      gpu.return %x : f32
    }
    gpu.func @add_one(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
    gpu.func @add_one_again(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
    gpu.func @add_two(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 2.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
    gpu.func @wider(%y: memref<9xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<9xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<9xf32>
      gpu.return
    }
    gpu.func @add_one_last(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
    gpu.func @by_name(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
  }
  gpu.module @others {
    gpu.func @add_one(%y: memref<8xf32>) kernel {
      %i = gpu.thread_id x
      %v = memref.load %y[%i] : memref<8xf32>
      %one = arith.constant 1.0 : f32
      %sum = arith.addf %v, %one : f32
      memref.store %sum, %y[%i] : memref<8xf32>
      gpu.return
    }
  }
  func.func @main(%y: memref<8xf32>, %z: memref<9xf32>) {
    %c1 = arith.constant 1 : index
    qnt.launch @kernels::@add_one grid(%c1, %c1, %c1) block(8, 1, 1) outs(%y : memref<8xf32>)
    qnt.launch @kernels::@add_one_again grid(%c1, %c1, %c1) block(8, 1, 1) outs(%y : memref<8xf32>)
    qnt.launch @kernels::@add_two grid(%c1, %c1, %c1) block(8, 1, 1) outs(%y : memref<8xf32>)
    qnt.launch @kernels::@wider grid(%c1, %c1, %c1) block(9, 1, 1) outs(%z : memref<9xf32>)
    qnt.launch @others::@add_one grid(%c1, %c1, %c1) block(8, 1, 1) outs(%y : memref<8xf32>)
    qnt.launch @kernels::@add_one_last grid(%c1, %c1, %c1) block(8, 1, 1) outs(%y : memref<8xf32>)
    return
  }
}
