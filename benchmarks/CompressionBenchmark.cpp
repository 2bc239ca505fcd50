//===- CompressionBenchmark.cpp - compression of a weight in memory beside memcpy ------------------------===//
//
// The call that the passes make for each weight: from elements in memory to codes and scales in memory, on all threads
// of a context. GB/s counts 10^9 bytes of float input in the shortest of the runs (memcpy: the bytes copied, by one
// thread), PerProcessor the same of a second of processor time, of all threads together; Extra is the peak of memory
// beyond input and result, in parts of the input.
//
//   compression-benchmark --benchmark_filter=f32/4096/int8
//
//===-----------------------------------------------------------------------------------------------------===//
#include "CompressWeights.h"
#include "PalettizeMethod.h"
#include "Qnt/IR/QntDialect.h"
#include "QuantizeMethod.h"
#include "benchmark/benchmark.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FormatVariadic.h"
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <malloc.h>
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using numerics::Format;

namespace {

/// A line of /proc/self/status in bytes; 0 where there is none.
int64_t readStatus(StringRef key) {
  std::ifstream file("/proc/self/status");
  std::string line;
  int64_t kilobytes = 0;
  while (std::getline(file, line))
    if (StringRef rest(line); rest.consume_front(key))
      (void)rest.ltrim(": \t").consumeInteger(10, kilobytes);
  return kilobytes * 1024;
}

/// Largest memory of this process in a call beyond what it held before.
template <typename Function>
int64_t measureMemory(Function &&call) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  int64_t before = readStatus("VmRSS");
  call();
  return readStatus("VmHWM") - before;
}

std::vector<char> makeValues(int64_t count, Format type) {
  std::mt19937 generator(1);
  std::normal_distribution<float> distribution(0.0f, 0.02f);
  size_t bytes = numerics::bitWidth(type) / 8;
  constexpr int64_t period = 1 << 20;
  std::vector<char> values(count * bytes);
  for (int64_t i = 0; i < count; ++i) {
    if (i >= period) {
      std::memcpy(&values[i * bytes], &values[(i - period) * bytes], bytes);
      continue;
    }
    uint64_t code = numerics::encode(type, distribution(generator));
    std::memcpy(&values[i * bytes], &code, bytes);
  }
  return values;
}

constexpr const char *kModule = R"(
func.func @main(%x: tensor<1x{0}x{1}>) -> tensor<1x{0}x{1}> {{
  %w = arith.constant dense_resource<w> : tensor<{0}x{0}x{1}>
  %y = qnt.dot_general %x, %w contracting = [1] x [1] batch = [] x []
         : (tensor<1x{0}x{1}>, tensor<{0}x{0}x{1}>) -> tensor<1x{0}x{1}>
  return %y : tensor<1x{0}x{1}>
}
)";

/// A module whose one weight is in memory.
struct Model {
  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::vector<Weight> weights;

  Model(int64_t size, Format type) {
    context.loadDialect<QntDialect, arith::ArithDialect, func::FuncDialect>();
    module = parseSourceString<ModuleOp>(llvm::formatv(kModule, size, numerics::getName(type)).str(), &context);
    std::vector<char> values = makeValues(size * size, type);
    DenseResourceElementsHandle::getManagerInterface(&context).update(
        "w", HeapAsmResourceBlob::allocateAndCopyWithAlign(values, 64));
    weights = findWeights(*module, WeightRules());
  }
};

std::unique_ptr<CompressionMethod> makeQuantize(MLIRContext &context, StringRef dtype, StringRef granularity) {
  SchemeOptions options;
  options.dtype = dtype;
  options.granularity = granularity;
  return std::make_unique<QuantizeMethod>(llvm::cantFail(Scheme::create(options, &context)), /*masksTails=*/false);
}

std::unique_ptr<CompressionMethod> makePalette() {
  return std::make_unique<PalettizeMethod>(llvm::cantFail(Palette::create(PaletteOptions())));
}

/// Reports the shortest of the runs of `call`, which reads `bytes` bytes.
template <typename Function>
void measureSpeed(benchmark::State &state, int64_t bytes, Function &&call) {
  using Clock = std::chrono::steady_clock;
  double seconds = std::numeric_limits<double>::infinity(), processorSeconds = seconds;
  for (auto _ : state) {
    Clock::time_point start = Clock::now();
    std::clock_t processorStart = std::clock();
    call();
    processorSeconds = std::min(processorSeconds, double(std::clock() - processorStart) / CLOCKS_PER_SEC);
    seconds = std::min(seconds, std::chrono::duration<double>(Clock::now() - start).count());
  }
  state.counters["GB/s"] = 1e-9 * double(bytes) / seconds;
  state.counters["PerProcessor"] = 1e-9 * double(bytes) / processorSeconds;
}

void compress(benchmark::State &state, int64_t size, Format type, const CompressionMethod &method) {
  Model model(size, type);
  int64_t bytes = size * size * numerics::bitWidth(type) / 8, resultBytes = 0;
  auto call = [&] {
    CompressionOutcome outcome = compressWeight(model.weights.front(), method, NonFinite::Error, false);
    benchmark::DoNotOptimize(outcome);
    resultBytes = outcome.encoded ? outcome.encoded->getNumBytes() : 0;
  };
  call(); // starts the threads
  if (resultBytes == 0)
    return state.SkipWithError("not compressed");
  int64_t memory = measureMemory(call);
  measureSpeed(state, bytes, call);
  state.counters["Extra"] = double(memory - resultBytes) / double(bytes);
}

void copy(benchmark::State &state, int64_t size) {
  std::vector<char> from = makeValues(size * size, Format::F32), to(from.size());
  measureSpeed(state, from.size(), [&] {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::ClobberMemory();
  });
}

void registerBenchmarks() {
  // Schemes keep their convention, an attribute.
  static MLIRContext context;
  context.loadDialect<QntDialect>();
  static const std::pair<std::string, std::unique_ptr<CompressionMethod>> methods[] = {
      {"int8_per_channel", makeQuantize(context, "int8", "")},
      {"int4_per_block_32", makeQuantize(context, "int4", "per_block")},
      {"fp8_per_channel", makeQuantize(context, "fp8_e4m3fn", "")},
      {"mxfp4", makeQuantize(context, "mxfp4", "")},
      {"nvfp4", makeQuantize(context, "nvfp4", "")},
      {"palette_4_bits", makePalette()},
  };
  for (int64_t size : {4096, 8192}) {
    benchmark::RegisterBenchmark(("memcpy/f32/" + std::to_string(size)).c_str(), copy, size)->UseRealTime();
    for (Format type : {Format::F32, Format::BF16})
      for (const auto &[name, method] : methods)
        benchmark::RegisterBenchmark(
            (numerics::getName(type).str() + "/" + std::to_string(size) + "/" + name).c_str(),
            [size, type, &method = *method](benchmark::State &state) { compress(state, size, type, method); })
            ->UseRealTime();
  }
}

} // namespace

int main(int argc, char **argv) {
  // Results of every call come from the system, so that their memory is seen.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  benchmark::AddCustomContext("instruction set", numerics::getKernelTarget());
  registerBenchmarks();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
