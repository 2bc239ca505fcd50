// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt %s --mlir-print-op-generic | quant-opt | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

#nf4 = #qnt.encoding<lut<u4, f32> : f16, block = 64x1, scale = f32>
!w = !qnt.array<64x8, #nf4>

// CHECK-LABEL: func.func @scheme_and_flag
// CHECK-SAME:    %[[X:.*]]: tensor<4x64xf16>, %[[W:.*]]: !qnt.array<64x8, #lut>
func.func @scheme_and_flag(%x: tensor<4x64xf16>, %w: !w) -> tensor<4x8xf16> {
  // CHECK:      qnt.invoke_quant scheme("nf4") (%[[A:.*]] = %[[X]] : tensor<4x64xf16>, %[[B:.*]] = %[[W]] : !qnt.array<64x8, #lut>) -> tensor<4x8xf16> codegen_low_precision(false) {
  // CHECK-NEXT:   qnt.dot_general %[[A]], %[[B]] contracting = [1] x [0]
  // CHECK-NEXT:   qnt.yield %{{.*}} : tensor<4x8xf16>
  // CHECK-NEXT: }
  %y = qnt.invoke_quant scheme("nf4") (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x8xf16>
         codegen_low_precision(false) {
    %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x8xf16>
    qnt.yield %r : tensor<4x8xf16>
  }
  return %y : tensor<4x8xf16>
}

// The default of the flag is not printed; other attributes are.
// CHECK-LABEL: func.func @default_flag
func.func @default_flag(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: qnt.invoke_quant (%{{.*}} = %{{.*}} : tensor<4xf16>) -> tensor<4xf16> attributes {qnt.name = "body"} {
  %y = qnt.invoke_quant (%a = %x : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(true)
         attributes {qnt.name = "body"} {
    qnt.yield %a : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// CHECK-LABEL: func.func @packed
func.func @packed(%x: tensor<4x64xf16>) -> tensor<4x64xf16> {
  // CHECK: qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>) (%{{.*}} = %{{.*}} : tensor<4x64xf16>) -> tensor<4x64xf16> {
  %z = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>)
         (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
    %r = math.absf %a : tensor<4x64xf16>
    qnt.yield %r : tensor<4x64xf16>
  }
  return %z : tensor<4x64xf16>
}

// CHECK-LABEL: func.func @packed_without_scheme
func.func @packed_without_scheme(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: qnt.invoke_quant packed(#qnt.invoke_options<codegen_low_precision = true>)
  %z = qnt.invoke_quant packed(#qnt.invoke_options<codegen_low_precision = true>) (%a = %x : tensor<4xf16>)
         -> tensor<4xf16> {
    qnt.yield %a : tensor<4xf16>
  }
  return %z : tensor<4xf16>
}

// CHECK-LABEL: func.func @several_results_and_nested
func.func @several_results_and_nested(%x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, index) {
  // CHECK: %{{.*}}:2 = qnt.invoke_quant scheme("outer") (%[[A:.*]] = %{{.*}} : tensor<?xf32>, %[[N:.*]] = %{{.*}} : index) -> (tensor<?xf32>, index) {
  %y:2 = qnt.invoke_quant scheme("outer") (%a = %x : tensor<?xf32>, %n_in = %n : index) -> (tensor<?xf32>, index) {
    // CHECK: qnt.invoke_quant scheme("inner") (%{{.*}} = %[[A]] : tensor<?xf32>) -> tensor<?xf32> {
    %b = qnt.invoke_quant scheme("inner") (%a = %a : tensor<?xf32>) -> tensor<?xf32> {
      %r = math.absf %a : tensor<?xf32>
      qnt.yield %r : tensor<?xf32>
    }
    // CHECK: qnt.yield %{{.*}}, %[[N]] : tensor<?xf32>, index
    qnt.yield %b, %n_in : tensor<?xf32>, index
  }
  return %y#0, %y#1 : tensor<?xf32>, index
}

// CHECK-LABEL: func.func @no_inputs_no_results
func.func @no_inputs_no_results() {
  // CHECK:      qnt.invoke_quant () {
  // CHECK-NEXT:   qnt.yield
  // CHECK-NEXT: }
  qnt.invoke_quant () {
    qnt.yield
  }
  return
}

// CHECK-LABEL: func.func @body_ends_in_reshape
func.func @body_ends_in_reshape(%x: tensor<4x6xf16>) -> tensor<24xf16> {
  // CHECK: tensor.collapse_shape
  // CHECK-NEXT: qnt.yield %{{.*}} : tensor<24xf16>
  %y = qnt.invoke_quant scheme("q") (%a = %x : tensor<4x6xf16>) -> tensor<24xf16> {
    %r = tensor.collapse_shape %a [[0, 1]] : tensor<4x6xf16> into tensor<24xf16>
    qnt.yield %r : tensor<24xf16>
  }
  return %y : tensor<24xf16>
}

// What the body allocates it may write to, by way of views and loops; it may assert, observe and call.
// CHECK-LABEL: func.func @writes_to_own_memory
func.func @writes_to_own_memory(%x: tensor<4xf32>, %v: f32) -> f32 {
  // CHECK: qnt.invoke_quant
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf32>, %w = %v : f32) -> f32 {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %true = arith.constant true
    %m = memref.alloc() : memref<4xf32>
    %part = memref.subview %m[2] [2] [1] : memref<4xf32> to memref<2xf32, strided<[1], offset: 2>>
    scf.for %k = %c0 to %c1 step %c1 {
      memref.store %w, %part[%k] : memref<2xf32, strided<[1], offset: 2>>
    }
    %one = llvm.mlir.constant(1 : i64) : i64
    %p = llvm.alloca %one x f32 : (i64) -> !llvm.ptr
    llvm.store %w, %p : f32, !llvm.ptr
    cf.assert %true, "holds"
    qnt.observe %a as "x" : tensor<4xf32>
    func.call @of_unknown_effect(%m) : (memref<4xf32>) -> ()
    %r = memref.load %m[%c0] : memref<4xf32>
    memref.dealloc %m : memref<4xf32>
    qnt.yield %r : f32
  }
  return %y : f32
}
func.func private @of_unknown_effect(memref<4xf32>)
