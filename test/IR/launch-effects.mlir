// RUN: quant-opt %s --canonicalize --cse | FileCheck %s
// RUN: quant-opt %s --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map" | FileCheck %s --check-prefix=BUFFER

module attributes {gpu.container_module} {
  gpu.module @qnt_kernels {
    gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  }

  // A launch on tensors whose results nobody reads is nothing; equal ones are one.
  // CHECK-LABEL: func.func @unused_and_equal
  // CHECK-COUNT-1: qnt.launch
  // CHECK-NOT: qnt.launch
  func.func @unused_and_equal(%x: tensor<8xf32>, %init: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
    %c1 = arith.constant 1 : index
    %a = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    %b = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    %c = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(2, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    return %a, %b : tensor<8xf32>, tensor<8xf32>
  }

  // CHECK-LABEL: func.func @writes_memory
  // CHECK-COUNT-2: qnt.launch
  func.func @writes_memory(%x: memref<8xf32>, %y: memref<8xf32>) {
    %c1 = arith.constant 1 : index
    qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
    qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
    return
  }

  // CHECK-LABEL: func.func @size_of_result
  // CHECK-SAME: (%[[X:.*]]: tensor<8xf32>, %[[INIT:.*]]: tensor<?xf32>)
  // CHECK: tensor.dim %[[INIT]]
  func.func @size_of_result(%x: tensor<8xf32>, %init: tensor<?xf32>) -> index {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %y = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<?xf32>) -> tensor<?xf32>
    %n = tensor.dim %y, %c0 : tensor<?xf32>
    return %n : index
  }

  // BUFFER-LABEL: func.func @in_place
  // BUFFER: %[[OUT:.*]] = memref.alloc
  // BUFFER: qnt.launch @qnt_kernels::@k {{.*}} ins(%{{.*}} : memref<8xf32>) outs(%[[OUT]] : memref<8xf32>)
  // BUFFER: return %[[OUT]]
  func.func @in_place(%x: tensor<8xf32>) -> tensor<8xf32> {
    %c1 = arith.constant 1 : index
    %init = tensor.empty() : tensor<8xf32>
    %y = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    return %y : tensor<8xf32>
  }

  // The initial contents are read afterwards: the kernel writes into a copy.
  // BUFFER-LABEL: func.func @initial_contents_read_later
  // BUFFER: %[[COPY:.*]] = memref.alloc
  // BUFFER: memref.copy %{{.*}}, %[[COPY]]
  // BUFFER: qnt.launch @qnt_kernels::@k {{.*}} outs(%[[COPY]] : memref<8xf32>)
  func.func @initial_contents_read_later(%x: tensor<8xf32>, %init: tensor<8xf32>) -> (tensor<8xf32>, f32) {
    %c1 = arith.constant 1 : index
    %y = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%x : tensor<8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    %e = tensor.extract %init[%c1] : tensor<8xf32>
    return %y, %e : tensor<8xf32>, f32
  }

  // Kernels take whole buffers: a slice is copied.
  // BUFFER-LABEL: func.func @slices
  // BUFFER: %[[IN:.*]] = memref.subview
  // BUFFER: %[[WHOLE:.*]] = memref.alloc
  // BUFFER: memref.copy %[[IN]], %[[WHOLE]]
  // BUFFER: qnt.launch @qnt_kernels::@k {{.*}} ins(%[[WHOLE]] : memref<2x8xf32>) outs(%{{.*}} : memref<8xf32>)
  func.func @slices(%x: tensor<4x16xf32>) -> tensor<8xf32> {
    %c1 = arith.constant 1 : index
    %init = tensor.empty() : tensor<8xf32>
    %part = tensor.extract_slice %x[1, 4] [2, 8] [1, 1] : tensor<4x16xf32> to tensor<2x8xf32>
    %y = qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 1) ins(%part : tensor<2x8xf32>) outs(%init : tensor<8xf32>) -> tensor<8xf32>
    return %y : tensor<8xf32>
  }
}
