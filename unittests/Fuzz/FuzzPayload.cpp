//===- FuzzPayload.cpp - hostile bytecode of our attributes and types -------------------------------------===//
//
// The dialect's bytecode interface reads from the input through a reader of this file in place of upstream's, whose own
// crashes would hide ours.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FuzzSupport.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"
#include "mlir/IR/Builders.h"
#include <fuzzer/FuzzedDataProvider.h>
#include <list>

using namespace mlir;
using namespace mlir::qnt;

namespace {

constexpr unsigned kMaxDepth = 4;

/// Names that the dialect writes; any other string is refused by the first comparison.
constexpr const char *kStrings[] = {
    "i2",      "i3",       "i4",         "i5",       "i6",        "i7",       "i8",      "i16",        "i32",
    "u2",      "u3",       "u4",         "u5",       "u6",        "u7",       "u8",      "u16",        "f8E4M3FN",
    "f8E5M2",  "f6E2M3FN", "f6E3M2FN",   "f4E2M1FN", "f8E8M0FNU", "f64",      "f32",     "f16",        "bf16",
    "default", "onnx",     "qwix",       "qwix-cpu", "apple",     "concrete", "tflite",  "absmax",     "minmax",
    "rms",     "fixed",    "percentile", "mse",      "rounding",  "mx_scale", "epsilon", "stochastic", "half_even",
    "floor",   "ceil",     "oas",        "1e-06",    "plain",     "nf4",      "",        "seed",       "nonsense"};

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
    result = value < 240 ? value : data.ConsumeIntegral<uint64_t>();
    return success();
  }
  LogicalResult readSignedVarInt(int64_t &result) override {
    uint64_t value;
    if (failed(readByte(value)))
      return failure();
    result = value < 240 ? static_cast<int64_t>(value) - 8 : data.ConsumeIntegral<int64_t>();
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
    bool isKnown = index < std::size(kStrings);
    strings.push_back(isKnown ? std::string(kStrings[index]) : data.ConsumeRandomLengthString(24));
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
    return APFloat(semantics, APInt(APFloat::getSizeInBits(semantics), data.ConsumeIntegral<uint64_t>(),
                                    /*isSigned=*/false, /*implicitTrunc=*/true));
  }
  FailureOr<APInt> readAPIntWithKnownWidth(unsigned width) override {
    return APInt(width, data.ConsumeIntegral<uint64_t>(), /*isSigned=*/false, /*implicitTrunc=*/true);
  }
  LogicalResult readBlob(ArrayRef<char> &) override { return emitError("no blobs here"); }
  FailureOr<AsmDialectResourceHandle> readResourceHandle() override { return emitError("no resources here"); }
  MLIRContext *getContext() const override { return context; }
  uint64_t getBytecodeVersion() const override { return 6; }
  FailureOr<const DialectVersion *> getDialectVersion(StringRef) const override { return failure(); }

private:
  LogicalResult readByte(uint64_t &result) {
    if (data.remaining_bytes() == 0)
      return emitError("end of data");
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
  FuzzedDataProvider data(bytes, size);
  fuzz::QuietContext quiet;
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
