// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=named | FileCheck %s --check-prefix=NAMED
// RUN: quant-run %s --entry=bodies | FileCheck %s --check-prefix=BODY
// RUN: quant-run %s --entry=long_rows | FileCheck %s --check-prefix=LONG
// RUN: quant-run %s --entry=empty | FileCheck %s --check-prefix=EMPTY
// RUN: not quant-run %s --entry=size 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not quant-run %s --entry=window 2>&1 | FileCheck %s --check-prefix=WINDOW
// RUN: not quant-run %s --entry=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not quant-run %s --entry=division 2>&1 | FileCheck %s --check-prefix=DIV

#id = affine_map<(d0, d1) -> (d0, d1)>
#rows = affine_map<(d0, d1) -> (d0)>
#columns = affine_map<(d0, d1) -> (d1)>
#transposed = affine_map<(d0, d1) -> (d1, d0)>

func.func @main() -> (tensor<2x3xf32>, tensor<2xf32>, tensor<3xi64>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %a = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %bias = arith.constant dense<[10.0, 20.0, 30.0]> : tensor<3xf32>
  %empty = tensor.empty() : tensor<2x3xf32>
  // CHECK: tensor<2x3xf32> [{{\[}}11, 22, 33], [14, 25, 36]]
  %biased = linalg.generic {indexing_maps = [#id, #columns, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a, %bias : tensor<2x3xf32>, tensor<3xf32>) outs(%empty : tensor<2x3xf32>) {
  ^bb0(%x: f32, %b: f32, %o: f32):
    %y = arith.addf %x, %b : f32
    linalg.yield %y : f32
  } -> tensor<2x3xf32>
  // Two results: the largest of each row, and the row that it was found in, by column.
  %low = arith.constant dense<0xFF800000> : tensor<2xf32>
  %none = arith.constant dense<-1> : tensor<3xi64>
  // CHECK: tensor<2xf32> [3, 6]
  // CHECK: tensor<3xi64> [1, 1, 1]
  %max, %where = linalg.generic {indexing_maps = [#id, #rows, #columns], iterator_types = ["reduction", "reduction"]}
      ins(%a : tensor<2x3xf32>) outs(%low, %none : tensor<2xf32>, tensor<3xi64>) {
  ^bb0(%x: f32, %m: f32, %w: i64):
    %larger = arith.maximumf %x, %m : f32
    %row = linalg.index 0 : index
    %row64 = arith.index_cast %row : index to i64
    %last = arith.maxsi %row64, %w : i64
    linalg.yield %larger, %last : f32, i64
  } -> (tensor<2xf32>, tensor<3xi64>)
  // A value from outside, a constant and both indices.
  %scale = arith.constant 100.0 : f32
  // CHECK: tensor<2x3xf32> [{{\[}}0.5, 1.5, 2.5], [100.5, 101.5, 102.5]]
  %indexed = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel", "parallel"]}
      outs(%empty : tensor<2x3xf32>) {
  ^bb0(%o: f32):
    %half = arith.constant 0.5 : f32
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %i32 = arith.index_cast %i : index to i32
    %j32 = arith.index_cast %j : index to i32
    %fi = arith.sitofp %i32 : i32 to f32
    %fj = arith.sitofp %j32 : i32 to f32
    %big = arith.mulf %fi, %scale : f32
    %sum = arith.addf %big, %fj : f32
    %y = arith.addf %sum, %half : f32
    linalg.yield %y : f32
  } -> tensor<2x3xf32>
  // A map that is not linear: every column reads column d1 mod 2.
  // CHECK: tensor<2x3xf32> [{{\[}}1, 2, 1], [4, 5, 4]]
  %folded = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1 mod 2)>, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<2x3xf32>) outs(%empty : tensor<2x3xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  } -> tensor<2x3xf32>
  return %biased, %max, %where, %indexed, %folded
    : tensor<2x3xf32>, tensor<2xf32>, tensor<3xi64>, tensor<2x3xf32>, tensor<2x3xf32>
}

func.func @named() -> (tensor<3x2xf32>, tensor<2x2x3xf32>, tensor<2xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %a = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %empty = tensor.empty() : tensor<2x3xf32>
  %empty_t = tensor.empty() : tensor<3x2xf32>
  // NAMED: tensor<3x2xf32> [{{\[}}1, 4], [2, 5], [3, 6]]
  %t = linalg.transpose ins(%a : tensor<2x3xf32>) outs(%empty_t : tensor<3x2xf32>) permutation = [1, 0]
  %empty3 = tensor.empty() : tensor<2x2x3xf32>
  // NAMED: tensor<2x2x3xf32> [{{\[\[}}1, 2, 3], [1, 2, 3]], {{\[\[}}4, 5, 6], [4, 5, 6]]]
  %b = linalg.broadcast ins(%a : tensor<2x3xf32>) outs(%empty3 : tensor<2x2x3xf32>) dimensions = [1]
  %zero = arith.constant dense<0.0> : tensor<2xf32>
  // NAMED: tensor<2xf32> [6, 15]
  %r = linalg.reduce { arith.addf } ins(%a : tensor<2x3xf32>) outs(%zero : tensor<2xf32>) dimensions = [1]
  // NAMED: tensor<2x3xf32> [{{\[}}1, 4, 9], [16, 25, 36]]
  %m = linalg.map { arith.mulf } ins(%a, %a : tensor<2x3xf32>, tensor<2x3xf32>) outs(%empty : tensor<2x3xf32>)
  %seven = arith.constant 7.0 : f32
  // NAMED: tensor<2x3xf32> [{{\[}}7, 7, 7], [7, 7, 7]]
  %f = linalg.fill ins(%seven : f32) outs(%empty : tensor<2x3xf32>) -> tensor<2x3xf32>
  // NAMED: tensor<2x3xf32> [{{\[}}1, 2, 3], [4, 5, 6]]
  %c = linalg.copy ins(%a : tensor<2x3xf32>) outs(%empty : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %t, %b, %r, %m, %f, %c
    : tensor<3x2xf32>, tensor<2x2x3xf32>, tensor<2xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// Bodies that are not elementwise are run op by op: a gather, and a conditional.
func.func @bodies() -> (tensor<4xf32>, tensor<4xf32>, tensor<2x2xf32>) {
  %table = arith.constant dense<[10.0, 20.0, 30.0]> : tensor<3xf32>
  %indices = arith.constant dense<[2, 0, 1, 2]> : tensor<4xindex>
  %empty = tensor.empty() : tensor<4xf32>
  // BODY: tensor<4xf32> [30, 10, 20, 30]
  %gathered = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%indices : tensor<4xindex>) outs(%empty : tensor<4xf32>) {
  ^bb0(%i: index, %o: f32):
    %x = tensor.extract %table[%i] : tensor<3xf32>
    linalg.yield %x : f32
  } -> tensor<4xf32>
  // BODY: tensor<4xf32> [30, 0, 2, 30]
  %chosen = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%gathered : tensor<4xf32>) outs(%empty : tensor<4xf32>) {
  ^bb0(%x: f32, %o: f32):
    %limit = arith.constant 25.0 : f32
    %i = linalg.index 0 : index
    %large = arith.cmpf ogt, %x, %limit : f32
    %y = scf.if %large -> f32 {
      scf.yield %x : f32
    } else {
      %i32 = arith.index_cast %i : index to i32
      %one = arith.constant 1 : i32
      %shifted = arith.subi %i32, %one : i32
      %f = arith.sitofp %shifted : i32 to f32
      %two = arith.constant 2.0 : f32
      %z = arith.mulf %f, %two : f32
      scf.yield %z : f32
    }
    linalg.yield %y : f32
  } -> tensor<4xf32>
  // A parallel loop that the result does not have: every value is written in turn, the last one stays.
  %a = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %start = arith.constant dense<0.0> : tensor<2x2xf32>
  // BODY: tensor<2x2xf32> [{{\[}}4, 0], [0, 0]]
  %corner = linalg.generic {indexing_maps = [#id, affine_map<(d0, d1) -> (0, 0)>], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<2x2xf32>) outs(%start : tensor<2x2xf32>) {
  ^bb0(%x: f32, %o: f32):
    linalg.yield %x : f32
  } -> tensor<2x2xf32>
  return %gathered, %chosen, %corner : tensor<4xf32>, tensor<4xf32>, tensor<2x2xf32>
}

// 700 elements take three pieces of a row; the sum of 0 .. 699 is 244650.
func.func @long_rows() -> (tensor<i64>, tensor<i64>) {
  %empty = tensor.empty() : tensor<700xi64>
  %iota = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      outs(%empty : tensor<700xi64>) {
  ^bb0(%o: i64):
    %i = linalg.index 0 : index
    %x = arith.index_cast %i : index to i64
    linalg.yield %x : i64
  } -> tensor<700xi64>
  %zero = arith.constant dense<0> : tensor<i64>
  // LONG: tensor<i64> 244650
  %sum = linalg.reduce { arith.addi } ins(%iota : tensor<700xi64>) outs(%zero : tensor<i64>) dimensions = [0]
  %empty2 = tensor.empty() : tensor<700x2xi64>
  %wide = linalg.broadcast ins(%iota : tensor<700xi64>) outs(%empty2 : tensor<700x2xi64>) dimensions = [1]
  // LONG: tensor<i64> 489300
  %both = linalg.reduce { arith.addi } ins(%wide : tensor<700x2xi64>) outs(%zero : tensor<i64>) dimensions = [0, 1]
  return %sum, %both : tensor<i64>, tensor<i64>
}

// K = 0: the accumulator. No rows: no elements.
func.func @empty() -> (tensor<1x2xf32>, tensor<0x2xf32>) {
  %a = tensor.empty() : tensor<1x0xf32>
  %b = tensor.empty() : tensor<0x2xf32>
  %acc = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  // EMPTY: tensor<1x2xf32> [{{\[}}1, 2]]
  %c = linalg.matmul ins(%a, %b : tensor<1x0xf32>, tensor<0x2xf32>) outs(%acc : tensor<1x2xf32>) -> tensor<1x2xf32>
  %d = tensor.empty() : tensor<2x2xf32>
  // EMPTY: tensor<0x2xf32> []
  %e = linalg.matmul ins(%b, %d : tensor<0x2xf32>, tensor<2x2xf32>) outs(%b : tensor<0x2xf32>) -> tensor<0x2xf32>
  return %c, %e : tensor<1x2xf32>, tensor<0x2xf32>
}

func.func @size() -> tensor<?x?xf32> {
  %a = arith.constant dense<1.0> : tensor<2x3xf32>
  %b = arith.constant dense<1.0> : tensor<2x2xf32>
  %ad = tensor.cast %a : tensor<2x3xf32> to tensor<?x?xf32>
  %bd = tensor.cast %b : tensor<2x2xf32> to tensor<?x?xf32>
  // SIZE: 'linalg.matmul' op expected operand 1 to have size 3 in dimension 0, got 2
  %c = linalg.matmul ins(%ad, %bd : tensor<?x?xf32>, tensor<?x?xf32>) outs(%bd : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %c : tensor<?x?xf32>
}

func.func @window() -> tensor<?xf32> {
  %x = arith.constant dense<1.0> : tensor<4xf32>
  %k = arith.constant dense<1.0> : tensor<3xf32>
  %o = arith.constant dense<0.0> : tensor<3xf32>
  %xd = tensor.cast %x : tensor<4xf32> to tensor<?xf32>
  %kd = tensor.cast %k : tensor<3xf32> to tensor<?xf32>
  %od = tensor.cast %o : tensor<3xf32> to tensor<?xf32>
  // WINDOW: 'linalg.conv_1d' op expected operand 0 to have indices 0 to 4 in dimension 0, got 4
  %y = linalg.conv_1d ins(%xd, %kd : tensor<?xf32>, tensor<?xf32>) outs(%od : tensor<?xf32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

func.func @outside() -> tensor<?xf32> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  %o = arith.constant dense<0.0> : tensor<8xf32>
  %xd = tensor.cast %x : tensor<2xf32> to tensor<?xf32>
  %od = tensor.cast %o : tensor<8xf32> to tensor<?xf32>
  // OUTSIDE: 'linalg.generic' op reads operand 0 outside its shape
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0 floordiv 2)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%xd : tensor<?xf32>) outs(%od : tensor<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<?xf32>
  return %y : tensor<?xf32>
}

func.func @division() -> tensor<2xi32> {
  %x = arith.constant dense<[1, 0]> : tensor<2xi32>
  // DIV: linalg-generic.mlir:[[@LINE+5]]:{{[0-9]+}}: 'arith.divsi' op division by zero
  %y = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<2xi32>) outs(%x : tensor<2xi32>) {
  ^bb0(%a: i32, %b: i32):
    %one = arith.constant 1 : i32
    %c = arith.divsi %one, %a : i32
    linalg.yield %c : i32
  } -> tensor<2xi32>
  return %y : tensor<2xi32>
}
