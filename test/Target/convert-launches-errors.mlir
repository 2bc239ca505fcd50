// RUN: quant-opt %s --qnt-convert-launches --split-input-file --verify-diagnostics

func.func @load(%x: memref<4xf32, #gpu.address_space<global>>) -> f32 {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'memref.load' op touches memory of the device on the host: expected qnt.read_element, qnt.write_element or a launch}}
  %v = memref.load %x[%c0] : memref<4xf32, #gpu.address_space<global>>
  return %v : f32
}

// -----

gpu.module @qnt_kernels {
  gpu.func @f(%x: memref<4xf32>) kernel { gpu.return }
}
func.func @host_memory(%x: memref<4xf32>) {
  %c1 = arith.constant 1 : index
  // expected-error @below {{'qnt.launch' op operand #3: expected memory of the device (#gpu.address_space<global>), got 'memref<4xf32>'}}
  qnt.launch @qnt_kernels::@f grid(%c1, %c1, %c1) block(4, 1, 1) outs(%x : memref<4xf32>)
  return
}

// -----

// expected-error @below {{'memref.global' op on the device is expected to be a constant with a value}}
memref.global "private" @state : memref<2xf32, #gpu.address_space<global>> = dense<0.0>

// -----

// expected-error @below {{'func.func' op expected memory of the device to hold integers, floats or indices, got 'memref<4xcomplex<f32>, 1>'}}
func.func @complex_argument(%x: memref<4xcomplex<f32>, #gpu.address_space<global>>) {
  return
}

// -----

func.func @complex_buffer() {
  // expected-error @below {{'memref.alloc' op expected memory of the device to hold integers, floats or indices, got 'memref<4xcomplex<f32>, 1>'}}
  %x = memref.alloc() : memref<4xcomplex<f32>, #gpu.address_space<global>>
  return
}

// -----

func.func @too_large() {
  // expected-error @below {{'memref.alloc' op expected memory of the device of less than 2^63 bytes, got 'memref<4611686018427387905x4xf32, 1>'}}
  %x = memref.alloc() : memref<4611686018427387905x4xf32, #gpu.address_space<global>>
  return
}
