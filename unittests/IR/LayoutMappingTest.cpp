//===- LayoutMappingTest.cpp - layout mappings against enumeration of elements ----------------------------===//
//
// For random types and arguments: when a mapping is given, every element of the result must find in each part of the
// result, mapped back to the input's part, the entry that its source element has there.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ElementIndex.h"
#include "Qnt/IR/QntOps.h"
#include "gtest/gtest.h"
#include <numeric>
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class LayoutMappingTest : public ::testing::Test {
protected:
  LayoutMappingTest() { context.loadDialect<QntDialect>(); }

  int64_t draw(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool flip() { return draw(0, 1) == 1; }

  Index drawTile(unsigned rank) {
    Index tile;
    for (unsigned i = 0; i < rank; ++i)
      tile.push_back(SmallVector<int64_t>{numerics::kWhole, 1, 1, 2, 3, 4, 6}[draw(0, 6)]);
    return tile;
  }

  /// An encoding with scales, and at random a code book with groups (and vectors) and a mask.
  EncodingAttr drawEncoding(unsigned rank) {
    Index block = drawTile(rank), group = drawTile(rank), vector;
    LutAttr lut;
    if (flip()) {
      if (flip())
        for (unsigned i = 0; i < rank; ++i)
          vector.push_back(group[i] % 2 == 0 && draw(0, 2) == 0 ? 2 : 1);
      lut = LutAttr::getCanonical(&context, Format::U4, Format::F16, group, vector);
    }
    SparsityAttr sparsity;
    if (flip())
      sparsity = rank > 0 && flip() ? SparsityAttr::get(&context, 2, 4, draw(0, rank - 1))
                                    : SparsityAttr::get(&context, 0, 0, 0);
    return EncodingAttr::get(&context, lut ? Format::U4 : Format::I8, lut, Format::F16, block, Format::F16, false,
                             std::nullopt, std::nullopt, false, sparsity, StringAttr());
  }

  ArrayType makeType(const Index &shape, EncodingAttr encoding) {
    if (LutAttr lut = encoding.getLut())
      for (auto [dim, vector] : llvm::zip(shape, lut.getVector()))
        if (dim % vector != 0)
          return {};
    return ArrayType::get(&context, shape, encoding);
  }

  /// Nothing when the vector does not divide the dimensions.
  ArrayType drawType() {
    unsigned rank = draw(0, 3);
    Index shape;
    for (unsigned i = 0; i < rank; ++i)
      shape.push_back(draw(0, 9));
    return makeType(shape, drawEncoding(rank));
  }

  static MappingError noError() { return InFlightDiagnostic(); }

  MLIRContext context;
  std::mt19937 random{20240501};
};
} // namespace

/// Calls check(element of the result) for every element.
static void forEachElement(ArrayType type, llvm::function_ref<void(const Index &)> check) {
  for (int64_t i = 0, e = type.getNumElements(); i < e; ++i)
    check(unravel(i, type.getShape()));
}

TEST_F(LayoutMappingTest, TransposeMovesEveryPart) {
  unsigned numReordered = 0;
  for (unsigned n = 0; n < 3000; ++n) {
    ArrayType input = drawType();
    if (!input)
      continue;
    Index permutation(input.getRank());
    std::iota(permutation.begin(), permutation.end(), 0);
    std::shuffle(permutation.begin(), permutation.end(), random);
    auto mapping = mapTranspose(input, permutation, noError);
    ASSERT_TRUE(succeeded(mapping));
    SmallVector<PartGrid> from = getPartGrids(input), to = getPartGrids(mapping->result);
    ASSERT_EQ(mapping->parts.size(), from.size());
    for (size_t p = 0; p < from.size(); ++p) {
      const auto &part = mapping->parts[p];
      const PartGrid &source = from[p], &target = to[p];
      numReordered += !part.vectorShape.empty();
      forEachElement(mapping->result, [&](const Index &element) {
        Index original(element.size());
        for (auto [i, dim] : llvm::enumerate(permutation))
          original[dim] = element[i];
        Index entry = getEntry(element, target.tile), mapped(entry.size());
        for (unsigned i = 0; i < entry.size(); ++i)
          mapped[part.permutation[i]] = entry[i];
        ASSERT_EQ(mapped, getEntry(original, source.tile));
        ASSERT_TRUE(isInside(entry, getGridShape(mapping->result, target)));
      });
    }
  }
  // 2x2 vectors were among them.
  EXPECT_GT(numReordered, 0u);
}

