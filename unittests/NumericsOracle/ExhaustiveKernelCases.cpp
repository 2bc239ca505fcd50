//===- ExhaustiveKernelCases.cpp - the vector kernels in the exhaustive check ----------------------------===//
#include "ExhaustiveCases.h"
#include "Qnt/Numerics/Kernels.h"
#include "llvm/Support/ErrorHandling.h"

namespace oracle {

using namespace mlir::qnt::numerics;

/// Codes of less than a byte are a dense little-endian bit stream.
static void unpack(llvm::ArrayRef<uint8_t> bytes, unsigned bits, llvm::MutableArrayRef<uint32_t> codes) {
  uint32_t mask = (uint32_t(1) << bits) - 1, pending = 0;
  unsigned numPending = 0;
  const uint8_t *next = bytes.data();
  for (uint32_t &code : codes) {
    if (numPending < bits) {
      pending |= uint32_t(*next++) << numPending;
      numPending += 8;
    }
    code = pending & mask;
    pending >>= bits;
    numPending -= bits;
  }
}

static Subject encodeWithKernelOf(Format storage, float scale, int64_t zeroPoint) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.block = {kWhole};
  encoding.scale = Format::F32;
  if (zeroPoint != 0)
    encoding.zeroPoint = Format::I16;
  return [=](llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes) {
    thread_local std::vector<uint8_t> packed;
    packed.assign((values.size() * bitWidth(storage) + 7) / 8, 0xFF);
    auto size = int64_t(values.size());
    auto zeroPointCode = int16_t(zeroPoint);
    TypedInput input{values.data(), Format::F32, size};
    if (!canEncodeWithKernel(input, encoding, Convention()))
      llvm::report_fatal_error("expected a kernel");
    encodeWithKernel(input, encoding, Convention(), {nullptr, &scale, &zeroPointCode, nullptr}, packed.data());
    unpack(packed, bitWidth(storage), codes);
  };
}

void appendKernelCases(std::vector<CheckCase> &cases) {
  for (const FloatCase &floatCase : kSmallFloats)
    cases.push_back({std::string("kernel ") + floatCase.spec.name, expectedFloat(floatCase.spec),
                     encodeWithKernelOf(floatCase.format, 1.0f, 0)});
  for (const IntegerSetting &setting : exhaustiveIntegerSettings())
    cases.push_back({"kernel " + setting.name(), setting.expected(),
                     encodeWithKernelOf(setting.storage->format, setting.scale, setting.zeroPoint)});
}

} // namespace oracle
