//===- DiscardableAttributes.cpp - verification of attributes of the dialect on ops of others -------------===//
#include "Qnt/IR/AttributeNames.h"
#include "Qnt/IR/GpuTarget.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

static LogicalResult checkString(Operation *op, NamedAttribute attribute) {
  if (isa<StringAttr>(attribute.getValue()))
    return success();
  return op->emitOpError("attribute ") << attribute.getName() << ": expected a string, got " << attribute.getValue();
}

static LogicalResult checkTarget(Operation *op, NamedAttribute attribute) {
  if (!isa<ModuleOp>(op))
    return op->emitOpError("attribute ") << attribute.getName() << ": expected it on a module";
  auto name = dyn_cast<StringAttr>(attribute.getValue());
  if (!name || !findGpuTarget(name))
    return op->emitOpError("attribute ") << attribute.getName() << ": expected one of " << describeGpuTargets()
                                         << ", got " << attribute.getValue();
  return success();
}

static LogicalResult checkFunctionSchedule(Operation *op, NamedAttribute attribute) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function || function.isExternal())
    return op->emitOpError("attribute ") << attribute.getName() << ": expected it on a function with a body";
  if (!isa<ScheduleAttrInterface>(attribute.getValue()))
    return op->emitOpError("attribute ") << attribute.getName() << ": expected a schedule, got "
                                         << attribute.getValue();
  return success();
}

static LogicalResult checkLoopKernel(Operation *op, NamedAttribute attribute) {
  if (!isa<linalg::LinalgOp>(op))
    return op->emitOpError("attribute ") << attribute.getName() << ": expected it on a linalg op";
  return checkString(op, attribute);
}

static LogicalResult checkSingly(Operation *op, NamedAttribute attribute) {
  if (isa<UnitAttr>(attribute.getValue()))
    return success();
  return op->emitOpError("attribute ") << attribute.getName() << ": expected unit, got " << attribute.getValue();
}

static LogicalResult checkSumsInF32(Operation *op, NamedAttribute attribute) {
  auto verdict = dyn_cast<IntegerAttr>(attribute.getValue());
  if (!isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(op))
    return op->emitOpError("attribute ") << attribute.getName() << ": expected it on a contraction";
  if (verdict && verdict.getType().isInteger(64) && verdict.getInt() >= 0 && verdict.getInt() <= 2)
    return success();
  return op->emitOpError("attribute ") << attribute.getName() << ": expected 0, 1 or 2 of i64, got "
                                       << attribute.getValue();
}

LogicalResult QntDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name == getNameAttrName())
    return checkString(op, attribute);
  if (name == kTargetAttrName)
    return checkTarget(op, attribute);
  if (name == kFunctionScheduleName)
    return checkFunctionSchedule(op, attribute);
  if (name == kLoopKernelName)
    return checkLoopKernel(op, attribute);
  if (name == kDecodeSinglyAttrName)
    return checkSingly(op, attribute);
  if (name == kSumsInF32AttrName)
    return checkSumsInF32(op, attribute);
  return op->emitOpError("attribute ") << attribute.getName()
                                       << " is none of the attributes that the qnt dialect has for ops";
}

/// Of an argument or result of a function.
static LogicalResult checkOfValue(Operation *op, StringRef place, unsigned index, NamedAttribute attribute) {
  if (attribute.getName() == QntDialect::getNameAttrName())
    return checkString(op, attribute);
  if (attribute.getName() != kPartAttrName)
    return op->emitOpError() << place << " " << index << ": attribute " << attribute.getName()
                             << " is none of the attributes that the qnt dialect has for arguments and results";
  SmallVector<StringRef> parts(std::begin(kPartKeywords), std::end(kPartKeywords));
  parts.push_back(kInnerSizeName);
  auto part = dyn_cast<StringAttr>(attribute.getValue());
  if (!part || !llvm::is_contained(parts, part.getValue()))
    return op->emitOpError() << place << " " << index << ": attribute " << attribute.getName() << ": expected one of "
                             << llvm::join(parts, ", ") << ", got " << attribute.getValue();
  return success();
}

LogicalResult QntDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned argIndex,
                                                   NamedAttribute attribute) {
  return checkOfValue(op, "argument", argIndex, attribute);
}

LogicalResult QntDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned resultIndex,
                                                      NamedAttribute attribute) {
  return checkOfValue(op, "result", resultIndex, attribute);
}
