//===- FuzzBytecode.cpp - hostile bytecode of modules -----------------------------------------------------===//
//
// Whole files through upstream's reader, which calls ours for attributes and types. Half of the changes are made inside
// a section with its length kept right, so that they arrive at what the section holds.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BytecodeSections.h"
#include "FuzzSupport.h"
#include "Qnt/Execution/ModuleFile.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace mlir::qnt;

/// Upstream's reader takes sizes below zero and scales that their expressed type does not hold, which no parser takes
/// (docs/Robustness.md).
static bool isRefusedAsText(Type type) {
  if (auto shaped = dyn_cast<ShapedType>(type); shaped && shaped.hasRank())
    return llvm::any_of(shaped.getShape(), [](int64_t size) { return size < 0 && !ShapedType::isDynamic(size); });
  if (!isa<quant::QuantizedType>(type))
    return false;
  // A scale that is NaN differs from itself.
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return parseType(text, type.getContext()) != type;
}

/// Whether the module holds what no text gives (docs/Robustness.md).
static bool holdsRefusedParts(ModuleOp module) {
  bool found = false;
  AttrTypeWalker walker;
  walker.addWalk([&](Type type) { found |= isRefusedAsText(type); });
  module->walk([&](Operation *op) {
    walker.walk(op->getAttrDictionary());
    for (Type type : op->getResultTypes())
      walker.walk(type);
  });
  return found || errorToBool(execution::checkConstantSizes(module));
}

/// Drops the maps that named ops of linalg keep: they are read with the file, never compared with the strides that they
/// come from, and not printed. Fails where the op does not hold with maps of its own.
static LogicalResult forgetIndexingMaps(ModuleOp module) {
  module->walk([](linalg::LinalgOp op) { op->removeDiscardableAttr("linalg.memoized_indexing_maps"); });
  return verify(module);
}

/// The file is refused with an error, or what it holds survives round trips through text and bytecode.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef bytes(reinterpret_cast<const char *>(data), size);
  if (!bytes.starts_with("ML\xefR"))
    return -1;
  fuzz::QuietContext context;
  OwningOpRef<ModuleOp> module = fuzz::read(bytes, context);
  if (!module || holdsRefusedParts(*module) || failed(forgetIndexingMaps(*module)))
    return 0;
  fuzz::checkTextRoundTrip(*module);
  fuzz::checkBytecodeRoundTrip(*module);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  return fuzz::mutateBytecode(data, size, maxSize, seed);
}
