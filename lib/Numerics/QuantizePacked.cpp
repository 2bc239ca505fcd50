//===- QuantizePacked.cpp - packed quantization of every case --------------------------------------------===//
//
// A kernel where there is one; else typed buffers become the doubles that Quantize.h works on, and back.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Quantize.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <cstring>

using namespace mlir::qnt::numerics;

//===----------------------------------------------------------------------===//
// Typed memory and doubles
//===----------------------------------------------------------------------===//

static std::vector<double> readNumbers(Format format, const void *data, int64_t count) {
  const size_t bytes = getStoredBytes(format);
  std::vector<double> numbers(count);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t code = 0;
    std::memcpy(&code, static_cast<const char *>(data) + i * bytes, bytes);
    numbers[i] = decode(format, code);
  }
  return numbers;
}

static void writeNumbers(Format format, llvm::ArrayRef<double> numbers, void *data) {
  const size_t bytes = getStoredBytes(format);
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const uint64_t code = encode(format, numbers[i], options);
    std::memcpy(static_cast<char *>(data) + i * bytes, &code, bytes);
  }
}

static int64_t getNumBlocks(llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  return getNumElements(getGridShape(shape, encoding.block));
}

/// All parts but the codes.
static ArrayParts readParameters(const PackedParts &packed, llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  parts.codebook.assign(packed.codebook.begin(), packed.codebook.end());
  const int64_t numBlocks = getNumBlocks(shape, encoding);
  if (encoding.scale)
    parts.scales = readNumbers(*encoding.scale, packed.scales, numBlocks);
  if (encoding.zeroPoint)
    parts.zeroPoints = readNumbers(*encoding.zeroPoint, packed.zeroPoints, numBlocks);
  if (encoding.tensorScale)
    parts.tensorScale = *packed.tensorScale;
  return parts;
}

static unsigned getCodeBits(const Encoding &encoding) {
  return bitWidth(encoding.codebook ? encoding.codebook->index : encoding.storage);
}

/// A code of a vector code book stands for several elements.
static Shape getCodeShape(llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  if (encoding.codebook && encoding.codebook->isVector())
    return getGridShape(shape, encoding.codebook->vector);
  return Shape(shape.begin(), shape.end());
}

static void writeCodes(const ArrayParts &parts, const Encoding &encoding, uint8_t *codes) {
  llvm::copy(packCodes(parts.codes, getCodeShape(parts.shape, encoding), getCodeBits(encoding)), codes);
}

//===----------------------------------------------------------------------===//
// What has a packed form
//===----------------------------------------------------------------------===//

static llvm::Error checkEncoding(llvm::ArrayRef<int64_t> shape, const Encoding &encoding) {
  if (encoding.sparsity.kind != Sparsity::Kind::None || !encoding.layout.empty())
    return llvm::createStringError("expected an encoding without sparsity or layout");
  if (shape.size() != encoding.rank())
    return llvm::createStringError("expected a block size for each of the %zu dimensions, but got %u", shape.size(),
                                   encoding.rank());
  if (const std::optional<Codebook> &table = encoding.codebook; table && table->group.size() != shape.size())
    return llvm::createStringError("expected a code-book group for each of the %zu dimensions, but got %zu",
                                   shape.size(), table->group.size());
  return llvm::Error::success();
}

/// The size of the code book's table(s).
static llvm::Error checkCodebook(llvm::ArrayRef<int64_t> shape, const Encoding &encoding,
                                 llvm::ArrayRef<double> codebook) {
  size_t expected = 0;
  if (const std::optional<Codebook> &table = encoding.codebook)
    expected =
        (size_t(1) << bitWidth(table->index)) * table->vectorSize() * getNumElements(getGridShape(shape, table->group));
  if (codebook.size() == expected)
    return llvm::Error::success();
  return llvm::createStringError("expected %zu code-book values, but got %zu", expected, codebook.size());
}

static llvm::Error checkInput(const TypedInput &input, const Encoding &encoding) {
  if (!isExpressedFormat(input.type))
    return llvm::createStringError("expected an input of type f64, f32, f16 or bf16, but got %s",
                                   getName(input.type).data());
  return checkEncoding(input.shape, encoding);
}

namespace {

/// The same encoding and parts with i16 zero points in place of i32 ones where their values allow: these have kernels.
struct NarrowZeroPoints {
  Encoding encoding;
  PackedParts parts;
  std::vector<int16_t> zeroPoints;

