// Names that are taken get the first number that makes them new: names of kernels, and that of the memory that blocks share.
// RUN: quant-opt %s --qnt-lower-kernels | FileCheck %s

// CHECK: gpu.module @qnt_kernels
// CHECK: llvm.mlir.global external @qnt_dynamic_shared()
// CHECK: gpu.func @taken()
// CHECK: gpu.func @qnt_dynamic_shared_0(
// CHECK: gpu.func @taken_0(
// CHECK: gpu.func @taken_1(
// CHECK: qnt.launch @qnt_kernels::@qnt_dynamic_shared_0 grid
// CHECK: qnt.launch @qnt_kernels::@taken_0 grid
// CHECK: qnt.launch @qnt_kernels::@taken_1 grid
!w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = 1x*, scale = f16, layout = "mma_k16">>
module attributes {gpu.container_module} {
  gpu.module @qnt_kernels {
    gpu.func @taken() kernel {
      gpu.return
    }
  }
  func.func @main(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
    %w = qnt.constant codes = dense<17> : tensor<2048xi8>, scales = dense<0.5> : tensor<64x1xf16> : !w
    %y = qnt.kernel "qnt_dynamic_shared" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
      %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    %z = qnt.kernel "taken" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %y : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
      %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    %u = qnt.kernel "taken" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %z : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
      %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
      qnt.yield %d : tensor<4x64xf16>
    }
    return %u : tensor<4x64xf16>
  }
}
