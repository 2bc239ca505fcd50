// RUN: quant-opt %s --split-input-file --qnt-lower-outlined --verify-diagnostics

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but an index is no sum of multiples}}
func.func private @product_of_indices(%x: tensor<64xf32>, %n: index) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#one], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %j = affine.apply affine_map<(d0)[s0] -> (d0 * s0)>(%i)[%n]
    %v = tensor.extract %x[%j] : tensor<64xf32>
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but a bound is no sum of multiples}}
func.func private @bound_of_product(%x: tensor<64xf32>, %n: index) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#one], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %j = affine.min affine_map<(d0)[s0] -> (d0 * s0, 63)>(%i)[%n]
    %v = tensor.extract %x[%j] : tensor<64xf32>
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but its body branches around what must not be computed always}}
func.func private @division_in_a_branch(%x: tensor<8xi32>) -> tensor<8xi32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %c0 = arith.constant 0 : i32
  %c7 = arith.constant 7 : i32
  %e = tensor.empty() : tensor<8xi32>
  %y = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%x : tensor<8xi32>) outs(%e : tensor<8xi32>) {
  ^bb0(%in: i32, %out: i32):
    %is = arith.cmpi ne, %in, %c0 : i32
    %v = scf.if %is -> (i32) {
      %q = arith.divui %c7, %in : i32
      scf.yield %q : i32
    } else {
      scf.yield %c0 : i32
    }
    linalg.yield %v : i32
  } -> tensor<8xi32>
  return %y : tensor<8xi32>
}

// -----

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but its body visits more than 64 elements, not in a reduction that can be shared}}
func.func private @long_loop(%x: tensor<8x100xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#one], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %v = scf.for %k = %c0 to %c100 step %c1 iter_args(%s = %zero) -> (f32) {
      %a = tensor.extract %x[%i, %k] : tensor<8x100xf32>
      %n = arith.subf %a, %s : f32
      scf.yield %n : f32
    }
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but its body holds 'cf.assert'}}
func.func private @assertion(%x: tensor<8xi1>) -> tensor<8xi1> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %e = tensor.empty() : tensor<8xi1>
  %y = linalg.generic {indexing_maps = [#one, #one], iterator_types = ["parallel"]} ins(%x : tensor<8xi1>) outs(%e : tensor<8xi1>) {
  ^bb0(%in: i1, %out: i1):
    cf.assert %in, "expected true"
    linalg.yield %in : i1
  } -> tensor<8xi1>
  return %y : tensor<8xi1>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
// expected-error @+1 {{but an element of 'linalg.generic' belongs to no single turn of its loops}}
func.func private @one_for_many(%x: tensor<8x4xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x4xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#one = affine_map<(i) -> (i)>
// expected-error @+1 {{but it looks behind the end of a dimension of dynamic size}}
func.func private @behind_the_end(%x: tensor<?xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = tensor.empty() : tensor<8xf32>
  %y = linalg.generic {indexing_maps = [#one], iterator_types = ["parallel"]} outs(%e : tensor<8xf32>) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %is = arith.cmpi ult, %i, %n : index
    %v = scf.if %is -> (f32) {
      %a = tensor.extract %x[%i] : tensor<?xf32>
      scf.yield %a : f32
    } else {
      scf.yield %zero : f32
    }
    linalg.yield %v : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

// expected-error @+1 {{but the size of a result is not known from its inputs}}
func.func private @size_of_a_result(%x: tensor<?x?xf32>) -> tensor<?xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 32, vector = 1, chunks = 1, tile = 0>} {
  %y = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
// expected-error @+1 {{but the number of rows is not known from the sizes of its inputs}}
func.func private @number_of_rows(%x: tensor<?x?x4xf32>, %i: tensor<?x?xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 0>} {
  %c = tensor.collapse_shape %x [[0, 1], [2]] : tensor<?x?x4xf32> into tensor<?x4xf32>
  %e = tensor.collapse_shape %i [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%c : tensor<?x4xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  %cast = tensor.cast %y : tensor<?xf32> to tensor<8xf32>
  return %cast : tensor<8xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
// expected-error @+1 {{but the length of its rows is not known from the sizes of its inputs}}
func.func private @length_of_rows(%x: tensor<8x?x?xf32>, %i: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 0>} {
  %c = tensor.collapse_shape %x [[0], [1, 2]] : tensor<8x?x?xf32> into tensor<8x?xf32>
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%c : tensor<8x?xf32>) outs(%i : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#all = affine_map<(r, b, c) -> (r, b, c)>
#first = affine_map<(r, b, c) -> (r)>
// expected-error @+1 {{but it reduces several dimensions of which one is dynamic}}
func.func private @two_lengths(%x: tensor<8x?x4xf32>, %i: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 0>} {
  %y = linalg.generic {indexing_maps = [#all, #first], iterator_types = ["parallel", "reduction", "reduction"]} ins(%x : tensor<8x?x4xf32>) outs(%i : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
// expected-error @+1 {{but rows of a length that is not known have chunks of one element}}
func.func private @chunks_of_unknown_rows(%x: tensor<8x?xf32>, %i: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 4, chunks = 0>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x?xf32>) outs(%i : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

#each = affine_map<(r, c) -> (r, c)>
#row = affine_map<(r, c) -> (r)>
// expected-error @+1 {{but a reduction does more than to add up or to compare}}
func.func private @recurrence(%x: tensor<8x64xf32>, %i: tensor<8xf32>) -> tensor<8xf32> attributes {qnt.schedule = #qnt.rowwise<threads = 32, rows = 1, vector = 1, chunks = 0>} {
  %y = linalg.generic {indexing_maps = [#each, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<8x64xf32>) outs(%i : tensor<8xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.subf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<8xf32>
  return %y : tensor<8xf32>
}
