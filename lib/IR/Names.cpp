//===- Names.cpp - the names of weights and ops -----------------------------------------------------------===//
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace mlir::qnt;

StringRef mlir::qnt::getLocationName(Location loc) {
  if (auto named = dyn_cast<NameLoc>(loc))
    return named.getName().getValue();
  if (auto callSite = dyn_cast<CallSiteLoc>(loc))
    return getLocationName(callSite.getCallee());
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (StringRef name = getLocationName(part); !name.empty())
        return name;
  return {};
}

std::string mlir::qnt::getSourceName(Operation *op) {
  if (auto name = op->getAttrOfType<StringAttr>(QntDialect::getNameAttrName()))
    return name.str();
  if (StringRef name = getLocationName(op->getLoc()); !name.empty())
    return name.str();
  if (auto position = op->getLoc()->findInstanceOf<FileLineColLoc>())
    return (position.getFilename().getValue() + ":" + Twine(position.getLine()) + ":" + Twine(position.getColumn()))
        .str();
  return op->getName().getStringRef().str();
}

void mlir::qnt::copySourceName(Operation *from, Operation *to) {
  auto name = from->getAttrOfType<StringAttr>(QntDialect::getNameAttrName());
  if (!name)
    if (StringRef location = getLocationName(from->getLoc()); !location.empty())
      name = StringAttr::get(from->getContext(), location);
  if (name)
    to->setAttr(QntDialect::getNameAttrName(), name);
}

/// The symbol of `op`, else its number among the ops directly in its parent.
static std::string getNameInParent(Operation *op) {
  if (auto symbol = op->getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName()))
    return symbol.str();
  int64_t number = 0;
  for (Region &region : op->getParentOp()->getRegions())
    for (Operation &other : region.getOps()) {
      if (&other == op)
        return std::to_string(number);
      ++number;
    }
  llvm_unreachable("an op lies in its parent");
}

std::string mlir::qnt::getResourcePrefix(Operation *root) {
  std::string prefix;
  for (; root->getParentOp(); root = root->getParentOp())
    prefix = getNameInParent(root) + "." + prefix;
  return prefix;
}
