//===- EmulatorBenchmark.cpp - thread-instructions a second of the emulator ------------------------------===//
//
// Strict checks are on, as always. `items_per_second` counts instructions times their active threads, by processor time
// of all host threads together.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/Emulator/Statistics.h"
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace mlir::qnt::emulator;

namespace {

constexpr char kHead[] = ".version 8.0\n.target sm_80\n.address_size 64\n"
                         ".visible .entry k(.param .u64 in, .param .u64 out, .param .u32 n)\n{\n"
                         ".reg .pred %p<9>; .reg .b32 %r<40>; .reg .b64 %rd<20>; .reg .f32 %f<20>;\n"
                         ".shared .align 4 .b8 tile[1024];\n"
                         "ld.param.u64 %rd1, [in]; ld.param.u64 %rd2, [out]; ld.param.u32 %r9, [n];\n"
                         "mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x;\n"
                         "mad.lo.s32 %r4, %r2, %r3, %r1; mul.wide.u32 %rd3, %r4, 4;\n"
                         "add.s64 %rd4, %rd1, %rd3; add.s64 %rd5, %rd2, %rd3;\nmov.u32 %r5, 0;\n";

/// Integer and float arithmetic in registers.
constexpr char kArithmetic[] = R"(
mov.u32 %r6, %r4; mov.f32 %f1, 0f3F800000; mov.f32 %f2, 0f3F000000;
LOOP:
mad.lo.s32 %r6, %r6, 1664525, 1013904223;
shr.u32 %r7, %r6, 9;
xor.b32 %r6, %r6, %r7;
fma.rn.f32 %f1, %f1, %f2, %f2;
add.f32 %f3, %f1, %f2;
and.b32 %r8, %r6, 255;
add.s32 %r5, %r5, 1;
setp.lt.u32 %p1, %r5, %r9;
@%p1 bra LOOP;
st.global.u32 [%rd5], %r6;
ret;
}
)";

/// A stream through global and shared memory.
constexpr char kMemory[] = R"(
mov.u32 %r10, tile; mad.lo.u32 %r11, %r1, 4, %r10; xor.b32 %r12, %r1, 31; mad.lo.u32 %r13, %r12, 4, %r10;
mov.u32 %r6, 0;
LOOP:
ld.global.u32 %r7, [%rd4];
st.shared.u32 [%r11], %r7;
bar.sync 0;
ld.shared.u32 %r8, [%r13];
add.s32 %r6, %r6, %r8;
bar.sync 0;
add.s32 %r5, %r5, 1;
setp.lt.u32 %p1, %r5, %r9;
@%p1 bra LOOP;
st.global.u32 [%rd5], %r6;
ret;
}
)";

/// Half of the lanes take each side of a branch.
constexpr char kDivergent[] = R"(
mov.u32 %r6, %r4; and.b32 %r8, %r1, 1; setp.eq.u32 %p2, %r8, 0;
LOOP:
@%p2 bra EVEN;
mad.lo.s32 %r6, %r6, 3, 1;
xor.b32 %r6, %r6, 5;
bra JOIN;
EVEN:
add.s32 %r6, %r6, 7;
shl.b32 %r6, %r6, 1;
JOIN:
add.s32 %r5, %r5, 1;
setp.lt.u32 %p1, %r5, %r9;
@%p1 bra LOOP;
st.global.u32 [%rd5], %r6;
ret;
}
)";

/// A function is called in each round.
constexpr char kCalls[] = R"(
mov.u32 %r6, %r4;
LOOP:
{ .param .b32 a; .param .b32 b; st.param.b32 [a], %r6; call.uni (b), step, (a); ld.param.b32 %r6, [b]; }
add.s32 %r5, %r5, 1;
setp.lt.u32 %p1, %r5, %r9;
@%p1 bra LOOP;
st.global.u32 [%rd5], %r6;
ret;
}
.func (.param .b32 r) step(.param .b32 x)
{ .reg .b32 %y<3>; ld.param.b32 %y0, [x]; mad.lo.s32 %y1, %y0, 5, 3; st.param.b32 [r], %y1; ret; }
)";

void check(bool isGood, const std::string &message) {
  if (isGood)
    return;
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

void run(benchmark::State &state, const char *body, const char *declarations) {
  Device device;
  const std::string head(kHead);
  const size_t entry = head.find(".visible");
  auto program = device.load(head.substr(0, entry) + declarations + head.substr(entry) + body);
  check(static_cast<bool>(program), program ? "" : program.getError().format("benchmark"));
  LaunchConfiguration configuration;
  configuration.grid = {16, 1, 1};
  configuration.block = {256, 1, 1};
  configuration.hostThreads = static_cast<unsigned>(state.range(0));
  const uint32_t rounds = 200;
  const uint64_t bytes = configuration.grid.count() * configuration.block.count() * 4;
  const uint64_t in = device.allocate(bytes);
  const uint64_t out = device.allocate(bytes);
  device.fill(in, 1, bytes);
  std::vector<std::byte> parameters(20);
  std::memcpy(parameters.data(), &in, 8);
  std::memcpy(parameters.data() + 8, &out, 8);
  std::memcpy(parameters.data() + 16, &rounds, 4);
  Statistics statistics;
  configuration.statistics = &statistics;
  std::optional<Report> report = device.launch(**program, "k", configuration, parameters);
  check(!report, report ? report->toString() : "");
  uint64_t instructions = 0;
  for (const auto &[name, count] : statistics.instructions)
    instructions += count.threads;
  configuration.statistics = nullptr;
  for (auto _ : state) {
    report = device.launch(**program, "k", configuration, parameters);
    check(!report, report ? report->toString() : "");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * instructions));
}

} // namespace

int main(int argc, char **argv) {
  for (const auto &[name, body, declarations] :
       {std::tuple("arithmetic", kArithmetic, ""), std::tuple("memory", kMemory, ""),
        std::tuple("divergent", kDivergent, ""),
        std::tuple("calls", kCalls, ".func (.param .b32 r) step(.param .b32 x);\n")})
    benchmark::RegisterBenchmark(name, run, body, declarations)
        ->ArgName("threads")
        ->Arg(1)
        ->Arg(2)
        ->MeasureProcessCPUTime();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
