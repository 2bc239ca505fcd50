// RUN: quant-opt %s --qnt-call-libm | FileCheck %s
// RUN: quant-opt %s --qnt-call-libm --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// Numbers: test/Execution/compiled-functions.mlir

// REMARK: [Analysis] qnt-call-libm {{.*}}calls=3
// CHECK-DAG: func.func private @expm1(f64) -> f64
// CHECK-DAG: func.func private @expm1f(f32) -> f32
// CHECK-DAG: func.func private @log1pf(f32) -> f32
// CHECK-LABEL: func.func @functions
// CHECK-COUNT-2: call @log1pf(%{{.*}}) : (f32) -> f32
// CHECK:         %[[D:.*]] = call @expm1(%arg1) : (f64) -> f64
// CHECK:         %[[WIDE:.*]] = arith.extf %arg2 : f16 to f32
// CHECK:         call @expm1f(%[[WIDE]]) : (f32) -> f32
// CHECK:         math.log %[[D]] : f64
func.func @functions(%x: vector<2xf32>, %y: f64, %h: f16) -> (vector<2xf32>, f64, f16) {
  %a = math.log1p %x : vector<2xf32>
  %b = math.expm1 %y : f64
  %c = math.expm1 %h : f16
  %d = math.log %b : f64
  return %a, %d, %c : vector<2xf32>, f64, f16
}
