// A branch that yields what is written slice by slice, beside one that yields an argument or a constant.
// RUN: quant-run %s --device=emulated --compare=reference --print | FileCheck %s

// CHECK: tensor<8xf32> [0, 1, 2, 3, 0, 1, 2, 3]
// CHECK-NEXT: tensor<8xf32> [10, 11, 12, 13, 14, 15, 16, 17]
// CHECK-NEXT: tensor<5xf32> [0, 1, 2, 12, 13]
// CHECK-NEXT: tensor<5xf32> [11, 12, 13, 14, 15]
// CHECK-NEXT: tensor<5xf32> [5, 6, 7, 8, 9]
// CHECK-NEXT: tensor<5xf32> [11, 12, 13, 14, 15]
// CHECK-COUNT-6: 0 mismatches

func.func private @selected(%b: i1, %x: tensor<4xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %v = tensor.concat dim(0) %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  %r = scf.if %b -> (tensor<8xf32>) {
    scf.yield %v : tensor<8xf32>
  } else {
    scf.yield %y : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}

// Written in two slices, a part of an argument, a constant, a tensor that is computed.
func.func private @switched(%i: index, %x: tensor<4xf32>, %y: tensor<8xf32>) -> tensor<?xf32> {
  %k = arith.constant dense<[5.0, 6.0, 7.0, 8.0, 9.0]> : tensor<5xf32>
  %c5 = arith.constant 5 : index
  %empty = tensor.empty(%c5) : tensor<?xf32>
  %r = scf.index_switch %i -> tensor<?xf32>
  case 0 {
    %a = tensor.extract_slice %x[0] [3] [1] : tensor<4xf32> to tensor<3xf32>
    %b = tensor.extract_slice %y[2] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %first = tensor.insert_slice %a into %empty[0] [3] [1] : tensor<3xf32> into tensor<?xf32>
    %second = tensor.insert_slice %b into %first[3] [2] [1] : tensor<2xf32> into tensor<?xf32>
    scf.yield %second : tensor<?xf32>
  }
  case 1 {
    %a = tensor.extract_slice %y[1] [%c5] [1] : tensor<8xf32> to tensor<?xf32>
    scf.yield %a : tensor<?xf32>
  }
  case 2 {
    %a = tensor.cast %k : tensor<5xf32> to tensor<?xf32>
    scf.yield %a : tensor<?xf32>
  }
  default {
    %a = tensor.extract_slice %y[1] [%c5] [1] : tensor<8xf32> to tensor<?xf32>
    %e = math.absf %a : tensor<?xf32>
    scf.yield %e : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

func.func @main() -> (tensor<8xf32>, tensor<8xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %x = arith.constant dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>
  %y = arith.constant dense<[10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0]> : tensor<8xf32>
  %choices = arith.constant dense<[0, 1, 2, 3]> : tensor<4xindex>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %i0 = tensor.extract %choices[%c0] : tensor<4xindex>
  %i1 = tensor.extract %choices[%c1] : tensor<4xindex>
  %i2 = tensor.extract %choices[%c2] : tensor<4xindex>
  %i3 = tensor.extract %choices[%c3] : tensor<4xindex>
  %yes = arith.cmpi eq, %i0, %c0 : index
  %no = arith.cmpi eq, %i1, %c0 : index
  %r0 = func.call @selected(%yes, %x, %y) : (i1, tensor<4xf32>, tensor<8xf32>) -> tensor<8xf32>
  %r1 = func.call @selected(%no, %x, %y) : (i1, tensor<4xf32>, tensor<8xf32>) -> tensor<8xf32>
  %s0 = func.call @switched(%i0, %x, %y) : (index, tensor<4xf32>, tensor<8xf32>) -> tensor<?xf32>
  %s1 = func.call @switched(%i1, %x, %y) : (index, tensor<4xf32>, tensor<8xf32>) -> tensor<?xf32>
  %s2 = func.call @switched(%i2, %x, %y) : (index, tensor<4xf32>, tensor<8xf32>) -> tensor<?xf32>
  %s3 = func.call @switched(%i3, %x, %y) : (index, tensor<4xf32>, tensor<8xf32>) -> tensor<?xf32>
  return %r0, %r1, %s0, %s1, %s2, %s3 : tensor<8xf32>, tensor<8xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}
