//===- KernelTest.cpp - kernels beside Quantize.h --------------------------------------------------------===//

#include "KernelTest.h"
#include "Qnt/Numerics/Packing.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstring>
#include <thread>

namespace mlir::qnt::numerics {

static constexpr size_t kGuardBytes = 64;
static constexpr uint8_t kGuard = 0xA5;

llvm::ArrayRef<Format> getKernelStorages() {
  static constexpr Format storages[] = {
      Format::I2,       Format::I3,     Format::I4,       Format::I5,       Format::I6,      Format::I7, Format::I8,
      Format::U2,       Format::U3,     Format::U4,       Format::U5,       Format::U6,      Format::U7, Format::U8,
      Format::F8E4M3FN, Format::F8E5M2, Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN};
  return storages;
}

TypedValues::TypedValues(Format type, Shape shape, llvm::ArrayRef<uint64_t> patterns)
    : type(type), shape(std::move(shape)), bytes(patterns.size() * getStoredBytes(type)) {
  for (size_t i = 0; i < patterns.size(); ++i) {
    std::memcpy(&bytes[i * getStoredBytes(type)], &patterns[i], getStoredBytes(type));
    numbers.push_back(decode(type, patterns[i]));
  }
}

TypedValues TypedValues::fromNumbers(Format type, Shape shape, llvm::ArrayRef<double> numbers) {
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  std::vector<uint64_t> patterns;
  for (double number : numbers)
    patterns.push_back(encode(type, number, options));
  return TypedValues(type, std::move(shape), patterns);
}

TypedValues TypedValues::allPatterns(Format type) {
  std::vector<uint64_t> patterns(1 << 16);
  for (size_t i = 0; i < patterns.size(); ++i)
    patterns[i] = i;
  return TypedValues(type, {256, 256}, patterns);
}

static std::vector<uint8_t> makeMemory(std::optional<Format> format, int64_t count) {
  return std::vector<uint8_t>((format ? count * getStoredBytes(*format) : 0) + kGuardBytes, kGuard);
}

static Format getCodeFormat(const Encoding &encoding) {
  return encoding.codebook ? encoding.codebook->index : encoding.storage;
}

PackedMemory::PackedMemory(llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  const int64_t numBlocks = getNumElements(getGridShape(shape, encoding.block));
  codes.assign(getNumElements(getPackedShape(shape, bitWidth(getCodeFormat(encoding)))) + kGuardBytes, kGuard);
  scales = makeMemory(encoding.scale, numBlocks);
  zeroPoints = makeMemory(encoding.zeroPoint, numBlocks);
}

static void writeParameters(std::optional<Format> format, llvm::ArrayRef<double> numbers, std::vector<uint8_t> &to) {
  if (!format)
    return;
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const uint64_t code = encode(*format, numbers[i], options);
    std::memcpy(&to[i * getStoredBytes(*format)], &code, getStoredBytes(*format));
  }
}

PackedMemory PackedMemory::fromParts(const ArrayParts &parts, const Encoding &encoding) {
  PackedMemory memory(parts.shape, encoding);
  const std::vector<uint8_t> packed = packCodes(parts.codes, parts.shape, bitWidth(getCodeFormat(encoding)));
  std::copy(packed.begin(), packed.end(), memory.codes.begin());
  writeParameters(encoding.scale, parts.scales, memory.scales);
  writeParameters(encoding.zeroPoint, parts.zeroPoints, memory.zeroPoints);
  memory.codebook = parts.codebook;
  memory.tensorScale = static_cast<float>(parts.tensorScale.value_or(-1.0));
  return memory;
}

Encoding makeEncoding(Format storage, BlockShape block, std::optional<Format> scale, std::optional<Format> zeroPoint) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.block = std::move(block);
  encoding.scale = scale;
  encoding.zeroPoint = zeroPoint;
  return encoding;
}

Encoding makeCodebookEncoding(Format index, BlockShape block, std::optional<Format> scale) {
  Encoding encoding = makeEncoding(index, std::move(block), scale);
  encoding.codebook.emplace();
  encoding.codebook->index = index;
  encoding.codebook->group.assign(encoding.block.size(), kWhole);
  return encoding;
}

static void printSizes(llvm::raw_ostream &os, llvm::ArrayRef<int64_t> sizes) { llvm::interleave(sizes, os, "x"); }

std::string describe(const TypedValues &values, const Encoding &encoding) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << getName(values.type) << " ";
  printSizes(os, values.shape);
  os << " to " << getName(encoding.storage) << ", block ";
  printSizes(os, encoding.block);
  os << ", scale " << (encoding.scale ? getName(*encoding.scale) : "none");
  os << ", zero point " << (encoding.zeroPoint ? getName(*encoding.zeroPoint) : "none");
  if (encoding.tensorScale)
    os << ", tensor scale";
  return text;
}

