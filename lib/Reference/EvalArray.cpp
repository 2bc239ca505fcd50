//===- EvalArray.cpp - arrays and their parts -------------------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/SparseData.h"
#include "Qnt/Numerics/Packing.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

static EvalResult evalAssemble(AssembleOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  SmallVector<Tensor> parts =
      llvm::map_to_vector(operands, [](const InterpreterValue &value) { return value.getTensor(); });
  llvm::Expected<Array> array = addContext(op, Array::fromPartTensors(op.getResult().getType().getEncoding(), parts));
  if (!array)
    return array.takeError();
  return single(std::move(*array));
}

/// Parts of type f16 or bf16 (scales, code books) are f32 where the region computes in f32.
static EvalResult evalDisassemble(DisassembleOp, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Values values;
  for (const Tensor &part : operands[0].getArray().getPartTensors()) {
    Type type = evaluator.getComputeType(part.getElementType());
    values.push_back(type == part.getElementType() ? part : part.convertedTo(cast<FloatType>(type)));
  }
  return values;
}

//===----------------------------------------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------------------------------------===//

/// A packed part (codes or mask) as one element per code. `encoding`: of the codes where they are not plain.
static llvm::Expected<Tensor> unpackPart(ElementsAttr attribute, RankedTensorType logical, Operation *op,
                                         EncodingAttr encoding) {
  llvm::Expected<Tensor> packed = getConstant(attribute, op);
  if (!packed)
    return packed.takeError();
  std::vector<uint8_t> bytes(packed->getBits().begin(), packed->getBits().end());
  unsigned width = logical.getElementType().getIntOrFloatBitWidth();
  llvm::Expected<std::vector<uint64_t>> codes =
      addContext(op, encoding ? numerics::unpackFragments(bytes, logical.getShape(), encoding.getStorage(),
                                                          *encoding.getFragmentLayout(), encoding.getFragmentBlock())
                              : numerics::unpackCodes(bytes, logical.getShape(), width));
  if (!codes)
    return codes.takeError();
  return Tensor(logical.getElementType(), logical.getShape(), std::move(*codes));
}

static std::vector<uint8_t> getBytes(const Tensor &tensor) {
  return std::vector<uint8_t>(tensor.getBits().begin(), tensor.getBits().end());
}

/// Codes and mask of a constant in a layout of kept codes and positions.
static llvm::Expected<std::pair<Tensor, Tensor>> expandKept(ConstantOp op) {
  ArrayType type = op.getResult().getType();
  EncodingAttr encoding = type.getEncoding();
  numerics::Sparsity sparsity = encoding.toNumerics().sparsity;
  llvm::Expected<Tensor> codes = getConstant(op.getCodes(), op);
  if (!codes)
    return codes.takeError();
  llvm::Expected<Tensor> positions = getConstant(op.getMaskAttr(), op);
  if (!positions)
    return positions.takeError();
  llvm::Expected<numerics::KeptCodes> kept =
      addContext(op, numerics::unpackKept(getBytes(*codes), getBytes(*positions), type.getShape(), sparsity,
                                          encoding.getStorage(), *getSparseLayout(encoding)));
  if (!kept)
    return kept.takeError();
  llvm::Expected<numerics::ExpandedCodes> expanded =
      addContext(op, numerics::expandCodes(*kept, type.getShape(), sparsity));
  if (!expanded)
    return expanded.takeError();
  std::vector<uint64_t> mask(expanded->mask.begin(), expanded->mask.end());
  return std::make_pair(Tensor(encoding.getCodeType(), type.getShape(), std::move(expanded->codes)),
                        Tensor(type.getMaskType().getElementType(), type.getShape(), std::move(mask)));
}

static EvalResult evalConstant(ConstantOp op, ArrayRef<InterpreterValue>, Evaluator &) {
  ArrayType type = op.getResult().getType();
  std::optional<std::pair<Tensor, Tensor>> expanded;
  if (getSparseLayout(type.getEncoding()) && op.getMaskAttr()) {
    llvm::Expected<std::pair<Tensor, Tensor>> kept = expandKept(op);
    if (!kept)
      return kept.takeError();
    expanded = std::move(*kept);
  }
  SmallVector<Tensor> parts;
  for (PartKind kind : type.getPartKinds()) {
    ElementsAttr attribute = op.getPart(kind);
    if (!attribute)
      return makeError(op, Twine("has no ") + getPartName(kind));
    if (expanded && (kind == PartKind::Codes || kind == PartKind::Mask)) {
      parts.push_back(std::move(kind == PartKind::Codes ? expanded->first : expanded->second));
      continue;
    }
    bool isPacked = kind == PartKind::Codes || kind == PartKind::Mask;
    EncodingAttr fragments;
    if (kind == PartKind::Codes && type.getEncoding().getFragmentLayout())
      fragments = type.getEncoding();
    llvm::Expected<Tensor> part =
        isPacked ? unpackPart(attribute, type.getPartType(kind), op, fragments) : getConstant(attribute, op);
    if (!part)
      return part.takeError();
    parts.push_back(std::move(*part));
  }
  llvm::Expected<Array> array = addContext(op, Array::fromPartTensors(type.getEncoding(), parts));
  if (!array)
    return array.takeError();
  return single(std::move(*array));
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalDim(DimOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  ArrayRef<int64_t> shape = operands[0].getShape();
  int64_t index = getInteger(operands[1]);
  if (index < 0 || index >= static_cast<int64_t>(shape.size()))
    return makeError(op, "expected an index below the rank " + Twine(shape.size()) + ", got " + Twine(index));
  return single(Tensor::fromInteger(op.getType(), shape[index]));
}

/// The evaluator checks the run-time shape against the result type.
static EvalResult evalCast(CastOp, ArrayRef<InterpreterValue> operands, Evaluator &) { return Values(operands); }

void reference::registerArray(EvalRegistry &registry) {
  registry.add<AssembleOp>(evalAssemble);
  registry.add<DisassembleOp>(evalDisassemble);
  registry.add<ConstantOp>(evalConstant);
  registry.add<DimOp>(evalDim);
  registry.add<CastOp>(evalCast);
}
