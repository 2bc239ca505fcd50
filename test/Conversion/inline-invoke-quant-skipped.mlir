// RUN: quant-opt %s --qnt-inline-invoke-quant=scheme=s --allow-unregistered-dialect --remarks-filter=.* 2>&1 | FileCheck %s

// CHECK: remark: {{.*}} qnt-inline-invoke-quant {{.*}}Reason="'arith.bitcast' cannot be widened to f32
// CHECK: remark: {{.*}} qnt-inline-invoke-quant {{.*}}Reason="'foreign.op' cannot be widened to f32
// CHECK: remark: {{.*}} qnt-inline-invoke-quant {{.*}}Reason="'scf.execute_region' cannot be widened to f32: its region has several blocks
// CHECK: remark: {{.*}} qnt-inline-invoke-quant {{.*}}Reason="the 'qnt.invoke_quant' around it has codegen_low_precision = false
// CHECK: [Analysis] qnt-inline-invoke-quant {{.*}}| inlined=2, skipped=4{{$}}
// CHECK-LABEL: func.func @bitcast
func.func @bitcast(%x: f16) -> i16 {
  // CHECK-NEXT: qnt.invoke_quant scheme("s")
  %y = qnt.invoke_quant scheme("s") (%a = %x : f16) -> i16 codegen_low_precision(false) {
    %b = arith.bitcast %a : f16 to i16
    qnt.yield %b : i16
  }
  return %y : i16
}

// CHECK-LABEL: func.func @foreign
func.func @foreign(%x: f16) -> f16 {
  // CHECK-NEXT: qnt.invoke_quant scheme("s")
  %y = qnt.invoke_quant scheme("s") (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %b = "foreign.op"(%a) : (f16) -> f16
    qnt.yield %b : f16
  }
  return %y : f16
}

// CHECK-LABEL: func.func @blocks
func.func @blocks(%x: f16) -> f16 {
  // CHECK-NEXT: qnt.invoke_quant scheme("s")
  %y = qnt.invoke_quant scheme("s") (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %r = scf.execute_region -> f16 {
      cf.br ^exit(%a : f16)
    ^exit(%b: f16):
      scf.yield %b : f16
    }
    qnt.yield %r : f16
  }
  return %y : f16
}

// The inner region's f16 arithmetic must not become part of a body that computes in f32.
// CHECK-LABEL: func.func @inside_f32
func.func @inside_f32(%x: f16) -> f16 {
  // CHECK-NEXT: qnt.invoke_quant scheme("other")
  // CHECK-NEXT:   qnt.invoke_quant scheme("s")
  %y = qnt.invoke_quant scheme("other") (%a = %x : f16) -> f16 codegen_low_precision(false) {
    %i = qnt.invoke_quant scheme("s") (%c = %a : f16) -> f16 {
      %d = arith.addf %c, %c : f16
      qnt.yield %d : f16
    }
    qnt.yield %i : f16
  }
  return %y : f16
}

// Foreign ops without narrow floats are no obstacle, nor are they in a region that is not widened.
// CHECK-LABEL: func.func @no_obstacle
func.func @no_obstacle(%x: f16, %n: i32) -> (f16, i32) {
  // CHECK-NOT: invoke_quant
  %y = qnt.invoke_quant scheme("s") (%a = %x : f16) -> f16 {
    %b = "foreign.op"(%a) : (f16) -> f16
    qnt.yield %b : f16
  }
  %m = qnt.invoke_quant scheme("s") (%a = %n : i32) -> i32 codegen_low_precision(false) {
    %b = "foreign.op"(%a) : (i32) -> i32
    qnt.yield %b : i32
  }
  return %y, %m : f16, i32
}
