// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-local-scope %s | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#z4 = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4>
#nf = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32, sparsity = bitmask>

// CHECK-DAG: #[[$A8:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
// CHECK-DAG: #[[$Z4:.*]] = #qnt.encoding<u4 : bf16, block = 1x32, scale = bf16, zero_point = u4>
// CHECK-DAG: #[[$NF:.*]] = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32, sparsity = bitmask>

// CHECK-LABEL: func @fake_quantize
func.func @fake_quantize(%x: tensor<?x16xf32>, %s: tensor<1x1xf32>) -> (tensor<?x16xf32>, tensor<?x16xf32>) {
  // CHECK: qnt.fake_quantize %{{.*}} scale(%{{.*}} : tensor<1x1xf32>) encoding = #[[$A8]] : tensor<?x16xf32>
  %y = qnt.fake_quantize %x scale(%s : tensor<1x1xf32>) encoding = #a8 : tensor<?x16xf32>
  // CHECK: qnt.fake_quantize %{{.*}} dynamic(absmax) encoding = #[[$A8]] convention = #qnt.convention<qwix> : tensor<?x16xf32>
  %z = qnt.fake_quantize %x dynamic(absmax) encoding = #a8 convention = #qnt.convention<qwix> : tensor<?x16xf32>
  return %y, %z : tensor<?x16xf32>, tensor<?x16xf32>
}

// CHECK-LABEL: func @attributes
func.func @attributes(%x: tensor<8x33xbf16>, %s: tensor<8x2xbf16>, %z: tensor<8x2xi4>) -> tensor<8x33xbf16> {
  // CHECK: qnt.fake_quantize %{{.*}} scale(%{{.*}} : tensor<8x2xbf16>) zero_point(%{{.*}} : tensor<8x2xi4>) encoding = #[[$Z4]] {qnt.name = "x"} : tensor<8x33xbf16>
  %0 = qnt.fake_quantize %x scale(%s : tensor<8x2xbf16>) zero_point(%z : tensor<8x2xi4>) encoding = #z4 {qnt.name = "x"}
         : tensor<8x33xbf16>
  // CHECK: qnt.fake_quantize %{{.*}} dynamic(minmax) encoding = #[[$Z4]] convention = #qnt.convention<onnx> {qnt.name = "y"} : tensor<8x33xbf16>
  %1 = qnt.fake_quantize %0 dynamic(minmax) encoding = #z4 convention = #qnt.convention<onnx> {qnt.name = "y"}
         : tensor<8x33xbf16>
  return %1 : tensor<8x33xbf16>
}

// CHECK-LABEL: func @code_book_and_mask
func.func @code_book_and_mask(%x: tensor<8x33xf32>, %t: tensor<1x1x16xf32>, %m: tensor<8x33xi1>) -> tensor<8x33xf32> {
  // CHECK: qnt.fake_quantize %{{.*}} codebook(%{{.*}} : tensor<1x1x16xf32>) mask(%{{.*}} : tensor<8x33xi1>) dynamic(absmax) encoding = #[[$NF]] : tensor<8x33xf32>
  %y = qnt.fake_quantize %x codebook(%t : tensor<1x1x16xf32>) mask(%m : tensor<8x33xi1>) dynamic(absmax)
         encoding = #nf : tensor<8x33xf32>
  return %y : tensor<8x33xf32>
}

// CHECK-LABEL: func @gradients
func.func @gradients(%x: tensor<?x16xf32>, %dy: tensor<?x16xf32>, %s: tensor<1x1xf32>, %t: tensor<1x1x16xf32>,
                     %m: tensor<?x16xi1>) -> (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?x16xf32>) {
  // CHECK: qnt.fake_quantize_grad %{{.*}}, %{{.*}} scale(%{{.*}} : tensor<1x1xf32>) encoding = #[[$A8]] : tensor<?x16xf32>
  %0 = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) encoding = #a8 : tensor<?x16xf32>
  // CHECK: qnt.quantize_grad %{{.*}}, %{{.*}} dynamic(absmax(5.000000e-01)) encoding = #[[$A8]] convention = #qnt.convention<qwix> : tensor<?x16xf32>
  %1 = qnt.quantize_grad %x, %dy dynamic(absmax(0.5)) encoding = #a8 convention = #qnt.convention<qwix> : tensor<?x16xf32>
  // CHECK: qnt.quantize_grad %{{.*}}, %{{.*}} scale(%{{.*}} : tensor<1x1xf32>) codebook(%{{.*}} : tensor<1x1x16xf32>) mask(%{{.*}} : tensor<?x16xi1>) encoding = #[[$NF]] : tensor<?x16xf32>
  %2 = qnt.quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) codebook(%t : tensor<1x1x16xf32>)
         mask(%m : tensor<?x16xi1>) encoding = #nf : tensor<?x16xf32>
  return %0, %1, %2 : tensor<?x16xf32>, tensor<?x16xf32>, tensor<?x16xf32>
}
