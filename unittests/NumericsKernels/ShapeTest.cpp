//===- ShapeTest.cpp - ranks, blocks and tails -----------------------------------------------------------===//
//
// Quantized and decoded, with random values: what is wrong here is where elements and blocks are found.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelTest.h"
#include <random>

using namespace mlir::qnt::numerics;

namespace {

TypedValues makeRandom(Format type, Shape shape, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0.2, 1.0);
  std::vector<double> numbers(getNumElements(shape));
  for (double &number : numbers)
    number = normal(generator);
  return TypedValues::fromNumbers(type, std::move(shape), numbers);
}

/// Both ways; asymmetric for integers when `seed` is odd.
void expectSameBothWays(Format type, const Shape &shape, Format storage, const BlockShape &block, unsigned seed) {
  const TypedValues values = makeRandom(type, shape, seed);
  const bool asymmetric = isInteger(storage) && seed % 2;
  Encoding encoding = makeEncoding(storage, block, Format::F32, asymmetric ? std::optional(Format::I8) : std::nullopt);
  encoding.expressed = type;
  const Calibration calibration = asymmetric ? getMinMax() : getAbsMax();
  expectSameParts(values, encoding, Convention(), calibration);
  expectSameValues(llvm::cantFail(quantize(values.numbers, values.shape, type, encoding, Convention(), calibration)),
                   encoding);
}

TEST(KernelShape, row_lengths_1_to_70_per_tensor_channel_and_block) {
  const Format storages[] = {Format::I8, Format::I4, Format::U4, Format::I3, Format::F8E4M3FN, Format::F4E2M1FN};
  const Format types[] = {Format::F32, Format::BF16, Format::F16};
  for (int64_t length = 1; length <= 70; ++length)
    for (const BlockShape &block : {BlockShape{kWhole, kWhole}, {1, kWhole}, {kWhole, 1}, {1, 32}, {2, 1}, {2, 31}})
      for (Format storage : storages)
        expectSameBothWays(types[length % 3], {3, length}, storage, block, unsigned(length));
}

TEST(KernelShape, block_sizes_1_31_32_33) {
  for (int64_t size : {1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128})
    for (Format storage : {Format::I8, Format::I4, Format::I5, Format::F6E2M3FN})
      for (Format type : {Format::F32, Format::BF16, Format::F16})
        for (int64_t length : {size, 5 * size, 5 * size + 1, 16 * size, 40 * size - 1})
          expectSameBothWays(type, {2, length}, storage, {1, size}, unsigned(size));
}

TEST(KernelShape, all_blocks_of_rank_0_to_4) {
  const int64_t sizes[] = {kWhole, 1, 2, 5, 9};
  std::mt19937 generator(11);
  for (unsigned rank = 0; rank <= 4; ++rank)
    for (unsigned i = 0; i < 150; ++i) {
      Shape shape;
      BlockShape block;
      for (unsigned dim = 0; dim < rank; ++dim) {
        shape.push_back(1 + generator() % (rank > 2 ? 6 : 40));
        block.push_back(sizes[generator() % 5]);
      }
      const Format storage = getKernelStorages()[generator() % getKernelStorages().size()];
      expectSameBothWays(i % 3 ? Format::F32 : Format::BF16, shape, storage, block, i);
    }
}

TEST(KernelShape, rows_longer_than_a_piece_of_work) {
  for (int64_t length : {4095, 4096, 4097, 8193, 12289})
    for (const BlockShape &block : {BlockShape{1, kWhole}, {kWhole, kWhole}, {kWhole, 1}, {1, 32}, {1, 4097}, {1, 33}})
      for (Format storage : {Format::I8, Format::I4, Format::F6E3M2FN})
        expectSameBothWays(Format::F32, {3, length}, storage, block, unsigned(length));
}

TEST(KernelShape, bands_of_many_rows) {
  for (const BlockShape &block : {BlockShape{kWhole, 1}, {32, 1}, {32, kWhole}, {128, 128}, {32, 7}})
    for (Format storage : {Format::I8, Format::U4, Format::F4E2M1FN})
      expectSameBothWays(Format::F32, {300, 129}, storage, block, 1);
}

TEST(KernelShape, convolution_and_embedding_weights) {
  expectSameBothWays(Format::F32, {16, 32, 3, 3}, Format::I8, {1, kWhole, kWhole, kWhole}, 0);
  expectSameBothWays(Format::F32, {3, 3, 32, 16}, Format::I4, {kWhole, kWhole, kWhole, 1}, 0);
  expectSameBothWays(Format::F32, {16, 31, 3, 3}, Format::I4, {1, kWhole, kWhole, kWhole}, 0);
  expectSameBothWays(Format::BF16, {2, 96, 16}, Format::I4, {kWhole, kWhole, 1}, 0);
  expectSameBothWays(Format::BF16, {2, 96, 16}, Format::I4, {1, 32, 1}, 1);
}

} // namespace
