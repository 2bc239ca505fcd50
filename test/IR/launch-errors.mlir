// RUN: quant-opt %s --split-input-file --verify-diagnostics

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c1_sizes(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected block to have 3 sizes, got 2}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c1_zero(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected each size of block to be 1 to 1024, got 0}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(0, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c1_last(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected each size of block to be 1 to 64, got 65}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1, 1, 65) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c1_product(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected block to have a product of at most 1024, got 2048}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(1024, 2, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c2(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected cluster to have a product of at most 16, got 32}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) cluster(16, 2, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c3(%x: memref<8xi4>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected input #0 to be a ranked tensor, a memref of identity layout or a scalar of a type that kernels take, got 'memref<8xi4>'}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : memref<8xi4>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c4_none(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected at least one output, got none}}
  "qnt.launch"(%c1, %c1, %c1, %x) <{kernel = @qnt_kernels::@k, block = array<i32: 1, 1, 1>, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0>}> : (index, index, index, memref<8xf32>) -> ()
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c4_strided(%x: memref<8xf32>, %y: memref<8xf32, strided<[2]>>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected output #0 to be a ranked tensor or a memref of identity layout, of elements that kernels take, got 'memref<8xf32, strided<[2]>>'}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32, strided<[2]>>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c5(%x: tensor<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected tensors only or memrefs only, got 'tensor<8xf32>' and 'memref<8xf32>'}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : tensor<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

func.func @launch_c6_no_module(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected @qnt_kernels::@k to name a kernel, but there is no symbol "qnt_kernels"}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c6_no_function(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected @qnt_kernels::@none to name a function}}
  qnt.launch @qnt_kernels::@none grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c6_count(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected kernel @qnt_kernels::@k to have an argument for each operand, got 2 arguments and 1 operands}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32, 1, 1) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c6_scalar(%x: f64, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected argument #0 of kernel @qnt_kernels::@s to take an operand of type 'f64', got 'f32'}}
  qnt.launch @qnt_kernels::@s grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : f64) outs(%y : memref<8xf32>)
  return
}

// -----

gpu.module @qnt_kernels {
  gpu.func @k(%x: !llvm.ptr<1>, %y: !llvm.ptr<1>) kernel { gpu.return }
  gpu.func @s(%x: f32, %y: !llvm.ptr<1>) kernel { gpu.return }
}
func.func @launch_c6_pointer(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected argument #0 of kernel @qnt_kernels::@s to take an operand of type 'memref<8xf32>', got 'f32'}}
  qnt.launch @qnt_kernels::@s grid(%c1, %c1, %c1) block(32, 1, 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}

// -----

func.func @launch_two_sizes_of_a_grid_dimension(%x: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{'qnt.launch' op expected operandSegmentSizes of 1 for grid_y, but got 2}}
  "qnt.launch"(%c1, %c1, %c1, %c1, %x) <{block = array<i32: 32, 1, 1>, kernel = @kernels::@k, operandSegmentSizes = array<i32: 1, 2, 1, 0, 0, 1>}>
    : (index, index, index, index, memref<8xf32>) -> ()
  return
}

// -----

func.func @launch_sizes(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{expected ')' in the sizes of a launch}}
  qnt.launch @qnt_kernels::@k grid(%c1, %c1, %c1) block(32 1 1) ins(%x : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}
