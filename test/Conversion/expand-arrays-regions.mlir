// RUN: quant-opt %s --qnt-expand-arrays --split-input-file | FileCheck %s
// RUN: quant-opt %s --qnt-expand-arrays --qnt-expand-arrays --split-input-file | FileCheck %s

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
!w = !qnt.array<8, #i8>

// CHECK-LABEL: func.func @invoke_quant
// CHECK-SAME:    (%[[C:.*]]: tensor<8xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}}, %[[X:.*]]: f32)
func.func @invoke_quant(%w: !w, %x: f32) -> (!w, f32) {
  // CHECK-NEXT: %[[R:.*]]:3 = qnt.invoke_quant scheme("s") (%[[AC:.*]] = %[[C]] : tensor<8xi8>, %[[AS:.*]] = %[[S]] : tensor<1xf32>, %[[Y:.*]] = %[[X]] : f32) -> (tensor<8xi8>, tensor<1xf32>, f32) codegen_low_precision(false) attributes {qnt.name = "n"} {
  // CHECK-NEXT:   %[[A:.*]] = qnt.assemble %[[AC]], %[[AS]]
  // CHECK-NEXT:   %[[F:.*]] = qnt.dequantize %[[A]]
  // CHECK-NEXT:   %[[Q:.*]] = qnt.quantize %[[F]]
  // CHECK-NEXT:   %[[P:.*]]:2 = qnt.disassemble %[[Q]]
  // CHECK-NEXT:   qnt.yield %[[P]]#0, %[[P]]#1, %[[Y]] : tensor<8xi8>, tensor<1xf32>, f32
  // CHECK:      return %[[R]]#0, %[[R]]#1, %[[R]]#2
  %r:2 = qnt.invoke_quant scheme("s") (%a = %w : !w, %y = %x : f32) -> (!w, f32) codegen_low_precision(false)
           attributes {qnt.name = "n"} {
    %f = qnt.dequantize %a : !w -> tensor<8xf32>
    %q = qnt.quantize %f dynamic(absmax) : tensor<8xf32> -> !w
    qnt.yield %q, %y : !w, f32
  }
  return %r#0, %r#1 : !w, f32
}

// CHECK-LABEL: func.func @kernel_around_invoke_quant
// CHECK-SAME:    (%[[C:.*]]: tensor<8xi8> {{.*}}, %[[S:.*]]: tensor<1xf32> {{.*}})
func.func @kernel_around_invoke_quant(%w: !w) -> !w {
  // CHECK-NEXT: %[[R:.*]]:2 = qnt.kernel "k" schedule("s") (%[[KC:.*]] = %[[C]] : tensor<8xi8>, %[[KS:.*]] = %[[S]] : tensor<1xf32>) -> (tensor<8xi8>, tensor<1xf32>) {
  // CHECK-NEXT:   %[[N:.*]]:2 = qnt.invoke_quant (%[[IC:.*]] = %[[KC]] : tensor<8xi8>, %[[IS:.*]] = %[[KS]] : tensor<1xf32>) -> (tensor<8xi8>, tensor<1xf32>) {
  // CHECK-NEXT:     qnt.yield %[[IC]], %[[IS]]
  // CHECK-NEXT:   }
  // CHECK-NEXT:   qnt.yield %[[N]]#0, %[[N]]#1
  // CHECK:      return %[[R]]#0, %[[R]]#1
  %r = qnt.kernel "k" schedule("s") (%a = %w : !w) -> !w {
    %n = qnt.invoke_quant (%b = %a : !w) -> !w {
      qnt.yield %b : !w
    }
    qnt.yield %n : !w
  }
  return %r : !w
}

// Regions without arrays at their boundary stay, whatever is inside.
// CHECK-LABEL: func.func @arrays_inside_only
func.func @arrays_inside_only(%x: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK:      qnt.invoke_quant (%[[A:.*]] = %{{.*}} : tensor<8xf32>) -> tensor<8xf32> {
  // CHECK-NEXT:   %[[Q:.*]] = qnt.quantize %[[A]]
  // CHECK-NEXT:   qnt.dequantize %[[Q]]
  %r = qnt.invoke_quant (%a = %x : tensor<8xf32>) -> tensor<8xf32> {
    %q = qnt.quantize %a dynamic(absmax) : tensor<8xf32> -> !w
    %f = qnt.dequantize %q : !w -> tensor<8xf32>
    qnt.yield %f : tensor<8xf32>
  }
  return %r : tensor<8xf32>
}
