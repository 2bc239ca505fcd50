//===- FuzzPayload.cpp - hostile bytecode of our attributes and types -------------------------------------===//
//
// The dialect's bytecode interface reads from the input through a reader of this file in place of upstream's, whose own
// crashes would hide ours.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FuzzSupport.h"
#include "PayloadForm.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/IR/Builders.h"
#include <fuzzer/FuzzedDataProvider.h>
#include <list>

using namespace mlir;
using namespace mlir::qnt;
namespace payload = mlir::qnt::fuzz::payload;

namespace {

constexpr unsigned kMaxDepth = 4;

/// What upstream's reader would give, taken from the input.
class PayloadReader : public DialectBytecodeReader {
public:
  PayloadReader(MLIRContext *context, const BytecodeDialectInterface &interface, FuzzedDataProvider &data)
      : context(context), interface(interface), data(data) {}

  InFlightDiagnostic emitError(const Twine &message = {}) const override {
    return mlir::emitError(UnknownLoc::get(context), message);
  }
  LogicalResult readVarInt(uint64_t &result) override {
    uint64_t value;
    if (failed(readByte(value)))
      return failure();
    result = value < payload::kLong ? value : data.ConsumeIntegral<uint64_t>();
    return success();
  }
  LogicalResult readSignedVarInt(int64_t &result) override {
    uint64_t value;
    if (failed(readByte(value)))
      return failure();
    result = value < payload::kLong ? static_cast<int64_t>(value) - payload::kBias : data.ConsumeIntegral<int64_t>();
    return success();
  }
  LogicalResult readBool(bool &result) override {
    uint64_t value;
    if (failed(readByte(value)))
      return failure();
    result = value & 1;
    return success();
  }
  LogicalResult readString(StringRef &result) override {
    uint64_t index;
    if (failed(readByte(index)))
      return failure();
    bool isKnown = index < std::size(payload::kStrings);
    strings.push_back(isKnown ? std::string(payload::kStrings[index]) : data.ConsumeRandomLengthString(24));
    result = strings.back();
    return success();
  }
  LogicalResult readAttribute(Attribute &result) override {
    if (failed(readOptionalAttribute(result)))
      return failure();
    return result ? success() : LogicalResult(emitError("expected an attribute"));
  }
  LogicalResult readOptionalAttribute(Attribute &result) override {
    uint64_t kind;
    if (failed(readByte(kind)))
      return failure();
    result = {};
    if (kind % 4 == 0)
      return success();
    if (kind % 4 == 1) {
      StringRef text;
      if (failed(readString(text)))
        return failure();
      result = StringAttr::get(context, text);
      return success();
    }
    if (++depth > kMaxDepth)
      return emitError("nested too deeply");
    result = interface.readAttribute(*this);
    --depth;
    return success(result != nullptr);
  }
  LogicalResult readType(Type &result) override {
    result = interface.readType(*this);
    return success(result != nullptr);
  }
  FailureOr<APFloat> readAPFloatWithKnownSemantics(const llvm::fltSemantics &semantics) override {
    if (failed(expectData()))
      return failure();
    return APFloat(semantics, APInt(APFloat::getSizeInBits(semantics), data.ConsumeIntegral<uint64_t>(),
                                    /*isSigned=*/false, /*implicitTrunc=*/true));
  }
  FailureOr<APInt> readAPIntWithKnownWidth(unsigned width) override {
    if (failed(expectData()))
      return failure();
    return APInt(width, data.ConsumeIntegral<uint64_t>(), /*isSigned=*/false, /*implicitTrunc=*/true);
  }
  LogicalResult readBlob(ArrayRef<char> &) override { return emitError("no blobs here"); }
  FailureOr<AsmDialectResourceHandle> readResourceHandle() override { return emitError("no resources here"); }
  MLIRContext *getContext() const override { return context; }
  uint64_t getBytecodeVersion() const override { return 6; }
  FailureOr<const DialectVersion *> getDialectVersion(StringRef) const override { return failure(); }

private:
  LogicalResult expectData() {
    return data.remaining_bytes() == 0 ? LogicalResult(emitError("end of data")) : success();
  }
  LogicalResult readByte(uint64_t &result) {
    if (failed(expectData()))
      return failure();
    result = data.ConsumeIntegral<uint8_t>();
    return success();
  }

  MLIRContext *context;
  const BytecodeDialectInterface &interface;
  FuzzedDataProvider &data;
  std::list<std::string> strings;
  unsigned depth = 0;
};

} // namespace

/// The attribute or type is refused with an error, or a module that holds it survives round trips.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static fuzz::SharedContext shared;
  FuzzedDataProvider data(bytes, size);
  fuzz::QuietContext &quiet = shared.get();
  MLIRContext *context = quiet;
  auto *interface = context->getOrLoadDialect<QntDialect>()->getRegisteredInterface<BytecodeDialectInterface>();
  PayloadReader reader(context, *interface, data);
  Attribute attribute;
  if (data.ConsumeBool()) {
    attribute = interface->readAttribute(reader);
  } else if (Type type = interface->readType(reader)) {
    attribute = TypeAttr::get(type);
  }
  if (!attribute) {
    if (quiet.getLastError().empty())
      fuzz::reportDefect("an attribute or type is refused without an error");
    return 0;
  }
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(context));
  (*module)->setAttr("test.payload", attribute);
  fuzz::checkTextRoundTrip(*module);
  fuzz::checkBytecodeRoundTrip(*module);
  return 0;
}
