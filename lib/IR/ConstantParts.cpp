//===- ConstantParts.cpp - which parts of an array are known before the program runs ----------------------===//
#include "Qnt/IR/ConstantParts.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

/// Unreachable code may hold cycles of assemble and disassemble.
static constexpr unsigned kMaxDepth = 8;

static ElementsAttr findConstantPart(Value array, PartKind kind, unsigned depth);

/// The constant that a part is, seen through disassemble; null when it is not constant.
static ElementsAttr findConstant(Value part, unsigned depth) {
  ElementsAttr values;
  if (!part || depth == kMaxDepth)
    return {};
  if (matchPattern(part, m_Constant(&values)))
    return values;
  auto source = part.getDefiningOp<DisassembleOp>();
  if (!source)
    return {};
  unsigned index = cast<OpResult>(part).getResultNumber();
  return findConstantPart(source.getInput(), source.getInput().getType().getPartKinds()[index], depth + 1);
}

static ElementsAttr findConstantPart(Value array, PartKind kind, unsigned depth) {
  if (auto constant = array.getDefiningOp<ConstantOp>())
    return constant.getPart(kind);
  if (auto assemble = array.getDefiningOp<AssembleOp>())
    return findConstant(assemble.getPart(kind), depth + 1);
  if (auto quantize = array.getDefiningOp<QuantizeOp>())
    return findConstant(getParameter(quantize, kind), depth + 1);
  return {};
}

ElementsAttr mlir::qnt::getConstantPart(Value array, PartKind kind) { return findConstantPart(array, kind, 0); }
