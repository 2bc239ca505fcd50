// RUN: quant-opt %s --split-input-file --verify-diagnostics

func.func @invoke_quant_c1_count(%x: tensor<4xf16>) {
  // expected-error @below {{expected a block argument for each input, got 2 block arguments and 1 inputs}}
  "qnt.invoke_quant"(%x) ({
  ^bb0(%a: tensor<4xf16>, %b: tensor<4xf16>):
    qnt.yield
  }) : (tensor<4xf16>) -> ()
  return
}

// -----

func.func @invoke_quant_c1_type(%x: tensor<4xf16>) {
  // expected-error @below {{expected block argument #0 to have the input's type 'tensor<4xf16>', got 'tensor<4xf32>'}}
  "qnt.invoke_quant"(%x) ({
  ^bb0(%a: tensor<4xf32>):
    qnt.yield
  }) : (tensor<4xf16>) -> ()
  return
}

// -----

func.func @invoke_quant_c2_count(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @below {{expected 'qnt.yield' to have an operand for each result, got 0 operands and 1 results}}
  %y = qnt.invoke_quant (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    qnt.yield
  }
  return %y : tensor<4xf16>
}

// -----

func.func @invoke_quant_c2_type(%x: tensor<4xf16>) -> tensor<4xf32> {
  // expected-error @below {{expected operand #0 of 'qnt.yield' to have the result's type 'tensor<4xf32>', got 'tensor<4xf16>'}}
  %y = qnt.invoke_quant (%a = %x : tensor<4xf16>) -> tensor<4xf32> {
    qnt.yield %a : tensor<4xf16>
  }
  return %y : tensor<4xf32>
}

// -----

func.func @invoke_quant_c2_terminator() {
  // expected-error @below {{expected the body to end in 'qnt.yield', got 'llvm.unreachable'}}
  "qnt.invoke_quant"() ({
    "llvm.unreachable"() : () -> ()
  }) : () -> ()
  return
}

// -----

