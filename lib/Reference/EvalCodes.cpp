//===- EvalCodes.cpp - tables, bit rounding, observation --------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Requantize.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// The codes of the input and whether they are unsigned.
static std::pair<Tensor, bool> getCodes(LookupOp op, const InterpreterValue &input) {
  if (!input.isArray())
    return {input.getTensor(), op.getIsUnsigned()};
  EncodingAttr encoding = input.getArray().encoding;
  return {input.getArray().getPartTensors().front(), !numerics::getInfo(encoding.getStorage()).isSigned};
}

static EvalResult evalLookup(LookupOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  auto [codes, isUnsigned] = getCodes(op, operands[0]);
  const Tensor &table = operands[1].getTensor();
  int64_t lowest = isUnsigned ? 0 : -(int64_t(1) << (codes.getKind().width - 1));
  Tensor result(table.getElementType(), codes.getShape());
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  for (int64_t i = 0; i < codes.getNumElements(); ++i) {
    int64_t code = isUnsigned ? static_cast<int64_t>(codes.getRaw(i)) : codes.getSigned(i);
    int64_t entry = code - lowest;
    assert(entry >= 0 && entry < table.getNumElements() && "verified: the table has an entry for every code");
    bits[i] = table.getRaw(entry);
  }
  return single(std::move(result));
}

static EvalResult evalRoundBits(RoundBitsOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &input = operands[0].getTensor();
  assert(op.getLsbs() < input.getKind().width && "verified: fewer dropped bits than the element has");
  Tensor result(input.getElementType(), input.getShape());
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  for (int64_t i = 0; i < input.getNumElements(); ++i)
    bits[i] = integerToBits(input.getKind(), numerics::roundBits(input.getSigned(i), op.getLsbs()));
  return single(std::move(result));
}

static EvalResult evalObserve(ObserveOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  if (!evaluator.getOptions().observe)
    return Values();
  ArrayRef<int64_t> block = op.getBlock().value_or(ArrayRef<int64_t>());
  if (llvm::Error error = evaluator.getOptions().observe({op.getName(), operands[0].getTensor(), block}))
    return addContext(op, std::move(error));
  return Values();
}

void reference::registerCodes(EvalRegistry &registry) {
  registry.add<LookupOp>(evalLookup);
  registry.add<RoundBitsOp>(evalRoundBits);
  registry.add<ObserveOp>(evalObserve);
}
