// RUN: quant-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{attribute "qnt.name": expected a string, got 3 : i32}}
func.func private @name() attributes {qnt.name = 3 : i32}

// -----

// expected-error @+1 {{attribute "qnt.target": expected one of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 7 : i32}}
module attributes {qnt.target = 7 : i32} {}

// -----

// expected-error @+1 {{attribute "qnt.target": expected one of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got "sm_10"}}
module attributes {qnt.target = "sm_10"} {}

// -----

// expected-error @+1 {{attribute "qnt.target": expected it on a module}}
func.func private @target() attributes {qnt.target = "sm_80"}

// -----

// expected-error @+1 {{attribute "qnt.schedule": expected it on a function with a body}}
func.func private @declaration(tensor<4xf32>) -> tensor<4xf32> attributes {qnt.schedule = #qnt.simt}

// -----

// expected-error @+1 {{attribute "qnt.schedule": expected it on a function with a body}}
module attributes {qnt.schedule = #qnt.simt} {}

// -----

// expected-error @+1 {{attribute "qnt.schedule": expected a schedule, got 5 : i32}}
func.func @schedule() attributes {qnt.schedule = 5 : i32} {
  return
}

// -----

func.func @kernel(%x: f32) -> f32 {
  // expected-error @+1 {{attribute "qnt.kernel": expected it on a linalg op}}
  %y = arith.addf %x, %x {qnt.kernel = "f"} : f32
  return %y : f32
}

// -----

func.func @kernel_name(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{attribute "qnt.kernel": expected a string, got unit}}
  %y = linalg.exp {qnt.kernel} ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// expected-error @+1 {{attribute "qnt.decode_singly": expected unit, got "yes"}}
module attributes {qnt.decode_singly = "yes"} {}

// -----

// expected-error @+1 {{attribute "qnt.shedule" is none of the attributes that the qnt dialect has for ops}}
func.func @unknown() attributes {qnt.shedule = #qnt.simt} {
  return
}

// -----

// expected-error @+1 {{argument 1: attribute "qnt.part": expected one of codes, scales, zero_points, codebook, tensor_scale, mask, inner_size, got "code"}}
func.func private @part(tensor<4xi8>, tensor<4xi8> {qnt.part = "code"})

// -----

// expected-error @+1 {{result 0: attribute "qnt.part": expected one of codes, scales, zero_points, codebook, tensor_scale, mask, inner_size, got 1 : i64}}
func.func private @part_of_a_result() -> (tensor<4xi8> {qnt.part = 1})

// -----

// expected-error @+1 {{attribute "qnt.name": expected a string, got unit}}
func.func private @name_of_an_argument(tensor<4xi8> {qnt.name})

// -----

// expected-error @+1 {{argument 0: attribute "qnt.target" is none of the attributes that the qnt dialect has for arguments and results}}
func.func private @target_of_an_argument(tensor<4xi8> {qnt.target = "sm_80"})

// -----

func.func @sums_of_others(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{attribute "qnt.sums_in_f32": expected it on a contraction}}
  %y = linalg.exp {qnt.sums_in_f32 = 1} ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

func.func @sums(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>) -> tensor<2x2xf32> {
  // expected-error @+1 {{attribute "qnt.sums_in_f32": expected 0, 1 or 2 of i64, got 3 : i64}}
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] {qnt.sums_in_f32 = 3} : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}