  NarrowZeroPoints(const PackedParts &given, llvm::ArrayRef<int64_t> shape, const Encoding &givenEncoding)
      : encoding(givenEncoding), parts(given) {
    if (encoding.zeroPoint != Format::I32)
      return;
    const llvm::ArrayRef<int32_t> wide(static_cast<const int32_t *>(parts.zeroPoints), getNumBlocks(shape, encoding));
    if (!llvm::all_of(wide, [](int32_t value) { return llvm::isInt<16>(value); }))
      return;
    zeroPoints.assign(wide.begin(), wide.end());
    parts.zeroPoints = zeroPoints.data();
    encoding.zeroPoint = Format::I16;
  }
};

} // namespace

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

llvm::Expected<bool> mlir::qnt::numerics::quantizePacked(const TypedInput &input, const Encoding &encoding,
                                                         const Convention &convention, const Calibration &calibration,
                                                         const PackedOutput &output, llvm::ArrayRef<double> codebook,
                                                         ParallelFor parallelFor) {
  if (llvm::Error error = checkInput(input, encoding))
    return error;
  if (canUseKernel(input, encoding, convention, calibration, codebook))
    return quantizeWithKernel(input, encoding, convention, calibration, output, codebook, parallelFor);
  const std::vector<double> values = readNumbers(input.type, input.data, getNumElements(input.shape));
  llvm::Expected<ArrayParts> parts =
      quantize(values, input.shape, input.type, encoding, convention, calibration, codebook);
  if (!parts)
    return parts.takeError();
  writeCodes(*parts, encoding, output.codes);
  if (encoding.scale)
    writeNumbers(*encoding.scale, parts->scales, output.scales);
  if (encoding.zeroPoint)
    writeNumbers(*encoding.zeroPoint, parts->zeroPoints, output.zeroPoints);
  if (encoding.tensorScale)
    *output.tensorScale = static_cast<float>(parts->tensorScale.value_or(1.0));
  return llvm::all_of(values, [](double value) { return std::isfinite(value); });
}

llvm::Error mlir::qnt::numerics::encodePacked(const TypedInput &input, const Encoding &encoding,
                                              const Convention &convention, const PackedParts &parameters,
                                              uint8_t *codes, ParallelFor parallelFor) {
  if (llvm::Error error = checkInput(input, encoding))
    return error;
  const NarrowZeroPoints narrow(parameters, input.shape, encoding);
  if (canEncodeWithKernel(input, narrow.encoding, convention, parameters.codebook)) {
    encodeWithKernel(input, narrow.encoding, convention, narrow.parts, codes, parallelFor);
    return llvm::Error::success();
  }
  ArrayParts parts = readParameters(parameters, input.shape, encoding);
  const std::vector<double> values = readNumbers(input.type, input.data, getNumElements(input.shape));
  if (llvm::Error error = computeCodes(parts, values, input.type, encoding, convention))
    return error;
  writeCodes(parts, encoding, codes);
  return llvm::Error::success();
}

llvm::Error mlir::qnt::numerics::dequantizePacked(const PackedParts &parts, const Encoding &encoding,
                                                  const TypedOutput &result, ParallelFor parallelFor) {
  if (llvm::Error error = checkEncoding(result.shape, encoding))
    return error;
  if (llvm::Error error = checkCodebook(result.shape, encoding, parts.codebook))
    return error;
  if (result.type != encoding.expressed)
    return llvm::createStringError("expected a result of the expressed type %s, but got %s",
                                   getName(encoding.expressed).data(), getName(result.type).data());
  const NarrowZeroPoints narrow(parts, result.shape, encoding);
  if (canDequantizeWithKernel(result, narrow.encoding, parts.codebook)) {
    dequantizeWithKernel(narrow.parts, narrow.encoding, result, parallelFor);
    return llvm::Error::success();
  }
  ArrayParts unpacked = readParameters(parts, result.shape, encoding);
  const unsigned bits = getCodeBits(encoding);
  const Shape codeShape = getCodeShape(result.shape, encoding);
  const llvm::ArrayRef<uint8_t> bytes(parts.codes, getNumElements(getPackedShape(codeShape, bits)));
  llvm::Expected<std::vector<uint64_t>> codes = unpackCodes(bytes, codeShape, bits);
  if (!codes)
    return codes.takeError();
  unpacked.codes = std::move(*codes);
  writeNumbers(result.type, dequantize(unpacked, encoding), result.data);
  return llvm::Error::success();
}
