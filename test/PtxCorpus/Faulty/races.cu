// Races, and their mended twins. FAULTY(...) is there in the faulty build alone, MENDED(...) in the mended one.
// A comment in front of a kernel gives the class and the launch; "FAULT" marks the lines that a report may name.
#include "faulty.h"

//! shared_race; also uninitialized_shared; block 64; in i32 64 = 3 * i; out i32 64 = 3 * (63 - i)
KERNEL reverse(const int *x, int *y) {
  __shared__ int data[64];
  data[threadIdx.x] = x[threadIdx.x]; // FAULT
  MENDED(__syncthreads();)
  y[threadIdx.x] = data[63 - threadIdx.x]; // FAULT
}

//! shared_race; block 128; in i32 128 = i; out i32 1 = 8128
KERNEL reduce_no_barrier_in_loop(const int *x, int *y) {
  __shared__ int data[128];
  data[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  for (int step = 64; step > 0; step /= 2) {
    if (threadIdx.x < step)
      data[threadIdx.x] += data[threadIdx.x + step]; // FAULT
    MENDED(__syncthreads();)
  }
  if (threadIdx.x == 0)
    *y = data[0];
}

//! shared_race; block 96; in i32 96 = i; out i32 96 = i * (i + 1) // 2
KERNEL scan_in_place(const int *x, int *y) {
  __shared__ int data[96];
  data[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  for (int step = 1; step < 96; step *= 2) {
    int value = threadIdx.x >= step ? data[threadIdx.x - step] : 0; // FAULT
    MENDED(__syncthreads();)
    data[threadIdx.x] += value; // FAULT
    __syncthreads();
  }
  y[threadIdx.x] = data[threadIdx.x];
}

//! shared_race; block 64; in i32 64 = i % 5; out i32 5 = (13, 13, 13, 13, 12)[i]
KERNEL histogram_plain(const int *x, int *bins) {
  __shared__ int counts[5];
  if (threadIdx.x < 5)
    counts[threadIdx.x] = 0;
  __syncthreads();
  FAULTY(counts[x[threadIdx.x]] += 1;) // FAULT
  MENDED(atomicAdd(&counts[x[threadIdx.x]], 1);)
  __syncthreads();
  if (threadIdx.x < 5)
    bins[threadIdx.x] = counts[threadIdx.x];
}

//! shared_race; block 16x16; in f32 1024 = i % 7; in f32 1024 = i % 5; out f32 256
KERNEL tiles_overwritten(const float *a, const float *b, float *c) {
  __shared__ float left[16][16], right[16][16];
  float sum = 0;
  for (int tile = 0; tile < 4; ++tile) {
    left[threadIdx.y][threadIdx.x] = a[threadIdx.y * 64 + tile * 16 + threadIdx.x];     // FAULT
    right[threadIdx.y][threadIdx.x] = b[(tile * 16 + threadIdx.y) * 16 + threadIdx.x]; // FAULT
    __syncthreads();
    for (int i = 0; i < 16; ++i)
      sum += left[threadIdx.y][i] * right[i][threadIdx.x]; // FAULT
    MENDED(__syncthreads();)
  }
  c[threadIdx.y * 16 + threadIdx.x] = sum;
}

//! shared_race; also uninitialized_shared; block 128; in i32 128 = i; out i32 128 = 100 + i
KERNEL broadcast(const int *x, int *y) {
  __shared__ int base;
  if (threadIdx.x == 0)
    base = x[100]; // FAULT
  EITHER(__syncwarp();, __syncthreads();)
  y[threadIdx.x] = base + threadIdx.x; // FAULT
}

//! shared_race; also uninitialized_shared; block 64; in i32 64 = i; out i32 1 = 2016
KERNEL counter_cleared_late(const int *x, int *y) {
  __shared__ int total;
  if (threadIdx.x == 33)
    total = 0; // FAULT
  MENDED(__syncthreads();)
  atomicAdd(&total, x[threadIdx.x]); // FAULT
  __syncthreads();
  if (threadIdx.x == 0)
    *y = total;
}

//! shared_race; block 64; in i32 64 = i * i; out i32 65 = i * i if i < 64 else 0
KERNEL halo_by_neighbour(const int *x, int *y) {
  __shared__ int data[65];
  data[threadIdx.x] = x[threadIdx.x]; // FAULT
  FAULTY(data[threadIdx.x + 1] = 0;) // FAULT
  MENDED(if (threadIdx.x == 63) data[64] = 0;)
  __syncthreads();
  y[threadIdx.x] = data[threadIdx.x];
  if (threadIdx.x == 0)
    y[64] = data[64];
}

//! shared_race; also uninitialized_shared; block 64; in i32 64 = i; out i32 64 = i if i % 2 == 0 else 64 - i
KERNEL barrier_in_one_branch(const int *x, int *y) {
  __shared__ int data[64];
  data[threadIdx.x] = x[threadIdx.x]; // FAULT
  if (blockDim.x > EITHER(64, 32)) // never true for this launch
    __syncthreads();
  int value = data[(64 - threadIdx.x) % 64]; // FAULT
  y[threadIdx.x] = threadIdx.x % 2 ? value : x[threadIdx.x]; // FAULT
}

//! shared_race; block 96; in i32 96 = i; out i32 32 = 3 * i + 96
KERNEL read_before_named_barrier(const int *x, int *y) {
  __shared__ int data[64];
  if (threadIdx.x >= 32) {
    data[threadIdx.x - 32] = x[threadIdx.x]; // FAULT
    asm volatile("bar.arrive 3, 96;" ::: "memory");
  } else {
    FAULTY(int early = data[threadIdx.x];) // FAULT
    asm volatile("bar.sync 3, 96;" ::: "memory");
    MENDED(int early = data[threadIdx.x];)
    y[threadIdx.x] = early + data[threadIdx.x + 32] + threadIdx.x;
  }
}

//! shared_race; block 64; in i32 64 = i % 3; out i32 1 = 21; scratch i32 64
KERNEL list_without_atomics(const int *x, int *count, int *list) {
  __shared__ int length;
  if (threadIdx.x == 0)
    length = 0;
  __syncthreads();
  if (x[threadIdx.x] == 1) {
    FAULTY(int place = length; length = place + 1 + threadIdx.x % 32;) // FAULT
    MENDED(int place = atomicAdd(&length, 1);)
    list[place] = threadIdx.x;
  }
  __syncthreads();
  if (threadIdx.x == 0)
    *count = length;
}

//! global_race; also uninitialized_global; block 64; in i32 64 = i; out i32 64 = 63 - i; scratch i32 64
KERNEL global_staging(const int *x, int *y, int *stage) {
  stage[threadIdx.x] = x[threadIdx.x]; // FAULT
  EITHER(__threadfence();, __syncthreads();)
  y[threadIdx.x] = stage[63 - threadIdx.x]; // FAULT
}

//! global_race; grid 2; block 32; in i32 64 = i; inout i32 1 = 0 -> 2016
KERNEL total_without_atomics(const int *x, int *y) {
  int sum = x[blockIdx.x * 32 + threadIdx.x];
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  if (threadIdx.x == 0) {
    FAULTY(*y += sum;) // FAULT
    MENDED(atomicAdd(y, sum);)
  }
}

//! global_race; grid 4; block 32; in i32 128 = i; out i32 EITHER(129, 128)
KERNEL write_of_neighbour_block(const int *x, int *y) {
  int i = blockIdx.x * 32 + threadIdx.x;
  y[i] = x[i]; // FAULT
  FAULTY(y[i + 1] = -1;) // FAULT
}

//! global_race; grid 2; block 32; in i32 32 = i; inout i32 32 = 0 -> i + 1; inout i32 1 = 0 -> 1; out i32 32 = i + 1
KERNEL flag_without_fence(const int *x, int *data, int *flag, int *y) {
  if (blockIdx.x == 0) {
    data[threadIdx.x] = x[threadIdx.x] + 1; // FAULT
    MENDED(__threadfence();)
    __syncwarp();
    if (threadIdx.x == 0)
      atomicExch(flag, 1);
  } else {
    if (threadIdx.x == 0)
      while (atomicAdd(flag, 0) == 0) {
      }
    __syncwarp();
    MENDED(__threadfence();)
    y[threadIdx.x] = data[threadIdx.x]; // FAULT
  }
}

//! global_race; grid 4; block 32; in i32 128 = i; scratch i32 4; inout u32 1 = 0 -> 4; out i32 1 = 8128
KERNEL last_block_without_fence(const int *x, int *sums, unsigned *ticket, int *y) {
  int sum = x[blockIdx.x * 32 + threadIdx.x];
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  if (threadIdx.x != 0)
    return;
  sums[blockIdx.x] = sum; // FAULT
  MENDED(__threadfence();)
  if (atomicAdd(ticket, 1u) == 3) {
    MENDED(__threadfence();)
    *y = sums[0] + sums[1] + sums[2] + sums[3]; // FAULT
  }
}

//! global_race; grid 2; block 32; inout i32 1 = 0 -> 64
KERNEL atomics_of_block_scope(int *y) {
  FAULTY(atomicAdd_block(y, 1);) // FAULT
  MENDED(atomicAdd(y, 1);)
}

//! global_race; grid 3; block 32; inout f32 96 = i; inout i32 1 = 0 -> 3
KERNEL stencil_in_place(float *x, int *done) {
  int i = blockIdx.x * 32 + threadIdx.x;
  FAULTY(x[i] = i > 0 ? x[i - 1] + 1 : 0.0f;) // FAULT
  MENDED(x[i] = i % 32 > 0 ? x[i] + 1 : 0.0f;)
  if (threadIdx.x == 0)
    atomicAdd(done, 1);
}

//! global_race; grid 2; block 32; in i32 64 = i; out i32 1 = 63
KERNEL last_writer_wins(const int *x, int *y) {
  int i = blockIdx.x * 32 + threadIdx.x;
  if (EITHER(threadIdx.x == 31, i == 63))
    *y = x[i]; // FAULT
}
