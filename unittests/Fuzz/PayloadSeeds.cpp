//===- PayloadSeeds.cpp - inputs of fuzz-payload and fuzz-npy to start from --------------------------------===//

#include "PayloadSeeds.h"
#include "PayloadForm.h"
#include "Qnt/Execution/NpyValues.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Builders.h"
#include <limits>
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// fuzz-payload
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Takes what the dialect writes in the order in which the reader will ask for it.
class PayloadWriter : public DialectBytecodeWriter {
public:
  PayloadWriter(const BytecodeDialectInterface &interface, bool isAttribute) : interface(interface) {
    addByte(isAttribute);
  }

  /// Nothing when something has no place in the form.
  std::optional<std::string> take() {
    if (isLost)
      return std::nullopt;
    return std::string(bytes.rbegin(), bytes.rend());
  }

  void writeVarInt(uint64_t value) override {
    if (value < fuzz::payload::kLong)
      return addByte(value);
    addByte(fuzz::payload::kLong);
    addLong(value);
  }
  void writeSignedVarInt(int64_t value) override {
    if (value >= -fuzz::payload::kBias && value < 200)
      return addByte(value + fuzz::payload::kBias);
    addByte(fuzz::payload::kLong);
    addLong(static_cast<uint64_t>(value) - static_cast<uint64_t>(std::numeric_limits<int64_t>::min()));
  }
  void writeOwnedBool(bool value) override { addByte(value); }
  void writeOwnedString(StringRef text) override {
    const auto *place = llvm::find(fuzz::payload::kStrings, text);
    isLost |= place == std::end(fuzz::payload::kStrings);
    addByte(place - std::begin(fuzz::payload::kStrings));
  }
  void writeAttribute(Attribute attribute) override { writeOptionalAttribute(attribute); }
  void writeOptionalAttribute(Attribute attribute) override {
    auto string = dyn_cast_or_null<StringAttr>(attribute);
    addByte(!attribute ? 0 : string ? 1 : 2);
    if (string)
      writeOwnedString(string);
    else if (attribute)
      isLost |= failed(interface.writeAttribute(attribute, *this));
  }
  void writeType(Type type) override { isLost |= failed(interface.writeType(type, *this)); }
  void writeAPIntWithKnownWidth(const APInt &value) override { addLong(value.getLimitedValue()); }
  void writeAPFloatWithKnownSemantics(const APFloat &value) override {
    addLong(value.bitcastToAPInt().getLimitedValue());
  }
  void writeOwnedBlob(ArrayRef<char>) override { isLost = true; }
  void writeResourceHandle(const AsmDialectResourceHandle &) override { isLost = true; }
  int64_t getBytecodeVersion() const override { return 6; }
  FailureOr<const DialectVersion *> getDialectVersion(StringRef) const override { return failure(); }

private:
  void addByte(uint64_t value) { bytes.push_back(static_cast<char>(value)); }
  void addLong(uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
      addByte(value >> shift);
  }

  const BytecodeDialectInterface &interface;
  std::string bytes;
  bool isLost = false;
};
} // namespace

void fuzz::addPayloads(ModuleOp module, std::set<std::string> &payloads) {
  auto *dialect = module.getContext()->getOrLoadDialect<QntDialect>();
  auto *interface = dialect->getRegisteredInterface<BytecodeDialectInterface>();
  auto add = [&](auto value, auto write) {
    if (&value.getDialect() != dialect)
      return;
    PayloadWriter writer(*interface, std::is_convertible_v<decltype(value), Attribute>);
    if (failed(write(writer)))
      return;
    if (std::optional<std::string> payload = writer.take())
      payloads.insert(*payload);
  };
  AttrTypeWalker walker;
  walker.addWalk([&](Attribute attribute) {
    add(attribute, [&](PayloadWriter &writer) { return interface->writeAttribute(attribute, writer); });
  });
  walker.addWalk(
      [&](Type type) { add(type, [&](PayloadWriter &writer) { return interface->writeType(type, writer); }); });
  module->walk([&](Operation *op) {
    walker.walk<WalkOrder::PreOrder>(op->getAttrDictionary());
    for (Type type : op->getResultTypes())
      walker.walk<WalkOrder::PreOrder>(type);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Type type : block.getArgumentTypes())
          walker.walk<WalkOrder::PreOrder>(type);
  });
}

//===----------------------------------------------------------------------------------------------------===//
// fuzz-npy
//===----------------------------------------------------------------------------------------------------===//

std::set<std::string> fuzz::makeNpyFiles() {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  Builder b(&context);
  SmallVector<Type> types = {b.getF64Type(), b.getF32Type(), b.getF16Type(), b.getI1Type(),   b.getI8Type(),
                             b.getI16Type(), b.getI32Type(), b.getI64Type(), b.getBF16Type(), b.getIntegerType(4)};
  SmallVector<SmallVector<int64_t>> shapes = {{}, {3}, {2, 3}, {0, 4}};
  std::set<std::string> files;
  for (Type type : types)
    for (ArrayRef<int64_t> shape : shapes)
      for (bool isUnsigned : {false, true}) {
        int64_t count = ShapedType::getNumElements(shape);
        std::vector<uint64_t> bits(count);
        std::iota(bits.begin(), bits.end(), 0);
        for (uint64_t &element : bits)
          element &= type.isInteger(1) ? 1 : 7;
        std::string file;
        llvm::raw_string_ostream stream(file);
        execution::writeTensor(stream, reference::Tensor(type, shape, bits), isUnsigned);
        files.insert(file);
      }
  return files;
}
