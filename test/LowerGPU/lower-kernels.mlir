// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 --qnt-prepack --qnt-lower-kernels --canonicalize | FileCheck %s
// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 --qnt-prepack --qnt-lower-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// All but the one with #qnt.simt.
// REMARK: [Analysis] qnt-lower-kernels {{.*}}| lowered-kernels=7{{$}}

#w4 = #qnt.encoding<i4 : f16, block = 1x64, scale = f16>
#k4 = #qnt.encoding<i4 : f16, block = *x*x*x1, scale = f16>
#w8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#q4 = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, zero_point = u4>
#q8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i32>

// CHECK: module attributes {gpu.container_module, qnt.target = "sm_80"}
// CHECK-LABEL: func.func @dynamic_rows
// CHECK-SAME: (%[[X:.*]]: tensor<?x128xf16>, %[[BIAS:.*]]: tensor<72xf16>)
func.func @dynamic_rows(%x: tensor<?x128xf16>, %bias: tensor<72xf16>) -> tensor<?x72xf16> {
  // CHECK-DAG: %[[CODES:.*]] = arith.constant dense_resource<weights_packed.mma_k16> : tensor<8192xi8>
  // CHECK-DAG: %[[SCALES:.*]] = arith.constant dense<{{.*}}> : tensor<2x128xf16>
  // CHECK-DAG: %[[M:.*]] = tensor.dim %[[X]]
  // CHECK-DAG: %[[TILES:.*]] = arith.ceildivui %[[M]], %c64
  // CHECK-DAG: %[[INIT:.*]] = tensor.empty(%{{.*}}) : tensor<?x72xf16>
  // CHECK: %[[Y:.*]] = qnt.launch @qnt_kernels::@dense grid(%[[TILES]], %c1, %c1) block(128, 1, 1) shared(%c49152) ins(%[[X]], %[[CODES]], %[[SCALES]], %[[M]], %[[BIAS]] : tensor<?x128xf16>, tensor<8192xi8>, tensor<2x128xf16>, index, tensor<72xf16>) outs(%[[INIT]] : tensor<?x72xf16>) -> tensor<?x72xf16>
  // CHECK: return %[[Y]]
  %w = qnt.constant codes = dense<17> : tensor<72x64xi8>, scales = dense<0.5> : tensor<72x2xf16> : !qnt.array<72x128, #w4>
  %y = qnt.kernel "dense" (%a = %x : tensor<?x128xf16>, %b = %w : !qnt.array<72x128, #w4>, %c = %bias : tensor<72xf16>) -> tensor<?x72xf16> {
    %c0 = arith.constant 0 : index
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<72x128, #w4>) -> tensor<?x72xf16>
    %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
        ins(%c : tensor<72xf16>) outs(%d : tensor<?x72xf16>) {
    ^bb0(%p: f16, %q: f16):
      %s = arith.addf %q, %p : f16
      linalg.yield %s : f16
    } -> tensor<?x72xf16>
    qnt.yield %r : tensor<?x72xf16>
  }
  return %y : tensor<?x72xf16>
}

// The parts of activations are operands of their own; the kernel's name is taken.
// CHECK-LABEL: func.func @integer
// CHECK-SAME: (%[[Q:.*]]: tensor<4x128xi8>, %[[S:.*]]: tensor<4x1xf32>, %[[Z:.*]]: tensor<4x1xi32>)
func.func @integer(%q: tensor<4x128xi8>, %s: tensor<4x1xf32>, %z: tensor<4x1xi32>) -> tensor<4x64xf32> {
  // CHECK: qnt.launch @qnt_kernels::@dense_0 grid(%c1, %c1, %c1) block(32, 1, 1) shared(%c4096) ins(%[[Q]], %[[S]], %[[Z]], %{{.*}}, %{{.*}}, %{{.*}}, %c4 : tensor<4x128xi8>, tensor<4x1xf32>, tensor<4x1xi32>, tensor<8192xi8>, tensor<1x64xf32>, tensor<1x64xi32>, index)
  %x = qnt.assemble %q, %s, %z : (tensor<4x128xi8>, tensor<4x1xf32>, tensor<4x1xi32>) -> !qnt.array<4x128, #a8>
  %w = qnt.constant codes = dense<17> : tensor<64x128xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x128, #w8>
  %y = qnt.kernel "dense" (%a = %x : !qnt.array<4x128, #a8>, %b = %w : !qnt.array<64x128, #w8>) -> tensor<4x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] accumulator = <i32> : (!qnt.array<4x128, #a8>, !qnt.array<64x128, #w8>) -> tensor<4x64xf32>
    qnt.yield %d : tensor<4x64xf32>
  }
  return %y : tensor<4x64xf32>
}

