// RUN: quant-opt %s --qnt-expand-arrays --remarks-filter=qnt 2>&1 >/dev/null | FileCheck %s

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>

// CHECK: expand-arrays-remarks.mlir:[[@LINE+2]]:8: remark: [Missed] qnt-expand-arrays {{.*}}Reason="'builtin.unrealized_conversion_cast' is not known to carry arrays"
func.func @cast(%w: !qnt.array<?, #i8>) -> i32 {
  %r = builtin.unrealized_conversion_cast %w : !qnt.array<?, #i8> to i32
  return %r : i32
}

// A reduction combines two values, so an array cannot be its parts there.
// CHECK: expand-arrays-remarks.mlir:[[@LINE+4]]:8: remark: [Missed] qnt-expand-arrays {{.*}}Reason="'scf.parallel' is not known to carry arrays"
func.func @last(%w: !qnt.array<?, #i8>, %n: index) -> !qnt.array<?, #i8> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%w) -> !qnt.array<?, #i8> {
    scf.reduce(%w : !qnt.array<?, #i8>) {
    ^bb0(%a: !qnt.array<?, #i8>, %b: !qnt.array<?, #i8>):
      scf.reduce.return %b : !qnt.array<?, #i8>
    }
  }
  return %r : !qnt.array<?, #i8>
}

// CHECK: remark: [Analysis] qnt-expand-arrays {{.*}}functions=2, skipped=4
