// RUN: quant-opt %s --split-input-file --qnt-check-undefined | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-check-undefined > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-check-undefined > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-check-undefined -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-check-undefined {{.*}}| checked=1{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}| checked=4{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}| checked=2{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}| guarded=1{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}| dropped=5{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}Category:qnt |{{ *$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}| checked=1{{$}}
// REMARK: [Analysis] qnt-check-undefined {{.*}}Category:qnt |{{ *$}}

// CHECK-LABEL: func.func @unsigned_division
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : i32
// CHECK: %[[HOLDS:.*]] = arith.cmpi ne, %arg1, %[[ZERO]] : i32
// CHECK-NEXT: cf.assert %[[HOLDS]], "'arith.divui' op division by zero"
// CHECK-NEXT: arith.divui %arg0, %arg1 : i32
func.func @unsigned_division(%a: i32, %b: i32) -> i32 {
  %0 = arith.divui %a, %b : i32
  return %0 : i32
}

// -----

// Both reasons, for each of the signed ones; the type's own lowest value.
// CHECK-LABEL: func.func @signed_divisions
// CHECK: cf.assert %{{.*}}, "'arith.remsi' op division by zero"
// CHECK: %[[LOW:.*]] = arith.constant -8 : i4
// CHECK-NEXT: %[[IS_LOW:.*]] = arith.cmpi eq, %arg0, %[[LOW]] : i4
// CHECK: %[[MINUS_ONE:.*]] = arith.constant -1 : i4
// CHECK-NEXT: %[[IS_MINUS_ONE:.*]] = arith.cmpi eq, %arg1, %[[MINUS_ONE]] : i4
// CHECK-NEXT: %[[OVERFLOWS:.*]] = arith.andi %[[IS_LOW]], %[[IS_MINUS_ONE]] : i1
// CHECK: %[[HOLDS:.*]] = arith.xori %[[OVERFLOWS]], %{{.*}} : i1
// CHECK-NEXT: cf.assert %[[HOLDS]], "'arith.remsi' op signed overflow in division"
// CHECK-NEXT: arith.remsi
// CHECK: cf.assert %{{.*}}, "'arith.divsi' op signed overflow in division"
// CHECK-NEXT: arith.divsi
// CHECK: cf.assert %{{.*}}, "'arith.floordivsi' op signed overflow in division"
// CHECK-NEXT: arith.floordivsi
// CHECK: cf.assert %{{.*}}, "'arith.ceildivsi' op signed overflow in division"
// CHECK-NEXT: arith.ceildivsi
func.func @signed_divisions(%a: i4, %b: i4, %c: index, %d: index) -> (i4, i4, index, index) {
  %0 = arith.remsi %a, %b : i4
  %1 = arith.divsi %a, %b : i4
  %2 = arith.floordivsi %c, %d : index
  %3 = arith.ceildivsi %c, %d : index
  return %0, %1, %2, %3 : i4, i4, index, index
}

// -----

