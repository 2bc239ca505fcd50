// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: func @dim
func.func @dim(%a: !qnt.array<?x16, #a8>, %i: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  // CHECK: qnt.dim %{{.*}}, %c0 : !qnt.array<?x16, #{{.*}}>
  %0 = qnt.dim %a, %c0 : !qnt.array<?x16, #a8>
  // CHECK: qnt.dim %{{.*}}, %arg1 {qnt.name = "rows"} : !qnt.array<?x16, #{{.*}}>
  %1 = qnt.dim %a, %i {qnt.name = "rows"} : !qnt.array<?x16, #a8>
  return %0, %1 : index, index
}

// CHECK-LABEL: func @cast
func.func @cast(%a: !qnt.array<8x16, #a8>) -> !qnt.array<8x?, #a8> {
  // CHECK: %[[A:.*]] = qnt.cast %{{.*}} : !qnt.array<8x16, #[[$E:.*]]> to !qnt.array<?x16, #[[$E]]>
  %0 = qnt.cast %a : !qnt.array<8x16, #a8> to !qnt.array<?x16, #a8>
  // CHECK: qnt.cast %[[A]] : !qnt.array<?x16, #[[$E]]> to !qnt.array<8x?, #[[$E]]>
  %1 = qnt.cast %0 : !qnt.array<?x16, #a8> to !qnt.array<8x?, #a8>
  return %1 : !qnt.array<8x?, #a8>
}
