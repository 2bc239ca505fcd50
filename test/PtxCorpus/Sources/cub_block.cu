// Block and warp primitives of CUB.
#include <cub/cub.cuh>

extern "C" __global__ void cub_reduce(const int *x, int *y) {
  using Reduce = cub::BlockReduce<int, 128>;
  __shared__ typename Reduce::TempStorage storage;
  int sum = Reduce(storage).Sum(x[blockIdx.x * 128 + threadIdx.x]);
  if (threadIdx.x == 0)
    y[blockIdx.x] = sum;
}

extern "C" __global__ void cub_reduce_raking(const float *x, float *y, int valid) {
  using Reduce = cub::BlockReduce<float, 96, cub::BLOCK_REDUCE_RAKING>;
  __shared__ typename Reduce::TempStorage storage;
  float value = threadIdx.x < valid ? x[threadIdx.x] : 0.0f;
  float sum = Reduce(storage).Sum(value, valid);
  if (threadIdx.x == 0)
    *y = sum;
}

extern "C" __global__ void cub_scan(const int *x, int *y, int *total) {
  using Scan = cub::BlockScan<int, 128>;
  __shared__ typename Scan::TempStorage storage;
  int values[4], sum;
  for (int i = 0; i < 4; ++i)
    values[i] = x[threadIdx.x * 4 + i];
  Scan(storage).ExclusiveSum(values, values, sum);
  for (int i = 0; i < 4; ++i)
    y[threadIdx.x * 4 + i] = values[i];
  if (threadIdx.x == 0)
    *total = sum;
}

extern "C" __global__ void cub_radix_sort(unsigned *x) {
  using Sort = cub::BlockRadixSort<unsigned, 64, 4>;
  __shared__ typename Sort::TempStorage storage;
  unsigned keys[4];
  for (int i = 0; i < 4; ++i)
    keys[i] = x[threadIdx.x * 4 + i];
  Sort(storage).Sort(keys);
  for (int i = 0; i < 4; ++i)
    x[threadIdx.x * 4 + i] = keys[i];
}

struct Less {
  __device__ bool operator()(int a, int b) const { return a < b; }
};
extern "C" __global__ void cub_merge_sort(int *x) {
  using Sort = cub::BlockMergeSort<int, 64, 4>;
  __shared__ typename Sort::TempStorage storage;
  int keys[4];
  for (int i = 0; i < 4; ++i)
    keys[i] = x[threadIdx.x * 4 + i];
  Sort(storage).Sort(keys, Less());
  for (int i = 0; i < 4; ++i)
    x[threadIdx.x * 4 + i] = keys[i];
}

extern "C" __global__ void cub_histogram(const unsigned char *x, unsigned *bins) {
  using Histogram = cub::BlockHistogram<unsigned char, 64, 4, 32>;
  __shared__ typename Histogram::TempStorage storage;
  __shared__ unsigned counts[32];
  unsigned char values[4];
  for (int i = 0; i < 4; ++i)
    values[i] = x[threadIdx.x * 4 + i] & 31;
  Histogram(storage).Histogram(values, counts);
  __syncthreads();
  if (threadIdx.x < 32)
    bins[threadIdx.x] = counts[threadIdx.x];
}

extern "C" __global__ void cub_exchange(const int *x, int *y) {
  using Load = cub::BlockLoad<int, 64, 4, cub::BLOCK_LOAD_TRANSPOSE>;
  using Store = cub::BlockStore<int, 64, 4, cub::BLOCK_STORE_WARP_TRANSPOSE>;
  __shared__ union {
    typename Load::TempStorage load;
    typename Store::TempStorage store;
  } storage;
  int values[4];
  Load(storage.load).Load(x, values);
  __syncthreads();
  for (int i = 0; i < 4; ++i)
    values[i] = values[i] * 4 + i;
  Store(storage.store).Store(y, values);
}

extern "C" __global__ void cub_flags(const int *x, int *y, int *differences) {
  using Discontinuity = cub::BlockDiscontinuity<int, 128>;
  using Difference = cub::BlockAdjacentDifference<int, 128>;
  __shared__ union {
    typename Discontinuity::TempStorage flags;
    typename Difference::TempStorage differences;
  } storage;
  int value[1] = {x[threadIdx.x]}, head[1], difference[1];
  Discontinuity(storage.flags).FlagHeads(head, value, cuda::std::not_equal_to<>());
  __syncthreads();
  Difference(storage.differences).SubtractLeft(value, difference, [](int a, int b) { return a - b; });
  y[threadIdx.x] = head[0];
  differences[threadIdx.x] = difference[0];
}

extern "C" __global__ void cub_warps(const float *x, float *sums, int *scans) {
  using Reduce = cub::WarpReduce<float>;
  using Scan = cub::WarpScan<int>;
  __shared__ typename Reduce::TempStorage reduce[2];
  __shared__ typename Scan::TempStorage scan[2];
  int warp = threadIdx.x / 32, value = (int)x[threadIdx.x];
  float sum = Reduce(reduce[warp]).Sum(x[threadIdx.x]);
  Scan(scan[warp]).InclusiveSum(value, value);
  scans[threadIdx.x] = value;
  if (threadIdx.x % 32 == 0)
    sums[warp] = sum;
}
