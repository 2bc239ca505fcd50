// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @conv_general_dilated_c1(%lhs: tensor<8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected lhs of rank 4 as dims say, but got rank 3}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @conv_general_dilated_c1_rhs(%lhs: tensor<2x8x8x4xf32>, %rhs: !qnt.array<3x3, #a8>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected rhs of rank 4 as dims say, but got rank 2}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, !qnt.array<3x3, #a8>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c2(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected 2 values of strides for 2 spatial dimensions, but got 1}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c2_padding(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected 4 values of padding for 2 spatial dimensions, but got 2}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c2_lhs_dilation(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected 2 values of lhs_dilation for 2 spatial dimensions, but got 3}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c2_rhs_dilation(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected 2 values of rhs_dilation for 2 spatial dimensions, but got 0}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = []
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c3(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected strides between 1 and 2^31 - 1, but got 0}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [0, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c4(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected lhs_dilation between 1 and 2^31 - 1, but got 0}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 0] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c4_negative(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected rhs_dilation between 1 and 2^31 - 1, but got -2}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [-2, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c5(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected feature_groups of at least 1, but got 0}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 0
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c5_batch(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected batch_groups of at least 1, but got -1}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] batch_groups = -1
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c5_both(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x2x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected feature_groups or batch_groups to be 1, but got 2 and 2}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2 batch_groups = 2
         : (tensor<2x8x8x4xf32>, tensor<3x3x2x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c6(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x1x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected feature_groups to divide the features of lhs, but got 3 and 4}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 3
         : (tensor<2x8x8x4xf32>, tensor<3x3x1x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

#c8 = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
func.func @conv_general_dilated_c6_input_features(%lhs: tensor<2x8x8x4xf32>, %rhs: !qnt.array<3x3x4x6, #c8>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected 2 input features of rhs, the features of lhs in a group, but got 4}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2
         : (tensor<2x8x8x4xf32>, !qnt.array<3x3x4x6, #c8>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c7(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x2x5xf32>) -> tensor<2x6x6x5xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected feature_groups to divide the output features of rhs, but got 2 and 5}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2
         : (tensor<2x8x8x4xf32>, tensor<3x3x2x5xf32>) -> tensor<2x6x6x5xf32>
  return %0 : tensor<2x6x6x5xf32>
}

// -----

func.func @conv_general_dilated_c8(%lhs: tensor<3x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected batch_groups to divide the batch of lhs, but got 2 and 3}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] batch_groups = 2
         : (tensor<3x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c8_output_features(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x5xf32>) -> tensor<1x6x6x5xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected batch_groups to divide the output features of rhs, but got 2 and 5}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] batch_groups = 2
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x5xf32>) -> tensor<1x6x6x5xf32>
  return %0 : tensor<1x6x6x5xf32>
}

// -----

