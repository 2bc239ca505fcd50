// A module inside of another has symbols of its own: its kernels become functions and launches where the passes run on it.
// RUN: quant-opt %s --split-input-file --qnt-outline-kernels --qnt-lower-kernels --qnt-lower-outlined --qnt-share-kernels --qnt-convert-kernels | FileCheck %s
// RUN: quant-opt %s --split-input-file --pass-pipeline="builtin.module(builtin.module(qnt-outline-kernels,qnt-lower-kernels))" | FileCheck %s --check-prefix=INNER

// CHECK-LABEL: func.func @rows
// CHECK: qnt.launch @qnt_kernels::@magnitude
// CHECK: module @inner {
// CHECK: qnt.kernel "magnitude"
// CHECK: qnt.kernel "product"
// INNER-LABEL: func.func @rows
// INNER: qnt.kernel "magnitude"
// INNER: module @inner attributes {gpu.container_module} {
// INNER: call @magnitude(
// INNER: qnt.launch @qnt_kernels::@product
// INNER: func.func private @magnitude
// INNER: gpu.module @qnt_kernels
!w = !qnt.array<64x64, #qnt.encoding<i4 : f16, block = 1x*, scale = f16, layout = "mma_k16">>
module {
  func.func @rows(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
    %y = qnt.kernel "magnitude" schedule(#qnt.elementwise<threads = 128, vector = 1, chunks = 1, tile = 0>) (%a = %x : tensor<4x64xf32>) -> tensor<4x64xf32> {
      %e = tensor.empty() : tensor<4x64xf32>
      %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x64xf32>) outs(%e : tensor<4x64xf32>) {
      ^bb0(%in: f32, %out: f32):
        %m = math.absf %in : f32
        linalg.yield %m : f32
      } -> tensor<4x64xf32>
      qnt.yield %r : tensor<4x64xf32>
    }
    return %y : tensor<4x64xf32>
  }
  module @inner {
    func.func @rows(%x: tensor<4x64xf32>) -> tensor<4x64xf32> {
      %y = qnt.kernel "magnitude" schedule(#qnt.elementwise<threads = 128, vector = 1, chunks = 1, tile = 0>) (%a = %x : tensor<4x64xf32>) -> tensor<4x64xf32> {
        %r = math.absf %a : tensor<4x64xf32>
        qnt.yield %r : tensor<4x64xf32>
      }
      return %y : tensor<4x64xf32>
    }
    func.func @columns(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
      %w = qnt.constant codes = dense<17> : tensor<2048xi8>, scales = dense<0.5> : tensor<64x1xf16> : !w
      %y = qnt.kernel "product" schedule(#qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>) (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x64xf16> {
        %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x64xf16>
        qnt.yield %d : tensor<4x64xf16>
      }
      return %y : tensor<4x64xf16>
    }
  }
}

// -----

// The inner module launches its own kernels: neither does an equal kernel outside take their place, nor do their blocks count there.
// CHECK-LABEL: gpu.module @kernels
// CHECK: llvm.func @one({{.*}}nvvm.reqntid = array<i32: 64, 1, 1>
// CHECK-NOT: @again(
// CHECK: func.func @main
// CHECK: qnt.launch @kernels::@one grid
// CHECK: qnt.launch @kernels::@one grid
// CHECK: module @inner
// CHECK: gpu.func @again(
// CHECK: qnt.launch @kernels::@again grid(%{{.*}}) block(32, 1, 1)
// CHECK: qnt.launch @kernels::@one grid(%{{.*}}) block(32, 1, 1)
module attributes {gpu.container_module} {
  gpu.module @kernels {
    gpu.func @one(%y: memref<8xf32>) kernel {
      gpu.return
    }
    gpu.func @again(%y: memref<8xf32>) kernel {
      gpu.return
    }
  }
  func.func @main(%y: memref<8xf32>) {
    %c1 = arith.constant 1 : index
    qnt.launch @kernels::@one grid(%c1, %c1, %c1) block(64, 1, 1) outs(%y : memref<8xf32>)
    qnt.launch @kernels::@again grid(%c1, %c1, %c1) block(64, 1, 1) outs(%y : memref<8xf32>)
    return
  }
  module @inner attributes {gpu.container_module} {
    gpu.module @kernels {
      gpu.func @one(%v: f32, %y: memref<8xf32>) kernel {
        gpu.return
      }
      gpu.func @again(%v: i32, %y: memref<8xf32>) kernel {
        gpu.return
      }
    }
    func.func @main(%y: memref<8xf32>, %v: f32, %i: i32) {
      %c1 = arith.constant 1 : index
      qnt.launch @kernels::@again grid(%c1, %c1, %c1) block(32, 1, 1) ins(%i : i32) outs(%y : memref<8xf32>)
      qnt.launch @kernels::@one grid(%c1, %c1, %c1) block(32, 1, 1) ins(%v : f32) outs(%y : memref<8xf32>)
      return
    }
  }
}