/// Calls `function` with each instruction set in turn until one fails.
static void forEachTarget(llvm::function_ref<void()> function) {
  for (const char *target : getKernelTargets()) {
    SCOPED_TRACE(target);
    setKernelTargetForTest(target);
    function();
    if (testing::Test::HasFailure())
      break;
  }
  setKernelTargetForTest(nullptr);
}

/// Where two buffers of bytes differ first, for messages that stay short.
static void expectSameBytes(const char *part, llvm::ArrayRef<uint8_t> expected, llvm::ArrayRef<uint8_t> got) {
  ASSERT_EQ(expected.size(), got.size()) << part;
  const auto [e, g] = std::mismatch(expected.begin(), expected.end(), got.begin());
  if (e != expected.end())
    ADD_FAILURE() << part << " differ at byte " << e - expected.begin() << " of " << expected.size() - kGuardBytes
                  << ": expected " << unsigned(*e) << ", got " << unsigned(*g);
}

/// The last call first, on two threads.
static void runBackwardsOnThreads(size_t count, llvm::function_ref<void(size_t)> body) {
  const auto runEverySecond = [&](size_t first) {
    for (size_t i = first; i < count; i += 2)
      body(count - 1 - i);
  };
  std::thread other(runEverySecond, 1);
  runEverySecond(0);
  other.join();
}

void expectSameParts(const TypedValues &values, const Encoding &encoding, const Convention &convention,
                     const Calibration &calibration, llvm::ArrayRef<double> codebook) {
  SCOPED_TRACE(describe(values, encoding));
  ASSERT_TRUE(canUseKernel(values.input(), encoding, convention, calibration, codebook));
  const bool isFinite = llvm::all_of(values.numbers, [](double number) { return std::isfinite(number); });
  const ArrayParts parts =
      llvm::cantFail(quantize(values.numbers, values.shape, values.type, encoding, convention, calibration, codebook));
  const PackedMemory expected = PackedMemory::fromParts(parts, encoding);
  forEachTarget([&] {
    for (ParallelFor parallelFor : {ParallelFor(), ParallelFor(runBackwardsOnThreads)}) {
      PackedMemory got(values.shape, encoding);
      EXPECT_EQ(isFinite, quantizeWithKernel(values.input(), encoding, convention, calibration, got.output(), codebook,
                                             parallelFor));
      expectSameBytes("scales", expected.scales, got.scales);
      expectSameBytes("zero points", expected.zeroPoints, got.zeroPoints);
      expectSameBytes("codes", expected.codes, got.codes);
      EXPECT_EQ(expected.tensorScale, got.tensorScale);
    }
  });
}

void expectSameCodes(const TypedValues &values, const Encoding &encoding, ArrayParts parameters) {
  SCOPED_TRACE(describe(values, encoding));
  const Convention convention;
  ASSERT_TRUE(canEncodeWithKernel(values.input(), encoding, convention, parameters.codebook));
  llvm::cantFail(computeCodes(parameters, values.numbers, values.type, encoding, convention));
  const PackedMemory expected = PackedMemory::fromParts(parameters, encoding);
  forEachTarget([&] {
    for (ParallelFor parallelFor : {ParallelFor(), ParallelFor(runBackwardsOnThreads)}) {
      PackedMemory got = expected;
      got.codes.assign(got.codes.size(), kGuard);
      encodeWithKernel(values.input(), encoding, convention, got.parts(), got.codes.data(), parallelFor);
      expectSameBytes("codes", expected.codes, got.codes);
    }
  });
}

void expectSameValues(const ArrayParts &parts, const Encoding &encoding) {
  const TypedValues expected = TypedValues::fromNumbers(encoding.expressed, parts.shape, dequantize(parts, encoding));
  SCOPED_TRACE(describe(expected, encoding));
  const PackedMemory memory = PackedMemory::fromParts(parts, encoding);
  std::vector<uint8_t> expectedBytes = expected.bytes;
  expectedBytes.insert(expectedBytes.end(), kGuardBytes, kGuard);
  forEachTarget([&] {
    for (ParallelFor parallelFor : {ParallelFor(), ParallelFor(runBackwardsOnThreads)}) {
      std::vector<uint8_t> got(expectedBytes.size(), kGuard);
      const TypedOutput result{got.data(), encoding.expressed, parts.shape};
      ASSERT_TRUE(canDequantizeWithKernel(result, encoding, parts.codebook));
      dequantizeWithKernel(memory.parts(), encoding, result, parallelFor);
      expectSameBytes("values", expectedBytes, got);
    }
  });
}

} // namespace mlir::qnt::numerics
