// RUN: quant-opt %s --qnt-lower-outlined --canonicalize --cse | FileCheck %s
// RUN: quant-opt %s --qnt-lower-outlined -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-lower-outlined {{.*}}| lowered-kernels=4{{$}}

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>

// Two calls of one kernel.
// CHECK-LABEL: func.func @main(
// CHECK-SAME: %[[X:.*]]: tensor<8x1024xf32>
// CHECK: %[[Y:.*]] = qnt.launch @qnt_kernels::@double grid(%c8, %c1, %c1) block(256, 1, 1) ins(%[[X]] : tensor<8x1024xf32>) outs(%{{.*}} : tensor<8x1024xf32>)
// CHECK: qnt.launch @qnt_kernels::@double grid(%c8, %c1, %c1) block(256, 1, 1) ins(%[[Y]] : tensor<8x1024xf32>) outs(%{{.*}} : tensor<8x1024xf32>)
func.func @main(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> {
  %y = call @double(%x) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
  %z = call @double(%y) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
  return %z : tensor<8x1024xf32>
}
// CHECK-NOT: func.func private @double
func.func private @double(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 4, chunks = 1, tile = 0>} {
  %empty = tensor.empty() : tensor<8x1024xf32>
  %y = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x1024xf32>) outs(%empty : tensor<8x1024xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %in : f32
    linalg.yield %sum : f32
  } -> tensor<8x1024xf32>
  return %y : tensor<8x1024xf32>
}

// Rows of a dynamic number: four in a block, the size as an argument.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x512xf32>
// CHECK: %[[N:.*]] = tensor.dim %[[X]], %c0
// CHECK: %[[B:.*]] = arith.ceildivui %[[N]], %c4
// CHECK: qnt.launch @qnt_kernels::@sums grid(%[[B]], %c1, %c1) block(128, 1, 1) ins(%[[X]], %[[N]] : tensor<?x512xf32>, index)
func.func @rows(%x: tensor<?x512xf32>) -> tensor<?xf32> {
  %y = call @sums(%x) : (tensor<?x512xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}
func.func private @sums(%x: tensor<?x512xf32>) -> tensor<?xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 4, vector = 4, chunks = 4>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x512xf32>
  %empty = tensor.empty(%n) : tensor<?xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x512xf32>) outs(%init : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// What a function asserts is asserted on the host.
// CHECK-LABEL: func.func @asserting(
// CHECK: %[[OK:.*]] = arith.cmpi eq
// CHECK: cf.assert %[[OK]], "expected equal sizes"
// CHECK: qnt.launch @qnt_kernels::@asserted
func.func @asserting(%x: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> {
  %y = call @asserted(%x, %z) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}
func.func private @asserted(%x: tensor<?xf32>, %z: tensor<?xf32>) -> tensor<?xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 1, chunks = 1, tile = 0>} {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %m = tensor.dim %z, %c0 : tensor<?xf32>
  %equal = arith.cmpi eq, %n, %m : index
  cf.assert %equal, "expected equal sizes"
  %empty = tensor.empty(%n) : tensor<?xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x, %z : tensor<?xf32>, tensor<?xf32>) outs(%empty : tensor<?xf32>) {
  ^bb0(%p: f32, %q: f32, %out: f32):
    %sum = arith.addf %p, %q : f32
    linalg.yield %sum : f32
  } -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// What a thread computes for itself comes back; the loops of each call are a kernel of their own.
// CHECK-LABEL: func.func @simt
// CHECK-SAME: %[[X:.*]]: tensor<8x1024xf32>
// CHECK: %[[Y:.*]] = linalg.generic {{.*}} ins(%[[X]] : tensor<8x1024xf32>) {{.*}} attrs =  {qnt.kernel = "halves"}
// CHECK: linalg.generic {{.*}} ins(%[[Y]] : tensor<8x1024xf32>) {{.*}} attrs =  {qnt.kernel = "halves:1"}
func.func @simt(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> {
  %y = call @halves(%x) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
  %z = call @halves(%y) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
  return %z : tensor<8x1024xf32>
}
// CHECK-NOT: func.func private @halves
func.func private @halves(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> attributes {qnt.schedule = #qnt.simt} {
  %empty = tensor.empty() : tensor<8x1024xf32>
  %y = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x1024xf32>) outs(%empty : tensor<8x1024xf32>) {
  ^bb0(%in: f32, %out: f32):
    %half = arith.constant 0.5 : f32
    %product = arith.mulf %in, %half : f32
    linalg.yield %product : f32
  } -> tensor<8x1024xf32>
  return %y : tensor<8x1024xf32>
}

// Neighbours in one access; a thread computes four elements.
// CHECK: gpu.func @double(%{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>) kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// CHECK: llvm.load %{{.*}} invariant {alignment = 16 : i64} : !llvm.ptr<1> -> vector<4xf32>
// CHECK-COUNT-4: arith.addf
// CHECK: llvm.store %{{.*}}, %{{.*}} {alignment = 16 : i64} : vector<4xf32>, !llvm.ptr<1>
// CHECK: gpu.func @sums(%{{.*}}: !llvm.ptr<1>, %{{.*}}: i64, %{{.*}}: !llvm.ptr<1>) kernel attributes {known_block_size = array<i32: 128, 1, 1>}
// CHECK-COUNT-4: llvm.load {{.*}} vector<4xf32>
// CHECK-COUNT-5: nvvm.shfl.sync bfly
