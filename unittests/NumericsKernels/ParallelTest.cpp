//===- ParallelTest.cpp - values that are cut for several threads ----------------------------------------===//
//
// Larger than what one thread takes at a time; expectSameParts and the like run every case with and without threads.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelTest.h"
#include <limits>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

/// More than two tasks of f32, in odd sizes that end inside bytes, vectors, blocks and panels.
const Shape kShape{301, 2051};

TypedValues makeLarge(Format type, Shape shape = kShape) {
  std::mt19937 generator(1);
  std::normal_distribution<double> normal(0.1, 1.0);
  std::vector<double> numbers(getNumElements(shape));
  for (double &number : numbers)
    number = normal(generator);
  return TypedValues::fromNumbers(type, std::move(shape), numbers);
}

struct Case {
  Format storage;
  BlockShape block;
  bool isAsymmetric;
};

TEST(KernelParallel, every_way_to_cut_a_value) {
  const Case cases[] = {
      {Format::I8, {kWhole, kWhole}, false}, {Format::I8, {kWhole, kWhole}, true}, {Format::I4, {kWhole, kWhole}, true},
      {Format::I8, {1, kWhole}, false},      {Format::I3, {1, 32}, false},         {Format::U4, {1, 32}, true},
      {Format::I8, {kWhole, 1}, true},       {Format::I4, {32, 1}, false},         {Format::F6E2M3FN, {128, 16}, false},
  };
  const TypedValues values = makeLarge(Format::F32);
  for (const Case &c : cases) {
    const Encoding encoding =
        makeEncoding(c.storage, c.block, Format::F32, c.isAsymmetric ? std::optional(Format::I8) : std::nullopt);
    const Calibration calibration = c.isAsymmetric ? getMinMax() : getAbsMax();
    expectSameParts(values, encoding, Convention(), calibration);
    const ArrayParts parts =
        llvm::cantFail(quantize(values.numbers, values.shape, values.type, encoding, Convention(), calibration));
    expectSameCodes(values, getChosenEncoding(encoding, Convention(), calibration), parts);
    expectSameValues(parts, encoding);
  }
}

TEST(KernelParallel, bf16_in_one_row_per_tensor) {
  expectSameParts(makeLarge(Format::BF16, {(1 << 20) + 77}), makeEncoding(Format::I3, {kWhole}), Convention(),
                  getAbsMax());
}

TEST(KernelParallel, tensor_scale) {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 16}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  expectSameParts(makeLarge(Format::F32), encoding, Convention(), getAbsMax());
}

TEST(KernelParallel, one_element_that_is_not_finite) {
  for (double special : {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()})
    for (size_t at : {size_t(300000), size_t(getNumElements(kShape) - 1)}) {
      TypedValues values = makeLarge(Format::F32);
      values.numbers[at] = special;
      values = TypedValues::fromNumbers(Format::F32, kShape, values.numbers);
      for (const BlockShape &block : {BlockShape{kWhole, kWhole}, {1, 32}, {kWhole, 1}})
        expectSameParts(values, makeEncoding(Format::I8, block), Convention(), getAbsMax());
    }
}

} // namespace
