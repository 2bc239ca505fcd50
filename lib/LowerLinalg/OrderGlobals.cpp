//===- OrderGlobals.cpp - qnt-order-globals ---------------------------------------------------------------===//
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/StringSet.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_ORDERGLOBALS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

using Readers = llvm::MapVector<memref::GlobalOp, SmallVector<memref::GetGlobalOp>>;

/// The globals that bufferization made, in the order of their first readers.
static Readers findReaders(ModuleOp module) {
  Readers readers;
  SymbolTable table(module);
  for (memref::GetGlobalOp reader : collectOwn<memref::GetGlobalOp>(module)) {
    auto global = table.lookup<memref::GlobalOp>(reader.getName());
    if (global && global.isPrivate() && global.getSymName().starts_with("__constant_"))
      readers[global].push_back(reader);
  }
  return readers;
}

/// Names of the symbols that keep theirs.
static llvm::StringSet<> findOtherNames(ModuleOp module, const Readers &readers) {
  llvm::StringSet<> names;
  for (Operation &op : *module.getBody())
    if (auto symbol = dyn_cast<SymbolOpInterface>(op); symbol && symbol.getNameAttr())
      if (auto global = dyn_cast<memref::GlobalOp>(op); !global || !readers.contains(global))
        names.insert(symbol.getName());
  return names;
}

/// "__constant_2xi8" for "__constant_2xi8_7".
static StringRef dropNumber(StringRef name) {
  StringRef front = name.rtrim("0123456789");
  bool isNumbered = front.size() < name.size() && front.ends_with("_") && front != "__constant_";
  return isNumbered ? front.drop_back() : name;
}

/// `base`, or with the first number that makes it new; `next` holds the numbers to try.
static std::string chooseName(StringRef base, llvm::StringSet<> &taken, llvm::StringMap<unsigned> &next) {
  std::string name = base.str();
  while (!taken.insert(name).second)
    name = (base + "_" + Twine(next[base]++)).str();
  return name;
}

namespace {
struct OrderGlobalsPass : qnt::impl::OrderGlobalsBase<OrderGlobalsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-order-globals", getOperation());
    Readers readers = findReaders(getOperation());
    llvm::StringSet<> taken = findOtherNames(getOperation(), readers);
    llvm::StringMap<unsigned> next;
    Block *body = getOperation().getBody();
    auto place = body->begin();
    for (auto &[global, ops] : readers) {
      if (place != body->end() && &*place == global)
        ++place;
      else
        global->moveBefore(body, place);
      // Several functions may share it; which of them made it is chance.
      global->setLoc(ops.front().getLoc());
      std::string name = chooseName(dropNumber(global.getSymName()), taken, next);
      if (name == global.getSymName())
        continue;
      global.setSymName(name);
      for (memref::GetGlobalOp reader : ops)
        reader.setName(name);
      summary.add(numOrdered, "ordered");
    }
  }
};
} // namespace
