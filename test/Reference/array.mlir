// RUN: quant-run %s | FileCheck %s
// RUN: not quant-run %s --entry=dim_index 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not quant-run %s --entry=cast 2>&1 | FileCheck %s --check-prefix=CAST
// RUN: not quant-run %s --entry=assemble 2>&1 | FileCheck %s --check-prefix=ASSEMBLE

#w3 = #qnt.encoding<i3 : f32, block = 1x2, scale = f16, zero_point = u4>
#nm = #qnt.encoding<u4 : f32, block = 1x*, scale = f32, sparsity = 2:4 along 1>

func.func @main() -> (tensor<2x3xi3>, tensor<2x2xf16>, tensor<2x2xi4>, tensor<2x3xf32>, index, tensor<1x4xf32>, i32) {
  // Rows of 3 codes of 3 bits take 2 bytes: 1, -2, 3 is 0b011'110'001 and -4, 0, 2 is 0b010'000'100.
  %w = qnt.constant codes = dense<[[-15, 0], [-124, 0]]> : tensor<2x2xi8>,
                    scales = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf16>,
                    zero_points = dense<[[0, 1], [-1, 0]]> : tensor<2x2xi4> : !qnt.array<2x3, #w3>
  // CHECK: tensor<2x3xi3> [{{\[}}1, -2, 3], [-4, 0, 2]]
  // CHECK: tensor<2x2xf16> [{{\[}}1, 2], [3, 4]]
  // CHECK: tensor<2x2xi4> [{{\[}}0, 1], [-1, 0]]
  %codes, %scales, %zeros = qnt.disassemble %w : !qnt.array<2x3, #w3> -> (tensor<2x3xi3>, tensor<2x2xf16>, tensor<2x2xi4>)
  // The zero point -1 is 15: (1, -2, (3 - 1) * 2), ((-4 - 15) * 3, -15 * 3, 2 * 4).
  // CHECK: tensor<2x3xf32> [{{\[}}1, -2, 4], [-57, -45, 8]]
  %x = qnt.dequantize %w : !qnt.array<2x3, #w3> -> tensor<2x3xf32>
  %d = qnt.cast %w : !qnt.array<2x3, #w3> to !qnt.array<?x3, #w3>
  %c0 = arith.constant 0 : index
  // CHECK: tensor<index> 2
  %n = qnt.dim %d, %c0 : !qnt.array<?x3, #w3>
  // Codes 1, 2, 3, 15; the mask 0b1001 keeps the first and the last.
  %s = qnt.constant codes = dense<[[33, -13]]> : tensor<1x2xi8>, scales = dense<0.5> : tensor<1x1xf32>,
                    mask = dense<9> : tensor<1x1xi8> : !qnt.array<1x4, #nm>
  // CHECK: tensor<1x4xf32> [{{\[}}0.5, 0, 0, 7.5]]
  %y = qnt.dequantize %s : !qnt.array<1x4, #nm> -> tensor<1x4xf32>
  // Arrays go through control flow and calls like any value.
  %true = arith.constant true
  %chosen = arith.select %true, %w, %w : !qnt.array<2x3, #w3>
  // CHECK: tensor<i32> -5
  %r = call @sum_of_first_row(%chosen) : (!qnt.array<2x3, #w3>) -> i32
  return %codes, %scales, %zeros, %x, %n, %y, %r
    : tensor<2x3xi3>, tensor<2x2xf16>, tensor<2x2xi4>, tensor<2x3xf32>, index, tensor<1x4xf32>, i32
}

func.func private @sum_of_first_row(%a: !qnt.array<2x3, #w3>) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %minus = arith.constant -8 : i32
  %codes, %scales, %zeros = qnt.disassemble %a : !qnt.array<2x3, #w3> -> (tensor<2x3xi3>, tensor<2x2xf16>, tensor<2x2xi4>)
  %sum = scf.for %i = %c0 to %c2 step %c1 iter_args(%s = %minus) -> i32 {
    %j = arith.addi %i, %c1 : index
    %code = tensor.extract %codes[%c0, %j] : tensor<2x3xi3>
    %wide = arith.extsi %code : i3 to i32
    %one = arith.constant 1 : i32
    %t = arith.addi %s, %wide : i32
    %u = arith.addi %t, %one : i32
    scf.yield %u : i32
  }
  return %sum : i32
}

func.func @dim_index() -> index {
  %w = qnt.constant codes = dense<0> : tensor<2x2xi8>, scales = dense<1.0> : tensor<2x2xf16>,
                    zero_points = dense<0> : tensor<2x2xi4> : !qnt.array<2x3, #w3>
  %c2 = arith.constant 2 : index
  // DIM: 'qnt.dim' op expected an index below the rank 2, got 2
  %n = qnt.dim %w, %c2 : !qnt.array<2x3, #w3>
  return %n : index
}

func.func @cast() -> !qnt.array<4x3, #w3> {
  %w = qnt.constant codes = dense<0> : tensor<2x2xi8>, scales = dense<1.0> : tensor<2x2xf16>,
                    zero_points = dense<0> : tensor<2x2xi4> : !qnt.array<2x3, #w3>
  %d = qnt.cast %w : !qnt.array<2x3, #w3> to !qnt.array<?x3, #w3>
  // CAST: 'qnt.cast' op result 0: expected !qnt.array<4x3, #qnt.encoding<i3 : f32, block = 1x2, scale = f16, zero_point = u4>>, got !qnt.array<2x3, #
  %c = qnt.cast %d : !qnt.array<?x3, #w3> to !qnt.array<4x3, #w3>
  return %c : !qnt.array<4x3, #w3>
}

func.func @assemble() -> !qnt.array<?x3, #w3> {
  %codes = arith.constant dense<0> : tensor<2x3xi3>
  %scales = arith.constant dense<1.0> : tensor<3x2xf16>
  %zeros = arith.constant dense<0> : tensor<2x2xi4>
  %cd = tensor.cast %codes : tensor<2x3xi3> to tensor<?x3xi3>
  %sd = tensor.cast %scales : tensor<3x2xf16> to tensor<?x2xf16>
  %zd = tensor.cast %zeros : tensor<2x2xi4> to tensor<?x2xi4>
  // ASSEMBLE: 'qnt.assemble' op expected scales of type 2x2xf16, got 3x2xf16
  %a = qnt.assemble %cd, %sd, %zd : (tensor<?x3xi3>, tensor<?x2xf16>, tensor<?x2xi4>) -> !qnt.array<?x3, #w3>
  return %a : !qnt.array<?x3, #w3>
}
