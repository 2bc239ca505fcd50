//===- NibblesTest.cpp - codes of four bits, which are packed where they are computed ---------------------===//
//
// Rows and blocks of as many elements as vectors of 4, 8 and 16 lanes hold, and of others, where codes are packed
// later.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelTest.h"
#include <cmath>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

const int64_t kBlocks[] = {4, 8, 16, 24, 32, 64, 96, 128, kWhole};

/// Normal numbers; every so-manieth one is NaN, an infinity, a zero or tiny, or none is.
TypedValues makeRows(Format type, Shape shape, int64_t specialEvery) {
  std::mt19937 generator(1);
  std::normal_distribution<double> normal(0.0, 0.3);
  std::vector<double> numbers(getNumElements(shape));
  const double specials[] = {kNaN, -0.0, kInf, 1e-42, -kInf, 0.0, -kNaN, -1e-42};
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = specialEvery && i % specialEvery == 0 ? specials[i / specialEvery % 8] : normal(generator);
  return TypedValues::fromNumbers(type, std::move(shape), numbers);
}

TEST(KernelNibbles, floats_and_integers_in_blocks_of_vectors) {
  for (Format type : {Format::F32, Format::BF16, Format::F16})
    for (int64_t specialEvery : {0, 13, 61})
      for (const Shape &shape : {Shape{3, 384}, Shape{2, 4608}, Shape{4, 200}}) {
        const TypedValues values = makeRows(type, shape, specialEvery);
        for (int64_t block : kBlocks) {
          for (Format storage : {Format::F4E2M1FN, Format::I4, Format::U4})
            expectSameParts(values, makeEncoding(storage, {1, block}), Convention(), getAbsMax());
          for (Format storage : {Format::I4, Format::U4})
            expectSameParts(values, makeEncoding(storage, {1, block}, Format::F16, Format::I8), Convention(),
                            getMinMax());
        }
      }
}

TEST(KernelNibbles, tensor_scales) {
  for (Format type : {Format::F32, Format::BF16, Format::F16})
    for (int64_t specialEvery : {0, 13})
      for (Format scale : {Format::F8E4M3FN, Format::F32})
        for (int64_t block : kBlocks) {
          Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, block}, scale);
          encoding.tensorScale = true;
          expectSameParts(makeRows(type, {6, 384}, specialEvery), encoding, Convention(), getAbsMax());
        }
}

/// Every f8E4M3FN scale with its neighbours: blocks whose largest magnitude is a code, between two, and next to that.
TEST(KernelNibbles, every_small_scale) {
  std::vector<double> numbers;
  for (uint64_t code = 0; code < 0x7F; ++code) {
    const double value = decode(Format::F8E4M3FN, code),
                 next = decode(Format::F8E4M3FN, std::min<uint64_t>(code + 1, 0x7E));
    const float middle = static_cast<float>((value + next) / 2);
    for (double number :
         {value, double(middle), double(std::nextafter(middle, 1e9f)), double(std::nextafter(middle, -1e9f))})
      for (int64_t i = 0; i < 16; ++i)
        numbers.push_back(6.0 * number * (i - 8) / 8);
  }
  const TypedValues values = TypedValues::fromNumbers(Format::F32, {int64_t(numbers.size() / 16), 16}, numbers);
  for (ScaleGuard guard : {ScaleGuard::Default, ScaleGuard::SqrtSmallestNormal})
    for (double factor : {1.0, 0.9, 1e-3}) {
      Convention convention;
      convention.guard = guard;
      const Calibration calibration{ScaleRule::AbsMax, {factor}};
      Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 16}, Format::F8E4M3FN);
      expectSameParts(values, encoding, convention, calibration);
      encoding.tensorScale = true;
      expectSameParts(values, encoding, convention, calibration);
    }
}

/// Several tasks, and a largest magnitude that is the first, in the middle, the last or not finite.
TEST(KernelNibbles, largest_magnitude_of_all) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 16}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  for (const Shape &shape : {Shape{300, 2048}, Shape{1, 37}, Shape{7, 1}}) {
    const TypedValues values = makeRows(Format::F32, shape, 0);
    const int64_t count = getNumElements(shape);
    for (int64_t at : {int64_t(0), count / 2, count - 1})
      for (double largest : {-100.0, kInf, kNaN}) {
        std::vector<double> numbers = values.numbers;
        numbers[at] = largest;
        expectSameParts(TypedValues::fromNumbers(Format::F32, shape, numbers), encoding, Convention(), getAbsMax());
      }
  }
}

} // namespace
