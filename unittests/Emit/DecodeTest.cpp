//===- DecodeTest.cpp - emitted decoders against Numerics and the oracle ----------------------------------===//

#include "Qnt/Emit/Decode.h"
#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using oracle::Tally;

/// Every format with codes of at most 16 bits that is no float type of the machine.
static std::vector<Format> getShortFormats() {
  std::vector<Format> formats;
  for (unsigned i = 0; i < numerics::kNumFormats; ++i)
    if (auto format = static_cast<Format>(i); numerics::bitWidth(format) <= 16)
      formats.push_back(format);
  return formats;
}

static std::string getLoopName(Format format, FloatType type) {
  return (numerics::getName(format) + (type.isF32() ? "_f32" : "_f64")).str();
}

static void addDecodeLoop(JitProgram &program, Format format, FloatType type) {
  program.addLoop(getLoopName(format, type), {getContainerType(program.getContext(), format)}, {type},
                  [=](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
                    return {emitDecode(b, format, in[0], type)};
                  });
}

/// All patterns of the container: bits above the code must not matter.
static void checkDecodeLoop(JitProgram &program, Format format, FloatType type, Tally &tally) {
  ElementArray codes = ElementArray::allPatterns(format);
  ElementArray got(type.isF32() ? Format::F32 : Format::F64, codes.size());
  program.run(getLoopName(format, type), {codes.data()}, {got.data()}, codes.size());
  for (size_t i = 0; i < codes.size(); ++i)
    tally.compareValues(got.getValue(i), numerics::decode(format, codes.getBits(i)),
                        [&] { return (numerics::getName(format) + " " + std::to_string(codes.getBits(i))).str(); });
}

TEST(DecodeTest, EveryPatternOfEveryShortFormat) {
  JitProgram program;
  std::vector<FloatType> types = {program.getBuilder().getF32Type(), program.getBuilder().getF64Type()};
  for (Format format : getShortFormats())
    for (FloatType type : types)
      addDecodeLoop(program, format, type);
  program.compile();
  Tally tally;
  for (Format format : getShortFormats())
    for (FloatType type : types)
      checkDecodeLoop(program, format, type, tally);
  EXPECT_NO_MISMATCH(tally);
}
