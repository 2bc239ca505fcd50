//===- ElementOps.td - single elements of a GPU's memory, from the host ----------------------*- tablegen -*-===//
#ifndef QNT_IR_ELEMENTOPS_TD
#define QNT_IR_ELEMENTOPS_TD

include "Qnt/IR/OpBase.td"

class Qnt_ElementOp<string mnemonic, list<Trait> traits = []> : Qnt_Op<mnemonic, traits # [
    TypesMatchWith<"the element has the element type of the memory", "memory", "element",
                   "::llvm::cast<::mlir::MemRefType>($_self).getElementType()">]> {
  let hasVerifier = 1;
}

def Qnt_ReadElementOp : Qnt_ElementOp<"read_element"> {
  let summary = "gives the host an element of a GPU's memory";
  let description = [{
    Semantics: `element = memory[indices]`, after every launch before it has ended. What `memref.load` is on memory of the host.

    Constraints:
    - (C1) there is an index for each dimension of `memory`.

    Example:
    ```mlir
    %n = qnt.read_element %sizes[%i] : memref<4xindex, #gpu.address_space<global>>
    ```
  }];
  let arguments = (ins Arg<AnyMemRef, "read", [MemRead]>:$memory, Variadic<Index>:$indices);
  let results = (outs AnyType:$element);
  let assemblyFormat = "$memory `[` $indices `]` attr-dict `:` type($memory)";
}

def Qnt_WriteElementOp : Qnt_ElementOp<"write_element"> {
  let summary = "puts a scalar of the host into a GPU's memory";
  let description = [{
    Semantics: `memory[indices] = element`, before every launch behind it starts. What `memref.store` is on memory of the host.

    Constraints:
    - (C1) there is an index for each dimension of `memory`.

    Example:
    ```mlir
    qnt.write_element %n, %sizes[%i] : memref<4xindex, #gpu.address_space<global>>
    ```
  }];
  let arguments = (ins AnyType:$element, Arg<AnyMemRef, "written", [MemWrite]>:$memory, Variadic<Index>:$indices);
  let assemblyFormat = "$element `,` $memory `[` $indices `]` attr-dict `:` type($memory)";
}

#endif // QNT_IR_ELEMENTOPS_TD
