//===- Coverage.cpp - which ops and encodings occur in modules --------------------------------------------===//
#include "Qnt/RandomModules/Coverage.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

//===----------------------------------------------------------------------------------------------------===//
// Counting
//===----------------------------------------------------------------------------------------------------===//

static std::string getStorageName(EncodingAttr encoding) {
  return encoding.hasLut() ? "lut" : numerics::getName(encoding.getStorage()).str();
}

static std::string getName(std::optional<Format> format) { return format ? numerics::getName(*format).str() : "none"; }

void Coverage::addEncoding(OpCoverage &coverage, EncodingAttr encoding) {
  auto count = [&](const char *kind, const std::string &feature) { ++coverage.features[kind][feature]; };
  count("storage", getStorageName(encoding));
  count("expressed", numerics::getName(encoding.getExpressed()).str());
  count("scale", getName(encoding.getScale()));
  count("zero point", getName(encoding.getZeroPoint()));
  if (LutAttr lut = encoding.getLut()) {
    count("code book", numerics::getName(lut.getIndex()).str());
    count("code book", "of " + numerics::getName(lut.getEntry()).str());
    if (!lut.getGroup().empty())
      count("code book", "groups");
    if (lut.isVector())
      count("code book", "vectors");
  }
  if (encoding.getTensorScale())
    count("more", "tensor scale");
  if (encoding.getClamp())
    count("more", "clamp");
  if (encoding.getMulSub())
    count("more", "mul_sub");
  if (SparsityAttr sparsity = encoding.getSparsity())
    count("more", sparsity.isBitmask() ? "bitmask" : "n:m");
}

/// "whole", "element", "channels", "tiles", each "with a tail" where a block is not full.
static std::string describeBlock(ArrayType type) {
  ArrayRef<int64_t> block = type.getEncoding().getBlock();
  unsigned numWhole = llvm::count(block, numerics::kWhole), numOnes = llvm::count(block, 1);
  std::string kind = "tiles";
  if (numWhole == block.size())
    kind = "whole";
  else if (numOnes == block.size())
    kind = "elements";
  else if (numWhole + numOnes == block.size())
    kind = "channels";
  for (auto [dim, size] : llvm::zip(type.getShape(), block))
    if (size > 1 && !ShapedType::isDynamic(dim) && dim % size != 0)
      return kind + " with a tail";
  return kind;
}

static void addShape(std::map<std::string, uint64_t> &sizes, ArrayRef<int64_t> shape) {
  ++sizes["rank " + std::to_string(shape.size())];
  if (ShapedType::isDynamicShape(shape))
    ++sizes["dynamic"];
  if (llvm::is_contained(shape, 0))
    ++sizes["zero"];
}

void Coverage::addType(OpCoverage &coverage, Type type) {
  if (auto array = dyn_cast<ArrayType>(type)) {
    addEncoding(coverage, array.getEncoding());
    ++coverage.features["block"][describeBlock(array)];
    addShape(coverage.features["shape"], array.getShape());
  }
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return;
  std::string element;
  llvm::raw_string_ostream(element) << tensor.getElementType();
  ++coverage.features["element"][element];
  addShape(coverage.features["shape"], tensor.getShape());
}

void Coverage::add(ModuleOp module) {
  module.walk([&](Operation *op) {
    if (op == module)
      return;
    OpCoverage &coverage = ops[op->getName().getStringRef().str()];
    ++coverage.count;
    for (Type type : op->getOperandTypes())
      addType(coverage, type);
    for (Type type : op->getResultTypes())
      addType(coverage, type);
    if (auto encoding = op->getAttrOfType<EncodingAttr>("encoding"))
      addEncoding(coverage, encoding);
  });
}

void Coverage::add(const Coverage &other) {
  for (const auto &[name, from] : other.ops) {
    OpCoverage &to = ops[name];
    to.count += from.count;
    for (const auto &[kind, features] : from.features)
      for (const auto &[feature, count] : features)
        to.features[kind][feature] += count;
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------------------------------------===//

void Coverage::print(llvm::raw_ostream &os) const {
  for (const auto &[name, coverage] : ops) {
    os << name << " " << coverage.count << "\n";
    if (!StringRef(name).starts_with("qnt."))
      continue;
    for (const auto &[kind, features] : coverage.features) {
      os << "  " << kind << ": ";
      llvm::interleaveComma(features, os, [&](const auto &entry) { os << entry.first << " " << entry.second; });
      os << "\n";
    }
  }
}

// Made by lowerings only: launches of kernels that stand beside them, and elements of buffers.
static constexpr StringLiteral opsOfLowerings[] = {"qnt.launch", "qnt.read_element", "qnt.write_element"};

std::vector<std::string> Coverage::getMissing(MLIRContext *context) const {
  std::vector<std::string> missing;
  // MLIR's list of the ops of one dialect comes empty.
  for (RegisteredOperationName name : context->getRegisteredOperations()) {
    bool isDrawn = name.getDialectNamespace() == "qnt" && !llvm::is_contained(opsOfLowerings, name.getStringRef());
    if (isDrawn && !ops.count(name.getStringRef().str()))
      missing.push_back("op " + name.getStringRef().str());
  }
  std::map<std::string, uint64_t> storages;
  for (const auto &[name, coverage] : ops)
    if (auto it = coverage.features.find("storage"); it != coverage.features.end())
      for (const auto &[storage, count] : it->second)
        storages[storage] += count;
  for (unsigned i = 0; i < numerics::kNumFormats; ++i) {
    auto format = static_cast<Format>(i);
    if (numerics::isStorageFormat(format) && !storages.count(numerics::getName(format).str()))
      missing.push_back("storage " + numerics::getName(format).str());
  }
  if (!storages.count("lut"))
    missing.push_back("storage lut");
  return missing;
}
