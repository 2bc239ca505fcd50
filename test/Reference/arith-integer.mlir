// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=divisions | FileCheck %s --check-prefix=DIV
// RUN: quant-run %s --entry=extended | FileCheck %s --check-prefix=EXT
// RUN: quant-run %s --entry=compare | FileCheck %s --check-prefix=CMP
// RUN: quant-run %s --entry=functions | FileCheck %s --check-prefix=MATH

// Results wrap in their type: 100 + 100 = 200 = -56 in i8.
func.func @main() -> (tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<2xi4>, tensor<2xi32>, tensor<2xi32>, i64) {
  %a = arith.constant dense<[100, -128, 7]> : tensor<3xi8>
  %b = arith.constant dense<[100, 1, -3]> : tensor<3xi8>
  // CHECK: tensor<3xi8> [-56, -127, 4]
  %sum = arith.addi %a, %b : tensor<3xi8>
  // CHECK: tensor<3xi8> [0, 127, 10]
  %difference = arith.subi %a, %b : tensor<3xi8>
  // 10000 = 39 * 256 + 16.
  // CHECK: tensor<3xi8> [16, -128, -21]
  %product = arith.muli %a, %b : tensor<3xi8>
  // CHECK: tensor<2xi4> [-8, 5]
  %n = arith.constant dense<[7, -6]> : tensor<2xi4>
  %m = arith.constant dense<[1, -5]> : tensor<2xi4>
  %narrow = arith.addi %n, %m : tensor<2xi4>
  %x = arith.constant dense<[-16, 12]> : tensor<2xi32>
  %two = arith.constant dense<2> : tensor<2xi32>
  // CHECK: tensor<2xi32> [-4, 3]
  %arithmetic = arith.shrsi %x, %two : tensor<2xi32>
  // 2^32 - 16, shifted by 2.
  // CHECK: tensor<2xi32> [1073741820, 3]
  %logical = arith.shrui %x, %two : tensor<2xi32>
  %big = arith.constant 9223372036854775807 : i64
  %one = arith.constant 1 : i64
  // CHECK: tensor<i64> -9223372036854775808
  %wrapped = arith.addi %big, %one : i64
  return %sum, %difference, %product, %narrow, %arithmetic, %logical, %wrapped
    : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<2xi4>, tensor<2xi32>, tensor<2xi32>, i64
}

func.func @divisions() -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<2xi8>, tensor<2xi8>) {
  %a = arith.constant dense<[7, -7, 7, -7]> : tensor<4xi32>
  %b = arith.constant dense<[2, 2, -2, -2]> : tensor<4xi32>
  // DIV: tensor<4xi32> [3, -3, -3, 3]
  %quotient = arith.divsi %a, %b : tensor<4xi32>
  // DIV: tensor<4xi32> [1, -1, 1, -1]
  %remainder = arith.remsi %a, %b : tensor<4xi32>
  // DIV: tensor<4xi32> [3, -4, -4, 3]
  %floor = arith.floordivsi %a, %b : tensor<4xi32>
  // DIV: tensor<4xi32> [4, -3, -3, 4]
  %ceil = arith.ceildivsi %a, %b : tensor<4xi32>
  %c = arith.constant dense<[200, 7]> : tensor<2xi8>
  %d = arith.constant dense<[3, 2]> : tensor<2xi8>
  // 200 / 3 = 66.7
  // DIV: tensor<2xi8> [66, 3]
  %unsigned = arith.divui %c, %d : tensor<2xi8>
  // DIV: tensor<2xi8> [67, 4]
  %unsigned_ceil = arith.ceildivui %c, %d : tensor<2xi8>
  return %quotient, %remainder, %floor, %ceil, %unsigned, %unsigned_ceil
    : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>, tensor<2xi8>, tensor<2xi8>
}

func.func @extended() -> (i8, i1, i8, i8, i64, i64) {
  %a = arith.constant -56 : i8
  %b = arith.constant 100 : i8
  // 200 + 100 = 256 + 44
  // EXT: tensor<i8> 44
  // EXT: tensor<i1> 1
  %sum, %carry = arith.addui_extended %a, %b : i8, i1
  // -5600 = -22 * 256 + 32
  // EXT: tensor<i8> 32
  // EXT: tensor<i8> -22
  %low, %high = arith.mulsi_extended %a, %b : i8
  %minus = arith.constant -1 : i64
  // (2^64 - 1)^2 = (2^64 - 2) * 2^64 + 1
  // EXT: tensor<i64> 1
  // EXT: tensor<i64> -2
  %low64, %high64 = arith.mului_extended %minus, %minus : i64
  return %sum, %carry, %low, %high, %low64, %high64 : i8, i1, i8, i8, i64, i64
}

func.func @compare() -> (tensor<2xi1>, tensor<2xi1>, tensor<2xi8>, tensor<2xi8>, tensor<2xi8>) {
  %a = arith.constant dense<[-1, 3]> : tensor<2xi8>
  %b = arith.constant dense<[1, 3]> : tensor<2xi8>
  // CMP: tensor<2xi1> [1, 0]
  %signed = arith.cmpi slt, %a, %b : tensor<2xi8>
  // -1 is 255.
  // CMP: tensor<2xi1> [0, 1]
  %unsigned = arith.cmpi ule, %a, %b : tensor<2xi8>
  // CMP: tensor<2xi8> [1, 3]
  %max = arith.maxsi %a, %b : tensor<2xi8>
  // CMP: tensor<2xi8> [-1, 3]
  %maxu = arith.maxui %a, %b : tensor<2xi8>
  // CMP: tensor<2xi8> [-1, 3]
  %chosen = arith.select %signed, %a, %b : tensor<2xi1>, tensor<2xi8>
  return %signed, %unsigned, %max, %maxu, %chosen
    : tensor<2xi1>, tensor<2xi1>, tensor<2xi8>, tensor<2xi8>, tensor<2xi8>
}

func.func @functions() -> (tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<5xi32>) {
  %a = arith.constant dense<[-128, 6, 0]> : tensor<3xi8>
  // MATH: tensor<3xi8> [-128, 6, 0]
  %abs = math.absi %a : tensor<3xi8>
  // MATH: tensor<3xi8> [0, 5, 8]
  %leading = math.ctlz %a : tensor<3xi8>
  // MATH: tensor<3xi8> [7, 1, 8]
  %trailing = math.cttz %a : tensor<3xi8>
  // MATH: tensor<3xi8> [1, 2, 0]
  %ones = math.ctpop %a : tensor<3xi8>
  %base = arith.constant dense<[3, -2, 2, -1, 5]> : tensor<5xi32>
  %power = arith.constant dense<[4, 3, -1, -3, 0]> : tensor<5xi32>
  // MATH: tensor<5xi32> [81, -8, 0, -1, 1]
  %powers = math.ipowi %base, %power : tensor<5xi32>
  return %abs, %leading, %trailing, %ones, %powers
    : tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<3xi8>, tensor<5xi32>
}
