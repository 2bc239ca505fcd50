//===- QntTypes.td - the array type and type constraints ----------------------------------*- tablegen -*-===//
#ifndef QNT_IR_QNTTYPES_TD
#define QNT_IR_QNTTYPES_TD

include "Qnt/IR/QntAttributes.td"
include "mlir/IR/CommonTypeConstraints.td"

def Qnt_ArrayType : TypeDef<Qnt_Dialect, "Array"> {
  let mnemonic = "array";
  let summary = "a value of a shape in an encoding";
  let description = [{
    `!qnt.array<4096x4096, #w4>`, `!qnt.array<?x16, #a8>`, rank 0: `!qnt.array<#qnt.encoding<i8 : f32>>`.

    Not a tensor and not a shaped type, on purpose: a pass that does not know it leaves it alone instead of treating codes
    as numbers. Its parts, in this order, absent ones omitted: codes, scales, zero points, code book, tensor scale, mask.

    Constraints:
    - (T1) the encoding's block has the rank of the shape;
    - (T2) sizes are at least 0 and each part, counted without its empty and its dynamic dimensions, has less than 2^57
      elements;
    - (T3) a code book's `vector` divides each static dimension.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::qnt::EncodingAttr":$encoding);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    unsigned getRank() const { return getShape().size(); }
    int64_t getDimSize(unsigned i) const { return getShape()[i]; }
    bool isDynamicDim(unsigned i) const { return ::mlir::ShapedType::isDynamic(getShape()[i]); }
    bool hasStaticShape() const { return !::mlir::ShapedType::isDynamicShape(getShape()); }
    int64_t getNumElements() const { return ::mlir::ShapedType::getNumElements(getShape()); }
    ::mlir::FloatType getExpressedType() const { return getEncoding().getExpressedType(); }

    /// The tensor that dequantize gives: the shape, in the expressed type.
    ::mlir::RankedTensorType getDecodedType() const;

    /// Types of the parts; null for a part the encoding does not have.
    ::mlir::RankedTensorType getCodesType() const;
    ::mlir::RankedTensorType getScalesType() const;
    ::mlir::RankedTensorType getZeroPointsType() const;
    ::mlir::RankedTensorType getCodebookType() const;
    ::mlir::RankedTensorType getTensorScaleType() const;
    ::mlir::RankedTensorType getMaskType() const;
    /// Codes as they lie in memory: tensor<...x ceil(inner * bits / 8) x i8>. Static inner dimension only.
    /// In a layout of tensor cores: tensor<bytes x i8>, of a static shape.
    ::mlir::RankedTensorType getPackedCodesType() const;
    ::mlir::RankedTensorType getPackedMaskType() const;

    /// Present parts in order, and which they are.
    ::llvm::SmallVector<PartKind, 6> getPartKinds() const;
    ::llvm::SmallVector<::mlir::Type, 6> getPartTypes() const;
    ::mlir::RankedTensorType getPartType(PartKind kind) const;

    ArrayType withShape(::llvm::ArrayRef<int64_t> shape) const;
    ArrayType withEncoding(EncodingAttr encoding) const;
  }];
}

def Qnt_FloatType : AnyTypeOf<[F64, F32, F16, BF16], "f64, f32, f16 or bf16">;
def Qnt_FloatTensor : RankedTensorOf<[Qnt_FloatType]>;
def Qnt_I32Tensor : RankedTensorOf<[I32]>;
def Qnt_IntegerTensor : RankedTensorOf<[AnySignlessInteger]>;
def Qnt_AnyTensor : RankedTensorOf<[AnyType]>;
def Qnt_ArrayOrFloatTensor : AnyTypeOf<[Qnt_ArrayType, Qnt_FloatTensor], "array or float tensor">;
def Qnt_ArrayOrI32Tensor : AnyTypeOf<[Qnt_ArrayType, Qnt_I32Tensor], "array or i32 tensor">;
def Qnt_ContractionResult : RankedTensorOf<[Qnt_FloatType, I32]>;

#endif // QNT_IR_QNTTYPES_TD
