// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

module attributes {gpu.container_module} {
  gpu.module @qnt_kernels {
    gpu.func @scale_rows(%x: !llvm.ptr<1>, %m: i64, %y: !llvm.ptr<1>) kernel { gpu.return }
    gpu.func @two(%x: !llvm.ptr<1>, %s: f32, %y: !llvm.ptr<1>, %z: memref<?xi32>) kernel { gpu.return }
  }

  // CHECK-LABEL: func.func @on_tensors
  func.func @on_tensors(%x: tensor<?x64xf16>, %init: tensor<?x64xf16>, %m: index, %bytes: index) -> tensor<?x64xf16> {
    %c1 = arith.constant 1 : index
    // CHECK: %[[Y:.*]] = qnt.launch @qnt_kernels::@scale_rows grid(%{{.*}}, %[[ONE:.*]], %[[ONE]]) block(128, 1, 1) shared(%{{.*}}) ins(%{{.*}}, %{{.*}} : tensor<?x64xf16>, index) outs(%{{.*}} : tensor<?x64xf16>) -> tensor<?x64xf16>
    %y = qnt.launch @qnt_kernels::@scale_rows grid(%m, %c1, %c1) block(128, 1, 1) shared(%bytes)
           ins(%x, %m : tensor<?x64xf16>, index) outs(%init : tensor<?x64xf16>) -> tensor<?x64xf16>
    return %y : tensor<?x64xf16>
  }

  // CHECK-LABEL: func.func @on_memrefs
  func.func @on_memrefs(%x: memref<8xf32>, %s: f32, %y: memref<8xf32>, %z: memref<?xi32>) {
    %c1 = arith.constant 1 : index
    // CHECK: qnt.launch @qnt_kernels::@two grid(%{{.*}}, %{{.*}}, %{{.*}}) block(32, 2, 1) cluster(2, 1, 1) ins(%{{.*}}, %{{.*}} : memref<8xf32>, f32) outs(%{{.*}}, %{{.*}} : memref<8xf32>, memref<?xi32>) {qnt.name = "layer0"}
    qnt.launch @qnt_kernels::@two grid(%c1, %c1, %c1) block(32, 2, 1) cluster(2, 1, 1)
      ins(%x, %s : memref<8xf32>, f32) outs(%y, %z : memref<8xf32>, memref<?xi32>) {qnt.name = "layer0"}
    return
  }
}
