//===- LaunchOps.td - the launch of a GPU kernel ---------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_LAUNCHOPS_TD
#define QNT_IR_LAUNCHOPS_TD

include "Qnt/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

def Qnt_LaunchOp : Qnt_Op<"launch", [
    AttrSizedOperandSegments, DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>, Qnt_ReifyShapes]> {
  let summary = "runs a GPU kernel on buffers and scalars";
  let description = [{
    Semantics: starts `kernel`, a function in a `gpu.module`, once for each thread of `grid` blocks of `block` threads.
    `outs` are the buffers that the kernel writes. In destination style: on tensors each of `outs` gives its initial
    contents, and the results are what the kernel leaves there; on memrefs the op writes into `outs`.

    The function takes an argument for each of `ins`, then of `outs`, in order: for a tensor or memref one pointer, the base
    of a contiguous row-major buffer, 256-byte aligned; for a scalar the scalar itself, an `index` as i64. Sizes that are
    not in the types are scalars of their own: a kernel sees no shapes. `ins` are read only. A kernel that does not write
    every element of an `outs` leaves the others as they were.

    `cluster` is the number of blocks of a cluster along each dimension; `shared` gives the bytes of dynamic shared
    memory, 0 without. A launch whose grid has a 0 does nothing.

    Constraints:
    - (C1) `block` has three sizes from 1 on, the last of at most 64, of at most 1024 threads together;
    - (C2) `cluster` has three sizes from 1 on, of at most 16 blocks together;
    - (C3) `ins` are ranked tensors, memrefs of identity layout, or scalars (index, i1, i8, i16, i32, i64, f16, bf16, f32,
      f64); elements of tensors and memrefs are such scalars, too, or i128, which sums have between two kernels;
    - (C4) there is at least one of `outs`, and they are ranked tensors or memrefs as (C3) has them;
    - (C5) tensors and memrefs are not mixed;
    - (C6) `kernel` names a function that has an argument for each operand, pointers (`!llvm.ptr`, memref) for tensors and
      memrefs, and scalars of the operand's type for scalars (i64 for index, too). A module that is compiled already has no
      functions to look at.

    Example:
    ```mlir
    module attributes {gpu.container_module} {
      gpu.module @qnt_kernels {
        gpu.func @scale_rows(%x: !llvm.ptr<1>, %m: i64, %y: !llvm.ptr<1>) kernel {
          gpu.return
        }
      }
      func.func @scale(%x: tensor<?x64xf16>, %init: tensor<?x64xf16>, %m: index, %bytes: index) -> tensor<?x64xf16> {
        %c1 = arith.constant 1 : index
        %y = qnt.launch @qnt_kernels::@scale_rows grid(%m, %c1, %c1) block(128, 1, 1) shared(%bytes)
               ins(%x, %m : tensor<?x64xf16>, index) outs(%init : tensor<?x64xf16>) -> tensor<?x64xf16>
        return %y : tensor<?x64xf16>
      }
    }
    ```
  }];
  let arguments = (ins SymbolRefAttr:$kernel, Index:$grid_x, Index:$grid_y, Index:$grid_z, DenseI32ArrayAttr:$block,
                       OptionalAttr<DenseI32ArrayAttr>:$cluster, Optional<Index>:$shared_bytes,
                       Variadic<AnyType>:$inputs, Variadic<AnyType>:$outputs);
  let results = (outs Variadic<Qnt_AnyTensor>:$results);
  let assemblyFormat = [{
    $kernel `grid` `(` $grid_x `,` $grid_y `,` $grid_z `)` `block` `` custom<Extent>($block)
    (`cluster` `` custom<Extent>($cluster)^)? (`shared` `(` $shared_bytes^ `)`)?
    (`ins` `(` $inputs^ `:` type($inputs) `)`)? `outs` `(` $outputs `:` type($outputs) `)`
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") (`->` type($results)^)?
  }];
  let builders = [
    OpBuilder<(ins "::mlir::SymbolRefAttr":$kernel, "::llvm::ArrayRef<::mlir::Value>":$grid,
                   "::llvm::ArrayRef<int32_t>":$block, "::mlir::Value":$sharedBytes, "::mlir::ValueRange":$inputs,
                   "::mlir::ValueRange":$outputs)>
  ];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Interface method of DestinationStyleOpInterface.
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutputsMutable(); }
    ::llvm::SmallVector<::mlir::Value, 3> getGrid() { return {getGridX(), getGridY(), getGridZ()}; }
    /// Works on tensors, not on memrefs.
    bool hasTensorSemantics() { return getNumResults() != 0; }
  }];
}

#endif // QNT_IR_LAUNCHOPS_TD
