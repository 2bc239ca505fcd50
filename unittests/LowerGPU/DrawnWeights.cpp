//===- DrawnWeights.cpp - drawn constants of programs -----------------------------------------------------===//
#include "DrawnWeights.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class ConstantDrawer {
public:
  ConstantDrawer(const DrawnWeights &drawn, std::mt19937 &random)
      : drawn(drawn), random(random), info(numerics::getInfo(*numerics::parseFormat(drawn.storage))),
        grid(numerics::getGridShape(drawn.shape, drawn.block)) {}

  std::string draw(std::string &declarations);

private:
  int64_t drawInteger(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  std::string drawCodes();
  std::string drawScales();
  std::string drawZeroPoints();
  std::string drawCodebook();

  const DrawnWeights &drawn;
  std::mt19937 &random;
  const numerics::FormatInfo &info;
  numerics::Shape grid;
};
} // namespace

static std::string toHex(ArrayRef<uint8_t> bytes) { return "dense<\"0x" + llvm::toHex(bytes) + "\">"; }

static std::string getShapeText(ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text;
}

std::string ConstantDrawer::drawCodes() {
  std::vector<uint64_t> codes(numerics::getNumElements(drawn.shape));
  for (uint64_t &code : codes)
    code = static_cast<uint64_t>(drawInteger(0, (int64_t(1) << info.bits) - 1));
  if (info.hasNaN)
    for (uint64_t &code : codes)
      if (!std::isfinite(numerics::decode(*numerics::parseFormat(drawn.storage), code)))
        code ^= uint64_t(1) << info.mantissaBits;
  std::string type = "tensor<" + getShapeText(numerics::getPackedShape(drawn.shape, info.bits)) + "i8>";
  return toHex(numerics::packCodes(codes, drawn.shape, info.bits)) + " : " + type;
}

/// 2^-2 to 1, or something that takes all bits of the type.
std::string ConstantDrawer::drawScales() {
  numerics::Format scale = *numerics::parseFormat(drawn.scale);
  std::vector<uint8_t> scales;
  for (int64_t i = 0, count = numerics::getNumElements(grid); i < count; ++i) {
    double value = drawn.isExact ? std::ldexp(1.0, static_cast<int>(drawInteger(-2, 0)))
                                 : 0.001 + 0.01 * std::abs(std::normal_distribution<double>(0.0, 1.0)(random));
    uint64_t bits = numerics::encode(scale, value);
    for (unsigned byte = 0; byte < numerics::bitWidth(scale) / 8; ++byte)
      scales.push_back(static_cast<uint8_t>(bits >> (8 * byte)));
  }
  return ", scales = " + toHex(scales) + " : tensor<" + getShapeText(grid) + drawn.scale + ">";
}

std::string ConstantDrawer::drawZeroPoints() {
  size_t next = 0;
  std::vector<int64_t> values;
  const numerics::FormatInfo &type =
      drawn.zeroPointType.empty() ? info : numerics::getInfo(*numerics::parseFormat(drawn.zeroPointType));
  for (int64_t i = 0, count = numerics::getNumElements(grid); i < count; ++i)
    values.push_back(llvm::SignExtend64(drawInteger(type.minInt, type.maxInt), type.bits));
  std::function<std::string(size_t)> print = [&](size_t dim) {
    if (dim == grid.size())
      return std::to_string(values[next++]);
    SmallVector<std::string> parts;
    for (int64_t i = 0; i < grid[dim]; ++i)
      parts.push_back(print(dim + 1));
    return "[" + llvm::join(parts, ", ") + "]";
  };
  std::string text = print(0);
  return llvm::formatv(", zero_points = dense<{0}> : tensor<{1}i{2}>", text, getShapeText(grid), type.bits).str();
}

/// Entries are small integers: sums stay exact.
std::string ConstantDrawer::drawCodebook() {
  SmallVector<std::string> entries;
  for (int64_t i = 0; i < int64_t(1) << info.bits; ++i)
    entries.push_back(std::to_string(drawInteger(-100, 100)) + ".0");
  std::string text = llvm::join(entries, ", "), ones;
  for (size_t i = 0; i < drawn.shape.size(); ++i) {
    text = "[" + text + "]";
    ones += "1x";
  }
  return llvm::formatv(", codebook = dense<[{0}]> : tensor<{1}{2}x{3}>", text, ones, entries.size(), drawn.entry).str();
}

std::string ConstantDrawer::draw(std::string &declarations) {
  std::string storage = drawn.entry.empty() ? drawn.storage : "lut<" + drawn.storage + ", " + drawn.entry + ">", block;
  for (int64_t size : drawn.block)
    block += (block.empty() ? "" : "x") + (size ? std::to_string(size) : "*");
  declarations =
      llvm::formatv(
          "#w = #qnt.encoding<{0} : f32, block = {1}{2}{3}{4}>\n!w = !qnt.array<{5}, #w>\n", storage, block,
          drawn.scale.empty() ? "" : ", scale = " + drawn.scale, drawn.tensorScale ? ", tensor_scale = f32" : "",
          drawn.zeroPoints ? ", zero_point = " + (drawn.zeroPointType.empty() ? drawn.storage : drawn.zeroPointType)
                           : "",
          StringRef(getShapeText(drawn.shape)).drop_back().str())
          .str();
  std::string text = "  %w = qnt.constant codes = " + drawCodes();
  if (!drawn.scale.empty())
    text += drawScales();
  if (drawn.zeroPoints)
    text += drawZeroPoints();
  if (!drawn.entry.empty())
    text += drawCodebook();
  if (drawn.tensorScale)
    text += ", tensor_scale = dense<0.5> : tensor<f32>";
  return text + " : !w\n";
}

std::string qnt::testing::drawConstant(const DrawnWeights &weights, std::mt19937 &random, std::string &declarations) {
  return ConstantDrawer(weights, random).draw(declarations);
}