// Weights in the body of the kernel go with it.
// CHECK-LABEL: func.func @weights_inside
// CHECK: qnt.launch @qnt_kernels::@inside
// CHECK-NOT: qnt.constant
func.func @weights_inside(%x: tensor<4x128xf16>) -> tensor<4x64xf16> {
  %y = qnt.kernel "inside" (%a = %x : tensor<4x128xf16>) -> tensor<4x64xf16> {
    %w = qnt.constant codes = dense<17> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x2xf16> : !qnt.array<64x128, #w4>
    %d = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x [] : (tensor<4x128xf16>, !qnt.array<64x128, #w4>) -> tensor<4x64xf16>
    qnt.yield %d : tensor<4x64xf16>
  }
  return %y : tensor<4x64xf16>
}

// Rows are the positions of the result of each group of images, tiles of columns stay inside of a group.
// CHECK-LABEL: func.func @convolution
// CHECK-SAME: (%[[X:.*]]: tensor<?x6x6x16xf16>)
func.func @convolution(%x: tensor<?x6x6x16xf16>) -> tensor<?x2x2x96xf16> {
  // CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c0
  // CHECK-DAG: %[[B:.*]] = arith.divui %[[N]], %c2
  // CHECK-DAG: %[[M:.*]] = arith.muli %[[B]], %c4
  // CHECK-DAG: %[[TILES:.*]] = arith.ceildivui %[[M]], %c128
  // CHECK-DAG: %[[INIT:.*]] = tensor.empty(%{{.*}}) : tensor<?x2x2x96xf16>
  // CHECK: qnt.launch @qnt_kernels::@convolution grid(%[[TILES]], %c4, %c1) block(128, 1, 1) shared(%c73728) ins(%[[X]], %{{.*}}, %{{.*}}, %[[M]] : tensor<?x6x6x16xf16>, tensor<12288xi8>, tensor<1x128xf16>, index) outs(%[[INIT]] : tensor<?x2x2x96xf16>)
  %w = qnt.constant codes = dense<17> : tensor<3x3x16x48xi8>, scales = dense<0.5> : tensor<1x1x1x96xf16> : !qnt.array<3x3x16x96, #k4>
  %y = qnt.kernel "convolution" (%a = %x : tensor<?x6x6x16xf16>, %b = %w : !qnt.array<3x3x16x96, #k4>) -> tensor<?x2x2x96xf16> {
    %d = qnt.conv_general_dilated %a, %b dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [2, 2] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] batch_groups = 2
         : (tensor<?x6x6x16xf16>, !qnt.array<3x3x16x96, #k4>) -> tensor<?x2x2x96xf16>
    qnt.yield %d : tensor<?x2x2x96xf16>
  }
  return %y : tensor<?x2x2x96xf16>
}

// An array is made of its parts in memory: the codes of the launch and the scale that they were quantized with.
// CHECK-LABEL: func.func @quantized_result
// CHECK-SAME: (%{{.*}}: tensor<4x64xf16>, %[[S:.*]]: tensor<1x64xf32>)
func.func @quantized_result(%x: tensor<4x64xf16>, %s: tensor<1x64xf32>) -> !qnt.array<4x64, #q8> {
  // CHECK: %[[CODES:.*]] = qnt.launch {{.*}}, %[[S]] : tensor<4x64xf16>, tensor<4096xi8>, tensor<1x64xf32>, index, tensor<1x64xf32>) outs(%{{.*}} : tensor<4x64xi8>) -> tensor<4x64xi8>
  // CHECK: builtin.unrealized_conversion_cast %[[CODES]], %[[S]] : tensor<4x64xi8>, tensor<1x64xf32> to !qnt.array<4x64, #{{.*}}>
  %w = qnt.constant codes = dense<17> : tensor<64x64xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x64, #w8>
  %y = qnt.kernel "quantized" (%a = %x : tensor<4x64xf16>, %b = %w : !qnt.array<64x64, #w8>, %c = %s : tensor<1x64xf32>) -> !qnt.array<4x64, #q8> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<4x64xf16>, !qnt.array<64x64, #w8>) -> tensor<4x64xf32>
    %q = qnt.quantize %d scale(%c : tensor<1x64xf32>) : tensor<4x64xf32> -> !qnt.array<4x64, #q8>
    qnt.yield %q : !qnt.array<4x64, #q8>
  }
  return %y : !qnt.array<4x64, #q8>
}

