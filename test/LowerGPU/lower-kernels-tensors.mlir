// RUN: quant-opt %s --qnt-choose-schedule=target=sm_80 --qnt-prepack --qnt-lower-kernels --canonicalize --cse | FileCheck %s

// Both operands as they are; a tile for each 64 rows and 128 columns.
// CHECK-LABEL: func.func @matrix
// CHECK-SAME: (%[[X:.*]]: tensor<?x96xf16>, %[[W:.*]]: tensor<96x200xf16>)
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[X]], %c0
// CHECK-DAG: %[[TILES:.*]] = arith.ceildivui %[[M]], %c64
// CHECK: qnt.launch @qnt_kernels::@matrix grid(%[[TILES]], %c2, %c1) block(128, 1, 1) shared(%c49152) ins(%[[X]], %[[W]], %[[M]] : tensor<?x96xf16>, tensor<96x200xf16>, index)
func.func @matrix(%x: tensor<?x96xf16>, %w: tensor<96x200xf16>) -> tensor<?x200xf16> {
  %y = qnt.kernel "matrix" (%a = %x : tensor<?x96xf16>, %b = %w : tensor<96x200xf16>) -> tensor<?x200xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x96xf16>, tensor<96x200xf16>) -> tensor<?x200xf16>
    qnt.yield %d : tensor<?x200xf16>
  }
  return %y : tensor<?x200xf16>
}

// Tiles of all heads of all batches; the program stops where the operands have not as many batches.
// CHECK-LABEL: func.func @scores
// CHECK-SAME: (%[[Q:.*]]: tensor<?x128x12x32xf16>, %[[K:.*]]: tensor<?x128x12x32xf16>)
// CHECK-DAG: %[[BQ:.*]] = tensor.dim %[[Q]], %c0
// CHECK-DAG: %[[BK:.*]] = tensor.dim %[[K]], %c0
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[BQ]], %[[BK]]
// CHECK: cf.assert %[[SAME]], "expected batch dimension 0 of lhs and 0 of rhs to have one size"
// CHECK: %[[TILES:.*]] = arith.muli %{{.*}}, %c24
// CHECK: qnt.launch @qnt_kernels::@scores grid(%[[TILES]], %c1, %c1) block(128, 1, 1) shared(%c49152) ins(%[[Q]], %[[K]], %c128 : tensor<?x128x12x32xf16>, tensor<?x128x12x32xf16>, index)
func.func @scores(%q: tensor<?x128x12x32xf16>, %k: tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16> {
  %y = qnt.kernel "scores" (%a = %q : tensor<?x128x12x32xf16>, %b = %k : tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16> {
    %d = qnt.dot_general %a, %b contracting = [3] x [3] batch = [0, 2] x [0, 2] : (tensor<?x128x12x32xf16>, tensor<?x128x12x32xf16>) -> tensor<?x12x128x128xf16>
    qnt.yield %d : tensor<?x12x128x128xf16>
  }
  return %y : tensor<?x12x128x128xf16>
}

// Dynamic sizes that elements are counted by are operands.
// CHECK-LABEL: func.func @dynamic_sizes
// CHECK-SAME: (%[[X:.*]]: tensor<?x?x?x16xbf16>, %[[W:.*]]: tensor<?x24x?x16xbf16>)
// CHECK: qnt.launch @qnt_kernels::@dynamic grid(%{{.*}}, %c1, %c1) block(128, 1, 1) shared(%{{.*}}) ins(%[[X]], %[[W]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x?x?x16xbf16>, tensor<?x24x?x16xbf16>, index, index, index, index)
func.func @dynamic_sizes(%x: tensor<?x?x?x16xbf16>, %w: tensor<?x24x?x16xbf16>) -> tensor<?x?x?x24xf32> {
  %y = qnt.kernel "dynamic" (%a = %x : tensor<?x?x?x16xbf16>, %b = %w : tensor<?x24x?x16xbf16>) -> tensor<?x?x?x24xf32> {
    %d = qnt.dot_general %a, %b contracting = [3] x [3] batch = [0, 2] x [0, 2] : (tensor<?x?x?x16xbf16>, tensor<?x24x?x16xbf16>) -> tensor<?x?x?x24xf32>
    qnt.yield %d : tensor<?x?x?x24xf32>
  }
  return %y : tensor<?x?x?x24xf32>
}

// So are those of columns and along K, and of tensors beside the contraction.
// CHECK-LABEL: func.func @all_dynamic
// CHECK-SAME: (%[[X:.*]]: tensor<?x?xf16>, %[[W:.*]]: tensor<?x?xf16>, %[[R:.*]]: tensor<?x?xf16>)
// CHECK-DAG: %[[K:.*]] = tensor.dim %[[X]], %c1
// CHECK-DAG: %[[KW:.*]] = tensor.dim %[[W]], %c0
// CHECK: %[[SAME:.*]] = arith.cmpi eq, %[[K]], %[[KW]]
// CHECK: cf.assert %[[SAME]], "expected contracting dimension 1 of lhs and 0 of rhs to have one size"
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[W]], %c1
// CHECK-DAG: %[[NR:.*]] = tensor.dim %[[R]], %c1
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[X]], %c0
// CHECK: %[[COLUMNS:.*]] = arith.ceildivui %[[N]], %c128
// CHECK: qnt.launch @qnt_kernels::@all_dynamic grid(%{{.*}}, %[[COLUMNS]], %c1) block(128, 1, 1) shared(%c98304) ins(%[[X]], %[[W]], %[[M]], %[[K]], %[[N]], %[[N]], %[[K]], %[[R]], %[[NR]] :
func.func @all_dynamic(%x: tensor<?x?xf16>, %w: tensor<?x?xf16>, %r: tensor<?x?xf16>) -> tensor<?x?xf16> {
  %y = qnt.kernel "all_dynamic" (%a = %x : tensor<?x?xf16>, %b = %w : tensor<?x?xf16>, %c = %r : tensor<?x?xf16>) -> tensor<?x?xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<?x?xf16>, tensor<?x?xf16>) -> tensor<?x?xf16>
    %s = arith.addf %d, %c : tensor<?x?xf16>
    qnt.yield %s : tensor<?x?xf16>
  }
  return %y : tensor<?x?xf16>
}

