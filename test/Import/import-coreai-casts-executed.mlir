// Casts between the ops of a weight: those that change values are done. Numbers worked out from the definitions.
// RUN: quant-opt %s --allow-unregistered-dialect --qnt-import-coreai -o %t.mlir
// RUN: FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-run %t.mlir --print --device=cpu | FileCheck %s

// 3 and 7 times 0.1 in f16, 1638 * 2^-14: 1228.5 * 2^-12 goes to even, 1433.25 * 2^-11 down.
// CHECK: tensor<1x2xf32> {{\[\[}}0.2998047, 0.69970703]]
// The table's 0.1 and -2.7 in f16, 1638 * 2^-14 and -1382 * 2^-9.
// CHECK: tensor<2xf32> [-2.6992188, 0.099975586]
// The same under a mask, and where the cast is the last op.
// CHECK: tensor<2x2xf16> {{\[\[}}0.099975586, 0], [0, -2.6992188]]
// CHECK: tensor<2xf16> [-2.6992188, 0.099975586]
// 3 and 7 times 0.1 in f32, then in f16: 1228.8 * 2^-12, 1433.6 * 2^-11.
// CHECK: tensor<1x2xf16> {{\[\[}}0.30004883, 0.7001953]]
// Entries of i8 as f16, times 0.5.
// CHECK: tensor<2xf16> [-64, 63.5]
// IMPORTED: qnt.constant {{.*}}!qnt.array<1x2, #{{.*}}>
// IMPORTED: arith.extf {{.*}} : tensor<1x2xf16> to tensor<1x2xf32>
// IMPORTED: arith.extf {{.*}} : tensor<2xf16> to tensor<2xf32>
// IMPORTED-NOT: arith.extf
// IMPORTED: arith.truncf {{.*}} : tensor<2x2xf32> to tensor<2x2xf16>
// IMPORTED-NOT: arith.{{.*}}f
"coreai.graph"() <{sym_name = "main"}> ({
  %q = "coreai.constant"() <{value = dense<[[3, 7]]> : tensor<1x2xsi8>}> : () -> tensor<1x2xsi8>
  %s = "coreai.constant"() <{value = dense<0.1> : tensor<1x1xf16>}> : () -> tensor<1x1xf16>
  %z = "coreai.constant"() <{value = dense<0> : tensor<1x1xsi8>}> : () -> tensor<1x1xsi8>
  %o = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf16>}> : () -> tensor<1x1xf16>
  %w = "coreai.blockwise_shift_scale"(%q, %s, %z, %o) : (tensor<1x2xsi8>, tensor<1x1xf16>, tensor<1x1xsi8>, tensor<1x1xf16>) -> tensor<1x2xf16>
  %0 = "coreai.cast"(%w) : (tensor<1x2xf16>) -> tensor<1x2xf32>

  %i = "coreai.constant"() <{value = dense<[1, 0]> : tensor<2xui1>}> : () -> tensor<2xui1>
  %t = "coreai.constant"() <{value = dense<[[[0.1], [-2.7]]]> : tensor<1x2x1xf32>}> : () -> tensor<1x2x1xf32>
  %a = "coreai.constant"() <{value = dense<0> : tensor<si16>}> : () -> tensor<si16>
  %l = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2xui1>, tensor<1x2x1xf32>, tensor<si16>) -> tensor<2xf32>
  %h = "coreai.cast"(%l) : (tensor<2xf32>) -> tensor<2xf16>
  %1 = "coreai.cast"(%h) : (tensor<2xf16>) -> tensor<2xf32>

  %m = "coreai.constant"() <{value = dense<[[1, 0], [0, 1]]> : tensor<2x2xui1>}> : () -> tensor<2x2xui1>
  %v = "coreai.constant"() <{value = dense<[0.1, -2.7]> : tensor<2xf32>}> : () -> tensor<2xf32>
  %p = "coreai.build_sparse_with_bitmask"(%v, %m) : (tensor<2xf32>, tensor<2x2xui1>) -> tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>
  %d = "coreai.sparse_with_bitmask_to_dense"(%p) : (tensor<2x2xf32, #coreai.sparse_tensor_encoding<bitmask>>) -> tensor<2x2xf32>
  %2 = "coreai.cast"(%d) : (tensor<2x2xf32>) -> tensor<2x2xf16>

  %k = "coreai.lut_to_dense"(%i, %t, %a) : (tensor<2xui1>, tensor<1x2x1xf32>, tensor<si16>) -> tensor<2xf32>
  %3 = "coreai.cast"(%k) : (tensor<2xf32>) -> tensor<2xf16>

  %sf = "coreai.constant"() <{value = dense<0.1> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %of = "coreai.constant"() <{value = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %wf = "coreai.blockwise_shift_scale"(%q, %sf, %z, %of) : (tensor<1x2xsi8>, tensor<1x1xf32>, tensor<1x1xsi8>, tensor<1x1xf32>) -> tensor<1x2xf32>
  %4 = "coreai.cast"(%wf) : (tensor<1x2xf32>) -> tensor<1x2xf16>

  %ti = "coreai.constant"() <{value = dense<[[[127], [-128]]]> : tensor<1x2x1xsi8>}> : () -> tensor<1x2x1xsi8>
  %li = "coreai.lut_to_dense"(%i, %ti, %a) : (tensor<2xui1>, tensor<1x2x1xsi8>, tensor<si16>) -> tensor<2xsi8>
  %lf = "coreai.cast"(%li) : (tensor<2xsi8>) -> tensor<2xf16>
  %sh = "coreai.constant"() <{value = dense<0.5> : tensor<1xf16>}> : () -> tensor<1xf16>
  %zh = "coreai.constant"() <{value = dense<0.0> : tensor<1xf16>}> : () -> tensor<1xf16>
  %5 = "coreai.blockwise_shift_scale"(%lf, %sh, %zh, %zh) : (tensor<2xf16>, tensor<1xf16>, tensor<1xf16>, tensor<1xf16>) -> tensor<2xf16>
  "coreai.output"(%0, %1, %2, %3, %4, %5) : (tensor<1x2xf32>, tensor<2xf32>, tensor<2x2xf16>, tensor<2xf16>, tensor<1x2xf16>, tensor<2xf16>) -> ()
}) : () -> ()
