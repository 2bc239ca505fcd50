// Barriers of the whole grid and of parts of a block by cooperative groups.
#include <cooperative_groups.h>
namespace cg = cooperative_groups;

extern "C" __global__ void grid_rounds(const int *x, int *y, int *z, int rounds) {
  cg::grid_group grid = cg::this_grid();
  int i = grid.thread_rank(), n = grid.size();
  y[i] = x[i];
  for (int round = 0; round < rounds; ++round) {
    grid.sync();
    int *from = round % 2 ? z : y, *to = round % 2 ? y : z;
    to[i] = from[(i + 33) % n] + 1;
  }
}

extern "C" __global__ void split_barrier(const int *x, int *y) {
  __shared__ int data[128];
  cg::thread_block block = cg::this_thread_block();
  data[threadIdx.x] = x[threadIdx.x];
  auto token = block.barrier_arrive();
  int own = 3 * x[threadIdx.x];
  block.barrier_wait(std::move(token));
  y[threadIdx.x] = own + data[127 - threadIdx.x];
}
