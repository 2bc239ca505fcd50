// Cooperative groups.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
namespace cg = cooperative_groups;

extern "C" __global__ void group_tiles(const int *x, int *sums, int *scans) {
  cg::thread_block block = cg::this_thread_block();
  cg::thread_block_tile<8> tile = cg::tiled_partition<8>(block);
  int value = x[block.thread_rank()];
  int sum = cg::reduce(tile, value, cg::plus<int>());
  scans[block.thread_rank()] = cg::inclusive_scan(tile, value, cg::plus<int>());
  if (tile.thread_rank() == 0)
    sums[tile.meta_group_rank()] = sum;
}

extern "C" __global__ void group_coalesced(const int *x, int *count) {
  if (x[threadIdx.x] % 3 != 0)
    return;
  cg::coalesced_group active = cg::coalesced_threads();
  int first = 0;
  if (active.thread_rank() == 0)
    first = atomicAdd(count, (int)active.size());
  first = active.shfl(first, 0);
}

extern "C" __global__ void group_labels(const int *x, int *y) {
  cg::thread_block_tile<32> tile = cg::tiled_partition<32>(cg::this_thread_block());
  int value = x[threadIdx.x];
  cg::coalesced_group same = cg::labeled_partition(tile, value & 3);
  y[threadIdx.x] = cg::reduce(same, value, cg::greater<int>()) * 100 + (int)same.size();
}
