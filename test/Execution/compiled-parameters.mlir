// Attributes of arguments and results that say something to others, and an empty list of them, which only the generic form
// can have.
// RUN: quant-run %s --device=cpu --entry=parts 2>&1 | FileCheck %s --check-prefix=PARTS
// RUN: quant-run %s --device=cpu --entry=nothing 2>&1 | FileCheck %s --check-prefix=NOTHING --allow-empty
#i4 = #qnt.encoding<i4 : f32, block = *, scale = f32>

// PARTS-NOT: warning
// PARTS: tensor<3xf32> [1, -2, 3.5]
func.func @parts() -> (tensor<3xf32> {user.result}) {
  %codes = arith.constant dense<[2, -4, 7]> : tensor<3xi4>
  %scale = arith.constant dense<0.5> : tensor<1xf32>
  %w = qnt.assemble %codes, %scale : (tensor<3xi4>, tensor<1xf32>) -> !qnt.array<3, #i4>
  %0 = func.call @decode(%w) : (!qnt.array<3, #i4>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

func.func private @decode(%w: !qnt.array<3, #i4> {user.weight = "w"}) -> tensor<3xf32> {
  %0 = qnt.dequantize %w : !qnt.array<3, #i4> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// NOTHING-NOT: warning
"func.func"() <{function_type = () -> (), res_attrs = [], arg_attrs = [], sym_name = "nothing"}> ({
  "func.return"() : () -> ()
}) : () -> ()
