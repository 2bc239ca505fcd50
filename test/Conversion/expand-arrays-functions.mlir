// RUN: quant-opt %s --qnt-expand-arrays --split-input-file | FileCheck %s
// A second run changes nothing.
// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-arrays --split-input-file | FileCheck %s

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// The example of the pass's documentation.
// CHECK-LABEL: func.func @scale
// CHECK-SAME:    (%[[CODES:.*]]: tensor<4x8xi8> {qnt.part = "codes"}, %[[SCALES:.*]]: tensor<4x1xf32> {qnt.part = "scales"})
// CHECK-SAME:    -> tensor<4x8xf32>
func.func @scale(%w: !qnt.array<4x8, #i8>) -> tensor<4x8xf32> {
  // CHECK-NEXT: %[[W:.*]] = qnt.assemble %[[CODES]], %[[SCALES]] : (tensor<4x8xi8>, tensor<4x1xf32>) -> !qnt.array<4x8, #{{.*}}>
  // CHECK-NEXT: %[[Y:.*]] = qnt.dequantize %[[W]]
  // CHECK-NEXT: return %[[Y]]
  %y = qnt.dequantize %w : !qnt.array<4x8, #i8> -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Every kind of part, in order; codes of vectors, group grids, dynamic sizes.
#all = #qnt.encoding<lut<u4, f16, group = 4x*, vector = 1x2> : f16, block = 1x32, scale = f8E4M3FN, tensor_scale = f32, zero_point = f16, sparsity = 2:4 along 1>

// CHECK-LABEL: func.func @every_part
// CHECK-SAME:    (%[[C:.*]]: tensor<?x32xi4> {qnt.part = "codes"}, %[[S:.*]]: tensor<?x2xf8E4M3FN> {qnt.part = "scales"},
// CHECK-SAME:     %[[Z:.*]]: tensor<?x2xf16> {qnt.part = "zero_points"}, %[[B:.*]]: tensor<?x1x16x2xf16> {qnt.part = "codebook"},
// CHECK-SAME:     %[[T:.*]]: tensor<f32> {qnt.part = "tensor_scale"}, %[[M:.*]]: tensor<?x64xi1> {qnt.part = "mask"})
// CHECK-SAME:    -> (tensor<?x32xi4> {qnt.part = "codes"}, tensor<?x2xf8E4M3FN> {qnt.part = "scales"}, tensor<?x2xf16> {qnt.part = "zero_points"}, tensor<?x1x16x2xf16> {qnt.part = "codebook"}, tensor<f32> {qnt.part = "tensor_scale"}, tensor<?x64xi1> {qnt.part = "mask"})
func.func @every_part(%x: !qnt.array<?x64, #all>) -> !qnt.array<?x64, #all> {
  // CHECK-NEXT: return %[[C]], %[[S]], %[[Z]], %[[B]], %[[T]], %[[M]]
  return %x : !qnt.array<?x64, #all>
}

// -----

// Attributes stay with their arguments and results.
#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: func.func private @attributes
// CHECK-SAME:    (tensor<f32> {test.a = 1 : i64}, tensor<4x8xi8> {qnt.name = "w", qnt.part = "codes"}, tensor<4x1xf32> {qnt.name = "w", qnt.part = "scales"}, tensor<i32>, tensor<f64> {test.b = 2 : i64})
// CHECK-SAME:    -> (tensor<4x8xi8> {qnt.part = "codes", test.c}, tensor<4x1xf32> {qnt.part = "scales", test.c}, f32 {test.d})
func.func private @attributes(tensor<f32> {test.a = 1}, !qnt.array<4x8, #i8> {qnt.name = "w"}, tensor<i32>,
                              tensor<f64> {test.b = 2})
    -> (!qnt.array<4x8, #i8> {test.c}, f32 {test.d})

// Without arrays nothing changes.
// CHECK-LABEL: func.func private @no_arrays(tensor<f32> {test.a}, i32) -> f32
func.func private @no_arrays(tensor<f32> {test.a}, i32) -> f32

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
!w = !qnt.array<?x8, #i8>

func.func private @callee(%x: f32, %w: !w) -> (!w, f32) {
  return %w, %x : !w, f32
}

// CHECK-LABEL: func.func @call
// CHECK-SAME:    (%[[C:.*]]: tensor<?x8xi8> {{.*}}, %[[S:.*]]: tensor<?x1xf32> {{.*}}, %[[X:.*]]: f32)
func.func @call(%w: !w, %x: f32) -> (!w, f32) {
  // CHECK-NEXT: %[[R:.*]]:3 = call @callee(%[[X]], %[[C]], %[[S]]) {test.kept} : (f32, tensor<?x8xi8>, tensor<?x1xf32>) -> (tensor<?x8xi8>, tensor<?x1xf32>, f32)
  // CHECK-NEXT: return %[[R]]#0, %[[R]]#1, %[[R]]#2
  %r:2 = call @callee(%x, %w) {test.kept} : (f32, !w) -> (!w, f32)
  return %r#0, %r#1 : !w, f32
}

// A function's value is its address: it takes the new signature.
// CHECK-LABEL: func.func @call_indirect
// CHECK-SAME:    (%[[C:.*]]: tensor<?x8xi8> {{.*}}, %[[S:.*]]: tensor<?x1xf32> {{.*}}, %[[X:.*]]: f32)
func.func @call_indirect(%w: !w, %x: f32) -> !w {
  // CHECK-NEXT: %[[F:.*]] = constant @callee : (f32, tensor<?x8xi8>, tensor<?x1xf32>) -> (tensor<?x8xi8>, tensor<?x1xf32>, f32)
  // CHECK-NEXT: %[[R:.*]]:3 = call_indirect %[[F]](%[[X]], %[[C]], %[[S]]) : (f32, tensor<?x8xi8>, tensor<?x1xf32>) -> (tensor<?x8xi8>, tensor<?x1xf32>, f32)
  // CHECK-NEXT: return %[[R]]#0, %[[R]]#1
  %f = constant @callee : (f32, !w) -> (!w, f32)
  %r:2 = call_indirect %f(%x, %w) : (f32, !w) -> (!w, f32)
  return %r#0 : !w
}

// CHECK-LABEL: func.func @function_argument
// CHECK-SAME:    (%[[F:.*]]: (tensor<?x8xi8>, tensor<?x1xf32>) -> tensor<?x8xf32>, %[[C:.*]]: tensor<?x8xi8> {{.*}}, %[[S:.*]]: tensor<?x1xf32> {{.*}})
func.func @function_argument(%f: (!w) -> tensor<?x8xf32>, %w: !w) -> tensor<?x8xf32> {
  // CHECK-NEXT: call_indirect %[[F]](%[[C]], %[[S]])
  %r = call_indirect %f(%w) : (!w) -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// -----

#i8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
!w = !qnt.array<4x8, #i8>

func.func private @use(!w)

// A constant keeps its packed codes: it is taken apart where its parts are needed.
// CHECK-LABEL: func.func @constant
func.func @constant() {
  // CHECK-NEXT: %[[W:.*]] = qnt.constant codes = dense<1> : tensor<4x8xi8>
  // CHECK-NEXT: %[[P:.*]]:2 = qnt.disassemble %[[W]]
  // CHECK-NEXT: call @use(%[[P]]#0, %[[P]]#1)
  %w = qnt.constant codes = dense<1> : tensor<4x8xi8>, scales = dense<0.5> : tensor<4x1xf32> : !w
  call @use(%w) : (!w) -> ()
  return
}

// Boundaries that were there fold away; the array's own computation stays on it.
// CHECK-LABEL: func.func @assemble_and_call
// CHECK-SAME:    (%[[C:.*]]: tensor<4x8xi8>, %[[S:.*]]: tensor<4x1xf32>)
func.func @assemble_and_call(%c: tensor<4x8xi8>, %s: tensor<4x1xf32>) -> tensor<4x8xi8> {
  // CHECK-NEXT: call @use(%[[C]], %[[S]])
  // CHECK-NEXT: return %[[C]]
  %w = qnt.assemble %c, %s : (tensor<4x8xi8>, tensor<4x1xf32>) -> !w
  call @use(%w) : (!w) -> ()
  %p:2 = qnt.disassemble %w : !w -> (tensor<4x8xi8>, tensor<4x1xf32>)
  return %p#0 : tensor<4x8xi8>
}

// CHECK-LABEL: func.func @computed_array
func.func @computed_array(%x: tensor<4x8xf32>) {
  // CHECK-NEXT: %[[Q:.*]] = qnt.quantize
  // CHECK-NEXT: %[[P:.*]]:2 = qnt.disassemble %[[Q]]
  // CHECK-NEXT: call @use(%[[P]]#0, %[[P]]#1)
  %q = qnt.quantize %x dynamic(absmax) : tensor<4x8xf32> -> !w
  call @use(%q) : (!w) -> ()
  return
}

// -----

// Modules inside modules.
#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
// CHECK: module @inner
module @inner {
  // CHECK: func.func @f(%{{.*}}: tensor<4xi8> {qnt.part = "codes"}, %{{.*}}: tensor<1xf32> {qnt.part = "scales"})
  func.func @f(%w: !qnt.array<4, #i8>) {
    return
  }
}
