// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai --split-input-file --verify-diagnostics
// RUN: not quant-opt %s --qnt-import-coreai=unknown=skip --allow-unregistered-dialect --split-input-file 2>&1 | FileCheck %s
// CHECK: qnt-import-coreai: expected unknown error or keep, got 'skip'

"coreai.graph"() <{sym_name = "unknown_op"}> ({
^bb0(%x: tensor<2x3xf32>):
  // expected-error @below {{'coreai.softsign' op expected an op that qnt-import-coreai reads (unknown=keep leaves others alone), but got 'coreai.softsign'}}
  %y = "coreai.softsign"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

// expected-error @below {{'coreai.graph' op expected a name, sym_name}}
"coreai.graph"() ({
^bb0(%x: tensor<2x3xf32>):
  "coreai.output"(%x) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

// expected-error @below {{'coreai.graph' op expected one block that ends in 'coreai.output'}}
"coreai.graph"() <{sym_name = "no_output"}> ({
^bb0(%x: tensor<2x3xf32>):
  "coreai.stop"(%x) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

// expected-error @below {{'coreai.graph' op expected ranked tensors without an encoding as inputs and outputs, but got 'tensor<*xf32>'}}
"coreai.graph"() <{sym_name = "unranked"}> ({
^bb0(%x: tensor<*xf32>):
  "coreai.output"(%x) : (tensor<*xf32>) -> ()
}) : () -> ()

// -----

"builtin.module"() ({
  %outside = "test.value"() : () -> tensor<2xf32>
  // expected-error @below {{'coreai.graph' op expected values of its own arguments and ops, but one of another op is read}}
  "coreai.graph"() <{sym_name = "captures"}> ({
  ^bb0(%x: tensor<2xf32>):
    "coreai.output"(%outside) : (tensor<2xf32>) -> ()
  }) : () -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "constant_type"}> ({
  // expected-error @below {{'coreai.constant' op expected a value of elements of the result's type}}
  %c = "coreai.constant"() <{value = dense<1.0> : tensor<3xf32>}> : () -> tensor<2xf32>
  "coreai.output"(%c) : (tensor<2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "constant_size"}> ({
  // expected-error @below {{'coreai.constant' op expected a value whose data is there and has the size of 'tensor<5xsi4>'}}
  %c = "coreai.constant"() <{value = dense_resource<short> : tensor<5xsi4>}> : () -> tensor<5xsi4>
  "coreai.output"(%c) : (tensor<5xsi4>) -> ()
}) : () -> ()

{-#
  dialect_resources: {
    builtin: {
      short: "0x100000002143"
    }
  }
#-}

// -----

"coreai.graph"() <{sym_name = "codes_of_index"}> ({
  // expected-error @below {{'coreai.constant' op expected a value of numbers or signed or unsigned codes, but got 'tensor<2x2xi8>'}}
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xi8>}> : () -> tensor<2x2xi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xi8>}> : () -> tensor<2x1xi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xi8>, tensor<2x1xf32>, tensor<2x1xi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "codes_missing"}> ({
  // expected-error @below {{'coreai.constant' op expected a value whose data is there and has the size of 'tensor<2x2xsi8>'}}
  %q = "coreai.constant"() <{value = dense_resource<missing> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "too_few_operands"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected an operand 1, scale, but got 1 operands}}
  %w = "coreai.blockwise_shift_scale"(%q) : (tensor<2x2xsi8>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_of_a_table"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %i = "coreai.constant"() <{value = dense<1> : tensor<2x1xui1>}> : () -> tensor<2x1xui1>
  %t = "coreai.constant"() <{value = dense<1.0> : tensor<1x1x2x1xf32>}> : () -> tensor<1x1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %s = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2x1xui1>, tensor<1x1x2x1xf32>, tensor<si16>) -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected a constant as scale, but got a computed value}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "computed_codes"}> ({
^bb0(%q: tensor<2x2xsi8>):
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected an op that qnt-import-coreai reads}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_shape"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<4x3xsi8>}> : () -> tensor<4x3xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<4x2xf32>}> : () -> tensor<4x2xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<4x2xsi8>}> : () -> tensor<4x2xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<4x2xf32>}> : () -> tensor<4x2xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected scales whose dimensions divide those of the data, but got 'tensor<4x2xf32>' and 'tensor<4x3xsi8>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<4x3xsi8>, tensor<4x2xf32>, tensor<4x2xsi8>, tensor<4x2xf32>) -> tensor<4x3xf32>
  "coreai.output"(%w) : (tensor<4x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "integer_scale"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected float scales, but got 'tensor<2x1xsi8>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %s, %s) : (tensor<2x2xsi8>, tensor<2x1xsi8>, tensor<2x1xsi8>, tensor<2x1xsi8>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_without_data"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense_resource<nowhere> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected scales whose data is there and has the size of 'tensor<2x1xf32>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %s) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_zero"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<[[1.0], [0.0]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected scales that are finite and not 0, but that of block 1 is 0, NaN or infinite}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "offset_shape"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<1x1xsi8>}> : () -> tensor<1x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected offsets of the shape of the scales, but got 'tensor<1x1xsi8>' and 'tensor<2x1xf32>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<1x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "offset_added"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<[[0.0], [0.5]]> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected an offset2 of zeros, but got other values}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "float_zero_point"}> ({
  %q = "coreai.constant"() <{value = dense<1.0> : tensor<2x2xf8E4M3FN>}> : () -> tensor<2x2xf8E4M3FN>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf8E4M3FN>}> : () -> tensor<2x1xf8E4M3FN>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected an offset1 of zeros for 'tensor<2x2xf8E4M3FN>', but got other values}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xf8E4M3FN>, tensor<2x1xf32>, tensor<2x1xf8E4M3FN>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "zero_point_type"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xui8>}> : () -> tensor<2x2xui8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<1> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected an offset1 of the type of the data, but got 'tensor<2x1xsi8>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xui8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scaled_floats"}> ({
  %q = "coreai.constant"() <{value = dense<1.0> : tensor<2x2xf32>}> : () -> tensor<2x2xf32>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected codes or entries of a table as data, but got float values}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %s, %s) : (tensor<2x2xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "result_shape"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected a result of f64, f32, f16 or bf16 and the shape of the weight, but got 'tensor<2x3xf32>'}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x3xf32>
  "coreai.output"(%w) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_of_an_encoding"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf8E5M2>}> : () -> tensor<2x1xf8E5M2>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf8E5M2>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "table_size"}> ({
  %i = "coreai.constant"() <{value = dense<1> : tensor<2x2xui2>}> : () -> tensor<2x2xui2>
  %t = "coreai.constant"() <{value = dense<1.0> : tensor<1x1x3x1xf32>}> : () -> tensor<1x1x3x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  // expected-error @below {{'coreai.lut_to_dense' op expected unsigned indices of at most 8 bits and a table of two more dimensions, the first of them 2^bits, but got 'tensor<2x2xui2>' and 'tensor<1x1x3x1xf32>'}}
  %w = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2x2xui2>, tensor<1x1x3x1xf32>, tensor<si16>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "table_axis"}> ({
  %i = "coreai.constant"() <{value = dense<1> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %t = "coreai.constant"() <{value = dense<1.0> : tensor<1x1x2x1xf32>}> : () -> tensor<1x1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<2> : tensor<si16>}> : () -> tensor<si16>
  // expected-error @below {{'coreai.lut_to_dense' op expected an axis of the 2 dimensions of the indices}}
  %w = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2x2xui1>, tensor<1x1x2x1xf32>, tensor<si16>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "table_groups"}> ({
  %i = "coreai.constant"() <{value = dense<1> : tensor<3x2xui1>}> : () -> tensor<3x2xui1>
  %t = "coreai.constant"() <{value = dense<1.0> : tensor<2x1x2x1xf32>}> : () -> tensor<2x1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  // expected-error @below {{'coreai.lut_to_dense' op expected a table whose dimensions divide those of the indices, but got 'tensor<2x1x2x1xf32>' and 'tensor<3x2xui1>'}}
  %w = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<3x2xui1>, tensor<2x1x2x1xf32>, tensor<si16>) -> tensor<3x2xf32>
  "coreai.output"(%w) : (tensor<3x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "mask_count"}> ({
  %v = "coreai.constant"() <{value = dense<1.0> : tensor<3xf32>}> : () -> tensor<3xf32>
  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  // expected-error @below {{'coreai.build_sparse_with_bitmask' op expected as many values in a row, of one table, as the mask has ones, 2, but got 'tensor<3xf32>'}}
  %s = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<3xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %w = "coreai.sparse_with_bitmask_to_dense"(%s) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "mask_without_data"}> ({
  %v = "coreai.constant"() <{value = dense<1.0> : tensor<3xf32>}> : () -> tensor<3xf32>
  %m = "coreai.constant"() <{value = dense_resource<absent> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  // expected-error @below {{'coreai.build_sparse_with_bitmask' op expected a mask whose data is there and has the size of 'tensor<2x2xui1>'}}
  %s = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<3xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %w = "coreai.sparse_with_bitmask_to_dense"(%s) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "not_sparse"}> ({
  %v = "coreai.constant"() <{value = dense<1.0> : tensor<2x2xf32>}> : () -> tensor<2x2xf32>
  // expected-error @below {{'coreai.sparse_with_bitmask_to_dense' op expected the result of 'coreai.build_sparse_with_bitmask' as operand}}
  %w = "coreai.sparse_with_bitmask_to_dense"(%v) : (tensor<2x2xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "sparse_read"}> ({
  %v = "coreai.constant"() <{value = dense<1.0> : tensor<2xf32>}> : () -> tensor<2xf32>
  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  // expected-error @below {{'coreai.build_sparse_with_bitmask' op expected to feed 'coreai.sparse_with_bitmask_to_dense'}}
  %s = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32>
  "coreai.output"(%s) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_operands"}> ({
^bb0(%x: tensor<2x3xf32>):
  // expected-error @below {{'coreai.batch_matmul' op expected 2 operands and 1 result, but got 1 and 1}}
  %y = "coreai.batch_matmul"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_unranked"}> ({
^bb0(%x: tensor<2x3xf32>):
  // expected-error @below {{'coreai.batch_matmul' op expected ranked tensors without an encoding, but got 'tensor<*xf32>'}}
  %y = "coreai.batch_matmul"(%x, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<*xf32>
  "coreai.output"(%x) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_integers"}> ({
^bb0(%x: tensor<3x3xsi8>):
  // expected-error @below {{'coreai.batch_matmul' op expected elements of f64, f32, f16 or bf16, but got 'tensor<3x3xsi8>'}}
  %y = "coreai.batch_matmul"(%x, %x) : (tensor<3x3xsi8>, tensor<3x3xsi8>) -> tensor<3x3xsi8>
  "coreai.output"(%y) : (tensor<3x3xsi8>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_shapes"}> ({
^bb0(%x: tensor<2x3xf32>, %w: tensor<2x4xf32>):
  // expected-error @below {{'coreai.batch_matmul' op expected operands and a result whose shapes fit, but got 'tensor<2x3xf32>', 'tensor<2x4xf32>' and 'tensor<2x4xf32>'}}
  %y = "coreai.batch_matmul"(%x, %w) : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  "coreai.output"(%y) : (tensor<2x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_result"}> ({
^bb0(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>):
  // expected-error @below {{'coreai.batch_matmul' op expected operands and a result whose shapes fit, but got 'tensor<2x3xf32>', 'tensor<3x4xf32>' and 'tensor<2x5xf32>'}}
  %y = "coreai.batch_matmul"(%x, %w) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x5xf32>
  "coreai.output"(%y) : (tensor<2x5xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "matmul_broadcast_dynamic"}> ({
^bb0(%x: tensor<1x?x3xf32>, %w: tensor<5x3x4xf32>):
  // expected-error @below {{'coreai.batch_matmul' op expected static sizes where a batch dimension of 1 is broadcast}}
  %y = "coreai.batch_matmul"(%x, %w) : (tensor<1x?x3xf32>, tensor<5x3x4xf32>) -> tensor<5x?x4xf32>
  "coreai.output"(%y) : (tensor<5x?x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "conv_computed_stride"}> ({
^bb0(%x: tensor<1x2x4x4xf32>, %w: tensor<2x2x1x1xf32>, %s: tensor<2xui32>):
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<1> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv2d' op expected a constant of integers as stride, but got a computed value}}
  %y = "coreai.conv2d"(%x, %w, %s, %d, %g) : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "conv_groups"}> ({
^bb0(%x: tensor<1x2x4x4xf32>, %w: tensor<2x2x1x1xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<0> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv2d' op expected input and weight of 4 dimensions, 2 strides, 2 dilations and a positive number of groups}}
  %y = "coreai.conv2d"(%x, %w, %s, %s, %g) : (tensor<1x2x4x4xf32>, tensor<2x2x1x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "gather_unsigned"}> ({
^bb0(%x: tensor<4x3xf32>, %i: tensor<2x1xui32>):
  // expected-error @below {{'coreai.gather_nd' op expected signed indices into the first dimensions of the input, but got 'tensor<2x1xui32>' and 'tensor<4x3xf32>'}}
  %y = "coreai.gather_nd"(%x, %i) : (tensor<4x3xf32>, tensor<2x1xui32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transpose_repeats"}> ({
^bb0(%x: tensor<4x4xf32>):
  %p = "coreai.constant"() <{value = dense<[1, 1]> : tensor<2xui32>}> : () -> tensor<2xui32>
  // expected-error @below {{'coreai.transpose' op expected operands and a result whose shapes fit}}
  %y = "coreai.transpose"(%x, %p) : (tensor<4x4xf32>, tensor<2xui32>) -> tensor<4x4xf32>
  "coreai.output"(%y) : (tensor<4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "reshape_elements"}> ({
^bb0(%x: tensor<4x4xf32>, %p: tensor<1xui32>):
  // expected-error @below {{'coreai.reshape' op expected static shapes of as many elements, but got 'tensor<4x4xf32>' and 'tensor<15xf32>'}}
  %y = "coreai.reshape"(%x, %p) : (tensor<4x4xf32>, tensor<1xui32>) -> tensor<15xf32>
  "coreai.output"(%y) : (tensor<15xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "pad_mode"}> ({
^bb0(%x: tensor<4xf32>, %v: tensor<f32>):
  %p = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  // expected-error @below {{'coreai.pad' op expected padding_mode constant, but got 'reflect'}}
  %y = "coreai.pad"(%x, %p, %v) <{padding_mode = #coreai.padding_mode<reflect>}> : (tensor<4xf32>, tensor<2xui32>, tensor<f32>) -> tensor<6xf32>
  "coreai.output"(%y) : (tensor<6xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "pad_result"}> ({
^bb0(%x: tensor<4xf32>, %v: tensor<f32>):
  %p = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  // expected-error @below {{'coreai.pad' op expected operands and a result whose shapes fit, but got 'tensor<4xf32>', 'tensor<2xui32>', 'tensor<f32>' and 'tensor<5xf32>'}}
  %y = "coreai.pad"(%x, %p, %v) <{padding_mode = #coreai.padding_mode<constant>}> : (tensor<4xf32>, tensor<2xui32>, tensor<f32>) -> tensor<5xf32>
  "coreai.output"(%y) : (tensor<5xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "invoke_results"}> ({
^bb0(%x: tensor<4xf32>):
  // expected-error @below {{'coreai.invoke' op expected results that are ranked tensors without an encoding, but got 'tensor<*xf32>'}}
  %y = "coreai.invoke"(%x) <{callee = #param.constant<@f>}> : (tensor<4xf32>) -> tensor<*xf32>
  "coreai.output"(%x) : (tensor<4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "invoke_without_callee"}> ({
^bb0(%x: tensor<4xf32>):
  // expected-error @below {{'coreai.invoke' op expected the name of a graph as callee, #param.constant<@name>}}
  %y = "coreai.invoke"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  "coreai.output"(%y) : (tensor<4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "relu_type"}> ({
^bb0(%x: tensor<4xf32>):
  // expected-error @below {{'coreai.relu' op expected a result of the operand's type, 'tensor<4xf32>', but got 'tensor<4xf16>'}}
  %y = "coreai.relu"(%x) : (tensor<4xf32>) -> tensor<4xf16>
  "coreai.output"(%y) : (tensor<4xf16>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "add_shapes"}> ({
^bb0(%x: tensor<4xf32>, %y: tensor<3xf32>):
  // expected-error @below {{'coreai.add' op expected an operand of the result's elements and static sizes that broadcast to it, but got 'tensor<3xf32>' and 'tensor<4xf32>'}}
  %z = "coreai.add"(%x, %y) : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  "coreai.output"(%z) : (tensor<4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "cast_shape"}> ({
^bb0(%x: tensor<4xf32>):
  // expected-error @below {{'coreai.cast' op expected a result of the operand's shape, but got 'tensor<4xf32>' and 'tensor<2x2xf16>'}}
  %y = "coreai.cast"(%x) : (tensor<4xf32>) -> tensor<2x2xf16>
  "coreai.output"(%y) : (tensor<2x2xf16>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transpose_by_floats"}> ({
^bb0(%x: tensor<4x4xf32>):
  %p = "coreai.constant"() <{value = dense<[1.0, 0.0]> : tensor<2xf32>}> : () -> tensor<2xf32>
  // expected-error @below {{'coreai.transpose' op expected a constant of integers as permutation, but got other elements}}
  %y = "coreai.transpose"(%x, %p) : (tensor<4x4xf32>, tensor<2xf32>) -> tensor<4x4xf32>
  "coreai.output"(%y) : (tensor<4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scale_of_another_type"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x2xf32>}> : () -> tensor<2x1xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected a constant as scale, but got one of another type}}
  %w = "coreai.blockwise_shift_scale"(%q, %s, %s, %s) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scaled_twice"}> ({
  %q = "coreai.constant"() <{value = dense<1> : tensor<2x2xsi8>}> : () -> tensor<2x2xsi8>
  %s = "coreai.constant"() <{value = dense<1.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2x1xsi8>}> : () -> tensor<2x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2x1xf32>}> : () -> tensor<2x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2x2xsi8>, tensor<2x1xf32>, tensor<2x1xsi8>, tensor<2x1xf32>) -> tensor<2x2xf32>
  // expected-error @below {{'coreai.blockwise_shift_scale' op expected codes or entries of a table as data, but got scaled values}}
  %v = "coreai.blockwise_shift_scale"(%w, %s, %o, %o) : (tensor<2x2xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  "coreai.output"(%v) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "conv3d_strides"}> ({
^bb0(%x: tensor<1x2x4x4x4xf32>, %w: tensor<2x2x1x1x1xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<1> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv3d' op expected input and weight of 5 dimensions, 3 strides, 3 dilations and a positive number of groups}}
  %y = "coreai.conv3d"(%x, %w, %s, %s, %g) : (tensor<1x2x4x4x4xf32>, tensor<2x2x1x1x1xf32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "computed_axes"}> ({
^bb0(%x: tensor<2x3xf32>):
  // expected-error @below {{'coreai.reduce_sum' op expected a constant of integers as axes, but got a computed value}}
  %y = "coreai.reduce_sum"(%x, %x) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x1xf32>
  "coreai.output"(%y) : (tensor<2x1xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "axis_outside"}> ({
^bb0(%x: tensor<2x3xf32>):
  %a = "coreai.constant"() <{value = dense<[1, -1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.reduce_mean' op expected different axes of the 2 dimensions}}
  %y = "coreai.reduce_mean"(%x, %a) : (tensor<2x3xf32>, tensor<2xsi32>) -> tensor<2x1xf32>
  "coreai.output"(%y) : (tensor<2x1xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "reduced_shape"}> ({
^bb0(%x: tensor<2x?xf32>):
  %a = "coreai.constant"() <{value = dense<1> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  // expected-error @below {{'coreai.reduce_max' op expected static shapes, the result's with size 1 along the axes, but got 'tensor<2x?xf32>' and 'tensor<2x1xf32>'}}
  %y = "coreai.reduce_max"(%x, %a) : (tensor<2x?xf32>, tensor<1xsi32>) -> tensor<2x1xf32>
  "coreai.output"(%y) : (tensor<2x1xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "softmax_axes"}> ({
^bb0(%x: tensor<2x3xf32>):
  %a = "coreai.constant"() <{value = dense<[0, 1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.softmax' op expected one axis and a result of the operand's type, 'tensor<2x3xf32>', but got 'tensor<2x3xf32>'}}
  %y = "coreai.softmax"(%x, %a) : (tensor<2x3xf32>, tensor<2xsi32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_stride_zero"}> ({
^bb0(%x: tensor<4x4xf32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %e = "coreai.constant"() <{value = dense<[2, 3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.slice' op expected 2 start_indices, end_indices and strides other than 0}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<4x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_few_strides"}> ({
^bb0(%x: tensor<4x4xf32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %e = "coreai.constant"() <{value = dense<[2, 3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<1> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  // expected-error @below {{'coreai.slice' op expected 2 start_indices, end_indices and strides other than 0}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<4x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<1xsi32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_size"}> ({
^bb0(%x: tensor<4x4xf32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %e = "coreai.constant"() <{value = dense<[2, 3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.slice' op expected operands and a result whose shapes fit, but got 'tensor<4x4xf32>', 'tensor<2xsi32>', 'tensor<2xsi32>', 'tensor<2xsi32>' and 'tensor<3x3xf32>'}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<4x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<3x3xf32>
  "coreai.output"(%y) : (tensor<3x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_element_type"}> ({
^bb0(%x: tensor<4x4xf32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %e = "coreai.constant"() <{value = dense<[2, 3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.slice' op expected operands and a result whose shapes fit, but got}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<4x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x3xf16>
  "coreai.output"(%y) : (tensor<2x3xf16>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_dynamic_backwards"}> ({
^bb0(%x: tensor<?x4xf32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %e = "coreai.constant"() <{value = dense<[2, 3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<-1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.slice' op expected positive strides along dynamic dimensions, but got -1}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<?x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<?x0xf32>
  "coreai.output"(%y) : (tensor<?x0xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "slice_computed_end"}> ({
^bb0(%x: tensor<4x4xf32>, %e: tensor<2xsi32>):
  %s = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %t = "coreai.constant"() <{value = dense<1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.slice' op expected a constant of integers as end_indices, but got a computed value}}
  %y = "coreai.slice"(%x, %s, %e, %t) : (tensor<4x4xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_sum"}> ({
^bb0(%x: tensor<2x7xf32>):
  %q = "coreai.constant"() <{value = dense<[3, 3]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected operands and a result whose shapes fit, but got 'tensor<2x7xf32>', 'tensor<2xui32>', 'tensor<si32>' and 'tensor<2x3xf32>', 'tensor<2x3xf32>'}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x7xf32>, tensor<2xui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_count"}> ({
^bb0(%x: tensor<2x6xf32>):
  %q = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected operands and a result whose shapes fit, but got}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x6xf32>, tensor<ui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_by_nothing"}> ({
^bb0(%x: tensor<2x6xf32>):
  %q = "coreai.constant"() <{value = dense<0> : tensor<ui32>}> : () -> tensor<ui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected operands and a result whose shapes fit, but got}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x6xf32>, tensor<ui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_section_type"}> ({
^bb0(%x: tensor<2x6xf32>):
  %q = "coreai.constant"() <{value = dense<[3, 3]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected operands and a result whose shapes fit, but got}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x6xf32>, tensor<2xui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<1x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<1x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_dynamic"}> ({
^bb0(%x: tensor<2x?xf32>):
  %q = "coreai.constant"() <{value = dense<[3, 3]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected sizes of sections and one axis of static size, but got 'tensor<2x?xf32>'}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x?xf32>, tensor<2xui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_axis"}> ({
^bb0(%x: tensor<2x6xf32>):
  %q = "coreai.constant"() <{value = dense<[3, 3]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<2> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.split' op expected different axes of the 2 dimensions}}
  %y:2 = "coreai.split"(%x, %q, %d) : (tensor<2x6xf32>, tensor<2xui32>, tensor<si32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  "coreai.output"(%y#0, %y#1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "split_operands"}> ({
^bb0(%x: tensor<2x6xf32>):
  // expected-error @below {{'coreai.split' op expected 3 operands and results, but got 1 and 1}}
  %y = "coreai.split"(%x) : (tensor<2x6xf32>) -> tensor<2x6xf32>
  "coreai.output"(%y) : (tensor<2x6xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_nothing"}> ({
^bb0(%x: tensor<2x3xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected a dimension, inputs and 1 result, but got 1 operands and 1 results}}
  %y = "coreai.concat"(%d) : (tensor<si32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_sum"}> ({
^bb0(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected operands and a result whose shapes fit, but got 'tensor<si32>', 'tensor<2x3xf32>'}}
  %y = "coreai.concat"(%d, %a, %b) : (tensor<si32>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<5x3xf32>
  "coreai.output"(%y) : (tensor<5x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_other_size"}> ({
^bb0(%a: tensor<2x3xf32>, %b: tensor<2x4xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected operands and a result whose shapes fit, but got 'tensor<si32>', 'tensor<2x3xf32>'}}
  %y = "coreai.concat"(%d, %a, %b) : (tensor<si32>, tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<4x3xf32>
  "coreai.output"(%y) : (tensor<4x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_element_type"}> ({
^bb0(%a: tensor<2x3xf32>, %b: tensor<2x3xf16>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected operands and a result whose shapes fit, but got 'tensor<si32>', 'tensor<2x3xf32>'}}
  %y = "coreai.concat"(%d, %a, %b) : (tensor<si32>, tensor<2x3xf32>, tensor<2x3xf16>) -> tensor<4x3xf32>
  "coreai.output"(%y) : (tensor<4x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_rank"}> ({
^bb0(%a: tensor<2x3xf32>, %b: tensor<3xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected operands and a result whose shapes fit, but got 'tensor<si32>', 'tensor<2x3xf32>'}}
  %y = "coreai.concat"(%d, %a, %b) : (tensor<si32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<3x3xf32>
  "coreai.output"(%y) : (tensor<3x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "concat_encoding"}> ({
^bb0(%a: tensor<2x3xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<si32>}> : () -> tensor<si32>
  // expected-error @below {{'coreai.concat' op expected ranked tensors without an encoding, but got 'tensor<4x3xf32, 1 : i32>'}}
  %y = "coreai.concat"(%d, %a, %a) : (tensor<si32>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32, 1 : i32>
  "coreai.output"(%a) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "reverse_twice"}> ({
^bb0(%x: tensor<2x3xf32>):
  %d = "coreai.constant"() <{value = dense<[0, -2]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  // expected-error @below {{'coreai.reverse' op expected different axes of the 2 dimensions}}
  %y = "coreai.reverse"(%x, %d) : (tensor<2x3xf32>, tensor<2xsi32>) -> tensor<2x3xf32>
  "coreai.output"(%y) : (tensor<2x3xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "reverse_type"}> ({
^bb0(%x: tensor<2x3xf32>):
  %d = "coreai.constant"() <{value = dense<0> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  // expected-error @below {{'coreai.reverse' op expected operands and a result whose shapes fit, but got 'tensor<2x3xf32>', 'tensor<1xsi32>' and 'tensor<3x2xf32>'}}
  %y = "coreai.reverse"(%x, %d) : (tensor<2x3xf32>, tensor<1xsi32>) -> tensor<3x2xf32>
  "coreai.output"(%y) : (tensor<3x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_stride_zero"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected input and weight of 4 dimensions, 2 positive strides and dilations, 2 paddings that are not negative and a positive number of groups}}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_three_strides"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<3xui32>}> : () -> tensor<3xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected input and weight of 4 dimensions, 2 positive strides and dilations, 2 paddings that are not negative and a positive number of groups}}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<3xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_no_groups"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<0> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected input and weight of 4 dimensions, 2 positive strides and dilations, 2 paddings that are not negative and a positive number of groups}}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_rank"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected input and weight of 4 dimensions, 2 positive strides and dilations, 2 paddings that are not negative and a positive number of groups}}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_huge_padding"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<[4294967295, 0]> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected input and weight of 4 dimensions, 2 positive strides and dilations, 2 paddings that are not negative and a positive number of groups}}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_size"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x5xf32>
  "coreai.output"(%y) : (tensor<1x2x4x5xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_groups"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<3> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x3x4x4xf32>
  "coreai.output"(%y) : (tensor<1x3x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_channels"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<6x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<6x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_outputs"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x4x4x4xf32>
  "coreai.output"(%y) : (tensor<1x4x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_dynamic_kernel"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x?x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x?x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_batch"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf32>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<2x2x4x4xf32>
  "coreai.output"(%y) : (tensor<2x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "transposed_elements"}> ({
^bb0(%x: tensor<1x4x3x3xf32>, %w: tensor<4x1x2x2xf16>):
  %s = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %p = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %d = "coreai.constant"() <{value = dense<1> : tensor<2xui32>}> : () -> tensor<2xui32>
  %o = "coreai.constant"() <{value = dense<0> : tensor<2xui32>}> : () -> tensor<2xui32>
  %g = "coreai.constant"() <{value = dense<2> : tensor<ui32>}> : () -> tensor<ui32>
  // expected-error @below {{'coreai.conv_transpose2d' op expected operands and a result whose shapes fit, but got 'tensor<1x4x3x3xf32>', }}
  %y = "coreai.conv_transpose2d"(%x, %w, %s, %p, %d, %o, %g) : (tensor<1x4x3x3xf32>, tensor<4x1x2x2xf16>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<ui32>) -> tensor<1x2x4x4xf32>
  "coreai.output"(%y) : (tensor<1x2x4x4xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "scaled_sparse_values"}> ({
  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %q = "coreai.constant"() <{value = dense<[3, 7]> : tensor<2xsi8>}> : () -> tensor<2xsi8>
  %s = "coreai.constant"() <{value = dense<[0.5, 2.0]> : tensor<2xf32>}> : () -> tensor<2xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<2xsi8>}> : () -> tensor<2xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<2xf32>}> : () -> tensor<2xf32>
  %v = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<2xsi8>, tensor<2xf32>, tensor<2xsi8>, tensor<2xf32>) -> tensor<2xf32>
  // expected-error @below {{'coreai.build_sparse_with_bitmask' op expected values that are not scaled, but got 'tensor<2xf32>'}}
  %p = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %w = "coreai.sparse_with_bitmask_to_dense"(%p) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  "coreai.output"(%w) : (tensor<2x2xf32>) -> ()
}) : () -> ()

// -----

"coreai.graph"() <{sym_name = "cast_to_codes"}> ({
  %i = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui1>}> : () -> tensor<2xui1>
  %t = "coreai.constant"() <{value = dense<[[[1.5], [-2.7]]]> : tensor<1x2x1xf32>}> : () -> tensor<1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %v = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2xui1>, tensor<1x2x1xf32>, tensor<si16>) -> tensor<2xf32>
  // expected-error @below {{'coreai.cast' op expected an op that qnt-import-coreai reads}}
  %c = "coreai.cast"(%v) : (tensor<2xf32>) -> tensor<2xsi8>
  %d = "coreai.cast"(%c) : (tensor<2xsi8>) -> tensor<2xf32>
  "coreai.output"(%d) : (tensor<2xf32>) -> ()
}) : () -> ()
