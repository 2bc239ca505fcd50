//===- PtxParseBenchmark.cpp - how fast PTX is read -------------------------------------------------------===//
//
// A module of 5 MB: one kernel of an unrolled matrix product, as nvcc writes it, many times under other names.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/PTX/Parser.h"
#include <benchmark/benchmark.h>

using namespace mlir::qnt::ptx;

static std::string makeKernel(unsigned number) {
  std::string text = ".visible .entry sgemm" + std::to_string(number) +
                     "(\n\t.param .u64 a,\n\t.param .u64 b,\n\t.param .u32 n\n)\n{\n\t.reg .pred \t%p<4>;\n\t.reg .b32 "
                     "\t%r<8>;\n\t.reg .f32 \t%f<8000>;\n\t.reg .b64 \t%rd<64>;\n\n\tld.param.u64 \t%rd1, [a];\n";
  unsigned next = 100;
  for (unsigned step = 0; step < 32; ++step) {
    for (unsigned row = 0; row < 16; ++row)
      text += "\tld.global.nc.f32 \t%f" + std::to_string(row) + ", [%rd1+" + std::to_string(64 * (16 * step + row)) +
              "];\n";
    for (unsigned element = 0; element < 64; ++element, ++next)
      text += "\tfma.rn.f32 \t%f" + std::to_string(next) + ", %f" + std::to_string(element / 8) + ", %f" +
              std::to_string(8 + element % 8) + ", %f" + std::to_string(next - 64) + ";\n";
  }
  return text + "\tret;\n}\n\n";
}

static void readUnrolledProducts(benchmark::State &state) {
  std::string text = ".version 9.0\n.target sm_90a\n.address_size 64\n\n";
  for (unsigned number = 0; text.size() < 5000000; ++number)
    text += makeKernel(number);
  for (auto step : state) {
    Result<Module> module = parseModule(text);
    if (!module)
      state.SkipWithError(module.getError().message.c_str());
    benchmark::DoNotOptimize(module);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(readUnrolledProducts)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
