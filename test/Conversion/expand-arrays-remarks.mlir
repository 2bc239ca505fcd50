// RUN: quant-opt %s --qnt-expand-arrays --remarks-filter=qnt 2>&1 >/dev/null | FileCheck %s

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>

// CHECK: expand-arrays-remarks.mlir:[[@LINE+3]]:8: remark: [Missed] qnt-expand-arrays {{.*}}Reason="'builtin.unrealized_conversion_cast' is not known to carry arrays"
// CHECK: remark: [Analysis] qnt-expand-arrays {{.*}}functions=1, skipped=1
func.func @cast(%w: !qnt.array<?, #i8>) -> i32 {
  %r = builtin.unrealized_conversion_cast %w : !qnt.array<?, #i8> to i32
  return %r : i32
}
