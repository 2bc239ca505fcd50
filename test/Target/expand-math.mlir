// RUN: quant-opt %s --qnt-expand-math --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-expand-math --split-input-file > %t.once
// RUN: quant-opt %t.once --qnt-expand-math --split-input-file | diff %t.once -
// RUN: quant-opt %s --qnt-expand-math --split-input-file --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// Numbers: unittests/Target/MathTest.cpp

// CHECK-LABEL: gpu.func @reciprocal_root
// CHECK:         %[[X:.*]] = memref.load
// CHECK:         %[[WIDE:.*]] = arith.extf %[[X]] : f32 to f64
// CHECK:         %[[ROOT:.*]] = math.sqrt %[[WIDE]] : f64
// CHECK:         %[[INVERSE:.*]] = arith.divf %{{.*}}, %[[ROOT]] : f64
// CHECK:         %[[Y:.*]] = arith.truncf %[[INVERSE]] : f64 to f32
// CHECK:         memref.store %[[Y]]
gpu.module @qnt_kernels {
  gpu.func @reciprocal_root(%x: memref<4xf32>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %a = math.rsqrt %v : f32
    memref.store %a, %x[%t] : memref<4xf32>
    gpu.return
  }
}

// -----

// An exponential that is wanted as f32 is computed in f32, f64 only where the result is no normal number; of one that is
// wanted as f64, nothing is lost.
// CHECK-LABEL: gpu.func @narrow_exponential
// CHECK-NOT:     math.exp
// CHECK-COUNT-3: math.fma %{{.*}} : f32
// CHECK:         scf.if %{{.*}} -> (f32) {
// CHECK:           arith.mulf %{{.*}} : f64
// CHECK:         } else {
// CHECK-NOT:       f64
// CHECK:         }
// CHECK-LABEL: gpu.func @wide_exponential
// CHECK-NOT:     math.exp
// CHECK:         math.fma %{{.*}} : f64
// CHECK-NOT:     math.fma %{{.*}} : f32
// CHECK:         gpu.return
gpu.module @qnt_kernels {
  gpu.func @narrow_exponential(%x: memref<4xf32>, %y: memref<4xf16>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %w = arith.extf %v : f32 to f64
    %e = math.exp %w : f64
    %n = arith.cmpf uno, %e, %e : f64
    %h = arith.truncf %e : f64 to f16
    %nan = arith.constant 0x7E00 : f16
    %s = arith.select %n, %nan, %h : f16
    memref.store %s, %y[%t] : memref<4xf16>
    gpu.return
  }
  gpu.func @wide_exponential(%x: memref<4xf32>, %y: memref<4xf64>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %w = arith.extf %v : f32 to f64
    %e = math.exp %w : f64
    memref.store %e, %y[%t] : memref<4xf64>
    gpu.return
  }
}

// -----

// No function is left, of any type; instructions stay.
// CHECK-LABEL: gpu.func @functions
// CHECK-NOT:     math.{{exp|log|sin|cos|tan|pow|fpowi|erf|cbrt|rsqrt}}
// CHECK-NOT:     arith.remf
// CHECK:         math.sqrt %{{.*}} : f32
// CHECK:         gpu.return
// REMARK: [Analysis] qnt-expand-math {{.*}}expanded=1
// REMARK: [Analysis] qnt-expand-math {{.*}}expanded=2
// REMARK: [Analysis] qnt-expand-math {{.*}}expanded=12
gpu.module @qnt_kernels {
  gpu.func @functions(%x: memref<4xf32>, %y: memref<4xf64>, %z: memref<4xf16>, %n: i32) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xf32>
    %w = memref.load %y[%t] : memref<4xf64>
    %h = memref.load %z[%t] : memref<4xf16>
    %0 = math.exp %v : f32
    %1 = math.log %0 : f32
    %2 = math.sin %1 : f32
    %3 = math.powf %2, %v : f32
    %4 = math.fpowi %3, %n : f32, i32
    %5 = arith.remf %4, %v : f32
    %6 = math.sqrt %5 : f32
    %7 = math.erf %w : f64
    %8 = math.tanh %7 : f64
    %9 = math.atan2 %8, %w : f64
    %10 = math.expm1 %h : f16
    %11 = math.cbrt %10 : f16
    %12 = math.log1p %11 : f16
    memref.store %6, %x[%t] : memref<4xf32>
    memref.store %9, %y[%t] : memref<4xf64>
    memref.store %12, %z[%t] : memref<4xf16>
    gpu.return
  }
}

// -----

// CHECK-LABEL: gpu.func @vectors
// CHECK:         math.exp {{.*}} : vector<2xf32>
// REMARK: [Missed] qnt-expand-math | {{.*}}its operands are no scalars of f16, bf16, f32 or f64
gpu.module @qnt_kernels {
  gpu.func @vectors(%x: memref<1xvector<2xf32>>) kernel {
    %c0 = arith.constant 0 : index
    %v = memref.load %x[%c0] : memref<1xvector<2xf32>>
    %e = math.exp %v : vector<2xf32>
    memref.store %e, %x[%c0] : memref<1xvector<2xf32>>
    gpu.return
  }
}

// -----

// Squares are multiplied while the exponent has bits; of a negative one only 1 and -1 are left.
// CHECK-LABEL: gpu.func @integers
// CHECK-NOT:     math.ipowi
// CHECK:         %[[POWER:.*]]:3 = scf.while
// CHECK:         arith.cmpi ne
// CHECK:         arith.shrui
// CHECK:         %[[POSITIVE_OR_NOT:.*]] = arith.select %{{.*}}, %{{.*}}, %[[POWER]]#0 : i16
// CHECK:         memref.store %[[POSITIVE_OR_NOT]]
// CHECK-LABEL: gpu.func @integer_vectors
// CHECK:         math.ipowi {{.*}} : vector<2xi32>
// REMARK: [Missed] qnt-expand-math | {{.*}}its operands are no scalar integers
// REMARK: [Analysis] qnt-expand-math {{.*}}expanded=1
gpu.module @qnt_kernels {
  gpu.func @integers(%x: memref<4xi16>) kernel {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<4xi16>
    %p = math.ipowi %v, %v : i16
    memref.store %p, %x[%t] : memref<4xi16>
    gpu.return
  }
  gpu.func @integer_vectors(%x: memref<1xvector<2xi32>>) kernel {
    %c0 = arith.constant 0 : index
    %v = memref.load %x[%c0] : memref<1xvector<2xi32>>
    %p = math.ipowi %v, %v : vector<2xi32>
    memref.store %p, %x[%c0] : memref<1xvector<2xi32>>
    gpu.return
  }
}

// -----

// What the host computes stays.
// CHECK-LABEL: func.func @host
// CHECK:         math.exp
func.func @host(%x: f32) -> f32 {
  %y = math.exp %x : f32
  return %y : f32
}