TEST_F(LayoutMappingTest, TransposeReordersVectorsOfTables) {
  LutAttr lut = LutAttr::get(&context, Format::U4, Format::F16, {}, {2, 3});
  EncodingAttr encoding =
      EncodingAttr::get(&context, Format::U4, lut, Format::F16, {numerics::kWhole, numerics::kWhole}, std::nullopt,
                        false, std::nullopt, std::nullopt, false, SparsityAttr(), StringAttr());
  auto mapping = mapTranspose(ArrayType::get(&context, {4, 6}, encoding), {1, 0}, noError);
  ASSERT_TRUE(succeeded(mapping));
  EXPECT_EQ(mapping->parts[0].vectorShape, Index());
  EXPECT_EQ(mapping->parts[1].part, PartKind::Codebook);
  EXPECT_EQ(mapping->parts[1].permutation, (Index{1, 0, 2, 3}));
  EXPECT_EQ(mapping->parts[1].vectorShape, (Index{2, 3}));
  EXPECT_EQ(mapping->parts[1].vectorPermutation, (Index{1, 0}));
}

TEST_F(LayoutMappingTest, SliceTakesTheEntriesOfItsElements) {
  unsigned numMapped = 0, numShrunk = 0;
  for (unsigned n = 0; n < 20000; ++n) {
    ArrayType input = drawType();
    if (!input)
      continue;
    Index offsets, sizes, strides;
    for (int64_t dim : input.getShape()) {
      offsets.push_back(draw(0, dim));
      strides.push_back(draw(1, 4));
      sizes.push_back(flip() ? -1 : draw(0, (dim - offsets.back() + strides.back() - 1) / strides.back()));
    }
    auto mapping = mapSlice(input, offsets, sizes, strides, noError);
    if (failed(mapping))
      continue;
    ++numMapped;
    numShrunk += mapping->result.getEncoding() != input.getEncoding();
    SmallVector<PartGrid> from = getPartGrids(input), to = getPartGrids(mapping->result);
    ASSERT_EQ(mapping->parts.size(), from.size());
    for (size_t p = 0; p < from.size(); ++p) {
      const auto &part = mapping->parts[p];
      const PartGrid &source = from[p], &target = to[p];
      ASSERT_EQ(ArrayRef<int64_t>(part.sizes), getGridShape(mapping->result, target));
      forEachElement(mapping->result, [&](const Index &element) {
        Index original, mapped, entry = getEntry(element, target.tile);
        for (unsigned i = 0; i < element.size(); ++i) {
          original.push_back(offsets[i] + element[i] * strides[i]);
          mapped.push_back(part.offsets[i] + entry[i] * part.strides[i]);
        }
        ASSERT_TRUE(isInside(original, input.getShape()));
        ASSERT_EQ(mapped, getEntry(original, source.tile));
        ASSERT_TRUE(isInside(mapped, getGridShape(input, source)));
        if (source.part == PartKind::Codes) {
          ASSERT_EQ(getPlace(element, target.tile), getPlace(original, source.tile));
        }
      });
    }
  }
  EXPECT_GT(numMapped, 3000u);
  EXPECT_GT(numShrunk, 300u);
}

TEST_F(LayoutMappingTest, ConcatAppendsEntries) {
  unsigned numMapped = 0;
  for (unsigned n = 0; n < 20000; ++n) {
    ArrayType first = drawType();
    if (!first || first.getRank() == 0)
      continue;
    int64_t dim = draw(0, first.getRank() - 1);
    SmallVector<ArrayType> inputs{first};
    for (unsigned i = 0; i < 2; ++i) {
      Index shape(first.getShape());
      shape[dim] = draw(0, 9);
      inputs.push_back(makeType(shape, first.getEncoding()));
    }
    if (!inputs[1] || !inputs[2])
      continue;
    auto mapping = mapConcat(inputs, dim, noError);
    if (failed(mapping))
      continue;
    ++numMapped;
    SmallVector<PartGrid> to = getPartGrids(mapping->result);
    for (const PartGrid &target : to) {
      forEachElement(mapping->result, [&](const Index &element) {
        Index original = element, entry = getEntry(element, target.tile);
        unsigned i = 0;
        for (; original[dim] >= inputs[i].getDimSize(dim); ++i) {
          original[dim] -= inputs[i].getDimSize(dim);
          entry[dim] -= getGridSize(inputs[i].getDimSize(dim), target.tile[dim]);
        }
        ASSERT_EQ(entry, getEntry(original, target.tile));
      });
    }
  }
  EXPECT_GT(numMapped, 2000u);
}

