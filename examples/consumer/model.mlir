// Two layers on two processors: the second runs in a stage that takes its input as int8. Ranges are what calibration found.
#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>

func.func @main() -> tensor<1x2xf32> {
  %in = arith.constant dense<[[1.0, -2.0, 0.5, 3.0]]> : tensor<1x4xf32>
  %w1 = arith.constant dense<[[7.0, 1.0, -7.0], [2.0, -7.0, 3.0], [-4.0, 2.0, 1.0], [1.0, 5.0, 0.0]]>
          : tensor<4x3xf32> loc("hidden.weight")
  %b1 = arith.constant dense<[0.5, -1.0, 0.25]> : tensor<3xf32>
  %x = edge.relu %in {edge.range = array<f64: 0.0, 7.96875>} : tensor<1x4xf32>
  %h = edge.linear %x, %w1 bias(%b1 : tensor<3xf32>) : (tensor<1x4xf32>, tensor<4x3xf32>) -> tensor<1x3xf32>
  %r = edge.relu %h : tensor<1x3xf32>
  %s = arith.constant dense<0.25> : tensor<1x1xf32>
  %q = qnt.quantize %r scale(%s : tensor<1x1xf32>) : tensor<1x3xf32> -> !qnt.array<1x3, #a8>
  %y = edge.stage "dsp" (%q) : (!qnt.array<1x3, #a8>) -> tensor<1x2xf32> {
  ^bb0(%a: !qnt.array<1x3, #a8>):
    %w2 = arith.constant dense<[[7.0, -1.0], [2.0, 7.0], [3.0, 3.0]]> : tensor<3x2xf32> loc("out.weight")
    %z = edge.linear %a, %w2 : (!qnt.array<1x3, #a8>, tensor<3x2xf32>) -> tensor<1x2xf32>
    edge.end %z : tensor<1x2xf32>
  }
  return %y : tensor<1x2xf32>
}
