// RUN: quant-opt %s --qnt-convert-kernels --split-input-file --verify-diagnostics

gpu.module @qnt_kernels {
  gpu.func @function(%x: memref<4xf32>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    // expected-error @below {{'math.tan' op has no instruction on a GPU: expected qnt-expand-math to have replaced it}}
    %a = math.tan %v : f32
    memref.store %a, %x[%t] : memref<4xf32>
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  gpu.func @remainder(%x: memref<4xf32>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    // expected-error @below {{'arith.remf' op has no instruction on a GPU}}
    %a = arith.remf %v, %v : f32
    memref.store %a, %x[%t] : memref<4xf32>
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  gpu.func @allocates(%x: memref<4xf32>) kernel {
    %c0 = arith.constant 0 : index
    // expected-error @below {{'memref.alloc' op allocates in a kernel: expected the memory of a kernel to be given by its launch}}
    %m = memref.alloc() : memref<4xf32>
    %v = memref.load %m[%c0] : memref<4xf32>
    memref.store %v, %x[%c0] : memref<4xf32>
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  // expected-error @below {{'gpu.func' op argument 1: expected a buffer without a layout, got 'memref<4x4xf32, strided<[8, 1]>>'}}
  gpu.func @strided(%n: index, %x: memref<4x4xf32, strided<[8, 1]>>) kernel {
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  // expected-error @below {{'gpu.func' op argument 0: expected only the outermost size to be dynamic, got 'memref<4x?xf32>'}}
  gpu.func @inner_size(%x: memref<4x?xf32>) kernel {
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  // expected-error @below {{'gpu.func' op argument 0: expected a ranked buffer, got 'memref<*xf32>'}}
  gpu.func @unranked(%x: memref<*xf32>) kernel {
    gpu.return
  }
}

// -----

gpu.module @qnt_kernels {
  gpu.func @asks_for_size(%x: memref<?x4xf32>, %y: memref<4xindex>) kernel {
    %c0 = arith.constant 0 : index
    // expected-error @below {{'memref.dim' op asks for the dynamic size of argument 0 of kernel 'asks_for_size', which is one pointer: expected the size as an argument of its own}}
    %n = memref.dim %x, %c0 : memref<?x4xf32>
    memref.store %n, %y[%c0] : memref<4xindex>
    gpu.return
  }
}
