// RUN: quant-opt %s --split-input-file --qnt-lower-outlined --verify-diagnostics

// expected-error @+1 {{expected schedule #qnt.rowwise, #qnt.elementwise or #qnt.simt, got #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>}}
func.func private @another_schedule(%x: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.gemv<layout = "mma_k16", tokens = 8, warps = 1, stages = 4>} {
  return %x : tensor<8xf32>
}

// -----

// expected-error @+1 {{expected only calls of an outlined kernel, got 'func.constant'}}
func.func private @a_use(%x: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  return %x : tensor<8xf32>
}
func.func @main() -> ((tensor<8xf32>) -> tensor<8xf32>) {
  %f = constant @a_use : (tensor<8xf32>) -> tensor<8xf32>
  return %f : (tensor<8xf32>) -> tensor<8xf32>
}

// -----

// expected-error @+1 {{expected a kernel that schedule #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 1> can be used for, but it reduces nothing}}
func.func private @no_rows(%x: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 1>} {
  return %x : tensor<8xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
#column = affine_map<(r, c) -> (c)>

// expected-error @+1 {{but a row of 512 chunks is longer than 128}}
func.func private @long_row(%x: tensor<2x512xf32>, %init: tensor<2xf32>) -> tensor<2xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2x512xf32>) outs(%init : tensor<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>

// expected-error @+1 {{but rows of a length that is not known are not kept in registers}}
func.func private @unknown_row(%x: tensor<2x?xf32>, %init: tensor<2xf32>) -> tensor<2xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2x?xf32>) outs(%init : tensor<2xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#column = affine_map<(r, c) -> (c)>

// expected-error @+1 {{but it reduces along a dimension that is not innermost}}
func.func private @columns(%x: tensor<64x8xf32>, %init: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#each, #column], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<64x8xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>

// expected-error @+1 {{but it needs a sum over another row than its own}}
func.func private @sums_as_elements(%x: tensor<8x64xf32>, %init: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x64xf32>) outs(%init : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#a = affine_map<(r, c, k) -> (r, k)>
#b = affine_map<(r, c, k) -> (c, k)>
#sum = affine_map<(r, c, k) -> (r, c)>

// expected-error @+1 {{but its sums share their elements}}
func.func private @products(%x: tensor<8x64xf32>, %w: tensor<4x64xf32>, %init: tensor<8x4xf32>) -> tensor<8x4xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#a, #b, #sum], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<8x64xf32>, tensor<4x64xf32>) outs(%init : tensor<8x4xf32>) {
  ^bb0(%p: f32, %q: f32, %out: f32):
    %product = arith.mulf %p, %q : f32
    %s = arith.addf %product, %out : f32
    linalg.yield %s : f32
  } -> tensor<8x4xf32>
  return %y : tensor<8x4xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>

// expected-error @+1 {{but it holds reductions with different rows}}
func.func private @different_rows(%x: tensor<8x64xf32>, %z: tensor<4x64xf32>, %i8: tensor<8xf32>, %i4: tensor<4xf32>) -> (tensor<8xf32>, tensor<4xf32>) attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x64xf32>) outs(%i8 : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<8xf32>
  %w = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%z : tensor<4x64xf32>) outs(%i4 : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<4xf32>
  return %y, %w : tensor<8xf32>, tensor<4xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>

// expected-error @+1 {{but result #1 does not consist of rows}}
func.func private @another_result(%x: tensor<8x64xf32>, %z: tensor<3x8xf32>, %i8: tensor<8xf32>) -> (tensor<8xf32>, tensor<3x8xf32>) attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 4>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x64xf32>) outs(%i8 : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  } -> tensor<8xf32>
  return %y, %z : tensor<8xf32>, tensor<3x8xf32>
}

// -----

// expected-error @+1 {{but it gives a value of type f32, which is no tensor}}
func.func private @scalar_result(%x: tensor<8xf32>) -> f32 attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %c0 = arith.constant 0 : index
  %y = tensor.extract %x[%c0] : tensor<8xf32>
  return %y : f32
}

// -----

// expected-error @+1 {{but kernels take and give no tensor<8xcomplex<f32>>}}
func.func private @complex_numbers(%x: tensor<8xcomplex<f32>>) -> tensor<8xcomplex<f32>> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  return %x : tensor<8xcomplex<f32>>
}

// -----

// expected-error @+1 {{expected an outlined kernel of one block}}
func.func private @two_blocks(%x: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.simt} {
  cf.br ^next
^next:
  return %x : tensor<8xf32>
}
