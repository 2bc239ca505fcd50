// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : bf16, block = 1x*, scale = bf16>
#b8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>
#nvfp4 = #qnt.encoding<f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32>
#mx = #qnt.encoding<f8E4M3FN : f32, block = 1x32, scale = f8E8M0FNU>
#sparse = #qnt.encoding<i4 : f16, block = *x*, scale = f16, sparsity = 2:4 along 1>
#scalar = #qnt.encoding<u8 : f64, scale = f64, zero_point = u8>
#unscaled = #qnt.encoding<i8 : f32, block = *>

// CHECK-LABEL: func @dynamic_absmax_per_token
func.func @dynamic_absmax_per_token(%x: tensor<?x4096xbf16>) -> !qnt.array<?x4096, #a8> {
  // CHECK: qnt.quantize %{{.*}} dynamic(absmax) convention = #qnt.convention<qwix, mx_scale = oas> : tensor<?x4096xbf16> -> !qnt.array<?x4096, #{{.*}}>
  %a = qnt.quantize %x dynamic(absmax) convention = #qnt.convention<qwix, mx_scale = oas>
         : tensor<?x4096xbf16> -> !qnt.array<?x4096, #a8>
  return %a : !qnt.array<?x4096, #a8>
}

// CHECK-LABEL: func @static_with_zero_point
func.func @static_with_zero_point(%x: tensor<4xf32>, %s: tensor<1xf32>, %z: tensor<1xi8>) -> !qnt.array<4, #b8> {
  // CHECK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<1xf32>) zero_point(%{{.*}} : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #{{.*}}>
  %b = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #b8>
  return %b : !qnt.array<4, #b8>
}

// CHECK-LABEL: func @code_book
func.func @code_book(%x: tensor<8x100xf32>, %table: tensor<1x1x16xf32>) -> !qnt.array<8x100, #nf4> {
  // CHECK: qnt.quantize %{{.*}} codebook(%{{.*}} : tensor<1x1x16xf32>) dynamic(absmax) : tensor<8x100xf32>
  %q = qnt.quantize %x codebook(%table : tensor<1x1x16xf32>) dynamic(absmax)
         : tensor<8x100xf32> -> !qnt.array<8x100, #nf4>
  return %q : !qnt.array<8x100, #nf4>
}

// CHECK-LABEL: func @tensor_scale
func.func @tensor_scale(%x: tensor<8x40xf32>, %s: tensor<8x3xf8E4M3FN>, %t: tensor<f32>) -> !qnt.array<8x40, #nvfp4> {
  // CHECK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<8x3xf8E4M3FN>) tensor_scale(%{{.*}} : tensor<f32>) : tensor<8x40xf32>
  %q = qnt.quantize %x scale(%s : tensor<8x3xf8E4M3FN>) tensor_scale(%t : tensor<f32>)
         : tensor<8x40xf32> -> !qnt.array<8x40, #nvfp4>
  return %q : !qnt.array<8x40, #nvfp4>
}

// CHECK-LABEL: func @mask
func.func @mask(%x: tensor<8x40xf16>, %m: tensor<8x40xi1>) -> !qnt.array<8x40, #sparse> {
  // CHECK: qnt.quantize %{{.*}} mask(%{{.*}} : tensor<8x40xi1>) dynamic(rms(3.000000e+00)) : tensor<8x40xf16>
  %q = qnt.quantize %x mask(%m : tensor<8x40xi1>) dynamic(rms(3.0)) : tensor<8x40xf16> -> !qnt.array<8x40, #sparse>
  return %q : !qnt.array<8x40, #sparse>
}

// CHECK-LABEL: func @every_rule
func.func @every_rule(%x: tensor<4xf32>) {
  // CHECK: dynamic(minmax) : tensor<4xf32>
  %0 = qnt.quantize %x dynamic(minmax) : tensor<4xf32> -> !qnt.array<4, #b8>
  // CHECK: dynamic(absmax(5.000000e-01))
  %1 = qnt.quantize %x dynamic(absmax(0.5)) : tensor<4xf32> -> !qnt.array<4, #b8>
  // CHECK: dynamic(fixed(-1.000000e+00, 2.000000e+00))
  %2 = qnt.quantize %x dynamic(fixed(-1.0, 2.0)) : tensor<4xf32> -> !qnt.array<4, #b8>
  // CHECK: dynamic(percentile(9.990000e+01))
  %3 = qnt.quantize %x dynamic(percentile(99.9)) : tensor<4xf32> -> !qnt.array<4, #b8>
  // CHECK: dynamic(mse)
  %4 = qnt.quantize %x dynamic(mse) : tensor<4xf32> -> !qnt.array<4, #b8>
  return
}

// CHECK-LABEL: func @rank_zero
func.func @rank_zero(%x: tensor<f64>, %s: tensor<f64>, %z: tensor<i8>) -> !qnt.array<#scalar> {
  // CHECK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<f64>) zero_point(%{{.*}} : tensor<i8>) : tensor<f64> -> !qnt.array<#{{.*}}>
  %q = qnt.quantize %x scale(%s : tensor<f64>) zero_point(%z : tensor<i8>) : tensor<f64> -> !qnt.array<#scalar>
  return %q : !qnt.array<#scalar>
}

// CHECK-LABEL: func @zero_sized
func.func @zero_sized(%x: tensor<0x32xf32>, %s: tensor<0x1xf8E8M0FNU>) -> !qnt.array<0x32, #mx> {
  // CHECK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<0x1xf8E8M0FNU>) : tensor<0x32xf32> -> !qnt.array<0x32, #{{.*}}>
  %q = qnt.quantize %x scale(%s : tensor<0x1xf8E8M0FNU>) : tensor<0x32xf32> -> !qnt.array<0x32, #mx>
  return %q : !qnt.array<0x32, #mx>
}

// CHECK-LABEL: func @no_parameters
func.func @no_parameters(%x: tensor<4xf32>) -> !qnt.array<4, #unscaled> {
  // CHECK: qnt.quantize %{{.*}} : tensor<4xf32> -> !qnt.array<4, #{{.*}}>
  %q = qnt.quantize %x : tensor<4xf32> -> !qnt.array<4, #unscaled>
  return %q : !qnt.array<4, #unscaled>
}

// Static sizes of operands meet dynamic ones of the type, and the other way round.
// CHECK-LABEL: func @compatible_shapes
func.func @compatible_shapes(%x: tensor<4x64xf32>, %s: tensor<?x2xf8E8M0FNU>) -> !qnt.array<?x64, #mx> {
  // CHECK: qnt.quantize %{{.*}} scale(%{{.*}} : tensor<?x2xf8E8M0FNU>) : tensor<4x64xf32> -> !qnt.array<?x64, #{{.*}}>
  %q = qnt.quantize %x scale(%s : tensor<?x2xf8E8M0FNU>) : tensor<4x64xf32> -> !qnt.array<?x64, #mx>
  return %q : !qnt.array<?x64, #mx>
}
