//===- RegionOps.td - invoke_quant and kernel --------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_REGIONOPS_TD
#define QNT_IR_REGIONOPS_TD

include "Qnt/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

// No RegionBranchOpInterface: its upstream patterns replace block arguments by outer values and break isolation.
class Qnt_RegionOp<string mnemonic> : Qnt_Op<mnemonic,
    [IsolatedFromAbove, RecursiveMemoryEffects, RecursivelySpeculatable, SingleBlock]> {
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  code regionOpDeclaration = [{
    ::mlir::Block *getBodyBlock() { return &getBody().front(); }
    ::mlir::Operation *getTerminator() { return getBodyBlock()->getTerminator(); }
    ::mlir::BlockArgument getBodyArgument(unsigned i) { return getBodyBlock()->getArgument(i); }
  }];
}

def Qnt_InvokeQuantOp : Qnt_RegionOp<"invoke_quant"> {
  let hasRegionVerifier = 1;
  let summary = "the user's region: a quantized computation kept whole, matched by its scheme";
  let description = [{
    Semantics: `results = body(inputs)`. The region captures nothing, mutates nothing, and its results alias nothing. `scheme`
    and the options never enter the body: they say how a compiler should treat the region, and patterns find it by them
    (`m_InvokeQuant` in Qnt/IR/Matchers.h).

    `codegen_low_precision(true)`, the default: each op of the body computes in its own types and rounds to them. With
    `false` the f16 and bf16 intermediates of the body are f32: inputs of these types are extended, an op's result is
    not rounded to its written type, a cast to f16 or bf16 rounds nothing, `qnt.dequantize` does not round to the
    expressed type; the yielded values are truncated once, to the types of the results. A nested `invoke_quant` is a
    boundary that goes by its own option: values enter and leave it in the types that are written.

    The packed form holds the same options as one attribute. It canonicalizes to the plain form.

    A region that writes nothing is erased when its results are unused, and two equal ones become one.

    Constraints:
    - (C1) the body has a block argument of the same type for each input;
    - (C2) `qnt.yield` has an operand of the same type for each result;
    - (C3) `packed` excludes `scheme` and `codegen_low_precision`;
    - (C4) no input or result is a memref, and the body writes to no memory that it does not allocate: not through a pointer
      that is an input, not to a global (as far as the effects of its ops name what they write to; a called function is not
      looked into);
    - (C5) with `codegen_low_precision(false)` the body calls no function: a callee's arithmetic is not in the body;
    - (C6) a scheme is not empty.

    Example:
    ```mlir
    !w = !qnt.array<64x8, #qnt.encoding<lut<u4, f16> : f16, block = 64x1, scale = f16>>
    %y = qnt.invoke_quant scheme("nf4") (%a = %x : tensor<4x64xf16>, %b = %w : !w) -> tensor<4x8xf16>
           codegen_low_precision(false) {
      %r = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x [] : (tensor<4x64xf16>, !w) -> tensor<4x8xf16>
      qnt.yield %r : tensor<4x8xf16>
    }
    %z = qnt.invoke_quant packed(#qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>)
           (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
      %r = math.absf %a : tensor<4x64xf16>
      qnt.yield %r : tensor<4x64xf16>
    }
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, OptionalAttr<StrAttr>:$scheme,
                       DefaultValuedAttr<BoolAttr, "true">:$codegen_low_precision,
                       OptionalAttr<Qnt_InvokeOptionsAttr>:$packed_options);
  let extraClassDeclaration = regionOpDeclaration # [{
    /// The scheme of either form; null when the region has none.
    ::mlir::StringAttr getSchemeOfEitherForm();
    /// codegen_low_precision of either form.
    bool isLowPrecision();
  }];
}

def Qnt_KernelOp : Qnt_RegionOp<"kernel"> {
  let summary = "the compiler's region: what becomes one GPU kernel";
  let description = [{
    Semantics: `results = body(inputs)`; inlining it changes no value. The region captures nothing. `schedule` says how the
    kernel is to be generated: one pass writes it, another obeys it.

    Constraints:
    - (C1) the body has a block argument of the same type for each input;
    - (C2) `qnt.yield` has an operand of the same type for each result;
    - (C3) a kernel is not inside another kernel;
    - (C4) the name is an identifier of PTX: a letter, `_` or `$`, then letters, digits, `_` or `$`; not a lone `_` or `$`;
    - (C5) where the module has a target (`qnt.target`), it can run the kernel by its schedule.

    Example:
    ```mlir
    %y = qnt.kernel "relu_0" schedule({tile = 64 : i64}) (%a = %x : tensor<4x64xf16>) -> tensor<4x64xf16> {
      %r = math.absf %a : tensor<4x64xf16>
      qnt.yield %r : tensor<4x64xf16>
    }
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, OptionalAttr<StrAttr>:$kernel_name, OptionalAttr<AnyAttr>:$schedule);
  let extraClassDeclaration = regionOpDeclaration;
}

def Qnt_YieldOp : Qnt_Op<"yield", [Pure, Terminator, ReturnLike, ParentOneOf<["InvokeQuantOp", "KernelOp"]>]> {
  let summary = "the results of a region op's body";
  let description = [{
    Semantics: ends the body of an `invoke_quant` or a `kernel` and gives its results. The region op checks the types.
  }];
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
}

#endif // QNT_IR_REGIONOPS_TD