// A negative power of zero; a base or an exponent that is known may say that there is none.
// CHECK-LABEL: func.func @powers
// CHECK: %[[ZERO:.*]] = arith.constant 0 : i32
// CHECK-NEXT: %[[BASE:.*]] = arith.cmpi ne, %arg0, %[[ZERO]] : i32
// CHECK-NEXT: %[[EXPONENT:.*]] = arith.cmpi sge, %arg1, %[[ZERO]] : i32
// CHECK-NEXT: %[[HOLDS:.*]] = arith.ori %[[BASE]], %[[EXPONENT]] : i1
// CHECK-NEXT: cf.assert %[[HOLDS]], "'math.ipowi' op zero raised to a negative power"
// CHECK-NEXT: math.ipowi %arg0, %arg1
// CHECK-NOT: cf.assert
// CHECK: math.ipowi %{{.*}}, %arg1
// CHECK-NEXT: math.ipowi %arg0, %{{.*}}
// CHECK: cf.assert
// CHECK-NEXT: math.ipowi %arg0, %c-3
func.func @powers(%a: i32, %b: i32) -> (i32, i32, i32, i32) {
  %c3 = arith.constant 3 : i32
  %c-3 = arith.constant -3 : i32
  %0 = math.ipowi %a, %b : i32
  %1 = math.ipowi %c-3, %b : i32
  %2 = math.ipowi %a, %c3 : i32
  %3 = math.ipowi %a, %c-3 : i32
  return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// -1 is a divisor like others without a sign; an assertion of the program's own is no check.
// CHECK-LABEL: func.func @known_divisors
// CHECK-NOT: cf.assert
// CHECK: arith.divsi
// CHECK-NEXT: arith.remui
// CHECK: cf.assert %{{.*}}, "'arith.divsi' op signed overflow in division"
// CHECK-NEXT: arith.divsi %{{.*}}, %c-1
// CHECK-NEXT: cf.assert %arg1, "given"
// CHECK: cf.assert %{{.*}}, "'arith.ceildivui' op division by zero"
// CHECK-NEXT: arith.ceildivui
func.func @known_divisors(%a: i32, %holds: i1) -> (i32, i32, i32, i32) {
  %c3 = arith.constant 3 : i32
  %c-1 = arith.constant -1 : i32
  %0 = arith.divsi %a, %c3 : i32
  %1 = arith.remui %a, %c-1 : i32
  %2 = arith.divsi %0, %c-1 : i32
  cf.assert %holds, "given"
  %3 = arith.ceildivui %2, %1 : i32
  return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// CHECK-LABEL: func.func @shifts
// CHECK: %[[ZERO:.*]] = arith.constant 0 : i7
// CHECK: %[[WIDTH:.*]] = arith.constant 7 : i7
// CHECK: %[[FITS:.*]] = arith.cmpi ult, %arg1, %[[WIDTH]] : i7
// CHECK: %[[AMOUNT:.*]] = arith.select %[[FITS]], %arg1, %[[ZERO]] : i7
// CHECK: %[[SHIFTED:.*]] = arith.shrsi %arg0, %[[AMOUNT]] : i7
// CHECK: arith.select %[[FITS]], %[[SHIFTED]], %[[ZERO]] : i7
// CHECK-NOT: arith.cmpi
// CHECK: arith.shrui %{{.*}}, %c6_i7 : i7
// CHECK-NEXT: return
func.func @shifts(%a: i7, %amount: i7) -> (i7, i7) {
  %c6 = arith.constant 6 : i7
  %0 = arith.shrsi %a, %amount : i7
  %1 = arith.shrui %0, %c6 : i7
  return %0, %1 : i7, i7
}

// -----

// CHECK-LABEL: func.func @promises
// CHECK-NOT: overflow
// CHECK-NOT: exact
// CHECK: return
func.func @promises(%a: i32, %b: i64) -> (i32, i32, i32, i32, i32) {
  %c2 = arith.constant 2 : i32
  %0 = arith.addi %a, %a overflow<nsw, nuw> : i32
  %1 = arith.shli %0, %c2 overflow<nuw> : i32
  %2 = arith.trunci %b overflow<nsw> : i64 to i32
  %3 = arith.shrui %1, %c2 exact : i32
  %4 = arith.divsi %3, %c2 exact : i32
  return %0, %1, %2, %3, %4 : i32, i32, i32, i32, i32
}

// -----

// Elementwise ops are scalars in a body by the time that the pass runs.
// CHECK-LABEL: func.func @tensors
// CHECK-NOT: cf.assert
func.func @tensors(%a: tensor<4xi32>) -> tensor<4xi32> {
  %0 = arith.divsi %a, %a : tensor<4xi32>
  %1 = arith.shli %0, %a : tensor<4xi32>
  return %1 : tensor<4xi32>
}

// -----

// The first element and the last lie in the dimension, or there is none; the size is the source's.
// CHECK-LABEL: func.func @insert_slice
// CHECK-DAG: %[[DIM:.*]] = tensor.dim %arg0, %{{.*}} : tensor<?xf32>
// CHECK-DAG: %[[SAME:.*]] = arith.cmpi eq, %[[DIM]], %arg3 : index
// CHECK-DAG: %[[LAST:.*]] = arith.addi %arg2, %{{.*}} : index
// CHECK-DAG: arith.cmpi ult, %arg2, %c9 : index
// CHECK-DAG: arith.cmpi ult, %[[LAST]], %c9 : index
// CHECK-DAG: arith.cmpi ule, %arg2, %c9 : index
// CHECK: %[[INSIDE:.*]] = arith.select
// CHECK: %[[HOLDS:.*]] = arith.andi %[[SAME]], %[[INSIDE]] : i1
// CHECK-NEXT: cf.assert %[[HOLDS]], "'tensor.insert_slice' op expected a slice inside the destination"
// CHECK-NEXT: tensor.insert_slice
func.func @insert_slice(%s: tensor<?xf32>, %x: tensor<9xf32>, %offset: index, %size: index) -> tensor<9xf32> {
  %0 = tensor.insert_slice %s into %x[%offset] [%size] [2] : tensor<?xf32> into tensor<9xf32>
  return %0 : tensor<9xf32>
}

// -----

// Verified: nothing to ask.
// CHECK-LABEL: func.func @static_slice
// CHECK-NOT: cf.assert
func.func @static_slice(%s: tensor<2xf32>, %x: tensor<9xf32>) -> tensor<9xf32> {
  %0 = tensor.insert_slice %s into %x[1] [2] [2] : tensor<2xf32> into tensor<9xf32>
  return %0 : tensor<9xf32>
}

// -----

// The pass's words about another divisor, or only half of what is asserted of a signed one, are no check.
// CHECK-LABEL: func.func @other_divisors
// CHECK: cf.assert %{{.*}}, "'arith.divui' op division by zero"
// CHECK: %[[HOLDS:.*]] = arith.cmpi ne, %arg2, %{{.*}} : i32
// CHECK-NEXT: cf.assert %[[HOLDS]], "'arith.divui' op division by zero"
// CHECK-NEXT: arith.divui %arg0, %arg2
// CHECK: cf.assert %arg3, "'arith.divsi' op signed overflow in division"
// CHECK: cf.assert %{{.*}}, "'arith.divsi' op division by zero"
// CHECK: cf.assert %{{.*}}, "'arith.divsi' op signed overflow in division"
// CHECK-NEXT: arith.divsi
// CHECK: arith.cmpi ne, %arg2
// CHECK-NEXT: cf.assert %{{.*}}, "'arith.remsi' op division by zero"
// CHECK: cf.assert %{{.*}}, "'arith.remsi' op signed overflow in division"
// CHECK-NEXT: arith.remsi %arg0, %arg2
// CHECK: cf.assert %{{.*}}, "'arith.remsi' op division by zero"
// CHECK: cf.assert %{{.*}}, "'arith.remsi' op signed overflow in division"
// CHECK-NEXT: arith.remsi %arg1, %arg2
func.func @other_divisors(%a: i32, %b: i32, %c: i32, %holds: i1) -> (i32, i32, i32, i32) {
  %c0 = arith.constant 0 : i32
  %ok = arith.cmpi ne, %b, %c0 : i32
  cf.assert %ok, "'arith.divui' op division by zero"
  %0 = arith.divui %a, %c : i32
  cf.assert %holds, "'arith.divsi' op signed overflow in division"
  %1 = arith.divsi %a, %b : i32
  %2 = arith.remsi %a, %c : i32
  %3 = arith.remsi %b, %c : i32
  return %0, %1, %2, %3 : i32, i32, i32, i32
}

// -----

// CHECK-LABEL: func.func @other_slice
// CHECK: cf.assert %arg4, "'tensor.insert_slice' op expected a slice inside the destination"
// CHECK: cf.assert %{{.*}}, "'tensor.insert_slice' op expected a slice inside the destination"
// CHECK-NEXT: tensor.insert_slice
// CHECK: cf.assert %{{.*}}, "'tensor.insert_slice' op expected a slice inside the destination"
// CHECK-NEXT: tensor.insert_slice
func.func @other_slice(%s: tensor<2xf32>, %x: tensor<9xf32>, %i: index, %j: index, %holds: i1) -> tensor<9xf32> {
  cf.assert %holds, "'tensor.insert_slice' op expected a slice inside the destination"
  %0 = tensor.insert_slice %s into %x[%i] [2] [1] : tensor<2xf32> into tensor<9xf32>
  %1 = tensor.insert_slice %s into %0[%j] [2] [1] : tensor<2xf32> into tensor<9xf32>
  return %1 : tensor<9xf32>
}
