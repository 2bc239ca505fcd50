//===- RegionOps.td - invoke_quant and kernel --------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_REGIONOPS_TD
#define QNT_IR_REGIONOPS_TD

include "Qnt/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

class Qnt_RegionOp<string mnemonic> : Qnt_Op<mnemonic,
    [IsolatedFromAbove, RecursiveMemoryEffects, RecursivelySpeculatable, SingleBlock]> {
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Block *getBodyBlock() { return &getBody().front(); }
    ::mlir::Operation *getTerminator() { return getBodyBlock()->getTerminator(); }
    ::mlir::BlockArgument getBodyArgument(unsigned i) { return getBodyBlock()->getArgument(i); }
  }];
}

def Qnt_InvokeQuantOp : Qnt_RegionOp<"invoke_quant"> {
  let summary = "the user's region: a quantized computation kept whole, matched by its scheme";
  let description = [{
    ```mlir
    %y = qnt.invoke_quant scheme("nf4") (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x8xf16>
           codegen_low_precision(false) {
      ...
      qnt.yield %r : tensor<4x8xf16>
    }
    %z = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>) (...) -> ... { ... }
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, OptionalAttr<StrAttr>:$scheme,
                       DefaultValuedAttr<BoolAttr, "true">:$codegen_low_precision,
                       OptionalAttr<Qnt_InvokeOptionsAttr>:$packed_options);
  let hasCanonicalizer = 1;
}

def Qnt_KernelOp : Qnt_RegionOp<"kernel"> {
  let summary = "the compiler's region: what becomes one GPU kernel";
  let description = [{
    ```mlir
    %y = qnt.kernel "gemm_0" schedule(#s) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> { ... }
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, OptionalAttr<StrAttr>:$kernel_name, OptionalAttr<AnyAttr>:$schedule);
  let hasCanonicalizer = 1;
}

def Qnt_YieldOp : Qnt_Op<"yield", [Pure, Terminator, ReturnLike, ParentOneOf<["InvokeQuantOp", "KernelOp"]>]> {
  let summary = "the results of a region op's body";
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
}

#endif // QNT_IR_REGIONOPS_TD
