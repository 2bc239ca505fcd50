// RUN: quant-opt %s --qnt-access-elements | FileCheck %s
// RUN: quant-opt %s --qnt-access-elements --qnt-access-elements | FileCheck %s
// RUN: quant-opt %s --qnt-access-elements -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-access-elements {{.*}}| read=1, written=1{{$}}

!device = memref<4xindex, #gpu.address_space<global>>

// CHECK-LABEL: @sizes
// CHECK-SAME: (%[[M:.*]]: memref<4xindex, #gpu.address_space<global>>, %[[I:.*]]: index)
func.func @sizes(%m: !device, %i: index) -> index {
  // CHECK: %[[N:.*]] = qnt.read_element %[[M]][%[[I]]] : memref<4xindex, #gpu.address_space<global>>
  %n = memref.load %m[%i] : !device
  // CHECK: qnt.write_element %[[N]], %[[M]][%[[N]]] : memref<4xindex, #gpu.address_space<global>>
  memref.store %n, %m[%n] : !device
  return %n : index
}

// Memory of the host stays the host's.
// CHECK-LABEL: @own
func.func @own(%m: memref<4xindex>, %i: index) -> index {
  // CHECK: memref.load
  %n = memref.load %m[%i] : memref<4xindex>
  return %n : index
}

// CHECK: gpu.func @kernel
gpu.module @kernels {
  gpu.func @kernel(%m: !device) kernel {
    %c0 = arith.constant 0 : index
    // CHECK: memref.load
    %n = memref.load %m[%c0] : !device
    // CHECK: memref.store
    memref.store %n, %m[%n] : !device
    gpu.return
  }
}
