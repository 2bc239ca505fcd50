// Kernels behind device-wide primitives of CUB, under names of ours.
#include <cub/cub.cuh>

extern "C" __global__ void cub_device_reduce(const int *x, int *y, int n) {
  using Policy = cub::AgentReducePolicy<128, 4, int, 4, cub::BLOCK_REDUCE_WARP_REDUCTIONS, cub::LOAD_DEFAULT>;
  using Agent = cub::detail::reduce::AgentReduce<Policy, const int *, int *, int, cuda::std::plus<>, int>;
  __shared__ typename Agent::TempStorage storage;
  int sum = Agent(storage, x, cuda::std::plus<>()).ConsumeRange(0, n);
  if (threadIdx.x == 0)
    *y = sum;
}
