//===- MemoryStatisticsTest.cpp - traffic of a launch -------------------------------------------------------------===//

#include "KernelTest.h"

using namespace mlir::qnt::emulator;

namespace {

class MemoryStatisticsOfKernel : public KernelTest {};

TEST_F(MemoryStatisticsOfKernel, BytesSectorsAndConflicts) {
  uint64_t in = upload(std::vector<uint32_t>(1024, 1)), counter = upload(std::vector<uint32_t>{0});
  setKernel(R"(
    mad.wide.u32 %rd4, %r0, 4, %rd0;
    mad.wide.u32 %rd5, %r0, 128, %rd0;
    ld.global.u32 %r2, [%rd4];
    ld.global.u32 %r3, [%rd5];
    mov.u32 %r5, tile;
    mad.lo.u32 %r6, %r0, 8, %r5;
    st.shared.u32 [%r6], %r2;
    ld.shared.v2.u32 {%r7, %r8}, [tile];
    red.global.add.u32 [%rd1], 1;)",
            ".shared .align 16 .b8 tile[256];");
  Statistics statistics;
  configuration.statistics = &statistics;
  configuration.grid = Dim3{3, 1, 1};
  run({in, counter});
  const MemoryStatistics::Space &global = statistics.memory.spaces["global"],
                                &shared = statistics.memory.spaces["shared"];
  EXPECT_EQ(global.loadBytes, 3u * 2 * 128);
  EXPECT_EQ(global.storeBytes, 0u);
  EXPECT_EQ(global.atomicBytes, 3u * 128);
  EXPECT_EQ(global.requests, 3u * 3);
  EXPECT_EQ(global.sectors, 3u * (4 + 32 + 1));
  EXPECT_EQ(shared.storeBytes, 3u * 128);
  EXPECT_EQ(shared.loadBytes, 3u * 256);
  EXPECT_EQ(shared.bankConflicts, 3u);
  EXPECT_EQ(statistics.memory.spaces["param"].loadBytes, 3u * 4 * 32 * 8);
}

} // namespace
