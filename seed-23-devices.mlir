#f6E3M2FN = #qnt.encoding<f6E3M2FN : bf16, block = 1x*x5, scale = f8E4M3FN>
#f8E5M2 = #qnt.encoding<f8E5M2 : bf16, block = *x2x1, scale = f16>
#i2 = #qnt.encoding<i2 : f32, block = 1x*x*x8, scale = f32, sparsity = bitmask>
#i3 = #qnt.encoding<i3 : f32, block = *x1, scale = f8E4M3FN>
#i3_1 = #qnt.encoding<i3 : f32, block = *x*x*x*, scale = f8E4M3FN, sparsity = bitmask>
#i3_2 = #qnt.encoding<i3 : f32, block = 1x*, scale = f8E4M3FN>
#i6 = #qnt.encoding<i6 : bf16, block = 4x*, scale = f8E4M3FN, tensor_scale = f32>
#i7 = #qnt.encoding<i7 : f16, block = *x1x3x*, scale = f8E4M3FN, tensor_scale = f32>
#i8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#lut = #qnt.encoding<lut<u7, f32> : f32, block = *, scale = f32, tensor_scale = f32>
#lut1 = #qnt.encoding<lut<u5, f32> : bf16, block = 1x*x*, scale = f16, sparsity = bitmask>
#u2 = #qnt.encoding<u2 : bf16, block = 3x1x*, scale = f16, tensor_scale = f32, clamp = 2 : 3>
#u3 = #qnt.encoding<u3 : f32, scale = f32, zero_point = f32, sparsity = bitmask>
#u5 = #qnt.encoding<u5 : f16, block = 6x4, scale = f16, clamp = 23 : 31>
module {
  func.func @main(%arg0: !qnt.array<32x?, #i3> {smith.input = [dense<[[2, -3], [0, 2], [-2, 0], [1, -1], [2, 2], [-3, 1], [-1, -3], [-4, -4], [-3, 0], [-4, -2], [-4, -1], [-2, 2], [2, -4], [0, -4], [-4, -2], [1, 3], [3, -4], [1, 1], [2, 0], [1, -1], [0, 0], [1, -2], [-2, -1], [-2, 3], [0, 0], [0, -3], [0, 0], [-3, 0], [-3, 2], [0, 0], [-2, 1], [-4, 0]]> : tensor<32x2xi3>, dense<2.000000e+00> : tensor<1x2xf8E4M3FN>]}, %arg1: tensor<3xi64> {smith.input = dense<[2, 1, 1]> : tensor<3xi64>}, %arg2: tensor<?x1xf8E4M3FN> {smith.input = dense<0.000000e+00> : tensor<1x1xf8E4M3FN>}, %arg3: !qnt.array<?x5x4, #f8E5M2> {smith.input = [dense<"0xED0046CD49B47027001D57A07A5CBD3409EE813F77CAAA59210BCCBFB0388BD51D0DDCFADAC4A19135CD931BA092400000A130E914B8CF292315CFBDC75B5239D8BE6A3CF060781BCA851BA550F90C63841F6ADA211E0AA4739697119C11F1C1F62273D538C9B11B04F1E77200A09200B3C47BEEADED8F2C68BB07C5904000CA015993CE2D8B1864E63D4AE8BB8AB7000023003B8CBDA949ED33FA02A44437E1"> : tensor<8x5x4xf8E5M2>, dense<[[[6.250000e-02, 2.500000e-01, 2.500000e-01, 6.250000e-02], [2.500000e-01, 6.250000e-02, 6.250000e-02, 6.250000e-02], [6.250000e-02, 6.250000e-02, 2.500000e-01, 2.500000e-01]]]> : tensor<1x3x4xf16>]}, %arg4: !qnt.array<?x2x1x4, #i3_1> {smith.input = [dense<[[[[2, 0, -4, -3]], [[-4, -2, -4, 1]]], [[[-2, -4, -2, 2]], [[0, -3, -4, 0]]]]> : tensor<2x2x1x4xi3>, dense<1.250000e-01> : tensor<1x1x1x1xf8E4M3FN>, dense<[[[[true, false, false, true]], [[false, true, false, true]]], [[[false, true, true, true]], [[false, true, true, true]]]]> : tensor<2x2x1x4xi1>]}, %arg5: !qnt.array<0x3, #i8> {smith.input = [dense<> : tensor<0x3xi8>, dense<1.000000e+00> : tensor<1x1xf32>]}, %arg6: tensor<4xi32> {smith.input = dense<[1, 2, 0, 0]> : tensor<4xi32>}, %arg7: tensor<?x4x0x?xf16> {smith.input = dense<> : tensor<3x4x0x2xf16>}, %arg8: !qnt.array<2x3x1x6, #i7> {smith.input = [dense<[[[[15, 46, -64, -64, 23, 47]], [[22, 62, 26, 38, -33, -47]], [[62, 39, -64, 3, 45, 33]]], [[[27, 31, -42, -64, 38, -57]], [[-4, -28, 20, -26, 10, 4]], [[7, -11, -11, -16, -63, -21]]]]> : tensor<2x3x1x6xi7>, dense<[[[[6.250000e-02]], [[2.500000e-01]], [[2.500000e-01]]]]> : tensor<1x3x1x1xf8E4M3FN>, dense<1.000000e+00> : tensor<f32>]}) -> (tensor<9x2xf16>, tensor<2x4xf16>, !qnt.array<32x?, #i3>, tensor<?x7xi6>, !qnt.array<?x7, #i6>, tensor<?x1xf8E4M3FN>, index, !qnt.array<2x3x1x6, #i7>, !qnt.array<?x2x1x4, #i3_1>) {
    %cst = arith.constant dense<[[-1.450000e+01, 4.500000e+00], [-1.650000e+01, -6.500000e+00], [-2.100000e+01, -1.700000e+01], [-6.500000e+00, 3.100000e+01], [2.600000e+01, -2.800000e+01], [-2.800000e+01, -9.000000e+00], [-1.350000e+01, -1.900000e+01], [-6.000000e+00, 2.600000e+01], [2.450000e+01, 8.000000e+00]]> : tensor<9x2xf16>
    %0 = qnt.quantize_grad %cst, %cst dynamic(rms(5.000000e-01)) encoding = #u5 convention = #qnt.convention<onnx> : tensor<9x2xf16>
    %cst_0 = arith.constant dense<[[0.000000e+00, 0.000000e+00, 4.768370e-03, 1.438860e-04], [4.370000e+02, 2.009380e+01, -3.416540e-04, 2.493750e+01]]> : tensor<2x4xf16>
    %1 = qnt.slice %arg0 [23, 0] [1, -1] [1, 1] : !qnt.array<32x?, #i3> -> !qnt.array<1x?, #i3>
    %2 = qnt.transpose %arg0 permutation = [0, 1] : !qnt.array<32x?, #i3> -> !qnt.array<32x?, #i3>
    %3 = qnt.slice %1 [0, 0] [-1, 1] [3, 1] : !qnt.array<1x?, #i3> -> !qnt.array<1x1, #i3>
    %4 = qnt.constant codes = dense<[1, -96, 0]> : tensor<3xi8>, scales = dense<5.000000e-01> : tensor<1xf32>, codebook = dense<"0x000000000000A0BF000068C0000020BF00002840000060C00000E0BF0000E03F0000C0BE0000003E000080C00000803F0000403F0000A03F000000BF00001040000080C00000003E000028C00000003F0000803F000010C0000020400000003F0000203F000018400000384000002040000008C0000000C00000F0BF000040C00000C03E000030C0000008C00000603F0000404000002840000060C0000080BF000008400000C0BF000030C00000D0BF000060BF0000084000001040000080BE000008C00000003F000000BF000040400000D0BF0000603F0000A03F000020BF000070C0000000BF000040C0000080C00000803E000060BF000060BF00001040000040400000104000001040000078C000000000000038C000001840000000BF000080BF000050C000002840000038C000006840000068C00000003E0000A03F000030C00000284000003840000090BF0000003E0000A0BF0000403F000008C00000F03F0000003E000058400000003F0000A03F0000803F00000040000070C0000048400000A0BF00007840000080C0000030C00000404000000040000000400000C03F0000484000006040000030C000004040000050C0000060BF000078C0000020400000784000004840000000BE0000203F0000003E000080BE0000284000002840000038C00000903F00003040000038C00000803F0000903F0000E0BF"> : tensor<1x128xf32>, tensor_scale = dense<2.500000e-01> : tensor<f32> {qnt.name = "weight_0"} : !qnt.array<3, #lut>
    %5 = qnt.constant codes = dense_resource<codes> : tensor<1xi8>, scales = dense<6.250000e-02> : tensor<f32>, zero_points = dense<1.500000e+00> : tensor<f32>, mask = dense<0> : tensor<1xi8> : !qnt.array<#u3>
    %6 = qnt.einsum "...,..." %4, %5 : (!qnt.array<3, #lut>, !qnt.array<#u3>) -> tensor<3xf64>
    %7:3 = call @callee_0(%0, %3, %5, %6) : (tensor<9x2xf16>, !qnt.array<1x1, #i3>, !qnt.array<#u3>, tensor<3xf64>) -> (tensor<?x7xi6>, !qnt.array<?x7, #i6>, tensor<?x1xf8E4M3FN>)
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %8 = scf.for %arg9 = %c0 to %c4 step %c1 iter_args(%arg10 = %7#2) -> (tensor<?x1xf8E4M3FN>) {
      %12 = qnt.pad %7#1 low = [4, 0] high = [0, 0] : !qnt.array<?x7, #i6> -> !qnt.array<?x7, #i6>
      %13 = arith.maximumf %cst_0, %cst_0 : tensor<2x4xf16>
      %14 = qnt.constant codes = dense_resource<codes_1> : tensor<17x3x2xi8>, scales = dense<[[[1.927000e+03]], [[-1.888000e+03]], [[9.095000e+02]], [[-5.962370e-03]], [[-5.532800e+04]], [[-2.153400e-03]], [[-8.476560e-01]], [[-1.250000e+01]], [[8.338920e-03]], [[1.600800e+04]], [[-4.444120e-04]], [[4.034420e-02]], [[1.911250e+02]], [[-7.861850e-05]], [[3.236530e-05]], [[-2.372500e+02]], [[2.373750e+02]]]> : tensor<17x1x1xf16>, codebook = dense<[[[[0.000000e+00, -3.250000e+00, -5.000000e-01, 1.875000e+00, 3.125000e+00, 2.250000e+00, -3.750000e-01, -1.500000e+00, 1.000000e+00, -7.500000e-01, -7.500000e-01, -1.500000e+00, -3.875000e+00, -5.000000e-01, -3.750000e+00, -1.500000e+00, -1.125000e+00, 8.750000e-01, -2.875000e+00, 2.125000e+00, -3.500000e+00, 3.375000e+00, -2.750000e+00, -3.750000e+00, -1.375000e+00, -2.500000e+00, 1.500000e+00, 3.625000e+00, 3.375000e+00, -5.000000e-01, -1.625000e+00, -3.750000e-01]]]]> : tensor<1x1x1x32xf32>, mask = dense<[[[3], [1], [2]], [[3], [3], [3]], [[2], [3], [0]], [[1], [1], [2]], [[1], [2], [1]], [[1], [1], [3]], [[2], [1], [2]], [[1], [2], [3]], [[3], [2], [1]], [[2], [3], [3]], [[2], [3], [2]], [[2], [2], [1]], [[3], [3], [3]], [[3], [1], [3]], [[2], [2], [2]], [[0], [2], [2]], [[1], [1], [3]]]> : tensor<17x3x1xi8> : !qnt.array<17x3x2, #lut1>
      %15 = qnt.cast %14 : !qnt.array<17x3x2, #lut1> to !qnt.array<?x3x?, #lut1>
      %16 = qnt.gather %15[%arg1] dim = 1 : !qnt.array<?x3x?, #lut1>, tensor<3xi64> -> !qnt.array<?x3x?, #lut1>
      scf.yield %arg2 : tensor<?x1xf8E4M3FN>
    }
    %9 = qnt.requantize %arg3 dynamic(mse) convention = #qnt.convention<concrete> : !qnt.array<?x5x4, #f8E5M2> -> !qnt.array<?x5x4, #u2>
    %10 = qnt.dequantize %9 : !qnt.array<?x5x4, #u2> -> tensor<?x5x4xbf16>
    %false = arith.constant false
    %11:3 = scf.if %false -> (index, !qnt.array<2x3x1x6, #i7>, !qnt.array<?x2x1x4, #i3_1>) {
      %12 = qnt.constant codes = dense<[[[[39, 12]], [[64, 4]], [[32, 4]]], [[[73, 8]], [[19, 10]], [[-48, 1]]]]> : tensor<2x3x1x2xi8>, scales = dense<2.500000e-01> : tensor<2x1x1x1xf32>, mask = dense<[[[[62]], [[28]], [[25]]], [[[49]], [[1]], [[15]]]]> : tensor<2x3x1x1xi8> : !qnt.array<2x3x1x6, #i2>
      %13 = qnt.conv_general_dilated %12, %arg4 dims = <[f, 0, b, 1] x [1, 0, i, o] -> [0, 1, b, f]> strides = [1, 1] padding = [-1, -1, -1, 0] lhs_dilation = [1, 1] rhs_dilation = [1, 1] feature_groups = 2 : (!qnt.array<2x3x1x6, #i2>, !qnt.array<?x2x1x4, #i3_1>) -> tensor<0x?x1x4xf32>
      %c0_1 = arith.constant 0 : index
      %14 = qnt.dim %arg3, %c0_1 : !qnt.array<?x5x4, #f8E5M2>
      %15 = qnt.requantize %12 dynamic(percentile(4.900000e+01)) : !qnt.array<2x3x1x6, #i2> -> !qnt.array<2x3x1x6, #i7>
      scf.yield %14, %15, %arg4 : index, !qnt.array<2x3x1x6, #i7>, !qnt.array<?x2x1x4, #i3_1>
    } else {
      %12 = qnt.ragged_dot_general %arg5, %arg7 groups(%arg6 : tensor<4xi32>) contracting = [0] x [2] batch = [] x [] ragged = [1] group = [1] : (!qnt.array<0x3, #i8>, tensor<?x4x0x?xf16>) -> tensor<3x?x?xf16>
      %13 = qnt.quantize %10 dynamic(absmax) convention = #qnt.convention<"qwix-cpu"> : tensor<?x5x4xbf16> -> !qnt.array<?x5x4, #f6E3M2FN>
      %14 = qnt.pad %5 low = [] high = [] : !qnt.array<#u3> -> !qnt.array<#u3>
      %15 = qnt.constant codes = dense_resource<codes_2> : tensor<2x2x1x2xi8>, scales = dense<1.250000e-01> : tensor<1x1x1x1xf8E4M3FN>, mask = dense<[[[[14]], [[1]]], [[[5]], [[0]]]]> : tensor<2x2x1x1xi8> : !qnt.array<2x2x1x4, #i3_1>
      %16 = qnt.cast %15 : !qnt.array<2x2x1x4, #i3_1> to !qnt.array<?x2x1x4, #i3_1>
      scf.yield %c4, %arg8, %16 : index, !qnt.array<2x3x1x6, #i7>, !qnt.array<?x2x1x4, #i3_1>
    }
    return %0, %cst_0, %2, %7#0, %7#1, %8, %11#0, %11#1, %11#2 : tensor<9x2xf16>, tensor<2x4xf16>, !qnt.array<32x?, #i3>, tensor<?x7xi6>, !qnt.array<?x7, #i6>, tensor<?x1xf8E4M3FN>, index, !qnt.array<2x3x1x6, #i7>, !qnt.array<?x2x1x4, #i3_1>
  }
  func.func private @callee_0(%arg0: tensor<9x2xf16>, %arg1: !qnt.array<1x1, #i3>, %arg2: !qnt.array<#u3>, %arg3: tensor<3xf64>) -> (tensor<?x7xi6>, !qnt.array<?x7, #i6>, tensor<?x1xf8E4M3FN>) {
    %0 = tensor.empty() : tensor<2x9xf16>
    %transposed = linalg.transpose ins(%arg0 : tensor<9x2xf16>) outs(%0 : tensor<2x9xf16>) permutation = [1, 0] 
    %1 = qnt.transpose %arg1 permutation = [1, 0] : !qnt.array<1x1, #i3> -> !qnt.array<1x1, #i3_2>
    %cst = arith.constant dense<[[-32, -26, 5, -18, -32, -6, 30], [-16, -15, 21, 0, -8, 12, 23], [1, 3, 29, 9, 0, -16, 15]]> : tensor<3x7xi6>
    %cast = tensor.cast %cst : tensor<3x7xi6> to tensor<?x7xi6>
    %cst_0 = arith.constant dense<4.000000e+00> : tensor<1x1xf8E4M3FN>
    %cast_1 = tensor.cast %cst_0 : tensor<1x1xf8E4M3FN> to tensor<?x1xf8E4M3FN>
    %cst_2 = arith.constant dense<2.500000e-01> : tensor<f32>
    %2 = qnt.assemble %cast, %cast_1, %cst_2 : (tensor<?x7xi6>, tensor<?x1xf8E4M3FN>, tensor<f32>) -> !qnt.array<?x7, #i6>
    %3 = math.floor %arg3 : tensor<3xf64>
    return %cast, %2, %cast_1 : tensor<?x7xi6>, !qnt.array<?x7, #i6>, tensor<?x1xf8E4M3FN>
  }
}

{-#
  dialect_resources: {
    builtin: {
      codes: "0x0100000007",
      codes_1: "0x01000000710326037C00CD032B03F60215000A021103A6006101FC02A7006D01A700BC004401E3024D02A50270026C0326033A03C101B001EB02A20280030D02DA02730205007C010303ED032400FA03E2003B008301D1000B00A903BF01BB01AB0381029E003A00BE00",
      codes_2: "0x01000000A008840BE7085708"
    }
  }
#-}
