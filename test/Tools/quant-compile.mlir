// LLVM IR, object and shared library with their headers; passes that run first; processors; names.
// RUN: rm -rf %t && mkdir %t
// RUN: quant-compile %s -o %t/scale-2.ll && FileCheck %s --check-prefix=LL --input-file=%t/scale-2.ll
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t/scale-2.h
// Only the C functions are seen from outside. Code for an assertion stays within the run.
// LL-NOT: @{{(qnt|scale_2)}}_hidden
// LL:     define {{.*}}i32 @scale_2_main({{.*}}) {{.*}}#[[ATTRS:[0-9]+]]
// LL:     attributes #[[ATTRS]] = {{.*}}"target-cpu"=
// HEADER:      // Made by quant-compile from quant-compile.mlir.
// HEADER-NEXT: #ifndef SCALE_2_H
// HEADER:      /// @main
// HEADER-NEXT: ///   input 0: tensor<?x4xf32>
// HEADER-NEXT: ///   input 1: !qnt.array<3x5, #qnt.encoding<u4 : bf16, block = 1x*, scale = bf16, zero_point = i8>>
// HEADER-NEXT: ///   result 0: tensor<?x4xf32>
// HEADER-NEXT: ///   result 1: tensor<3x5xbf16>
// HEADER-NEXT: int32_t scale_2_main(
// HEADER-NEXT:     const float *input0, // f32[?][4]
// HEADER-NEXT:     const int64_t input0_shape[2],
// HEADER-NEXT:     const uint8_t *input1_codes, // i4[3][3], packed into bytes
// HEADER-NEXT:     const uint16_t *input1_scales, // bf16[3][1]
// HEADER-NEXT:     const int8_t *input1_zero_points, // i8[3][1]
// HEADER-NEXT:     float **result0, // f32[?][4]
// HEADER-NEXT:     int64_t result0_shape[2],
// HEADER-NEXT:     uint16_t **result1, // bf16[3][5]
// HEADER-NEXT:     const char **message);

// RUN: quant-compile %s --cpu=x86-64-v2 --entry=main --prefix=other --header=%t/names.h -o %t/v2.o
// RUN: FileCheck %s --check-prefix=NAMES --input-file=%t/names.h
// NAMES: #ifndef OTHER_H
// NAMES: int32_t other_main(
// RUN: quant-compile %s --cpu=x86-64-v2 -o %t/v2.ll && FileCheck %s --check-prefix=V2 --input-file=%t/v2.ll
// V2: "target-cpu"="x86-64-v2"

// Two runs write the same bytes.
// RUN: quant-compile %s -o %t/a.o --prefix=m && quant-compile %s -o %t/b.o --prefix=m && cmp %t/a.o %t/b.o && cmp %t/a.h %t/b.h

// Passes first: what is left of the sum is a constant.
// RUN: quant-compile %s --passes='canonicalize' --entry=sum -o %t/sum.ll && FileCheck %s --check-prefix=SUM --input-file=%t/sum.ll
// SUM: define {{.*}}i32 @sum_sum(

func.func @main(%x: tensor<?x4xf32>, %w: !qnt.array<3x5, #qnt.encoding<u4 : bf16, block = 1x*, scale = bf16, zero_point = i8>>)
    -> (tensor<?x4xf32>, tensor<3x5xbf16>) {
  %y = arith.addf %x, %x : tensor<?x4xf32>
  %z = qnt.dequantize %w : !qnt.array<3x5, #qnt.encoding<u4 : bf16, block = 1x*, scale = bf16, zero_point = i8>> -> tensor<3x5xbf16>
  return %y, %z : tensor<?x4xf32>, tensor<3x5xbf16>
}
func.func private @hidden() -> i32 {
  %c = arith.constant 3 : i32
  return %c : i32
}
func.func @sum() -> i32 {
  %c = func.call @hidden() : () -> i32
  %s = arith.addi %c, %c : i32
  return %s : i32
}
