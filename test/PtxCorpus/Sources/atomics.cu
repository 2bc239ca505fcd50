// Atomics of all kinds, flags between blocks.

extern "C" __global__ void atomic_integers(int *cells, unsigned *unsignedCells) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(&cells[0], i);
  atomicSub(&cells[1], i);
  atomicMin(&cells[2], (i * 37) % 101 - 50);
  atomicMax(&cells[3], (i * 37) % 101 - 50);
  atomicAnd(&cells[4], ~(1 << (i & 15)));
  atomicOr(&cells[5], 1 << (i & 31));
  atomicXor(&cells[6], i);
  atomicInc(&unsignedCells[0], 9u);
  atomicDec(&unsignedCells[1], 6u);
  atomicMax(&unsignedCells[2], (unsigned)i * 0x01000193u);
}

extern "C" __global__ void atomic_long(unsigned long long *cells) {
  unsigned long long i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(&cells[0], i << 32 | 1);
  atomicMax(&cells[1], i * 0x100000001b3ull);
  atomicOr(&cells[2], 1ull << (i & 63));
  unsigned long long seen = cells[3] * 0, old;
  do {
    old = seen;
    seen = atomicCAS(&cells[3], old, old + 3);
  } while (seen != old);
}

extern "C" __global__ void atomic_floats(float *single, double *twice) {
  atomicAdd(single, (float)(threadIdx.x % 8));
  atomicAdd(twice, 0.25 * threadIdx.x);
  __shared__ float sum;
  if (threadIdx.x == 0)
    sum = 0;
  __syncthreads();
  atomicAdd(&sum, 1.0f);
  __syncthreads();
  if (threadIdx.x == 0)
    atomicAdd(single + 1, sum);
}

extern "C" __global__ void last_block(const int *x, int *sums, unsigned *ticket, int *total) {
  __shared__ bool isLast;
  int value = x[blockIdx.x * 32 + threadIdx.x];
  for (int step = 16; step > 0; step /= 2)
    value += __shfl_down_sync(0xffffffffu, value, step);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = value;
    __threadfence();
    isLast = atomicAdd(ticket, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (isLast && threadIdx.x == 0) {
    __threadfence();
    int all = 0;
    for (int i = 0; i < gridDim.x; ++i)
      all += ((volatile int *)sums)[i];
    *total = all;
  }
}

extern "C" __global__ void grid_barrier(int *x, unsigned *arrived) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, n = gridDim.x * blockDim.x;
  for (int round = 1; round <= 3; ++round) {
    int value = ((volatile int *)x)[(i + 1) % n];
    __syncthreads();
    if (threadIdx.x == 0) {
      __threadfence();
      atomicAdd(arrived, 1u);
      while (atomicAdd(arrived, 0u) < (2 * round - 1) * gridDim.x) {
      }
      __threadfence();
    }
    __syncthreads();
    ((volatile int *)x)[i] = value + 1;
    __syncthreads();
    if (threadIdx.x == 0) {
      __threadfence();
      atomicAdd(arrived, 1u);
      while (atomicAdd(arrived, 0u) < 2 * round * gridDim.x) {
      }
      __threadfence();
    }
    __syncthreads();
  }
}

extern "C" __global__ void hash_insert(const unsigned *keys, unsigned *slots, unsigned mask, unsigned *present) {
  unsigned key = keys[threadIdx.x], place = key * 2654435761u & mask;
  while (true) {
    unsigned old = atomicCAS(&slots[place], 0u, key);
    if (old == 0 || old == key)
      break;
    place = (place + 1) & mask;
  }
  __syncthreads();
  place = key * 2654435761u & mask;
  while (((volatile unsigned *)slots)[place] != key)
    place = (place + 1) & mask;
  present[threadIdx.x] = key;
}
