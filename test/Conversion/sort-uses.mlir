// Bytecode stores the order of uses. Elimination of common subexpressions changes it, a round trip through text restores it,
// and so does the pass.
// RUN: quant-opt %s --cse --strip-debuginfo --emit-bytecode -o %t.shuffled.mlirbc
// RUN: quant-opt %s --cse --strip-debuginfo -o %t.text.mlir
// RUN: quant-opt %t.text.mlir --strip-debuginfo --emit-bytecode -o %t.parsed.mlirbc
// RUN: quant-opt %s --cse --strip-debuginfo --qnt-sort-uses --emit-bytecode -o %t.sorted.mlirbc
// RUN: not cmp %t.shuffled.mlirbc %t.parsed.mlirbc
// RUN: cmp %t.sorted.mlirbc %t.parsed.mlirbc

// The text stays, a second run finds nothing to do.
// RUN: quant-opt %s --cse --qnt-sort-uses --qnt-sort-uses --strip-debuginfo --remarks-filter=qnt -o %t.sorted.mlir 2> %t.remarks
// RUN: cmp %t.sorted.mlir %t.text.mlir
// RUN: FileCheck %s < %t.remarks
// CHECK: qnt-sort-uses{{.*}}sorted=2
// CHECK: qnt-sort-uses{{.*}}sorted=0

// Results, arguments of blocks, a value with two uses in one op, and uses inside regions.
// RUN: quant-run %t.text.mlir > %t.before
// RUN: quant-run %t.sorted.mlirbc > %t.after
// RUN: cmp %t.before %t.after
func.func @main() -> (f32, f32) {
  %x = arith.constant 3.0 : f32
  %n = arith.constant 2 : index
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a = arith.addf %x, %x : f32
  %b = arith.addf %x, %x : f32
  %p = arith.mulf %b, %x : f32
  %q = arith.subf %p, %a : f32
  %r = scf.for %i = %zero to %n step %one iter_args(%s = %q) -> f32 {
    %c = arith.mulf %s, %s : f32
    %d = arith.mulf %s, %s : f32
    %e = arith.addf %d, %b : f32
    %f = arith.divf %e, %c : f32
    scf.yield %f : f32
  }
  return %r, %p : f32, f32
}
