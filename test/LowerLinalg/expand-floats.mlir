// RUN: quant-opt %s --split-input-file --qnt-expand-floats | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-expand-floats > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-expand-floats > %t.twice
// RUN: diff %t.once %t.twice

// RUN: quant-opt %s --split-input-file --qnt-expand-floats=emitted | FileCheck %s --check-prefix=EMITTED
// RUN: quant-opt %s --split-input-file --qnt-expand-floats -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=2{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=2{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=1{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=1{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=1{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=2{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}| expanded=1{{$}}
// REMARK: [Analysis] qnt-expand-floats {{.*}}Category:qnt |{{ *$}}

// Each op in f32, rounded by integer arithmetic: to nearest even, NaN to a quiet one. A comparison needs no rounding.
// CHECK-LABEL: func.func @bf16
// CHECK: %[[A:.*]] = arith.extf %arg0 : bf16 to f32
// CHECK: %[[B:.*]] = arith.extf %arg1 : bf16 to f32
// CHECK: %[[PRODUCT:.*]] = arith.mulf %[[A]], %[[B]] : f32
// CHECK: %[[BITS:.*]] = arith.bitcast %[[PRODUCT]] : f32 to i32
// CHECK: arith.addi %[[BITS]], %c32767_i32 : i32
// CHECK: %[[IS_NAN:.*]] = arith.cmpf uno, %[[PRODUCT]], %[[PRODUCT]] : f32
// CHECK: arith.select %[[IS_NAN]], %c2143289344_i32
// CHECK: arith.bitcast %{{.*}} : i16 to bf16
// CHECK-NOT: arith.truncf
// CHECK: arith.cmpf olt, %{{.*}}, %{{.*}} : f32
func.func @bf16(%a: bf16, %b: bf16) -> (bf16, i1) {
  %0 = arith.mulf %a, %b : bf16
  %1 = arith.cmpf olt, %0, %b : bf16
  return %0, %1 : bf16, i1
}

// -----

// The cast of the program's own and the sum's; an exponential in f64, through f32 rounded to odd: rounded once.
// CHECK-LABEL: func.func @f16
// CHECK: %[[SUM:.*]] = arith.addf %{{.*}}, %{{.*}} : f32
// CHECK: arith.truncf %[[SUM]] : f32 to f16
// CHECK: %[[EXP:.*]] = math.exp %{{.*}} : f64
// CHECK: %[[NARROW:.*]] = arith.truncf %[[EXP]] : f64 to f32
// CHECK: %[[INEXACT:.*]] = arith.cmpf one, %{{.*}}, %[[EXP]] : f64
// CHECK: %[[STICKY:.*]] = arith.extui %[[INEXACT]] : i1 to i32
// CHECK: arith.ori %{{.*}}, %[[STICKY]] : i32
// CHECK: arith.truncf %{{.*}} : f32 to f16
func.func @f16(%a: f16) -> (f16, f16) {
  %0 = arith.addf %a, %a fastmath<fast> : f16
  %1 = math.exp %a : f16
  return %0, %1 : f16, f16
}

// -----

// CHECK-LABEL: func.func @library_function
// CHECK: %[[WIDE:.*]] = arith.extf %arg0 : f32 to f64
// CHECK: %[[TANH:.*]] = math.tanh %[[WIDE]] : f64
// CHECK: arith.truncf %[[TANH]] : f64 to f32
// CHECK: math.tanh %arg1 : f64
func.func @library_function(%a: f32, %b: f64) -> (f32, f64) {
  %0 = math.tanh %a : f32
  %1 = math.tanh %b : f64
  return %0, %1 : f32, f64
}

// -----