// Codes of 4 bits are packed, rows padded to a byte; zero points of 4 bits have a byte each in memory. The rows have a
// scale each, so there must be as many.
// CHECK-LABEL: func.func @packed_result
// CHECK-SAME: (%[[X:.*]]: tensor<?x64xf16>, %[[S:.*]]: tensor<?x1xf32>, %[[Z:.*]]: tensor<?x1xi4>)
func.func @packed_result(%x: tensor<?x64xf16>, %s: tensor<?x1xf32>, %z: tensor<?x1xi4>) -> !qnt.array<?x17, #q4> {
  // CHECK: %[[EQUAL:.*]] = arith.cmpi eq, %{{.*}}, %{{.*}} : index
  // CHECK: cf.assert %[[EQUAL]], "expected a scale, and a zero point if there are any, for each block"
  // CHECK: %[[WIDE:.*]] = arith.extsi %[[Z]] : tensor<?x1xi4> to tensor<?x1xi8>
  // CHECK: %[[CODES:.*]] = qnt.launch {{.*}}, %[[S]], %[[WIDE]] : {{.*}}, tensor<?x1xf32>, tensor<?x1xi8>) outs(%{{.*}} : tensor<?x9xi8>) -> tensor<?x9xi8>
  // CHECK: %[[ZERO:.*]] = arith.extsi %[[Z]]
  // CHECK: builtin.unrealized_conversion_cast %[[CODES]], %[[S]], %[[ZERO]] : tensor<?x9xi8>, tensor<?x1xf32>, tensor<?x1xi8> to !qnt.array<?x17, #{{.*}}>
  %w = qnt.constant codes = dense<17> : tensor<17x64xi8>, scales = dense<0.5> : tensor<17x1xf32> : !qnt.array<17x64, #w8>
  %y = qnt.kernel "packed" (%a = %x : tensor<?x64xf16>, %b = %w : !qnt.array<17x64, #w8>, %c = %s : tensor<?x1xf32>, %e = %z : tensor<?x1xi4>) -> !qnt.array<?x17, #q4> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x64xf16>, !qnt.array<17x64, #w8>) -> tensor<?x17xf32>
    %q = qnt.quantize %d scale(%c : tensor<?x1xf32>) zero_point(%e : tensor<?x1xi4>) : tensor<?x17xf32> -> !qnt.array<?x17, #q4>
    qnt.yield %q : !qnt.array<?x17, #q4>
  }
  return %y : !qnt.array<?x17, #q4>
}

// The blocks that share K leave their sums to a second kernel.
// CHECK-LABEL: func.func @split_k
// CHECK-SAME: (%[[X:.*]]: tensor<?x128xf16>)
func.func @split_k(%x: tensor<?x128xf16>) -> tensor<?x64xf16> {
  // CHECK-DAG: %[[TILES:.*]] = arith.ceildivui
  // CHECK-DAG: %[[EMPTY:.*]] = tensor.empty(%[[TILES]]) : tensor<3x?x1x16x64xf32>
  // CHECK: %[[SUMS:.*]] = qnt.launch @qnt_kernels::@split_products grid(%[[TILES]], %c1, %c3) block(64, 1, 1) shared(%{{.*}}) ins(%[[X]], {{.*}}) outs(%[[EMPTY]] : tensor<3x?x1x16x64xf32>)
  // CHECK: qnt.launch @qnt_kernels::@split grid(%[[TILES]], %c1, %c1) block(64, 1, 1) shared(%c0) ins(%[[X]], {{.*}}, %[[SUMS]] : {{.*}}) outs(%{{.*}} : tensor<?x64xf16>)
  %w = qnt.constant codes = dense<17> : tensor<64x128xi8>, scales = dense<0.5> : tensor<64x1xf32> : !qnt.array<64x128, #w8>
  %y = qnt.kernel "split" schedule(#qnt.mma<layout = "mma_k16", tokens = 8, column_warps = 1, row_warps = 2, stages = 2, split_k = 3>)
         (%a = %x : tensor<?x128xf16>, %b = %w : !qnt.array<64x128, #w8>) -> tensor<?x64xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<?x128xf16>, !qnt.array<64x128, #w8>) -> tensor<?x64xf16>
    qnt.yield %d : tensor<?x64xf16>
  }
  return %y : tensor<?x64xf16>
}

// Another schedule is another pass's.
// CHECK-LABEL: func.func @simt
// CHECK: qnt.kernel schedule(#qnt.simt)
func.func @simt(%x: tensor<4xf16>) -> tensor<4xf16> {
  %y = qnt.kernel schedule(#qnt.simt) (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// CHECK: gpu.module @qnt_kernels
// CHECK: gpu.func @dense(%{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>, %{{.*}}: i64, %{{.*}}: !llvm.ptr<1>, %{{.*}}: !llvm.ptr<1>) kernel attributes {known_block_size = array<i32: 128, 1, 1>}
// CHECK: nvvm.cp.async.shared.global
// CHECK: nvvm.ldmatrix
// CHECK: nvvm.mma.sync
// Zero points of the activations take registers: no more than eight blocks of 32 threads.
// CHECK: gpu.func @dense_0
// CHECK-SAME: nvvm.minctasm = 8 : i32
// CHECK: llvm.load {{.*}} -> vector<4xi32>
// CHECK: nvvm.mma.sync {{.*}}s8
// CHECK: gpu.func @inside
// CHECK-NOT: nvvm.minctasm
// CHECK: gpu.func @quantized