// Rows of several dynamic dimensions beside weights: a position along one is that of the residual.
#w8 = #qnt.encoding<i8 : f16, block = *x1, scale = f16>
// CHECK-LABEL: func.func @residual
// CHECK-SAME: (%[[X:.*]]: tensor<?x?x64xf16>, %[[R:.*]]: tensor<?x?x8xf16>)
// CHECK-DAG: %[[SX:.*]] = tensor.dim %[[X]], %c1
// CHECK-DAG: %[[SR:.*]] = tensor.dim %[[R]], %c1
// CHECK: qnt.launch @qnt_kernels::@residual grid({{.*}}) ins(%[[X]], %{{.*}}, %{{.*}}, %{{.*}}, %[[SX]], %[[R]], %[[SR]] :
func.func @residual(%x: tensor<?x?x64xf16>, %r: tensor<?x?x8xf16>) -> tensor<?x?x8xf16> {
  %w = qnt.constant codes = dense<1> : tensor<64x8xi8>, scales = dense<0.5> : tensor<1x8xf16> : !qnt.array<64x8, #w8>
  %y = qnt.kernel "residual" (%a = %x : tensor<?x?x64xf16>, %b = %w : !qnt.array<64x8, #w8>, %c = %r : tensor<?x?x8xf16>) -> tensor<?x?x8xf16> {
    %d = qnt.dot_general %a, %b contracting = [2] x [0] batch = [] x [] : (tensor<?x?x64xf16>, !qnt.array<64x8, #w8>) -> tensor<?x?x8xf16>
    %s = arith.addf %d, %c : tensor<?x?x8xf16>
    qnt.yield %s : tensor<?x?x8xf16>
  }
  return %y : tensor<?x?x8xf16>
}

// Constants are tensors like others; blocks that share K leave their sums in a workspace.
// CHECK-LABEL: func.func @split
// CHECK: %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<4096x256xf16>
// CHECK: %[[SUMS:.*]] = qnt.launch @qnt_kernels::@split_products grid(%c1, %c1, %c4) block(128, 1, 1) shared(%c135168)
// CHECK: qnt.launch @qnt_kernels::@split grid(%c1, %c1, %c1) block(128, 1, 1) shared(%c8704)
func.func @split(%x: tensor<1x4096xf16>) -> tensor<1x256xf16> {
  %w = arith.constant dense<1.5> : tensor<4096x256xf16>
  %y = qnt.kernel "split" (%a = %x : tensor<1x4096xf16>, %b = %w : tensor<4096x256xf16>) -> tensor<1x256xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<1x4096xf16>, tensor<4096x256xf16>) -> tensor<1x256xf16>
    qnt.yield %d : tensor<1x256xf16>
  }
  return %y : tensor<1x256xf16>
}

func.func @function(%x: tensor<64x64xf16>, %w: tensor<64x128xf16>) -> tensor<64x128xf16> {
  %y = qnt.kernel "with_function" (%a = %x : tensor<64x64xf16>, %b = %w : tensor<64x128xf16>) -> tensor<64x128xf16> {
    %d = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<64x64xf16>, tensor<64x128xf16>) -> tensor<64x128xf16>
    %t = math.tanh %d : tensor<64x128xf16>
    qnt.yield %t : tensor<64x128xf16>
  }
  return %y : tensor<64x128xf16>
}

// A function behind the sums takes registers: ptxas is asked for two blocks of 128 threads, as many as have 255 each.
// CHECK: gpu.func @matrix
// CHECK-NOT: nvvm.minctasm
// CHECK: gpu.func @with_function
// CHECK-SAME: nvvm.minctasm = 2 : i32
