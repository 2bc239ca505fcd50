//===- TensorMapTest.cpp - what a tensor map must keep to ---------------------------------------------------===//

#include "Qnt/Runtime/TensorMaps.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <functional>

namespace {

class TensorMaps : public testing::Test {
protected:
  void SetUp() override { ASSERT_EQ(qntrtContextCreate(QntrtDeviceEmulated, 0, &context), QntrtSuccess); }
  void TearDown() override { qntrtContextDestroy(context); }

  static QntrtTensorMap makeMap() {
    QntrtTensorMap map = {};
    map.type = QntrtTensorBF16;
    map.rank = 3;
    map.address = 0x1000;
    for (int dim = 0; dim < 3; ++dim) {
      map.globalDims[dim] = 64;
      map.boxDims[dim] = 16;
      map.elementStrides[dim] = 1;
    }
    map.globalStrides[0] = 128;
    map.globalStrides[1] = 8192;
    return map;
  }
  /// The error after `change`; empty for none.
  std::string getError(const std::function<void(QntrtTensorMap &)> &change) {
    QntrtTensorMap map = makeMap();
    change(map);
    unsigned char bytes[128];
    return qntrtTensorMapEncode(context, &map, bytes) == QntrtSuccess ? "" : qntrtGetLastError();
  }

  QntrtContext context = nullptr;
};

} // namespace

TEST_F(TensorMaps, fields_are_checked) {
  using Map = QntrtTensorMap;
  struct {
    std::function<void(Map &)> change;
    const char *text;
  } const cases[] = {
      {[](Map &m) { m.rank = 0; }, "expected rank from 1 to 5, got 0"},
      {[](Map &m) { m.rank = 6; }, "expected rank from 1 to 5, got 6"},
      {[](Map &m) { m.rank = 2, m.isIm2col = 1; }, "expected rank from 3 to 5, got 2"},
      {[](Map &m) { m.type = static_cast<QntrtTensorType>(13); }, "expected type from 0 to 12, got 13"},
      {[](Map &m) { m.swizzle = static_cast<QntrtSwizzle>(4); }, "expected swizzle from 0 to 3, got 4"},
      {[](Map &m) { m.type = QntrtTensorU16, m.outOfBounds = QntrtOutOfBoundsNan; },
       "expected outOfBounds zero for a type of integers, got NaN"},
      {[](Map &m) { m.address = 0x1008; }, "expected address to be a multiple of 16, got 0x1008"},
      {[](Map &m) { m.globalDims[1] = 0; }, "expected globalDims[1] from 1 to 4294967296, got 0"},
      {[](Map &m) { m.globalStrides[1] = 24; }, "expected globalStrides[1] to be a multiple of 16 below 2^40, got 24"},
      {[](Map &m) { m.elementStrides[2] = 9; }, "expected elementStrides[2] from 1 to 8, got 9"},
      {[](Map &m) { m.boxDims[0] = 257; }, "expected boxDims[0] from 1 to 256, got 257"},
      {[](Map &m) { m.boxDims[0] = 4; },
       "expected the innermost dimension of the box to be a multiple of 16 bytes, got 8"},
      {[](Map &m) { m.boxDims[0] = 32, m.swizzle = QntrtSwizzle32; },
       "expected the innermost dimension of the box to be at most the 32 bytes of the swizzle, got 64"},
      {[](Map &m) { m.interleave = QntrtInterleave32; }, "expected swizzle 32 with interleave 32"},
      {[](Map &m) { m.isIm2col = 1; }, "expected channelsPerPixel from 1 to 256, got 0"},
      {[](Map &m) { m.isIm2col = 1, m.channelsPerPixel = 8; }, "expected pixelsPerColumn from 1 to 1024, got 0"},
      {[](Map &m) { m.isIm2col = 1, m.channelsPerPixel = 8, m.pixelsPerColumn = 1, m.pixelBoxLower[0] = -40000; },
       "expected corners of the pixel box from -32768 to 32767 at rank 3, got -40000"},
  };
  EXPECT_EQ(getError([](Map &) {}), "");
  for (const auto &test : cases)
    EXPECT_THAT(getError(test.change), testing::HasSubstr(test.text));
}

TEST_F(TensorMaps, emulated_form) {
  QntrtTensorMap map = makeMap();
  unsigned char bytes[128];
  ASSERT_EQ(qntrtTensorMapEncode(context, &map, bytes), QntrtSuccess);
  EXPECT_EQ(std::string(bytes, bytes + 4), "QNTM");
  EXPECT_EQ(bytes[4], QntrtTensorBF16);
  EXPECT_EQ(bytes[5], 3);
  EXPECT_EQ(bytes[17], 0x10); // address
  EXPECT_EQ(bytes[24], 63);   // size of the first dimension, less one
  EXPECT_EQ(bytes[64], 8);    // 128 / 16
  EXPECT_EQ(qntrtTensorMapEncode(context, nullptr, bytes), QntrtInvalidArgument);
}
