// Upstream's quantized types that do not fit the shape at run time, or that stand for nothing the interpreter knows.
// RUN: not quant-run %s --entry=axis 2>&1 | FileCheck %s --check-prefix=AXIS
// RUN: not quant-run %s --entry=blocks 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: not quant-run %s --entry=any 2>&1 | FileCheck %s --check-prefix=ANY
// RUN: not quant-run %s --entry=to_calibrated 2>&1 | FileCheck %s --check-prefix=TO-CALIBRATED
// RUN: not quant-run %s --entry=storage 2>&1 | FileCheck %s --check-prefix=STORAGE
// RUN: not quant-run %s --entry=expressed 2>&1 | FileCheck %s --check-prefix=EXPRESSED
// RUN: quant-run %s --entry=number --output=%t.npy
// RUN: not quant-run %s --entry=calibrated --input=%t.npy 2>&1 | FileCheck %s --check-prefix=CALIBRATED

!axis = !quant.uniform<i8:f32:1, {1.0, 0.5:10}>
!sub = !quant.uniform<i8:f32:{0:1, 1:2}, {{1.0, 2.0}, {4.0, 8.0}}>
!any = !quant.any<i8:f32>
!i17 = !quant.uniform<i17:f32, 1.0>
!f80 = !quant.uniform<i8:f80, 1.0>

func.func @number() -> f32 {
  %x = arith.constant 1.0 : f32
  return %x : f32
}

// It has no storage.
// CALIBRATED: elements of type !quant.calibrated<f32<-1.000000e+00:1.000000e+00>> cannot be read from a file
func.func @calibrated(%x: tensor<!quant.calibrated<f32<-1.0:1.0>>>) {
  return
}

func.func @axis() -> tensor<?x?x!axis> {
  %x = arith.constant dense<1.0> : tensor<2x3xf32>
  %d = tensor.cast %x : tensor<2x3xf32> to tensor<?x?xf32>
  // AXIS: 'quant.qcast' op expected a scale for each block of the shape
  %q = quant.qcast %d : tensor<?x?xf32> to tensor<?x?x!axis>
  return %q : tensor<?x?x!axis>
}

func.func @blocks() -> tensor<?x?x!sub> {
  %x = arith.constant dense<1.0> : tensor<2x6xf32>
  %d = tensor.cast %x : tensor<2x6xf32> to tensor<?x?xf32>
  // BLOCKS: 'quant.qcast' op expected a scale for each block of the shape
  %q = quant.qcast %d : tensor<?x?xf32> to tensor<?x?x!sub>
  return %q : tensor<?x?x!sub>
}

func.func @any() -> tensor<2x!any> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  // ANY: 'quant.qcast' op expected a !quant.uniform type with an array form, but got !quant.any<i8:f32>: only uniform types (per layer, per axis, sub-channel) have an array form
  %q = quant.qcast %x : tensor<2xf32> to tensor<2x!any>
  return %q : tensor<2x!any>
}

func.func @to_calibrated() {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  // TO-CALIBRATED: 'quant.qcast' op expected a !quant.uniform type with an array form, but got !quant.calibrated<f32<-1.000000e+00:1.000000e+00>>: only uniform types
  %q = quant.qcast %x : tensor<2xf32> to tensor<2x!quant.calibrated<f32<-1.0:1.0>>>
  return
}

func.func @storage() -> tensor<2x!i17> {
  %x = arith.constant dense<1.0> : tensor<2xf32>
  // STORAGE: 'quant.qcast' op expected a !quant.uniform type with an array form, but got !quant.uniform<i17:f32, 1.000000e+00>: its storage type is not i2..i8, i16, i32, u2..u8 or u16
  %q = quant.qcast %x : tensor<2xf32> to tensor<2x!i17>
  return %q : tensor<2x!i17>
}

func.func @expressed() {
  %codes = arith.constant dense<1> : tensor<2xi8>
  %q = quant.scast %codes : tensor<2xi8> to tensor<2x!f80>
  // EXPRESSED: 'quant.dcast' op has a result type that is not known to the reference interpreter
  %x = quant.dcast %q : tensor<2x!f80> to tensor<2xf80>
  return
}
