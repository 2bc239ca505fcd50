//===- QuantizeBenchmark.cpp - quantization beside memcpy ------------------------------------------------===//
//
// One thread, 4096x4096 values. GB/s counts 10^9 bytes of float input (quantize) or output (dequantize); for memcpy
// the bytes copied.
//
//   quantize-benchmark --benchmark_filter=quantize/f32
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/Numerics/Rounding.h"
#include "benchmark/benchmark.h"
#include <cstring>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

constexpr int64_t kSize = 4096;
constexpr int64_t kShape[] = {kSize, kSize};

struct Case {
  const char *name;
  Encoding encoding;
  ScaleRule rule;
};

Encoding makeEncoding(Format storage, int64_t rows, int64_t columns, Format scale,
                      std::optional<Format> zeroPoint = std::nullopt) {
  Encoding encoding;
  encoding.storage = storage;
  encoding.block = {rows, columns};
  encoding.scale = scale;
  encoding.zeroPoint = zeroPoint;
  return encoding;
}

Encoding makeNVFP4() {
  Encoding encoding = makeEncoding(Format::F4E2M1FN, 1, 16, Format::F8E4M3FN);
  encoding.tensorScale = true;
  return encoding;
}

Encoding makeNF4() {
  Encoding encoding = makeEncoding(Format::U4, 1, 64, Format::F32);
  encoding.codebook.emplace();
  encoding.codebook->index = Format::U4;
  encoding.codebook->group = {kWhole, kWhole};
  return encoding;
}

llvm::ArrayRef<double> getCodebook(const Encoding &encoding) {
  return encoding.codebook ? getNF4Table() : llvm::ArrayRef<double>();
}

std::vector<Case> getCases() {
  const ScaleRule absMax = ScaleRule::AbsMax, minMax = ScaleRule::MinMax;
  return {
      {"int8_per_channel", makeEncoding(Format::I8, 1, kWhole, Format::F32), absMax},
      {"int8_per_tensor", makeEncoding(Format::I8, kWhole, kWhole, Format::F32), absMax},
      {"int8_per_last_channel", makeEncoding(Format::I8, kWhole, 1, Format::F32), absMax},
      {"int4_block_32", makeEncoding(Format::I4, 1, 32, Format::F32), absMax},
      {"int4_block_32_f16", makeEncoding(Format::I4, 1, 32, Format::F16), absMax},
      {"int4_block_32x1", makeEncoding(Format::I4, 32, 1, Format::F32), absMax},
      {"uint4_asymmetric_block_32", makeEncoding(Format::U4, 1, 32, Format::F32, Format::U4), minMax},
      {"fp8_e4m3fn_per_channel", makeEncoding(Format::F8E4M3FN, 1, kWhole, Format::F32), absMax},
      {"mxfp8", makeEncoding(Format::F8E4M3FN, 1, 32, Format::F8E8M0FNU), absMax},
      {"mxfp6", makeEncoding(Format::F6E2M3FN, 1, 32, Format::F8E8M0FNU), absMax},
      {"mxfp4", makeEncoding(Format::F4E2M1FN, 1, 32, Format::F8E8M0FNU), absMax},
      {"nvfp4", makeNVFP4(), absMax},
      {"nf4_block_64", makeNF4(), absMax},
  };
}

/// Normal values as a weight has them, in memory as `type`.
std::vector<uint8_t> makeValues(Format type) {
  std::mt19937 generator(1);
  std::normal_distribution<float> distribution(0.0f, 0.02f);
  const size_t bytes = getStoredBytes(type);
  std::vector<uint8_t> values(kSize * kSize * bytes);
  for (size_t i = 0; i < kSize * kSize; ++i) {
    const uint64_t code = encode(type, distribution(generator));
    std::memcpy(&values[i * bytes], &code, bytes);
  }
  return values;
}

const std::vector<uint8_t> &getValues(Format type) {
  static const std::vector<uint8_t> f32 = makeValues(Format::F32), bf16 = makeValues(Format::BF16);
  return type == Format::F32 ? f32 : bf16;
}

/// Memory for the parts of a value.
struct Parts {
  std::vector<uint8_t> codes, scales, zeroPoints;
  float tensorScale = 0;

  explicit Parts(const Encoding &encoding) {
    const int64_t numBlocks = getNumElements(getGridShape(kShape, encoding.block));
    codes.resize(getNumElements(getPackedShape(kShape, bitWidth(encoding.storage))));
    scales.resize(numBlocks * 4);
    zeroPoints.resize(numBlocks * 4);
  }
  PackedOutput output() { return {codes.data(), scales.data(), zeroPoints.data(), &tensorScale}; }
  PackedParts parts(llvm::ArrayRef<double> codebook) const {
    return {codes.data(), scales.data(), zeroPoints.data(), &tensorScale, codebook};
  }
};

void setBytes(benchmark::State &state, size_t bytes) {
  state.counters["GB/s"] = benchmark::Counter(1e-9 * double(bytes), benchmark::Counter::kIsIterationInvariantRate);
}

void copy(benchmark::State &state) {
  const std::vector<uint8_t> &from = getValues(Format::F32);
  std::vector<uint8_t> to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::ClobberMemory();
  }
  setBytes(state, from.size());
}

void quantize(benchmark::State &state, const Case &benchmarkCase, Format type) {
  const TypedInput input{getValues(type).data(), type, kShape};
  const Calibration calibration{benchmarkCase.rule, {}};
  const Convention convention;
  if (!canUseKernel(input, benchmarkCase.encoding, convention, calibration, getCodebook(benchmarkCase.encoding)))
    return state.SkipWithError("no kernel");
  Parts parts(benchmarkCase.encoding);
  for (auto _ : state) {
    quantizeWithKernel(input, benchmarkCase.encoding, convention, calibration, parts.output(),
                       getCodebook(benchmarkCase.encoding));
    benchmark::ClobberMemory();
  }
  setBytes(state, getValues(type).size());
}

void dequantize(benchmark::State &state, const Case &benchmarkCase, Format type) {
  Encoding encoding = benchmarkCase.encoding;
  encoding.expressed = type;
  Parts parts(encoding);
  const TypedInput input{getValues(type).data(), type, kShape};
  quantizeWithKernel(input, encoding, Convention(), {benchmarkCase.rule, {}}, parts.output(), getCodebook(encoding));
  std::vector<uint8_t> values(getValues(type).size());
  const TypedOutput result{values.data(), type, kShape};
  if (!canDequantizeWithKernel(result, encoding, getCodebook(encoding)))
    return state.SkipWithError("no kernel");
  for (auto _ : state) {
    dequantizeWithKernel(parts.parts(getCodebook(encoding)), encoding, result);
    benchmark::ClobberMemory();
  }
  setBytes(state, values.size());
}

void registerBenchmarks() {
  benchmark::RegisterBenchmark("memcpy", copy);
  for (const Case &benchmarkCase : getCases())
    for (Format type : {Format::F32, Format::BF16}) {
      const std::string name = getName(type).str() + "/" + benchmarkCase.name;
      benchmark::RegisterBenchmark(("quantize/" + name).c_str(), quantize, benchmarkCase, type);
      benchmark::RegisterBenchmark(("dequantize/" + name).c_str(), dequantize, benchmarkCase, type);
    }
}

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  benchmark::AddCustomContext("instruction set", getKernelTarget());
  registerBenchmarks();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
