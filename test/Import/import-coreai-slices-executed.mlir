// Slices, splits, concatenations and reversals against numbers worked out from their definitions.
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai -o %t.mlir
// RUN: quant-run %t.mlir --entry=main --print | FileCheck %s
// RUN: quant-run %t.mlir --entry=main --print --device=cpu | FileCheck %s
// RUN: quant-run %t.mlir --entry=five --output=%t.npy
// RUN: quant-run %t.mlir --entry=dynamic --input=%t.npy --print | FileCheck %s --check-prefix=DYNAMIC
// RUN: quant-run %t.mlir --entry=dynamic --input=%t.npy --print --device=cpu | FileCheck %s --check-prefix=DYNAMIC

// columns 1, 3 of 0 .. 5, of 10 .. 15; the last two, downwards
// CHECK: tensor<2x2xf32> {{\[\[}}1, 3], [11, 13]]
// CHECK: tensor<2x2xf32> {{\[\[}}5, 4], [15, 14]]
// both dimensions downwards, columns by twos; a bound that is too large; nothing
// CHECK: tensor<2x3xf32> {{\[\[}}15, 13, 11], [5, 3, 1]]
// CHECK: tensor<1x1xf32> {{\[\[}}15]]
// CHECK: tensor<2x0xf32>
// sections of 1, 0, 5 and the rest of a split by 4
// CHECK: tensor<2x1xf32> {{\[\[}}0], [10]]
// CHECK: tensor<2x0xf32>
// CHECK: tensor<2x5xf32> {{\[\[}}1, 2, 3, 4, 5], [11, 12, 13, 14, 15]]
// CHECK: tensor<2x2xf32> {{\[\[}}4, 5], [14, 15]]
// CHECK: tensor<2x4xf32> {{\[\[}}0, 10, 4, 5], [10, 0, 14, 15]]
// CHECK: tensor<2x6xf32> {{\[\[}}15, 14, 13, 12, 11, 10], [5, 4, 3, 2, 1, 0]]
// codes times 0.5, rows 1 and 2
// CHECK: tensor<2x2xf32> {{\[\[}}1.5, 2], [2.5, 3]]
// steps of 64 bits, up and down
// CHECK: tensor<2x1xf32> {{\[\[}}4], [14]]
// CHECK: tensor<2x1xf32> {{\[\[}}4], [14]]
"coreai.graph"() <{sym_name = "main"}> ({
  %x = "coreai.constant"() <{value = dense<[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [10.0, 11.0, 12.0, 13.0, 14.0, 15.0]]> : tensor<2x6xf32>}> : () -> tensor<2x6xf32>
  %zeros = "coreai.constant"() <{value = dense<0> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %ones = "coreai.constant"() <{value = dense<1> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %start0 = "coreai.constant"() <{value = dense<[0, 1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %end0 = "coreai.constant"() <{value = dense<[2147483647, -1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %stride0 = "coreai.constant"() <{value = dense<[1, 2]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %0 = "coreai.slice"(%x, %start0, %end0, %stride0) : (tensor<2x6xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x2xf32>
  %start1 = "coreai.constant"() <{value = dense<[0, -1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %end1 = "coreai.constant"() <{value = dense<[2, -3]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %stride1 = "coreai.constant"() <{value = dense<[1, -1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %1 = "coreai.slice"(%x, %start1, %end1, %stride1) : (tensor<2x6xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x2xf32>
  %start2 = "coreai.constant"() <{value = dense<[100, -1]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %end2 = "coreai.constant"() <{value = dense<[-1, -100]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %stride2 = "coreai.constant"() <{value = dense<[-1, -2]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %2 = "coreai.slice"(%x, %start2, %end2, %stride2) : (tensor<2x6xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x3xf32>
  %start3 = "coreai.constant"() <{value = dense<[-1, 5]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %end3 = "coreai.constant"() <{value = dense<[100, 100]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %3 = "coreai.slice"(%x, %start3, %end3, %stride0) : (tensor<2x6xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<1x1xf32>
  %start4 = "coreai.constant"() <{value = dense<[0, 9]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %4 = "coreai.slice"(%x, %start4, %end3, %ones) : (tensor<2x6xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x0xf32>
  %sections = "coreai.constant"() <{value = dense<[1, 0, 5]> : tensor<3xui32>}> : () -> tensor<3xui32>
  %axis = "coreai.constant"() <{value = dense<-1> : tensor<si32>}> : () -> tensor<si32>
  %5, %6, %7 = "coreai.split"(%x, %sections, %axis) : (tensor<2x6xf32>, tensor<3xui32>, tensor<si32>) -> (tensor<2x1xf32>, tensor<2x0xf32>, tensor<2x5xf32>)
  %four = "coreai.constant"() <{value = dense<4> : tensor<ui32>}> : () -> tensor<ui32>
  %8, %9 = "coreai.split"(%x, %four, %axis) : (tensor<2x6xf32>, tensor<ui32>, tensor<si32>) -> (tensor<2x4xf32>, tensor<2x2xf32>)
  %rows = "coreai.constant"() <{value = dense<0> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %both = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %turned = "coreai.reverse"(%5, %rows) : (tensor<2x1xf32>, tensor<1xsi32>) -> tensor<2x1xf32>
  %10 = "coreai.concat"(%axis, %5, %turned, %6, %9) : (tensor<si32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x0xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>
  %11 = "coreai.reverse"(%x, %both) : (tensor<2x6xf32>, tensor<2xsi32>) -> tensor<2x6xf32>
  %q = "coreai.constant"() <{value = dense<[[1, 2], [3, 4], [5, 6]]> : tensor<3x2xsi8>}> : () -> tensor<3x2xsi8>
  %s = "coreai.constant"() <{value = dense<0.5> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %z = "coreai.constant"() <{value = dense<0> : tensor<3x1xsi8>}> : () -> tensor<3x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<3x1xf32>}> : () -> tensor<3x1xf32>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<3x2xsi8>, tensor<3x1xf32>, tensor<3x1xsi8>, tensor<3x1xf32>) -> tensor<3x2xf32>
  %start12 = "coreai.constant"() <{value = dense<[-2, 0]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %12 = "coreai.slice"(%w, %start12, %end3, %ones) : (tensor<3x2xf32>, tensor<2xsi32>, tensor<2xsi32>, tensor<2xsi32>) -> tensor<2x2xf32>
  %start13 = "coreai.constant"() <{value = dense<[0, 4]> : tensor<2xsi64>}> : () -> tensor<2xsi64>
  %end13 = "coreai.constant"() <{value = dense<[2, 9223372036854775807]> : tensor<2xsi64>}> : () -> tensor<2xsi64>
  %stride13 = "coreai.constant"() <{value = dense<[1, 9223372036854775807]> : tensor<2xsi64>}> : () -> tensor<2xsi64>
  %13 = "coreai.slice"(%x, %start13, %end13, %stride13) : (tensor<2x6xf32>, tensor<2xsi64>, tensor<2xsi64>, tensor<2xsi64>) -> tensor<2x1xf32>
  %end14 = "coreai.constant"() <{value = dense<[2, -9223372036854775808]> : tensor<2xsi64>}> : () -> tensor<2xsi64>
  %stride14 = "coreai.constant"() <{value = dense<[1, -9223372036854775808]> : tensor<2xsi64>}> : () -> tensor<2xsi64>
  %14 = "coreai.slice"(%x, %start13, %end14, %stride14) : (tensor<2x6xf32>, tensor<2xsi64>, tensor<2xsi64>, tensor<2xsi64>) -> tensor<2x1xf32>
  "coreai.output"(%0, %1, %2, %3, %4, %5, %6, %7, %9, %10, %11, %12, %13, %14) : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x3xf32>, tensor<1x1xf32>, tensor<2x0xf32>, tensor<2x1xf32>, tensor<2x0xf32>, tensor<2x5xf32>, tensor<2x2xf32>, tensor<2x4xf32>, tensor<2x6xf32>, tensor<2x2xf32>, tensor<2x1xf32>, tensor<2x1xf32>) -> ()
}) : () -> ()

// Of 0 .. 4: every second one of the last four; 1 to 3; from before the first to the last but one; nothing, twice.
// DYNAMIC: tensor<2xf32> [1, 3]
// DYNAMIC: tensor<2xf32> [1, 2]
// DYNAMIC: tensor<4xf32> [0, 1, 2, 3]
// DYNAMIC: tensor<0xf32> []
// DYNAMIC: tensor<0xf32> []
// DYNAMIC: tensor<5xf32> [4, 3, 2, 1, 0]
// DYNAMIC: tensor<3xf32> [0, 1, 2]
"coreai.graph"() <{sym_name = "five"}> ({
  %x = "coreai.constant"() <{value = dense<[0.0, 1.0, 2.0, 3.0, 4.0]> : tensor<5xf32>}> : () -> tensor<5xf32>
  "coreai.output"(%x) : (tensor<5xf32>) -> ()
}) : () -> ()
"coreai.graph"() <{sym_name = "dynamic"}> ({
^bb0(%x: tensor<?xf32>):
  %m4 = "coreai.constant"() <{value = dense<-4> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c2147483647 = "coreai.constant"() <{value = dense<2147483647> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c2 = "coreai.constant"() <{value = dense<2> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c1 = "coreai.constant"() <{value = dense<1> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c3 = "coreai.constant"() <{value = dense<3> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %m100 = "coreai.constant"() <{value = dense<-100> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %m1 = "coreai.constant"() <{value = dense<-1> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c4 = "coreai.constant"() <{value = dense<4> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c7 = "coreai.constant"() <{value = dense<7> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %c0 = "coreai.constant"() <{value = dense<0> : tensor<1xsi32>}> : () -> tensor<1xsi32>
  %0 = "coreai.slice"(%x, %m4, %c2147483647, %c2) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<?xf32>
  %1 = "coreai.slice"(%x, %c1, %c3, %c1) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<?xf32>
  %2 = "coreai.slice"(%x, %m100, %m1, %c1) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<?xf32>
  %3 = "coreai.slice"(%x, %c4, %c2, %c1) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<?xf32>
  %4 = "coreai.slice"(%x, %c7, %m1, %c1) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<?xf32>
  %5 = "coreai.reverse"(%x, %c0) : (tensor<?xf32>, tensor<1xsi32>) -> tensor<?xf32>
  %6 = "coreai.slice"(%x, %c0, %c3, %c1) : (tensor<?xf32>, tensor<1xsi32>, tensor<1xsi32>, tensor<1xsi32>) -> tensor<3xf32>
  "coreai.output"(%0, %1, %2, %3, %4, %5, %6) : (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<3xf32>) -> ()
}) : () -> ()