func.func @conv_general_dilated_c9(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected padding to crop at most the size of lhs in spatial dimension 0, but got padding -5 and -4 and dilated size 8}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [-5, -4, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c3_too_large(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected strides between 1 and 2^31 - 1, but got 2147483648}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 2147483648] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c3_dynamic(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected strides between 1 and 2^31 - 1, but got 9223372036854775807}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [9223372036854775807, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x?x?x4xf32>, tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c4_too_large(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected lhs_dilation between 1 and 2^31 - 1, but got 9223372036854775807}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [9223372036854775807, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c4_rhs_too_large(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected rhs_dilation between 1 and 2^31 - 1, but got 2147483648}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 2147483648]
         : (tensor<?x?x?x4xf32>, tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c9_padding_too_large(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected padding between -2^60 and 2^60, but got 9223372036854775807}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [9223372036854775807, 9223372036854775807, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c9_padding_too_small(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected padding between -2^60 and 2^60, but got -9223372036854775808}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, -9223372036854775808, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x?x?x4xf32>, tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c9_padding_one_too_large(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected padding between -2^60 and 2^60, but got 1152921504606846977}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 1152921504606846977, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x?x?x4xf32>, tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c9_padded_too_large(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected dilated and padded sizes of spatial dimension 0 of at most 2^60, but got a larger one}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [1152921504606846976, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c9_paddings_too_large(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected dilated and padded sizes of spatial dimension 1 of at most 2^60, but got a larger one}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 1152921504606846976, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x?x?x4xf32>, tensor<?x?x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c9_dilated_too_large(%lhs: tensor<2x4294967296x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x?x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected dilated and padded sizes of spatial dimension 0 of at most 2^60, but got a larger one}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [2147483647, 1] rhs_dilation = [1, 1]
         : (tensor<2x4294967296x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x?x6x6xf32>
  return %0 : tensor<2x?x6x6xf32>
}

// -----

func.func @conv_general_dilated_c9_huge_input(%lhs: tensor<2x9223372036854775807x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x?x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected dilated and padded sizes of spatial dimension 0 of at most 2^60, but got a larger one}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [1, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x9223372036854775807x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x?x6x6xf32>
  return %0 : tensor<2x?x6x6xf32>
}

// -----

func.func @conv_general_dilated_c9_huge_window(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<3x9223372036854775807x4x6xf32>) -> tensor<?x?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected dilated and padded sizes of spatial dimension 1 of at most 2^60, but got a larger one}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 2147483647]
         : (tensor<?x?x?x4xf32>, tensor<3x9223372036854775807x4x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c9_crops_huge(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected padding to crop at most the size of lhs in spatial dimension 1, but got padding -1152921504606846976 and -1152921504606846976 and dilated size 8}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, -1152921504606846976, -1152921504606846976] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c10_too_large(%lhs: tensor<16777216x16777216x512x4xf32>, %rhs: tensor<1x1x4x6xf32>) -> tensor<16777216x16777216x512x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of less than 2^57 elements, but got shape [16777216, 16777216, 512, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<16777216x16777216x512x4xf32>, tensor<1x1x4x6xf32>) -> tensor<16777216x16777216x512x6xf32>
  return %0 : tensor<16777216x16777216x512x6xf32>
}

// -----

func.func @conv_general_dilated_c10(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [2, 8, 8, 6], but got [2, 6, 6, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c10_window_too_large(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x1x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [2, 0, 6, 6], but got [2, 1, 6, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [4, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x1x6x6xf32>
  return %0 : tensor<2x1x6x6xf32>
}

// -----

func.func @conv_general_dilated_c10_strided(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x4x2x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [2, 3, 2, 6], but got [2, 4, 2, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [2, 3] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x4x2x6xf32>
  return %0 : tensor<2x4x2x6xf32>
}

// -----

func.func @conv_general_dilated_c10_batch_groups(%lhs: tensor<2x8x8x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [1, 6, 6, 6], but got [2, 6, 6, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] batch_groups = 2
         : (tensor<2x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<2x6x6x6xf32>
  return %0 : tensor<2x6x6x6xf32>
}

// -----

func.func @conv_general_dilated_c10_rank(%lhs: tensor<?x?x?x4xf32>, %rhs: tensor<3x3x4x6xf32>) -> tensor<?x?x6xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [?, ?, ?, 6], but got [?, ?, 6]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<?x?x?x4xf32>, tensor<3x3x4x6xf32>) -> tensor<?x?x6xf32>
  return %0 : tensor<?x?x6xf32>
}

// -----

func.func @conv_general_dilated_c10_channels_first(%lhs: tensor<2x4x8x8xf32>, %rhs: tensor<6x4x3x3xf32>) -> tensor<2x6x6x7xf32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected a result of shape [2, 6, 6, 6], but got [2, 6, 6, 7]}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, f, 0, 1] x [o, i, 0, 1] -> [b, f, 0, 1]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x4x8x8xf32>, tensor<6x4x3x3xf32>) -> tensor<2x6x6x7xf32>
  return %0 : tensor<2x6x6x7xf32>
}

// -----

#c8 = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
func.func @conv_general_dilated_c11(%lhs: tensor<2x8x8x4xf32>, %rhs: !qnt.array<3x3x4x6, #c8>) -> tensor<2x6x6x6xi32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected lhs to be an array of integer codes for an i32 result, but got 'tensor<2x8x8x4xf32>'}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (tensor<2x8x8x4xf32>, !qnt.array<3x3x4x6, #c8>) -> tensor<2x6x6x6xi32>
  return %0 : tensor<2x6x6x6xi32>
}

// -----

#c8 = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
#cf = #qnt.encoding<i8 : f32, block = *x*x*x8, scale = f32>
func.func @conv_general_dilated_c12(%lhs: !qnt.array<2x8x8x16, #cf>, %rhs: !qnt.array<3x3x16x6, #c8>) -> tensor<2x6x6x6xi32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected one block over contracting dimension 3 of lhs for an i32 result, but got block size 8 and size 16}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (!qnt.array<2x8x8x16, #cf>, !qnt.array<3x3x16x6, #c8>) -> tensor<2x6x6x6xi32>
  return %0 : tensor<2x6x6x6xi32>
}

// -----

#c8 = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
#cs = #qnt.encoding<i8 : f32, block = *x2x*x*, scale = f32>
func.func @conv_general_dilated_c12_spatial(%lhs: !qnt.array<2x8x8x16, #cs>, %rhs: !qnt.array<3x3x16x6, #c8>) -> tensor<2x6x6x6xi32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected one block over contracting dimension 1 of lhs for an i32 result, but got block size 2 and size 8}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (!qnt.array<2x8x8x16, #cs>, !qnt.array<3x3x16x6, #c8>) -> tensor<2x6x6x6xi32>
  return %0 : tensor<2x6x6x6xi32>
}

// -----

#c8 = #qnt.encoding<i8 : f32, block = *x*x*x*, scale = f32>
#cs = #qnt.encoding<i8 : f32, block = *x2x*x*, scale = f32>
func.func @conv_general_dilated_c12_rhs(%lhs: !qnt.array<2x8x8x16, #c8>, %rhs: !qnt.array<3x3x16x6, #cs>) -> tensor<2x6x6x6xi32> {
  // expected-error @below {{'qnt.conv_general_dilated' op expected one block over contracting dimension 1 of rhs for an i32 result, but got block size 2 and size 3}}
  %0 = qnt.conv_general_dilated %lhs, %rhs dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
         strides = [1, 1] padding = [0, 0, 0, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
         : (!qnt.array<2x8x8x16, #c8>, !qnt.array<3x3x16x6, #cs>) -> tensor<2x6x6x6xi32>
  return %0 : tensor<2x6x6x6xi32>
}
