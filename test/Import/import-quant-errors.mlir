// RUN: quant-opt %s --qnt-import-quant --split-input-file --allow-unregistered-dialect --verify-diagnostics

func.func @foreign_op(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  // expected-error @below {{expected quantized tensors only on ops of quant, functions, calls, branches and structured control flow, but got}}
  %c = tensor.cast %q : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<?x!quant.uniform<i8:f32, 0.5>>
  %y = quant.dcast %q : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// expected-error @below {{expected a quantized type that an array can hold, but got 'tensor<*x!quant.uniform<i8:f32, 5.000000e-01>>': only ranked tensors have an array form}}
func.func @unranked(%x: tensor<*x!quant.uniform<i8:f32, 0.5>>) {
  return
}

// -----

// expected-error @below {{expected a quantized type that an array can hold, but got '!quant.uniform<i8:f32, 5.000000e-01>': only ranked tensors have an array form}}
func.func @scalar(%x: !quant.uniform<i8:f32, 0.5>) {
  return
}

// -----

// expected-error @below {{only uniform types (per layer, per axis, sub-channel) have an array form}}
func.func @calibrated(%x: tensor<4x!quant.calibrated<f32<-1.0:1.0>>>) {
  return
}

// -----

// expected-error @below {{its storage type is not i2..i8, i16, i32, u2..u8 or u16}}
func.func @odd_storage(%x: tensor<4x!quant.uniform<i9:f32, 0.5>>) {
  return
}

// -----

// expected-error @below {{its expressed type is not f64, f32, f16 or bf16}}
func.func @odd_expressed(%x: tensor<4x!quant.uniform<i8:f80, 0.5>>) {
  return
}

// -----

// expected-error @below {{its scales do not match the tensor's dimensions}}
func.func @scales_do_not_match(%x: tensor<4x3x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) {
  return
}

// -----

// expected-error @below {{its quantized dimension is outside the tensor's rank}}
func.func @axis_outside_rank(%x: tensor<2x!quant.uniform<i8:f32:1, {0.5, 0.25}>>) {
  return
}

// -----

// expected-error @below {{its quantized dimension or block size is out of range}}
func.func @block_axis_outside_rank(%x: tensor<4x!quant.uniform<i8:f32:{1:2}, {{0.5, 0.25}}>>) {
  return
}

// -----

func.func @op_of_no_dialect(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = quant.qcast %x : tensor<4xf32> to tensor<4x!quant.uniform<i8:f32, 0.5>>
  // expected-error @below {{expected quantized tensors only on ops of quant, functions, calls, branches and structured control flow, but got}}
  %y = "other.op"(%q) : (tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// expected-error @below {{its scales have another rank than the tensor}}
func.func @scales_of_another_rank(%x: tensor<4x2x!quant.uniform<i8:f32:{1:2}, {0.5, 0.25}>>) {
  return
}

// -----

func.func @forall(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4x!quant.uniform<i8:f32, 0.5>> {
  // expected-error @below {{'scf.forall' op expected quantized tensors only on ops of quant, functions, calls, branches and structured control flow, but got}}
  %y = scf.forall (%i) in (4) shared_outs(%o = %x) -> tensor<4x!quant.uniform<i8:f32, 0.5>> {
    scf.forall.in_parallel {
    }
  }
  return %y : tensor<4x!quant.uniform<i8:f32, 0.5>>
}

// -----

// expected-error @below {{expected a quantized type that an array can hold, but got 'tensor<*x!quant.uniform<i8:f32, 5.000000e-01>>': only ranked tensors have an array form}}
func.func @nested(%f: (tensor<*x!quant.uniform<i8:f32, 0.5>>) -> ()) {
  return
}

// -----

func.func @encoded(%x: tensor<4x!quant.uniform<i8:f32, 0.5>>) -> tensor<4xf32, "some"> {
  // expected-error @below {{'quant.dcast' op expected tensors without an encoding attribute, but got 'tensor<4xf32, "some">'}}
  %y = quant.dcast %x : tensor<4x!quant.uniform<i8:f32, 0.5>> to tensor<4xf32, "some">
  return %y : tensor<4xf32, "some">
}
