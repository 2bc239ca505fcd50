// Upstream passes neither break the isolation of the region ops nor move values across it.
// RUN: quant-opt %s --split-input-file --remove-dead-values --canonicalize | FileCheck %s --check-prefixes=CHECK,DEAD
// RUN: quant-opt %s --split-input-file --cse | FileCheck %s --check-prefixes=CHECK,CSE
// RUN: quant-opt %s --split-input-file --loop-invariant-code-motion | FileCheck %s --check-prefixes=CHECK,LICM
// RUN: quant-opt %s --split-input-file --inline | FileCheck %s --check-prefixes=CHECK,INLINE
// RUN: quant-opt %s --split-input-file --sccp | FileCheck %s --check-prefixes=CHECK,SCCP
// RUN: quant-opt %s --split-input-file --symbol-dce --control-flow-sink --topological-sort --canonicalize --cse --sccp --inline --canonicalize

// CHECK-LABEL: func.func @dead_region
func.func @dead_region(%x: tensor<4xf16>) {
  // DEAD-NOT: qnt.invoke_quant
  // CSE-NOT: qnt.invoke_quant
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return
}

// -----

// A body that records statistics writes.
// CHECK-LABEL: func.func @region_with_effect
func.func @region_with_effect(%x: tensor<4xf32>) {
  // CHECK: qnt.invoke_quant
  // CHECK: qnt.observe
  qnt.invoke_quant (%a = %x : tensor<4xf32>) {
    qnt.observe %a as "x" : tensor<4xf32>
    qnt.yield
  }
  return
}

// -----

