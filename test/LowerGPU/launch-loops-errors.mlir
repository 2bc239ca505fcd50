// RUN: quant-opt %s --qnt-launch-loops --split-input-file --verify-diagnostics

func.func private @outside(f32) -> f32

func.func @calls(%x: memref<4xf32, #gpu.address_space<global>>) {
  // expected-error @below {{cannot be a kernel: its body calls a function}}
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%x : memref<4xf32, #gpu.address_space<global>>) {
  ^bb0(%a: f32):
    %b = func.call @outside(%a) : (f32) -> f32
    linalg.yield %b : f32
  }
  return
}

// -----

func.func @takes_memory(%x: memref<4xf32, #gpu.address_space<global>>) {
  // expected-error @below {{cannot be a kernel: its body takes memory}}
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%x : memref<4xf32, #gpu.address_space<global>>) {
  ^bb0(%a: f32):
    %c0 = arith.constant 0 : index
    %m = memref.alloc() : memref<1xf32>
    %b = memref.load %m[%c0] : memref<1xf32>
    linalg.yield %b : f32
  }
  return
}

// -----

#blocked = affine_map<(d0) -> (d0 floordiv 2, d0 mod 2)>
func.func @blocked(%x: memref<4xf32, #blocked, #gpu.address_space<global>>) {
  // expected-error @below {{cannot be a kernel: its memory has no strides}}
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%x : memref<4xf32, #blocked, #gpu.address_space<global>>) {
  ^bb0(%a: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

func.func @scatters(%x: memref<4xf32, #gpu.address_space<global>>) {
  // expected-error @below {{cannot be a kernel: it writes at an index that a reduction loop chooses}}
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["reduction"]}
      outs(%x : memref<4xf32, #gpu.address_space<global>>) {
  ^bb0(%a: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

func.func @loop_in_loop(%x: memref<4xf32, #gpu.address_space<global>>, %y: memref<4xf32, #gpu.address_space<global>>) {
  // expected-error @below {{cannot be a kernel: its body has a loop on memory}}
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%x : memref<4xf32, #gpu.address_space<global>>) {
  ^bb0(%a: f32):
    linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        outs(%y : memref<4xf32, #gpu.address_space<global>>) {
    ^bb0(%b: f32):
      %c = arith.addf %b, %b : f32
      linalg.yield %c : f32
    }
    linalg.yield %a : f32
  }
  return
}
