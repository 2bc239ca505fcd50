// RUN: quant-run %s --print | FileCheck %s
// RUN: quant-opt %s --qnt-import-quant -o %t.mlir && FileCheck %s --check-prefix=IMPORTED < %t.mlir
// RUN: quant-run %t.mlir --print | FileCheck %s
// As bytecode, because upstream does not parse the operands `%0#1` of cf.switch that it prints.
// RUN: quant-opt %t.mlir --qnt-expand-arrays --emit-bytecode -o %t.mlirbc && quant-run %t.mlirbc --print | FileCheck %s

// Through a region, a call of a function value, a loop and a switch: doubled four times.
// IMPORTED-NOT: quant.
// CHECK: tensor<2xf32> [16, -16]
!half = tensor<2x!quant.uniform<i8:f32, 0.5>>
func.func @double(%q: !half) -> !half {
  %x = quant.dcast %q : !half to tensor<2xf32>
  %y = arith.addf %x, %x : tensor<2xf32>
  %r = quant.qcast %y : tensor<2xf32> to !half
  return %r : !half
}
func.func @main() -> tensor<2xf32> {
  %x = arith.constant dense<[1.0, -1.0]> : tensor<2xf32>
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %three = arith.constant 3 : index
  %which = arith.constant 7 : i32
  %double = func.constant @double : (!half) -> !half
  %q = scf.execute_region -> !half {
    %inner = quant.qcast %x : tensor<2xf32> to !half
    scf.yield %inner : !half
  }
  %loop = scf.for %i = %zero to %three step %one iter_args(%carry = %q) -> !half {
    %next = func.call_indirect %double(%carry) : (!half) -> !half
    scf.yield %next : !half
  }
  cf.switch %which : i32, [
    default: ^end(%q : !half),
    5: ^end(%loop : !half),
    7: ^again(%loop : !half)
  ]
^again(%a: !half):
  %twice = func.call @double(%a) : (!half) -> !half
  cf.br ^end(%twice : !half)
^end(%e: !half):
  %y = quant.dcast %e : !half to tensor<2xf32>
  return %y : tensor<2xf32>
}
