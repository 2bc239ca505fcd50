// What the pass gives is too long for an example of its documentation.
#each = affine_map<(d0, d1) -> (d0, d1)>
module {
  func.func @main(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> {
    %y = call @double(%x) : (tensor<8x1024xf32>) -> tensor<8x1024xf32>
    return %y : tensor<8x1024xf32>
  }
  func.func private @double(%x: tensor<8x1024xf32>) -> tensor<8x1024xf32> attributes {qnt.schedule = #qnt.elementwise<threads = 256, vector = 4, chunks = 1, tile = 0>} {
    %empty = tensor.empty() : tensor<8x1024xf32>
    %y = linalg.generic {indexing_maps = [#each, #each], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<8x1024xf32>) outs(%empty : tensor<8x1024xf32>) {
    ^bb0(%in: f32, %out: f32):
      %sum = arith.addf %in, %in : f32
      linalg.yield %sum : f32
    } -> tensor<8x1024xf32>
    return %y : tensor<8x1024xf32>
  }
}
