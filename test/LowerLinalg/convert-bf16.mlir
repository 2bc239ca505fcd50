// RUN: quant-opt %s --split-input-file --qnt-convert-bf16 | FileCheck %s
// RUN: quant-opt %s --split-input-file --qnt-convert-bf16 > %t.once
// RUN: quant-opt %t.once --split-input-file --qnt-convert-bf16 > %t.twice
// RUN: diff %t.once %t.twice
// RUN: quant-opt %s --split-input-file --qnt-convert-bf16 -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK

// All ops with bf16 but the functions, terminators too.
// REMARK: [Analysis] qnt-convert-bf16 {{.*}}| converted=8{{$}}
// REMARK: [Analysis] qnt-convert-bf16 {{.*}}| converted=12{{$}}
// REMARK: [Analysis] qnt-convert-bf16 {{.*}}Category:qnt |{{ *$}}

// CHECK-LABEL: func.func @scalars(%arg0: i16, %arg1: i16, %arg2: i1) -> (f32, f64, i16, i16, i16)
// CHECK: %[[WIDE:.*]] = arith.extui %arg0 : i16 to i32
// CHECK: %[[BITS:.*]] = arith.shli %[[WIDE]], %{{.*}} : i32
// CHECK: %[[F32:.*]] = arith.bitcast %[[BITS]] : i32 to f32
// CHECK: %[[F64:.*]] = arith.extf %{{.*}} : f32 to f64
// CHECK: %[[NEGATED:.*]] = arith.xori %arg0, %c-32768_i16 : i16
// CHECK: %[[CHOSEN:.*]] = arith.select %arg2, %[[NEGATED]], %c16320_i16 : i16
// CHECK: return %[[F32]], %[[F64]], %[[CHOSEN]], %arg1, %arg0
func.func @scalars(%x: bf16, %bits: i16, %c: i1) -> (f32, f64, bf16, bf16, i16) {
  %0 = arith.extf %x : bf16 to f32
  %1 = arith.extf %x : bf16 to f64
  %2 = arith.negf %x : bf16
  %constant = arith.constant 1.5 : bf16
  %3 = arith.select %c, %2, %constant : bf16
  %4 = arith.bitcast %bits : i16 to bf16
  %5 = arith.bitcast %x : bf16 to i16
  return %0, %1, %3, %4, %5 : f32, f64, bf16, bf16, i16
}

// -----

// CHECK-LABEL: func.func @tensors(%arg0: tensor<?x2xi16>) -> tensor<?x2xi16>
// CHECK: %[[CONSTANT:.*]] = arith.constant dense<[16256, -32768]> : tensor<2xi16>
// CHECK: scf.for {{.*}} -> (tensor<?x2xi16>)
// CHECK: tensor.extract %[[CONSTANT]][%{{.*}}] : tensor<2xi16>
// CHECK: tensor.insert
// CHECK: linalg.generic
// CHECK-NEXT: ^bb0(%{{.*}}: i16, %{{.*}}: i16, %{{.*}}: i16):
// CHECK: linalg.yield %{{.*}} : i16
// CHECK: call @tensors(%{{.*}}) : (tensor<?x2xi16>) -> tensor<?x2xi16>
#each = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
func.func @tensors(%t: tensor<?x2xbf16>) -> tensor<?x2xbf16> {
  %w = arith.constant dense<[1.0, -0.0]> : tensor<2xbf16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %c1 step %c1 iter_args(%s = %t) -> tensor<?x2xbf16> {
    %e = tensor.extract %w[%i] : tensor<2xbf16>
    %u = tensor.insert %e into %s[%i, %i] : tensor<?x2xbf16>
    scf.yield %u : tensor<?x2xbf16>
  }
  %n = tensor.dim %r, %c0 : tensor<?x2xbf16>
  %init = tensor.empty(%n) : tensor<?x2xbf16>
  %g = linalg.generic {indexing_maps = [#each, #row, #each], iterator_types = ["parallel", "parallel"]}
      ins(%r, %w : tensor<?x2xbf16>, tensor<2xbf16>) outs(%init : tensor<?x2xbf16>) {
  ^bb0(%a: bf16, %b: bf16, %o: bf16):
    %m = arith.negf %a : bf16
    linalg.yield %m : bf16
  } -> tensor<?x2xbf16>
  %called = call @tensors(%g) : (tensor<?x2xbf16>) -> tensor<?x2xbf16>
  return %called : tensor<?x2xbf16>
}

// -----

// CHECK-LABEL: func.func @other_types(%arg0: f16, %arg1: tensor<2xf32>)
func.func @other_types(%x: f16, %y: tensor<2xf32>) -> (f16, tensor<2xf32>) {
  return %x, %y : f16, tensor<2xf32>
}