// Equal values differ in the sign of a zero alone.
// CHECK-LABEL: func.func @zeros_of_maxnumf
// CHECK: %[[LHS:.*]] = arith.bitcast %arg0 : f32 to i32
// CHECK: %[[RHS:.*]] = arith.bitcast %arg1 : f32 to i32
// CHECK: %[[BITS:.*]] = arith.andi %[[LHS]], %[[RHS]] : i32
// CHECK: arith.cmpf ogt, %arg0, %arg1 : f32
// CHECK: arith.cmpf oeq, %arg0, %arg1 : f32
// CHECK: %[[RHS_IS_NAN:.*]] = arith.cmpf uno, %arg1, %arg1 : f32
// CHECK: %[[FIRST:.*]] = arith.select %[[RHS_IS_NAN]], %arg0, %{{.*}} : f32
// CHECK: %[[LHS_IS_NAN:.*]] = arith.cmpf uno, %arg0, %arg0 : f32
// CHECK: arith.select %[[LHS_IS_NAN]], %arg1, %[[FIRST]] : f32
// EMITTED-LABEL: func.func @zeros_of_maxnumf
// EMITTED-NEXT: arith.maxnumf %arg0, %arg1 : f32
func.func @zeros_of_maxnumf(%a: f32, %b: f32) -> f32 {
  %0 = arith.maxnumf %a, %b : f32
  return %0 : f32
}

// -----

// Upstream's expansion takes no care of zeros.
// CHECK-LABEL: func.func @minimumf
// CHECK: arith.ori
// CHECK: arith.cmpf olt
// CHECK-NOT: arith.minimumf
// EMITTED-LABEL: func.func @minimumf
// EMITTED-NOT: arith.minimumf
func.func @minimumf(%a: f64, %b: f64) -> f64 {
  %0 = arith.minimumf %a, %b : f64
  return %0 : f64
}

// -----

// CHECK-LABEL: func.func @casts_to_integers
// CHECK: %[[IS_LOW:.*]] = arith.cmpf olt, %arg0, %{{.*}} : f32
// CHECK: %[[IS_HIGH:.*]] = arith.cmpf oge, %arg0, %{{.*}} : f32
// CHECK: %[[IS_NAN:.*]] = arith.cmpf uno, %arg0, %arg0 : f32
// CHECK: %[[CODE:.*]] = arith.fptosi %{{.*}} : f32 to i8
// CHECK: %[[AT_LEAST:.*]] = arith.select %[[IS_LOW]], %c-128_i8, %[[CODE]] : i8
// CHECK: arith.select %[[IS_HIGH]], %c127_i8, %[[AT_LEAST]] : i8
// CHECK: arith.fptoui
// CHECK: arith.select %{{.*}}, %c0_i8
// CHECK: arith.select %{{.*}}, %c-1_i8
// EMITTED-LABEL: func.func @casts_to_integers
// EMITTED-NEXT: arith.fptosi %arg0
// EMITTED-NEXT: arith.fptoui %arg0
func.func @casts_to_integers(%a: f32) -> (i8, i8) {
  %0 = arith.fptosi %a : f32 to i8
  %1 = arith.fptoui %a : f32 to i8
  return %0, %1 : i8, i8
}

// -----

// Beyond 53 bits the lower ones only say whether the number is exact.
// CHECK-LABEL: func.func @cast_from_i64
// CHECK: arith.andi %{{.*}}, %c2047_i64 : i64
// CHECK: arith.uitofp %{{.*}} : i64 to f64
// CHECK-NOT: arith.sitofp
func.func @cast_from_i64(%a: i64) -> bf16 {
  %0 = arith.sitofp %a : i64 to bf16
  return %0 : bf16
}

// -----

// CHECK-LABEL: func.func @left_alone
// CHECK-NEXT: arith.addf %arg0, %arg0 : f32
// CHECK-NEXT: arith.addf %arg1, %arg1 : tensor<2xf16>
// CHECK-NEXT: arith.addf %arg2, %arg2 : vector<2xf16>
// CHECK-NEXT: arith.addf %arg3, %arg3 : f8E5M2
// CHECK-NEXT: return
func.func @left_alone(%a: f32, %b: tensor<2xf16>, %c: vector<2xf16>, %d: f8E5M2)
    -> (f32, tensor<2xf16>, vector<2xf16>, f8E5M2) {
  %0 = arith.addf %a, %a fastmath<fast> : f32
  %1 = arith.addf %b, %b : tensor<2xf16>
  %2 = arith.addf %c, %c : vector<2xf16>
  %3 = arith.addf %d, %d : f8E5M2
  return %0, %1, %2, %3 : f32, tensor<2xf16>, vector<2xf16>, f8E5M2
}
