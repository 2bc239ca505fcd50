//===- ArrayOps.td - arrays and their parts ---------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_ARRAYOPS_TD
#define QNT_IR_ARRAYOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_AssembleOp : Qnt_Op<"assemble", [Qnt_MayFail, Qnt_ReifyShapes]> {
  let summary = "an array from its parts";
  let description = [{
    Semantics: the array whose codes, scales, zero points, code book, tensor scale and mask (in this order, those that the
    encoding has) are the operands.

    Constraints:
    - (C1) there is one operand for each part of the result;
    - (C2) each operand has the type of its part;
    - (C3) constant scales and tensor scales are finite and not zero, constant float zero points and code-book entries
      are finite;
    - (C4) a constant mask of n:m sparsity has at most n of every m elements set along its dimension (of other masks this is
      asserted).

    Folds: `assemble(disassemble(a))` is `a`.

    Example:
    ```mlir
    %w = qnt.assemble %codes, %scales, %zero_points
           : (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>) -> !qnt.array<64x256, #w4>
    ```
  }];
  let arguments = (ins Variadic<Qnt_AnyTensor>:$parts);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$parts attr-dict `:` functional-type($parts, $result)";
  let hasVerifier = 1;
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// The part of a kind; null when the encoding does not have it.
    ::mlir::Value getPart(PartKind kind);
  }];
}

def Qnt_DisassembleOp : Qnt_Op<"disassemble", [Pure, InferTypeOpAdaptor, Qnt_ReifyShapes]> {
  let summary = "the parts of an array";
  let description = [{
    Semantics: the inverse of `qnt.assemble`. Codes are logical (a signless iN or a float a code), not packed.

    Constraints:
    - (C1) the results have the types of the parts of input, in order.

    Folds: `disassemble(assemble(parts))` gives the parts. A constant is left alone: its codes stay packed.

    Example:
    ```mlir
    %codes, %scales, %zero_points = qnt.disassemble %w
           : !qnt.array<64x256, #w4> -> (tensor<64x256xi4>, tensor<64x2xbf16>, tensor<64x2xi4>)
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Variadic<Qnt_AnyTensor>:$parts);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` `(` type($parts) `)`";
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// The part of a kind; null when the encoding does not have it.
    ::mlir::Value getPart(PartKind kind);
  }];
}

def Qnt_ConstantOp : Qnt_Op<"constant", [Pure]> {
  let summary = "a constant array; its codes stay packed in data";
  let description = [{
    Semantics: the array with the given parts. `codes` is the packed form (`ArrayType::getPackedCodesType`: rows padded to a
    byte, a dense little-endian bit stream, element 0 in the low bits), the mask likewise with a bit an element; the other
    parts are tensors of their part types. Data is `dense` or `dense_resource`; a dense_resource with elements of less than
    a byte (zero points) holds them packed like codes.

    With a layout of kept codes and positions (`compressed`, `mma_sp_k32` ...) `codes` has the former and `mask` the latter, as
    Numerics/SparseLayout.h says.

    The verifier looks at sizes, at scales, at padding bits, at masks and at positions, never at the codes themselves: any
    bit pattern is a code. It reads them where they are.

    Constraints:
    - (C1) the result has a static shape;
    - (C2) codes has the packed type of the codes;
    - (C3) the other parts are given exactly when the encoding has them, with the type of the part (the packed type for mask);
    - (C4) each part is dense or dense_resource, and a dense_resource has data of the size that its type needs (a missing
      or elided resource has none);
    - (C5) scales and tensor scales are finite and not zero, float zero points and code-book entries finite;
    - (C6) the bits that pad a row of codes or mask to a byte are 0;
    - (C7) the positions of kept elements ascend in each group and are less than its size;
    - (C8) a mask of n:m sparsity with a bit an element has at most n of every m bits set along its dimension.

    Example:
    ```mlir
    #i4 = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
    %w = qnt.constant codes = dense_resource<w_codes> : tensor<64x16xi8>, scales = dense<0.5> : tensor<64x1xf32>
           : !qnt.array<64x32, #i4>
    ```
  }];
  let arguments = (ins ElementsAttr:$codes, OptionalAttr<ElementsAttr>:$scales, OptionalAttr<ElementsAttr>:$zero_points,
                       OptionalAttr<ElementsAttr>:$codebook, OptionalAttr<ElementsAttr>:$tensor_scale,
                       OptionalAttr<ElementsAttr>:$mask);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = [{
    custom<Parts>($codes, $scales, $zero_points, $codebook, $tensor_scale, $mask)
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The attribute that holds a part (codes and mask packed); null when absent.
    ::mlir::ElementsAttr getPart(PartKind kind);
  }];
}

def Qnt_DimOp : Qnt_Op<"dim", [Qnt_MayFail]> {
  let summary = "size of a dimension of an array";
  let description = [{
    Semantics: the size of dimension `index`, as `tensor.dim` gives it for tensors. An index that is not below the rank is
    undefined behaviour when it is reached, and not an error before: it may stand in dead code.

    Constraints:
    - (C1) source has at least one dimension.

    Folds to a constant for a static dimension, through `qnt.cast`, and to the sizes of the operands that the array was made
    from.

    Example:
    ```mlir
    %n = qnt.dim %a, %c0 : !qnt.array<?x4096, #a8>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$source, Index:$index);
  let results = (outs Index:$result);
  let assemblyFormat = "$source `,` $index attr-dict `:` qualified(type($source))";
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  let builders = [OpBuilder<(ins "::mlir::Value":$source, "int64_t":$index)>];
  let extraClassDeclaration = [{
    /// The index when it is constant.
    std::optional<int64_t> getConstantIndex();
  }];
}

def Qnt_CastOp : Qnt_Op<"cast", [Qnt_MayFail, Qnt_ReifyShapes]> {
  let summary = "more or less static shape of the same encoding";
  let description = [{
    Semantics: the same value; that its sizes are those of the result's static dimensions is asserted.

    Constraints:
    - (C1) source and result have the same encoding;
    - (C2) source and result have compatible shapes.

    Folds: a cast to the same type is its source; a chain of casts is one when the type in between asserts nothing more.

    Example:
    ```mlir
    %b = qnt.cast %a : !qnt.array<8x4096, #a8> to !qnt.array<?x4096, #a8>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$source);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$source attr-dict `:` qualified(type($source)) `to` qualified(type($result))";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // QNT_IR_ARRAYOPS_TD