TEST_F(LayoutMappingTest, PadKeepsOldEntries) {
  unsigned numMapped = 0;
  for (unsigned n = 0; n < 20000; ++n) {
    ArrayType input = drawType();
    if (!input)
      continue;
    Index low, high;
    for (unsigned i = 0; i < input.getRank(); ++i) {
      low.push_back(flip() ? 0 : draw(0, 6));
      high.push_back(draw(0, 6));
    }
    bool needsCode = input.getEncoding().hasLut() && !input.getEncoding().getSparsity();
    auto mapping = mapPad(input, low, high, needsCode ? std::optional<int64_t>(3) : std::nullopt, noError);
    if (failed(mapping))
      continue;
    ++numMapped;
    SmallVector<PartGrid> from = getPartGrids(input), to = getPartGrids(mapping->result);
    ASSERT_EQ(mapping->parts.size(), from.size());
    for (size_t p = 0; p < from.size(); ++p) {
      const auto &part = mapping->parts[p];
      const PartGrid &source = from[p], &target = to[p];
      ArrayRef<int64_t> oldGrid = getGridShape(input, source), newGrid = getGridShape(mapping->result, target);
      for (unsigned i = 0; i < input.getRank(); ++i) {
        ASSERT_GE(part.high[i], 0);
        ASSERT_EQ(part.low[i] + oldGrid[i] + part.high[i], newGrid[i]);
      }
      forEachElement(mapping->result, [&](const Index &element) {
        Index original, entry = getEntry(element, target.tile);
        for (unsigned i = 0; i < element.size(); ++i) {
          original.push_back(element[i] - low[i]);
          entry[i] -= part.low[i];
        }
        if (isInside(original, input.getShape())) {
          ASSERT_EQ(entry, getEntry(original, source.tile));
        }
      });
    }
  }
  EXPECT_GT(numMapped, 2000u);
}

TEST_F(LayoutMappingTest, GatherTakesEntriesByIndex) {
  unsigned numMapped = 0;
  for (unsigned n = 0; n < 20000; ++n) {
    ArrayType input = drawType();
    if (!input || input.getRank() == 0 || input.getNumElements() == 0)
      continue;
    int64_t dim = draw(0, input.getRank() - 1), rank = draw(0, 2);
    Index indicesShape;
    for (int64_t i = 0; i < rank; ++i)
      indicesShape.push_back(draw(1, 3));
    auto indicesType = RankedTensorType::get(indicesShape, IntegerType::get(&context, 32));
    Index indices;
    for (int64_t i = 0; i < indicesType.getNumElements(); ++i)
      indices.push_back(draw(0, input.getDimSize(dim) - 1));
    auto mapping = mapGather(input, indicesType, dim, noError);
    if (failed(mapping))
      continue;
    ++numMapped;
    // The element of the input that result index `index` (of the value or of a grid) stands for.
    auto lookUp = [&](const Index &index, bool isIndexed) {
      Index source(ArrayRef<int64_t>(index).take_front(dim));
      int64_t position = ravel(ArrayRef<int64_t>(index).slice(dim, rank), indicesShape);
      source.push_back(isIndexed ? indices[position] : 0);
      source.append(index.begin() + dim + rank, index.end());
      return source;
    };
    SmallVector<PartGrid> from = getPartGrids(input), to = getPartGrids(mapping->result);
    ASSERT_EQ(mapping->parts.size(), from.size());
    for (size_t p = 0; p < from.size(); ++p) {
      const auto &part = mapping->parts[p];
      const PartGrid &source = from[p], &target = to[p];
      forEachElement(mapping->result, [&](const Index &element) {
        Index entry = getEntry(element, target.tile);
        ASSERT_TRUE(isInside(entry, getGridShape(mapping->result, target)));
        ASSERT_EQ(lookUp(entry, part.isIndexed), getEntry(lookUp(element, true), source.tile));
      });
    }
  }
  EXPECT_GT(numMapped, 2000u);
}
