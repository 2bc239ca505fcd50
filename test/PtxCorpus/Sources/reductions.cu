// Reductions and votes: shared memory, shuffles, redux, atomics between blocks.

extern "C" __global__ void reduce_shared(const int *x, int *sums, int n) {
  __shared__ int partial[128];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  partial[threadIdx.x] = i < n ? x[i] : 0;
  __syncthreads();
  for (int step = blockDim.x / 2; step > 0; step /= 2) {
    if (threadIdx.x < step)
      partial[threadIdx.x] += partial[threadIdx.x + step];
    __syncthreads();
  }
  if (threadIdx.x == 0)
    sums[blockIdx.x] = partial[0];
}

__device__ float sumOfWarp(float value) {
  for (int step = 16; step > 0; step /= 2)
    value += __shfl_xor_sync(0xffffffffu, value, step);
  return value;
}

extern "C" __global__ void reduce_shuffle(const float *x, float *sums, int n) {
  __shared__ float partial[32];
  float sum = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    sum += x[i];
  sum = sumOfWarp(sum);
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  if (lane == 0)
    partial[warp] = sum;
  __syncthreads();
  if (warp == 0) {
    sum = sumOfWarp(lane < blockDim.x / 32 ? partial[lane] : 0.0f);
    if (lane == 0)
      sums[blockIdx.x] = sum;
  }
}

extern "C" __global__ void reduce_maximum(const float *x, float *out, int n) {
  __shared__ float partial[256];
  float best = -1e30f;
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    best = fmaxf(best, x[i]);
  partial[threadIdx.x] = best;
  __syncthreads();
  for (int step = blockDim.x / 2; step > 0; step /= 2) {
    if (threadIdx.x < step)
      partial[threadIdx.x] = fmaxf(partial[threadIdx.x], partial[threadIdx.x + step]);
    __syncthreads();
  }
  if (threadIdx.x == 0)
    *out = partial[0];
}

extern "C" __global__ void reduce_atomic(const int *x, int *sum, int n) {
  int value = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    value += x[i];
  for (int step = 16; step > 0; step /= 2)
    value += __shfl_down_sync(0xffffffffu, value, step);
  if (threadIdx.x % 32 == 0)
    atomicAdd(sum, value);
}

extern "C" __global__ void reduce_double(const double *x, double *out, int n) {
  __shared__ double partial[64];
  double sum = 0;
  for (int i = threadIdx.x; i < n; i += 64)
    sum += x[i];
  partial[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int i = 1; i < 64; ++i)
      sum += partial[i];
    *out = sum;
  }
}

extern "C" __global__ void reduce_argmax(const float *x, int *out, int n) {
  __shared__ float values[128];
  __shared__ int places[128];
  float best = -1e30f;
  int place = 0;
  for (int i = threadIdx.x; i < n; i += 128)
    if (x[i] > best) {
      best = x[i];
      place = i;
    }
  values[threadIdx.x] = best;
  places[threadIdx.x] = place;
  for (int step = 64; step > 0; step /= 2) {
    __syncthreads();
    if (threadIdx.x < step) {
      float other = values[threadIdx.x + step];
      int otherPlace = places[threadIdx.x + step];
      if (other > values[threadIdx.x] || (other == values[threadIdx.x] && otherPlace < places[threadIdx.x])) {
        values[threadIdx.x] = other;
        places[threadIdx.x] = otherPlace;
      }
    }
  }
  if (threadIdx.x == 0)
    *out = places[0];
}

extern "C" __global__ void dot_product(const float *x, const float *y, float *out, int n) {
  __shared__ float partial[4];
  float sum = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    sum = fmaf(x[i], y[i], sum);
  sum = sumOfWarp(sum);
  if (threadIdx.x % 32 == 0)
    partial[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x == 0)
    *out = partial[0] + partial[1] + partial[2] + partial[3];
}

extern "C" __global__ void reduce_redux(const int *x, int *out) {
  int value = x[blockIdx.x * 32 + threadIdx.x];
  int sum = __reduce_add_sync(0xffffffffu, value), low = __reduce_min_sync(0xffffffffu, value);
  int high = __reduce_max_sync(0xffffffffu, value);
  unsigned bits = __reduce_and_sync(0xffffffffu, (unsigned)value), any = __reduce_or_sync(0xffffffffu, (unsigned)value);
  unsigned odd = __reduce_xor_sync(0xffffffffu, (unsigned)value);
  if (threadIdx.x == 0) {
    int *row = out + 6 * blockIdx.x;
    row[0] = sum;
    row[1] = low;
    row[2] = high;
    row[3] = bits;
    row[4] = any;
    row[5] = odd;
  }
}

extern "C" __global__ void votes(const int *x, unsigned *out) {
  int value = x[threadIdx.x];
  unsigned ballot = __ballot_sync(0xffffffffu, value > 0);
  int any = __any_sync(0xffffffffu, value > 100), all = __all_sync(0xffffffffu, value > -200);
  unsigned same = __match_any_sync(0xffffffffu, value & 3);
  int agrees = 0;
  unsigned whole = __match_all_sync(0xffffffffu, value >> 20, &agrees);
  out[threadIdx.x] = ballot;
  out[64 + threadIdx.x] = any * 2 + all;
  out[128 + threadIdx.x] = same;
  out[192 + threadIdx.x] = whole + agrees;
}

extern "C" __global__ void shuffles(const int *x, int *out) {
  int value = x[threadIdx.x];
  out[threadIdx.x] = __shfl_sync(0xffffffffu, value, (threadIdx.x * 7) & 31);
  out[32 + threadIdx.x] = __shfl_up_sync(0xffffffffu, value, 3);
  out[64 + threadIdx.x] = __shfl_down_sync(0xffffffffu, value, 5, 16);
  out[96 + threadIdx.x] = __shfl_xor_sync(0xffffffffu, value, 6, 8);
}
