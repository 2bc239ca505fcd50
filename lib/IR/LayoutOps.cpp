//===- LayoutOps.cpp - types and verifiers of the layout ops ----------------------------------------------===//
//
// The constraints are checked where the result's type is inferred (LayoutMapping.h): here the arguments are read, the
// errors get the op's name, and the result is compared with the inferred one.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Inference
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Errors as emitOpError writes them, for an op that may not exist yet; silent without a location.
template <typename OpT>
struct InferenceErrors {
  std::optional<Location> loc;
  MappingError operator()() const {
    if (!loc)
      return InFlightDiagnostic();
    return emitError(*loc) << "'" << OpT::getOperationName() << "' op ";
  }
};
} // namespace

/// Appends the result's type of a mapping that succeeded.
template <typename MappingT>
static LogicalResult appendResult(const FailureOr<MappingT> &mapping, SmallVectorImpl<Type> &types) {
  if (failed(mapping))
    return failure();
  types.push_back(mapping->result);
  return success();
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                            DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                            SmallVectorImpl<Type> &types) {
  if (operands.size() != 1)
    return failure();
  Adaptor adaptor(operands, attributes, properties, regions);
  InferenceErrors<TransposeOp> errors{loc};
  auto input = dyn_cast<ArrayType>(adaptor.getInput().getType());
  if (!input || !adaptor.getPermutationAttr())
    return failure();
  return appendResult(mapTranspose(input, adaptor.getPermutation(), errors), types);
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                        DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                        SmallVectorImpl<Type> &types) {
  if (operands.size() != 1)
    return failure();
  Adaptor adaptor(operands, attributes, properties, regions);
  InferenceErrors<SliceOp> errors{loc};
  auto input = dyn_cast<ArrayType>(adaptor.getInput().getType());
  if (!input || !adaptor.getOffsetsAttr() || !adaptor.getSizesAttr() || !adaptor.getStridesAttr())
    return failure();
  return appendResult(mapSlice(input, adaptor.getOffsets(), adaptor.getSizes(), adaptor.getStrides(), errors), types);
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                         DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                         SmallVectorImpl<Type> &types) {
  Adaptor adaptor(operands, attributes, properties, regions);
  InferenceErrors<ConcatOp> errors{loc};
  SmallVector<ArrayType> inputs;
  for (Type type : operands.getTypes())
    inputs.push_back(dyn_cast<ArrayType>(type));
  if (llvm::is_contained(inputs, nullptr) || !adaptor.getDimAttr())
    return failure();
  return appendResult(mapConcat(inputs, adaptor.getDim(), errors), types);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                      DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                      SmallVectorImpl<Type> &types) {
  if (operands.size() != 1)
    return failure();
  Adaptor adaptor(operands, attributes, properties, regions);
  InferenceErrors<PadOp> errors{loc};
  auto input = dyn_cast<ArrayType>(adaptor.getInput().getType());
  if (!input || !adaptor.getLowAttr() || !adaptor.getHighAttr())
    return failure();
  return appendResult(mapPad(input, adaptor.getLow(), adaptor.getHigh(), adaptor.getZeroCode(), errors), types);
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                         DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                         SmallVectorImpl<Type> &types) {
  if (operands.size() != 2)
    return failure();
  Adaptor adaptor(operands, attributes, properties, regions);
  InferenceErrors<GatherOp> errors{loc};
  auto input = dyn_cast<ArrayType>(adaptor.getInput().getType());
  auto indices = dyn_cast<RankedTensorType>(adaptor.getIndices().getType());
  if (!input || !indices || !adaptor.getDimAttr())
    return failure();
  return appendResult(mapGather(input, indices, adaptor.getDim(), errors), types);
}

//===----------------------------------------------------------------------------------------------------===//
// Refinement
//===----------------------------------------------------------------------------------------------------===//

/// `given` says nothing that `inferred` does not: it is null, or has dynamic sizes where `inferred` may have others.
static bool isRefinedBy(Type given, Type inferred) {
  auto array = dyn_cast_or_null<ArrayType>(given), refined = cast<ArrayType>(inferred);
  if (!array)
    return !given;
  return array.getEncoding() == refined.getEncoding() &&
         llvm::all_of(llvm::zip_equal(array.getShape(), refined.getShape()), [](auto pair) {
           return ShapedType::isDynamic(std::get<0>(pair)) || std::get<0>(pair) == std::get<1>(pair);
         });
}

/// The inferred type in place of a given one that is less static, null or not there; an error for any other.
static LogicalResult refineResult(StringRef opName, std::optional<Location> loc, Type inferred,
                                  SmallVectorImpl<Type> &types) {
  if (types.empty() || (types.size() == 1 && isRefinedBy(types.front(), inferred))) {
    types.assign(1, inferred);
    return success();
  }
  return emitOptionalError(loc, "'", opName, "' op expected result ", inferred, ", got ", types);
}

#define QNT_REFINE_RETURN_TYPES(Op)                                                                                    \
  LogicalResult Op::refineReturnTypes(MLIRContext *context, std::optional<Location> loc, ValueRange operands,          \
                                      DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,     \
                                      SmallVectorImpl<Type> &types) {                                                  \
    SmallVector<Type, 1> inferred;                                                                                     \
    if (failed(inferReturnTypes(context, loc, operands, attributes, properties, regions, inferred)))                   \
      return failure();                                                                                                \
    return refineResult(getOperationName(), loc, inferred.front(), types);                                             \
  }
QNT_REFINE_RETURN_TYPES(TransposeOp)
QNT_REFINE_RETURN_TYPES(SliceOp)
QNT_REFINE_RETURN_TYPES(ConcatOp)
QNT_REFINE_RETURN_TYPES(PadOp)
QNT_REFINE_RETURN_TYPES(GatherOp)
#undef QNT_REFINE_RETURN_TYPES

//===----------------------------------------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------------------------------------===//

/// The last constraint of each op: the result has the inferred type.
template <typename OpT, typename MappingT>
static LogicalResult verifyResult(OpT op, const FailureOr<MappingT> &mapping) {
  if (failed(mapping))
    return failure();
  if (mapping->result == op.getResult().getType())
    return success();
  return op.emitOpError() << "expected result " << mapping->result << ", got " << op.getResult().getType();
}

LogicalResult TransposeOp::verify() {
  return verifyResult(*this, mapTranspose(getInput().getType(), getPermutation(), [&] { return emitOpError(); }));
}

LogicalResult ReshapeOp::verify() {
  return checkReshape(getInput().getType(), getResult().getType(), [&] { return emitOpError(); });
}

LogicalResult SliceOp::verify() {
  return verifyResult(
      *this, mapSlice(getInput().getType(), getOffsets(), getSizes(), getStrides(), [&] { return emitOpError(); }));
}

LogicalResult ConcatOp::verify() {
  SmallVector<ArrayType> inputs =
      llvm::map_to_vector(getInputs(), [](Value input) { return cast<ArrayType>(input.getType()); });
  return verifyResult(*this, mapConcat(inputs, getDim(), [&] { return emitOpError(); }));
}

LogicalResult PadOp::verify() {
  return verifyResult(*this,
                      mapPad(getInput().getType(), getLow(), getHigh(), getZeroCode(), [&] { return emitOpError(); }));
}

LogicalResult GatherOp::verify() {
  return verifyResult(*this,
                      mapGather(getInput().getType(), getIndices().getType(), getDim(), [&] { return emitOpError(); }));
}
