// Scans, compaction, histograms and sorting in shared memory.

extern "C" __global__ void scan_inclusive(const int *x, int *y) {
  __shared__ int data[2][256];
  int thread = threadIdx.x, from = 0;
  data[0][thread] = x[thread];
  for (int step = 1; step < 256; step *= 2) {
    __syncthreads();
    int value = data[from][thread];
    if (thread >= step)
      value += data[from][thread - step];
    from ^= 1;
    data[from][thread] = value;
  }
  y[thread] = data[from][thread];
}

extern "C" __global__ void scan_exclusive(const int *x, int *y) {
  __shared__ int data[256];
  int thread = threadIdx.x;
  data[2 * thread] = x[2 * thread];
  data[2 * thread + 1] = x[2 * thread + 1];
  int offset = 1;
  for (int count = 128; count > 0; count /= 2, offset *= 2) {
    __syncthreads();
    if (thread < count)
      data[offset * (2 * thread + 2) - 1] += data[offset * (2 * thread + 1) - 1];
  }
  if (thread == 0)
    data[255] = 0;
  for (int count = 1; count < 256; count *= 2) {
    offset /= 2;
    __syncthreads();
    if (thread < count) {
      int left = offset * (2 * thread + 1) - 1, right = offset * (2 * thread + 2) - 1, value = data[left];
      data[left] = data[right];
      data[right] += value;
    }
  }
  __syncthreads();
  y[2 * thread] = data[2 * thread];
  y[2 * thread + 1] = data[2 * thread + 1];
}

extern "C" __global__ void scan_warps(const long long *x, long long *y) {
  __shared__ long long sums[4];
  int lane = threadIdx.x & 31, warp = threadIdx.x / 32;
  long long value = x[threadIdx.x];
  for (int step = 1; step < 32; step *= 2) {
    long long other = __shfl_up_sync(0xffffffffu, value, step);
    if (lane >= step)
      value += other;
  }
  if (lane == 31)
    sums[warp] = value;
  __syncthreads();
  for (int i = 0; i < warp; ++i)
    value += sums[i];
  y[threadIdx.x] = value;
}

extern "C" __global__ void scan_segments(const int *x, const unsigned char *heads, int *y) {
  int lane = threadIdx.x & 31, value = x[threadIdx.x];
  int isHead = heads[threadIdx.x];
  for (int step = 1; step < 32; step *= 2) {
    int other = __shfl_up_sync(0xffffffffu, value, step), otherHead = __shfl_up_sync(0xffffffffu, isHead, step);
    if (lane >= step && !isHead) {
      value += other;
      isHead |= otherHead;
    }
  }
  y[threadIdx.x] = value;
}

extern "C" __global__ void compact(const int *x, int *y, int *count) {
  __shared__ int counts[4];
  int lane = threadIdx.x & 31, warp = threadIdx.x / 32, value = x[threadIdx.x];
  unsigned chosen = __ballot_sync(0xffffffffu, value % 3 == 0);
  if (lane == 0)
    counts[warp] = __popc(chosen);
  __syncthreads();
  int place = __popc(chosen & ((1u << lane) - 1));
  for (int i = 0; i < warp; ++i)
    place += counts[i];
  if (value % 3 == 0)
    y[place] = value;
  if (threadIdx.x == 0)
    *count = counts[0] + counts[1] + counts[2] + counts[3];
}

extern "C" __global__ void histogram_shared(const unsigned char *x, unsigned *bins, int n) {
  __shared__ unsigned counts[64];
  if (threadIdx.x < 64)
    counts[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    atomicAdd(&counts[x[i] & 63], 1u);
  __syncthreads();
  if (threadIdx.x < 64)
    atomicAdd(&bins[threadIdx.x], counts[threadIdx.x]);
}

extern "C" __global__ void histogram_global(const unsigned char *x, unsigned *bins, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    atomicAdd(&bins[x[i] >> 4], 1u);
}

extern "C" __global__ void histogram_private(const unsigned char *x, unsigned *bins, int n) {
  unsigned counts[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  for (int i = threadIdx.x; i < n; i += 32)
    ++counts[x[i] & 7];
  for (int bin = 0; bin < 8; ++bin) {
    unsigned count = counts[bin];
    for (int step = 16; step > 0; step /= 2)
      count += __shfl_xor_sync(0xffffffffu, count, step);
    if (threadIdx.x == 0)
      bins[bin] = count;
  }
}

extern "C" __global__ void sort_bitonic(int *x) {
  __shared__ int data[256];
  data[threadIdx.x] = x[threadIdx.x];
  for (int size = 2; size <= 256; size *= 2)
    for (int step = size / 2; step > 0; step /= 2) {
      __syncthreads();
      int other = threadIdx.x ^ step;
      int mine = data[threadIdx.x], theirs = data[other];
      bool keepsLow = ((threadIdx.x & size) == 0) == (threadIdx.x < other);
      int kept = keepsLow ? min(mine, theirs) : max(mine, theirs);
      __syncthreads();
      data[threadIdx.x] = kept;
    }
  __syncthreads();
  x[threadIdx.x] = data[threadIdx.x];
}

extern "C" __global__ void sort_counting(const unsigned char *x, unsigned char *y) {
  __shared__ int counts[16], starts[16];
  int digit = x[threadIdx.x] & 15;
  if (threadIdx.x < 16)
    counts[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&counts[digit], 1);
  __syncthreads();
  if (threadIdx.x == 0)
    for (int i = 0, sum = 0; i < 16; ++i) {
      starts[i] = sum;
      sum += counts[i];
    }
  __syncthreads();
  int rank = 0;
  for (int i = 0; i < threadIdx.x; ++i)
    rank += (x[i] & 15) == digit;
  y[starts[digit] + rank] = x[threadIdx.x];
}
