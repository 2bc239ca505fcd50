// RUN: quant-opt %s --qnt-convert-launches | FileCheck %s
// RUN: quant-opt %s --qnt-convert-launches > %t.once
// RUN: quant-opt %t.once --qnt-convert-launches | diff %t.once -
// RUN: quant-opt %s --qnt-convert-launches -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-convert-launches {{.*}}| launches=1{{$}}
// Executed: test/Execution/device-launches.mlir

!m = memref<?xf32, #gpu.address_space<global>>

// CHECK: memref.global "private" constant @weight : memref<2xf32> = dense<[1.000000e+00, 2.000000e+00]>
memref.global "private" constant @weight : memref<2xf32, #gpu.address_space<global>> = dense<[1.0, 2.0]>

gpu.module @qnt_kernels {
  gpu.func @scale(%n: index, %flag: i1, %w: memref<2xf32>, %x: memref<?xf32>) kernel { gpu.return }
}

// What the host calls: its own memory goes to the device and back.
// CHECK-LABEL: func.func @main(
// CHECK-SAME:    %[[X:.*]]: memref<?xf32>, %[[FLAG:.*]]: i1) -> memref<?xf32>
// CHECK:         %[[DEVICE:.*]] = call @qnt_device_upload(
// CHECK:         %[[RESULT:.*]] = call @main_on_device(%{{.*}}, %[[FLAG]]) : (memref<?xf32, 1>, i1) -> memref<?xf32, 1>
// CHECK:         %[[HOST:.*]] = memref.alloc(%{{.*}}) : memref<?xf32>
// CHECK:         call @qnt_device_read(
// CHECK:         return %[[HOST]]

// CHECK-LABEL: func.func private @main_on_device(
// CHECK-SAME:    %[[X:.*]]: memref<?xf32, 1>, %[[FLAG:.*]]: i1) -> memref<?xf32, 1>
// CHECK:         %[[Y:.*]] = call @qnt_device_allocate(%{{.*}}) : (i64) -> !llvm.ptr<1>
// CHECK:         call @qnt_device_read(%{{.*}}, %{{.*}}, %{{.*}}) : (!llvm.ptr, !llvm.ptr<1>, i64) -> ()
// CHECK:         call @qnt_device_write(%{{.*}}, %{{.*}}, %{{.*}}) : (!llvm.ptr<1>, !llvm.ptr, i64) -> ()
// CHECK:         memref.get_global @weight : memref<2xf32>
// CHECK:         call @qnt_device_constant(%{{.*}}, %{{.*}}) : (!llvm.ptr, i64) -> !llvm.ptr<1>
// CHECK:         arith.extui %[[FLAG]] : i1 to i8
// CHECK:         %[[NAME:.*]] = llvm.mlir.addressof @qnt_kernel
// CHECK:         call @qnt_device_launch(%[[NAME]], %{{.*}}, %{{.*}}, %c4_i64
// CHECK:         call @qnt_device_release(
func.func @main(%x: !m, %flag: i1) -> !m {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : !m
  %y = memref.alloc(%n) : !m
  %e = qnt.read_element %x[%c0] : !m
  qnt.write_element %e, %y[%c0] : !m
  %w = memref.get_global @weight : memref<2xf32, #gpu.address_space<global>>
  %t = memref.alloc(%n) : !m
  qnt.launch @qnt_kernels::@scale grid(%n, %c1, %c1) block(32, 1, 1) ins(%n, %flag, %w : index, i1, memref<2xf32, #gpu.address_space<global>>) outs(%y : !m)
  memref.dealloc %t : !m
  return %y : !m
}

// Memory of the host stays.
// CHECK-LABEL: func.func @host
// CHECK:         memref.alloc() : memref<4xf32>
// CHECK:         memref.load
func.func @host() -> f32 {
  %c0 = arith.constant 0 : index
  %m = memref.alloc() : memref<4xf32>
  %v = memref.load %m[%c0] : memref<4xf32>
  memref.dealloc %m : memref<4xf32>
  return %v : f32
}

// CHECK: llvm.mlir.global internal constant @qnt_kernel("scale\00")
// CHECK: func.func private @qnt_device_launch(!llvm.ptr, !llvm.ptr, !llvm.ptr, i64)
