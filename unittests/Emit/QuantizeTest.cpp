//===- QuantizeTest.cpp - emitted quantization against Numerics ---------------------------------------------===//

#include "QuantizeLoops.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Format;
using oracle::Tally;

TEST(QuantizeTest, DefaultConventionOnEveryHalfPattern) {
  QuantizeLoops loops;
  for (Format input : {Format::F16, Format::BF16})
    for (Format storage : getStorageFormats())
      loops.add({makeEncoding(storage), numerics::Convention(), input});
  loops.compile();
  Tally tally;
  for (size_t i = 0; i < loops.size(); ++i) {
    ElementArray values = ElementArray::allPatterns(loops.get(i).input);
    for (double scale : {1.0, 0.1, 0x1.8p-3, 3.0, 1e-40})
      loops.check(i, values, {scale, 0.0}, tally);
  }
  EXPECT_NO_MISMATCH(tally);
}
