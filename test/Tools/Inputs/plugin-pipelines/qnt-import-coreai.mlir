// A weight of codes and scales, and a product with it.
"coreai.graph"() <{sym_name = "dense"}> ({
^bb0(%x: tensor<3x2xf32>):
  %q = "coreai.constant"() <{value = dense<[[1, -2], [3, 4]]> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<[[0.5], [0.25]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %y = "coreai.batch_matmul"(%x, %w) : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  "coreai.output"(%y) : (tensor<3x2xf32>) -> ()
}) : () -> ()
