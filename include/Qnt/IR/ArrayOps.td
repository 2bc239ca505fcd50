//===- ArrayOps.td - arrays and their parts ---------------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_ARRAYOPS_TD
#define QNT_IR_ARRAYOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_AssembleOp : Qnt_Op<"assemble", [Pure]> {
  let summary = "an array from its parts";
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

def Qnt_DisassembleOp : Qnt_Op<"disassemble", [Pure, Qnt_InferTypes]> {
  let summary = "the parts of an array";
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Variadic<Qnt_AnyTensor>:$parts);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` `(` type($parts) `)`";
  let hasVerifier = 1;
  let hasFolder = 1;
  let extraClassDeclaration = [{
    ::mlir::Value getPart(PartKind kind);
  }];
}

def Qnt_ConstantOp : Qnt_Op<"constant", [Pure]> {
  let summary = "a constant array; its codes stay packed in data";
  let description = [{
    `codes` is the packed form (`ArrayType::getPackedCodesType`, i8 elements, usually dense_resource), the mask likewise packed
    a bit an element; the other parts are tensors of their part types.

    ```mlir
    %w = qnt.constant codes = dense_resource<w_codes> : tensor<64x16xi8>, scales = dense<0.5> : tensor<64x1xf32>
           : !qnt.array<64x32, #w4>
    ```
  }];
  let arguments = (ins ElementsAttr:$codes, OptionalAttr<ElementsAttr>:$scales, OptionalAttr<ElementsAttr>:$zero_points,
                       OptionalAttr<ElementsAttr>:$codebook, OptionalAttr<ElementsAttr>:$tensor_scale,
                       OptionalAttr<ElementsAttr>:$mask);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = [{
    `codes` `=` custom<Part>($codes) (`,` `scales` `=` custom<Part>($scales)^)? (`,` `zero_points` `=` custom<Part>($zero_points)^)? (`,` `codebook` `=` custom<Part>($codebook)^)?
    (`,` `tensor_scale` `=` custom<Part>($tensor_scale)^)? (`,` `mask` `=` custom<Part>($mask)^)? attr-dict `:` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The attribute that holds a part (codes and mask packed); null when absent.
    ::mlir::ElementsAttr getPart(PartKind kind);
  }];
}

def Qnt_DimOp : Qnt_Op<"dim", [Pure]> {
  let summary = "size of a dimension of an array";
  let arguments = (ins Qnt_ArrayType:$source, Index:$index);
  let results = (outs Index:$result);
  let assemblyFormat = "$source `,` $index attr-dict `:` type($source)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_CastOp : Qnt_Op<"cast", [Pure]> {
  let summary = "more or less static shape of the same encoding";
  let arguments = (ins Qnt_ArrayType:$source);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `to` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // QNT_IR_ARRAYOPS_TD