// CHECK-LABEL: func.func @equal_regions
func.func @equal_regions(%x: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>, tensor<4xf16>) {
  // CSE-COUNT-2: qnt.invoke_quant
  // CSE-NOT: qnt.invoke_quant
  // CSE: return %[[Y:.*]], %[[Y]], %[[W:.*]] :
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  %z = qnt.invoke_quant scheme("s") (%b = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %b : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  %w = qnt.invoke_quant scheme("other") (%c = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %c : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %y, %z, %w : tensor<4xf16>, tensor<4xf16>, tensor<4xf16>
}

// -----

// The same computation inside and outside stays twice.
// CHECK-LABEL: func.func @no_value_crosses
func.func @no_value_crosses(%x: tensor<4xf16>) -> (tensor<4xf16>, tensor<4xf16>) {
  // CHECK: math.absf
  // CHECK: qnt.invoke_quant scheme("s") (%[[A:.*]] = %{{.*}} : tensor<4xf16>)
  // CHECK: math.absf %[[A]]
  %o = math.absf %x : tensor<4xf16>
  %y = qnt.invoke_quant scheme("s") (%a = %x : tensor<4xf16>) -> tensor<4xf16> {
    %r = math.absf %a : tensor<4xf16>
    qnt.yield %r : tensor<4xf16>
  }
  return %o, %y : tensor<4xf16>, tensor<4xf16>
}

// -----

// CHECK-LABEL: func.func @loop_invariant
func.func @loop_invariant(%x: f32, %lo: index, %hi: index, %step: index) -> f32 {
  %zero = arith.constant 0.0 : f32
  // LICM:      qnt.invoke_quant scheme("s")
  // LICM-NEXT:   math.absf
  // LICM:      scf.for
  %sum = scf.for %i = %lo to %hi step %step iter_args(%acc = %zero) -> f32 {
    // The body's own invariant op does not leave the region.
    // CSE: scf.for
    // CSE-NEXT: qnt.invoke_quant scheme("s") (%[[A:.*]] = %{{.*}} : f32) -> f32 {
    // CSE-NEXT: math.absf %[[A]]
    %y = qnt.invoke_quant scheme("s") (%a = %x : f32) -> f32 {
      %r = math.absf %a : f32
      qnt.yield %r : f32
    }
    %next = arith.addf %acc, %y : f32
    scf.yield %next : f32
  }
  return %sum : f32
}

// -----

func.func private @abs(%x: f32) -> f32 {
  %r = math.absf %x : f32
  return %r : f32
}

// CHECK-LABEL: func.func @call_inside
func.func @call_inside(%x: f32) -> f32 {
  // INLINE:      qnt.invoke_quant scheme("s") (%[[A:.*]] = %{{.*}} : f32) -> f32 {
  // INLINE-NEXT:   math.absf %[[A]]
  // CSE:         func.call
  %y = qnt.invoke_quant scheme("s") (%a = %x : f32) -> f32 {
    %r = func.call @abs(%a) : (f32) -> f32
    qnt.yield %r : f32
  }
  return %y : f32
}

// -----

func.func private @region(%x: f32) -> f32 {
  %y = qnt.invoke_quant scheme("s") (%a = %x : f32) -> f32 {
    %r = math.absf %a : f32
    qnt.yield %r : f32
  }
  return %y : f32
}

// CHECK-LABEL: func.func @call_of_region
// CHECK-SAME:    %[[X:.*]]: f32
func.func @call_of_region(%x: f32) -> f32 {
  // INLINE:      %[[Y:.*]] = qnt.invoke_quant scheme("s") (%[[A:.*]] = %[[X]] : f32) -> f32 {
  // INLINE-NEXT:   math.absf %[[A]]
  // INLINE:      return %[[Y]]
  %y = func.call @region(%x) : (f32) -> f32
  return %y : f32
}

// -----

// SCCP must not copy the outer constant in, nor take the block argument for one.
// CHECK-LABEL: func.func @constant_input
func.func @constant_input() -> f32 {
  // CHECK: %[[TWO:.*]] = arith.constant 2.0
  // CHECK: qnt.invoke_quant scheme("s") (%[[A:.*]] = %[[TWO]] : f32) -> f32 {
  // SCCP-NEXT: arith.mulf %[[A]], %[[A]]
  %two = arith.constant 2.0 : f32
  %y = qnt.invoke_quant scheme("s") (%a = %two : f32) -> f32 {
    %m = arith.mulf %a, %a : f32
    qnt.yield %m : f32
  }
  return %y : f32
}

// -----

// A kernel stays outside of another one, also behind a loop and a region; elsewhere it is inlined.
func.func private @with_kernel(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = qnt.kernel "inner" (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %r = math.absf %a : tensor<4xf32>
    qnt.yield %r : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

func.func private @with_region_with_kernel(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = qnt.invoke_quant (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %r = qnt.kernel (%b = %a : tensor<4xf32>) -> tensor<4xf32> {
      %s = math.absf %b : tensor<4xf32>
      qnt.yield %s : tensor<4xf32>
    }
    qnt.yield %r : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @kernel_beside_kernel
func.func @kernel_beside_kernel(%x: tensor<4xf32>) -> tensor<4xf32> {
  // INLINE: qnt.kernel "inner"
  %y = call @with_kernel(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // INLINE: qnt.kernel "outer"
  // INLINE: func.call @with_kernel
  // INLINE-NEXT: func.call @with_region_with_kernel
  // INLINE: scf.if
  // INLINE-NEXT: func.call @with_kernel
  %z = qnt.kernel "outer" (%a = %y : tensor<4xf32>) -> tensor<4xf32> {
    %r = func.call @with_kernel(%a) : (tensor<4xf32>) -> tensor<4xf32>
    %s = func.call @with_region_with_kernel(%r) : (tensor<4xf32>) -> tensor<4xf32>
    %c0 = arith.constant 0 : index
    %e = tensor.extract %s[%c0] : tensor<4xf32>
    %zero = arith.constant 0.0 : f32
    %isZero = arith.cmpf oeq, %e, %zero : f32
    %t = scf.if %isZero -> tensor<4xf32> {
      %u = func.call @with_kernel(%s) : (tensor<4xf32>) -> tensor<4xf32>
      scf.yield %u : tensor<4xf32>
    } else {
      scf.yield %s : tensor<4xf32>
    }
    qnt.yield %t : tensor<4xf32>
  }
  return %z : tensor<4xf32>
}

// -----

// A function that writes to a global stays a call in a region that must not.
memref.global "private" @state : memref<1xf32> = dense<0.0>
func.func private @set_state(%v: f32) {
  %m = memref.get_global @state : memref<1xf32>
  %c0 = arith.constant 0 : index
  memref.store %v, %m[%c0] : memref<1xf32>
  return
}

// CHECK-LABEL: func.func @call_that_writes
func.func @call_that_writes(%v: f32) {
  // INLINE: qnt.invoke_quant
  // INLINE-NEXT: func.call @set_state
  // INLINE: memref.store
  qnt.invoke_quant (%w = %v : f32) {
    func.call @set_state(%w) : (f32) -> ()
    qnt.yield
  }
  call @set_state(%v) : (f32) -> ()
  return
}
