// Casts in every rounding mode, at ties, beside them, at the ends of the range and below the smallest number, against the
// interpreter.
// RUN: quant-run %s --device=cpu --compare=reference | FileCheck %s --check-prefix=EQUAL
// RUN: quant-run %s --device=cpu | FileCheck %s
// EQUAL-COUNT-13: max abs error 0, max rel error 0, 0 mismatches

// Away from zero: 1 + 2^-11, 1 + 3 * 2^-11, 65519.99, 65520, 2^-25 and less, infinity, NaN.
// CHECK: tensor<12xf16> [1.0009766, 1.0019531, -1.0009766, 65504, inf, -inf, {{5.96.*e-08}}, 0, -0, inf, nan, 1]
func.func @main() -> (tensor<12xf16>, tensor<12xf16>, tensor<12xf16>, tensor<12xf16>, tensor<12xf16>,
                      tensor<12xbf16>, tensor<12xbf16>, tensor<12xbf16>, tensor<12xbf16>, tensor<12xf32>, tensor<12xf8E4M3FN>,
                      tensor<12xf8E5M2>, tensor<12xf8E4M3FN>) {
  %x = arith.constant dense<[1.00048828125, 1.00146484375, -1.00048828125, 65519.99, 65520.0, -65520.0,
                             2.9802322387695312e-08, 2.98023e-08, -2.98023e-08, 0x7FF0000000000000, 0x7FF8000000000000,
                             1.0004882812499]> : tensor<12xf64>
  %0 = arith.truncf %x to_nearest_away : tensor<12xf64> to tensor<12xf16>
  %1 = arith.truncf %x to_nearest_even : tensor<12xf64> to tensor<12xf16>
  %2 = arith.truncf %x upward : tensor<12xf64> to tensor<12xf16>
  %3 = arith.truncf %x downward : tensor<12xf64> to tensor<12xf16>
  %4 = arith.truncf %x toward_zero : tensor<12xf64> to tensor<12xf16>
  %y = arith.constant dense<[1.00390625, 1.01171875, -1.00390625, 3.3961775e+38, 3.39617752923046e+38, -3.39617752923046e+38,
                             4.591774807899561e-41, 4.5917e-41, -4.5917e-41, 0xFFF0000000000000, 0x7FF8000000000000,
                             1.0039062499999]> : tensor<12xf64>
  %5 = arith.truncf %y to_nearest_away : tensor<12xf64> to tensor<12xbf16>
  %6 = arith.truncf %y : tensor<12xf64> to tensor<12xbf16>
  %7 = arith.truncf %y upward : tensor<12xf64> to tensor<12xbf16>
  %8 = arith.truncf %y toward_zero : tensor<12xf64> to tensor<12xbf16>
  %z = arith.constant dense<[1.000000059604644775390625, 1.000000178813934326171875, -1.000000059604644775390625,
                             3.4028235677973366e+38, 3.4028235677973362e+38, -3.4028235677973366e+38, 7.006492321624085e-46,
                             7.0064e-46, -7.0064e-46, 0x7FF0000000000000, 0x7FF8000000000000, 1.0e300]> : tensor<12xf64>
  %9 = arith.truncf %z to_nearest_away : tensor<12xf64> to tensor<12xf32>
  %10 = arith.truncf %x to_nearest_away : tensor<12xf64> to tensor<12xf8E4M3FN>
  %11 = arith.truncf %x downward : tensor<12xf64> to tensor<12xf8E5M2>
  %12 = arith.truncf %0 to_nearest_away : tensor<12xf16> to tensor<12xf8E4M3FN>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12 : tensor<12xf16>, tensor<12xf16>, tensor<12xf16>,
      tensor<12xf16>, tensor<12xf16>, tensor<12xbf16>, tensor<12xbf16>, tensor<12xbf16>, tensor<12xbf16>, tensor<12xf32>,
      tensor<12xf8E4M3FN>, tensor<12xf8E5M2>, tensor<12xf8E4M3FN>
}