func.func @invoke_quant_c3_scheme() {
  // expected-error @below {{expected the options either packed or apart, got packed and scheme}}
  qnt.invoke_quant scheme("nf4") packed(#qnt.invoke_options<scheme = "nf4">) () {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c3_flag() {
  // expected-error @below {{expected the options either packed or apart, got packed and codegen_low_precision}}
  qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4">) () codegen_low_precision(false) {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c4_input(%x: memref<4xf16>) {
  // expected-error @below {{expected input #0 to be a value, got 'memref<4xf16>'}}
  qnt.invoke_quant (%a = %x : memref<4xf16>) {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c4_result() {
  // expected-error @below {{expected result #0 to be a value, got 'memref<4xf16>'}}
  %y = qnt.invoke_quant () -> memref<4xf16> {
    %m = memref.alloc() : memref<4xf16>
    qnt.yield %m : memref<4xf16>
  }
  return
}

// -----

func.func private @callee(tensor<4xf16>) -> tensor<4xf16>

func.func @invoke_quant_c5(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @below {{expected no call in a body with codegen_low_precision = false, got 'func.call'}}
  %y = qnt.invoke_quant (%a = %x : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) {
    %r = func.call @callee(%a) : (tensor<4xf16>) -> tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// -----

func.func private @callee(tensor<4xf16>) -> tensor<4xf16>

func.func @invoke_quant_c5_packed(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @below {{expected no call in a body with codegen_low_precision = false, got 'func.call'}}
  %y = qnt.invoke_quant packed(#qnt.invoke_options<codegen_low_precision = false>) (%a = %x : tensor<4xf16>)
         -> tensor<4xf16> {
    %r = func.call @callee(%a) : (tensor<4xf16>) -> tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// -----

func.func @invoke_quant_c6() {
  // expected-error @below {{expected a scheme that is not empty, got ""}}
  qnt.invoke_quant scheme("") () {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c6_packed() {
  // expected-error @below {{expected a scheme that is not empty, got ""}}
  qnt.invoke_quant packed(#qnt.invoke_options<scheme = "">) () {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_captures(%x: tensor<4xf16>) -> tensor<4xf16> {
  %y = qnt.invoke_quant () -> tensor<4xf16> {
    // expected-error @below {{use of undeclared SSA value name}}
    %r = math.absf %x : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// -----

func.func @invoke_quant_flag_is_no_boolean() {
  // expected-error @below {{expected codegen_low_precision to be true or false}}
  qnt.invoke_quant () codegen_low_precision(maybe) {
    qnt.yield
  }
  return
}

// -----

func.func @kernel_c1(%x: tensor<4xf16>) {
  // expected-error @below {{expected a block argument for each input, got 0 block arguments and 1 inputs}}
  "qnt.kernel"(%x) ({
    qnt.yield
  }) : (tensor<4xf16>) -> ()
  return
}

// -----

func.func @kernel_c2(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @below {{expected 'qnt.yield' to have an operand for each result, got 2 operands and 1 results}}
  %y = qnt.kernel (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    qnt.yield %a, %a : tensor<4xf16>, tensor<4xf16>
  }
  return %y : tensor<4xf16>
}

// -----

func.func @kernel_c3() {
  qnt.kernel "outer" () {
    qnt.invoke_quant () {
      // expected-error @below {{expected no kernel inside a kernel, got one inside outer}}
      qnt.kernel () {
        qnt.yield
      }
      qnt.yield
    }
    qnt.yield
  }
  return
}

// -----

func.func @kernel_c3_unnamed() {
  qnt.kernel () {
    // expected-error @below {{expected no kernel inside a kernel, got one inside an unnamed kernel}}
    qnt.kernel "inner" () {
      qnt.yield
    }
    qnt.yield
  }
  return
}

// -----

func.func @kernel_c4_digit() {
  // expected-error @below {{expected the name to be an identifier of PTX, got "0_gemm"}}
  qnt.kernel "0_gemm" () {
    qnt.yield
  }
  return
}

// -----

func.func @kernel_c4_character() {
  // expected-error @below {{expected the name to be an identifier of PTX, got "gemm-0"}}
  qnt.kernel "gemm-0" () {
    qnt.yield
  }
  return
}

// -----

func.func @yield_outside() {
  // expected-error @below {{expects parent op to be one of 'qnt.invoke_quant, qnt.kernel'}}
  qnt.yield
}

// -----

func.func @kernel_empty_body() {
  // expected-error @below {{region with 1 blocks}}
  "qnt.kernel"() ({
  }) : () -> ()
  return
}

// -----

func.func @codegen_low_precision_without_parenthesis() {
  // expected-error @below {{expected '('}}
  qnt.invoke_quant () codegen_low_precision false) {
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c4_pointer(%p: !llvm.ptr, %v: f32) {
  // expected-error @below {{expected a body that writes only to memory that it allocates, got 'llvm.store', which writes to other memory}}
  qnt.invoke_quant (%q = %p : !llvm.ptr, %w = %v : f32) {
    %r = llvm.getelementptr %q[1] : (!llvm.ptr) -> !llvm.ptr, f32
    llvm.store %w, %r : f32, !llvm.ptr
    qnt.yield
  }
  return
}

// -----

memref.global "private" @state : memref<4xf32> = dense<0.0>
func.func @invoke_quant_c4_global(%v: f32, %i: index) {
  // expected-error @below {{expected a body that writes only to memory that it allocates, got 'memref.store', which writes to other memory}}
  qnt.invoke_quant (%w = %v : f32, %j = %i : index) {
    %m = memref.get_global @state : memref<4xf32>
    %part = memref.subview %m[%j] [1] [1] : memref<4xf32> to memref<1xf32, strided<[1], offset: ?>>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.for %k = %c0 to %c1 step %c1 {
      memref.store %w, %part[%k] : memref<1xf32, strided<[1], offset: ?>>
    }
    qnt.yield
  }
  return
}

// -----

func.func @invoke_quant_c4_free(%p: index) {
  // expected-error @below {{expected a body that writes only to memory that it allocates, got 'memref.dealloc', which writes to other memory}}
  qnt.invoke_quant () {
    %m = memref.get_global @state : memref<4xf32>
    memref.dealloc %m : memref<4xf32>
    qnt.yield
  }
  return
}
memref.global "private" @state : memref<4xf32>

// -----

ml_program.global private mutable @counter(dense<4> : tensor<4xi32>) : tensor<4xi32>
func.func @invoke_quant_c4_symbol(%x: tensor<4xi32>) {
  // expected-error @below {{expected a body that writes only to memory that it allocates, got 'ml_program.global_store', which writes to other memory}}
  qnt.invoke_quant (%a = %x : tensor<4xi32>) {
    ml_program.global_store @counter = %a : tensor<4xi32>
    qnt.yield
  }
  return
}

// -----

func.func @region_inputs(%x: tensor<4xf16>) -> tensor<4xf16> {
  // expected-error @+1 {{expected ')' in the inputs of a region}}
  %y = qnt.invoke_quant (%a = %x : tensor<4xf16> %b = %x : tensor<4xf16>) -> tensor<4xf16> {
    qnt.yield %a : tensor<4xf16>
  }
  return %y : tensor<4xf16>
}
