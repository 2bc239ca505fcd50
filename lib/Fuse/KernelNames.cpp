//===- KernelNames.cpp - names of kernels -------------------------------------------------------------------===//
#include "KernelNames.h"
#include "FormKernelsClasses.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

/// Letters, digits and underscores; a kernel's name starts with a letter or an underscore before something else.
static std::string makeIdentifier(StringRef text) {
  std::string name;
  for (char c : text)
    name += llvm::isAlnum(c) || c == '_' ? c : '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name = "kernel_" + name;
  return name == "_" ? "kernel" : name;
}

/// The name that the program gave the op, or nothing.
static StringRef getOwnName(Operation *op) {
  if (auto name = op->getAttrOfType<StringAttr>(QntDialect::getNameAttrName()))
    return name.getValue();
  return getLocationName(op->getLoc());
}

/// What the op does: the scheme of a user's region, else the op's name.
static std::string getKind(Operation *op) {
  auto region = dyn_cast<InvokeQuantOp>(op);
  if (StringAttr scheme = region ? region.getSchemeOfEitherForm() : StringAttr())
    return makeIdentifier(scheme.getValue());
  return makeIdentifier(op->getName().stripDialect());
}

static Operation *findAnchor(KernelOp kernel) {
  Operation *contraction = nullptr, *row = nullptr, *named = nullptr, *last = nullptr;
  for (Operation &op : kernel.getBodyBlock()->without_terminator()) {
    OpClass opClass = classify(&op);
    if (opClass == OpClass::Host || opClass == OpClass::Empty)
      continue;
    if (!contraction && (opClass == OpClass::Contraction || opClass == OpClass::Window))
      contraction = &op;
    if (!row && opClass == OpClass::Row)
      row = &op;
    if (!getOwnName(&op).empty())
      named = &op;
    last = &op;
  }
  return contraction ? contraction : row ? row : named ? named : last;
}

/// The first of `bases` that is free, else the last with a number.
static std::string takeName(ArrayRef<std::string> bases, llvm::StringSet<> &taken, llvm::StringMap<unsigned> &next) {
  for (const std::string &base : bases)
    if (taken.insert(base).second)
      return base;
  std::string name;
  do
    name = bases.back() + "_" + std::to_string(++next[bases.back()]);
  while (!taken.insert(name).second);
  return name;
}

void mlir::qnt::nameKernels(Operation *root) {
  llvm::StringSet<> taken;
  SmallVector<std::pair<KernelOp, Operation *>> unnamed;
  root->walk<WalkOrder::PreOrder>([&](KernelOp kernel) {
    if (StringAttr name = kernel.getKernelNameAttr())
      taken.insert(name.getValue());
    else
      unnamed.emplace_back(kernel, findAnchor(kernel));
  });
  llvm::StringMap<unsigned> next;
  // What prepares a contraction's operand has its name, too: the contraction comes first.
  for (bool isContraction : {true, false}) {
    for (auto [kernel, anchor] : unnamed) {
      if ((anchor && classify(anchor) == OpClass::Contraction) != isContraction)
        continue;
      std::string kind = anchor ? getKind(anchor) : "kernel";
      StringRef own = anchor ? getOwnName(anchor) : "";
      SmallVector<std::string> bases{own.empty() ? kind : makeIdentifier(own)};
      if (!own.empty() && !isContraction)
        bases.push_back(bases.front() + "_" + kind);
      kernel.setKernelName(takeName(bases, taken, next));
    }
  }
}
