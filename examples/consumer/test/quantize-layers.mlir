// Ranges become scales and zero points; readers that ask for codes read the array, others the float.
// RUN: edge-opt %s --edge-quantize-layers --split-input-file --verify-diagnostics | FileCheck %s

// CHECK: #[[I8:.*]] = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = i8>
// CHECK-LABEL: func.func @relu(
// CHECK-SAME:    %[[X:.*]]: tensor<?x4xf32>, %[[W:.*]]: tensor<4x2xf32>
func.func @relu(%x: tensor<?x4xf32>, %w: tensor<4x2xf32>) -> (tensor<?x2xf32>, tensor<?x4xf32>) {
  // CHECK: %[[R:.*]] = edge.relu %[[X]] : tensor<?x4xf32>
  // CHECK-DAG: %[[S:.*]] = arith.constant dense<5.000000e-01> : tensor<1x1xf32>
  // CHECK-DAG: %[[Z:.*]] = arith.constant dense<-128> : tensor<1x1xi8>
  // CHECK: %[[Q:.*]] = qnt.quantize %[[R]] scale(%[[S]] : tensor<1x1xf32>) zero_point(%[[Z]] : tensor<1x1xi8>) : tensor<?x4xf32> -> !qnt.array<?x4, #[[I8]]>
  // CHECK: edge.linear %[[Q]], %[[W]] : (!qnt.array<?x4, #[[I8]]>, tensor<4x2xf32>) -> tensor<?x2xf32>
  // CHECK: edge.relu %[[R]] : tensor<?x4xf32>
  %r = edge.relu %x {edge.range = array<f64: 0.0, 127.5>} : tensor<?x4xf32>
  %y = edge.linear %r, %w : (tensor<?x4xf32>, tensor<4x2xf32>) -> tensor<?x2xf32>
  %z = edge.relu %r : tensor<?x4xf32>
  return %y, %z : tensor<?x2xf32>, tensor<?x4xf32>
}

// An op of upstream that has the interface.
// CHECK-LABEL: func.func @tanh(
func.func @tanh(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>, %b: tensor<2xf32>) -> tensor<2x2xf32> {
  // CHECK: %[[T:.*]] = math.tanh %{{.*}} : tensor<2x4xf32>
  // CHECK: %[[Q:.*]] = qnt.quantize %[[T]]
  // CHECK: edge.linear %[[Q]], %{{.*}} bias(%{{.*}} : tensor<2xf32>)
  %t = math.tanh %x {edge.range = array<f64: -1.0, 1.0>} : tensor<2x4xf32>
  %y = edge.linear %t, %w bias(%b : tensor<2xf32>) : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// A bias is no input of codes.
// CHECK-LABEL: func.func @bias(
// CHECK-NOT:     qnt.quantize
func.func @bias(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>, %b: tensor<2xf32>) -> tensor<2x2xf32> {
  %r = edge.relu %b {edge.range = array<f64: 0.0, 1.0>} : tensor<2xf32>
  %y = edge.linear %x, %w bias(%r : tensor<2xf32>) : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

func.func @range(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>) -> tensor<2x2xf32> {
  // expected-error@+1 {{'edge.linear' op expected a calibrated range around 0, but got 1.000000e+00 to 2.000000e+00}}
  %y = edge.linear %x, %w {edge.range = array<f64: 1.0, 2.0>} : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

func.func @numbers(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  // expected-error@+1 {{'edge.relu' op expected two numbers as edge.range, but got 1}}
  %y = edge.relu %x {edge.range = array<f64: 1.0>} : tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

func.func @stage_arguments(%x: tensor<2x4xf32>) {
  // expected-error@+1 {{'edge.stage' op expected an argument of the body for each input}}
  edge.stage "dsp" (%x) : (tensor<2x4xf32>) -> () {
    edge.end
  }
  return
}

// -----

func.func @stage_results(%x: tensor<2x4xf32>) {
  // expected-error@+1 {{'edge.stage' op expected edge.end with an operand for each result}}
  edge.stage "dsp" (%x) : (tensor<2x4xf32>) -> () {
  ^bb0(%a: tensor<2x4xf32>):
    edge.end %a : tensor<2x4xf32>
  }
  return
}
