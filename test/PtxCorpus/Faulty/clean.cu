// Kernels that look wrong and are not: none may be reported.
#include "faulty.h"

//! clean; block 32; in i32 20 = i; out i32 32 = i if i < 20 else -1; value i32 20
KERNEL guarded_load(const int *x, int *y, int n) {
  int value = -1;
  asm("{.reg .pred p; setp.lt.s32 p, %1, %2; @p ld.global.b32 %0, [%3];}"
      : "+r"(value)
      : "r"(threadIdx.x), "r"(n), "l"(x + threadIdx.x));
  y[threadIdx.x] = value;
}

//! clean; grid 4; block 64; in i32 256 = i % 100; inout i32 1 = 0 -> 1
KERNEL one_value_of_many(const int *x, int *found) {
  if (x[blockIdx.x * 64 + threadIdx.x] > 90)
    *found = 1;
}

//! clean; block 128; in i32 128 = i; out i32 1 = 1
KERNEL one_value_in_shared(const int *x, int *y) {
  __shared__ bool isAny;
  isAny = false;
  __syncthreads();
  if (x[threadIdx.x] > 3)
    isAny = true;
  __syncthreads();
  if (threadIdx.x == 0)
    *y = isAny;
}

//! clean; block 32; in i32 32 = i; out i32 32 = 2 * i
KERNEL vector_over_unused_words(const int *x, int *y) {
  __shared__ __align__(16) int rows[32][4];
  rows[threadIdx.x][0] = x[threadIdx.x];
  rows[threadIdx.x][2] = x[threadIdx.x];
  __syncwarp();
  int4 row = *(int4 *)rows[threadIdx.x];
  y[threadIdx.x] = row.x + row.z;
}

//! clean; block 64; in i32 64 = i; out i32 32 = 63 + i
KERNEL early_exit_before_barrier(const int *x, int *y) {
  __shared__ int data[64];
  data[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  if (threadIdx.x >= 32)
    return;
  __syncthreads();
  y[threadIdx.x] = data[63] + data[threadIdx.x];
}

//! clean; block 64; in i32 64 = i; out i32 64 = 32 * (i // 32) + 31 - i % 32
KERNEL warp_private_rows(const int *x, int *y) {
  __shared__ int data[2][32];
  int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  data[warp][lane] = x[threadIdx.x];
  __syncwarp();
  y[threadIdx.x] = data[warp][31 - lane];
}

//! clean; block 32; in i32 32 = i; out i32 32 = sum(j for j in range(32) if j % 2 == i % 2)
KERNEL half_masks(const int *x, int *y) {
  unsigned mask = threadIdx.x % 2 ? 0xaaaaaaaau : 0x55555555u;
  int sum = x[threadIdx.x];
  for (int step = 16; step > 1; step /= 2)
    sum += __shfl_xor_sync(mask, sum, step);
  y[threadIdx.x] = sum;
}

//! clean; block 32; in i32 32 = i; out i32 32 = i * (i - 1) // 2 if i < 17 else 0
KERNEL shuffle_of_some(const int *x, int *y) {
  int sum = 0;
  if (threadIdx.x < 17) {
    sum = x[threadIdx.x];
    for (int step = 1; step < 17; step *= 2) {
      int other = __shfl_up_sync(0x1ffffu, sum, step);
      if (threadIdx.x >= step)
        sum += other;
    }
    sum -= x[threadIdx.x];
  }
  y[threadIdx.x] = sum;
}

//! clean; block 32; in f32 32 = i; out f32 32 = i
KERNEL own_copy_without_barrier(const float *x, float *y) {
  __shared__ float stage[32];
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"((unsigned)__cvta_generic_to_shared(&stage[threadIdx.x])),
               "l"(x + threadIdx.x)
               : "memory");
  asm volatile("cp.async.wait_all;" ::: "memory");
  y[threadIdx.x] = stage[threadIdx.x];
}

//! clean; block 32; in f32 20 = i; out f32 32 = i if i < 20 else 0; value i32 20
KERNEL copy_filled_with_zeros(const float *x, float *y, int n) {
  __shared__ float stage[32];
  int bytes = threadIdx.x < n ? 4 : 0;
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"((unsigned)__cvta_generic_to_shared(&stage[threadIdx.x])),
               "l"(x + (bytes ? threadIdx.x : 0)), "r"(bytes)
               : "memory");
  asm volatile("cp.async.wait_all;" ::: "memory");
  y[threadIdx.x] = stage[threadIdx.x];
}

//! clean; grid 3; block 32; in i32 96 = i; inout i32 1 = 0 -> 4560; inout i32 1 = 0 -> 95
KERNEL atomics_beside_atomics(const int *x, int *sum, int *largest) {
  int value = x[blockIdx.x * 32 + threadIdx.x];
  if (atomicAdd(largest, 0) < value)
    atomicMax(largest, value);
  atomicAdd(sum, value);
}

//! clean; grid 2; block 64; in i32 128 = i; inout i32 2 = 0 -> (2016, 6112)[i]
KERNEL atomics_of_own_block(const int *x, int *sums) {
  atomicAdd_block(&sums[blockIdx.x], x[blockIdx.x * 64 + threadIdx.x]);
}

//! clean; block 64; in i32 64 = i; out i32 64 = 63 - i
KERNEL padding_never_read(const int *x, int *y) {
  __shared__ int tile[8][9];
  tile[threadIdx.x / 8][threadIdx.x % 8] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = tile[7 - threadIdx.x / 8][7 - threadIdx.x % 8];
}

//! clean; block 32; in i32 32 = i; out i32 32 = 5 * i
KERNEL array_used_in_part(const int *x, int *y) {
  int table[32];
#pragma unroll 1
  for (int i = 0; i <= x[threadIdx.x]; ++i)
    table[i] = 5 * i;
  y[threadIdx.x] = table[x[threadIdx.x]];
}

//! clean; block 64; in i32 64 = i; scratch i32 100; out i32 64 = 63 - i
KERNEL scratch_in_global(const int *x, int *scratch, int *y) {
  scratch[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = scratch[63 - threadIdx.x];
}

//! clean; block 64; in i32 64 = i; out i32 64 = i
KERNEL one_buffer_read_then_written(const int *x, int *y) {
  __shared__ int data[64];
  int kept = x[threadIdx.x];
  for (int round = 0; round < 3; ++round) {
    data[threadIdx.x] = kept;
    __syncthreads();
    kept = data[63 - threadIdx.x];
    __syncthreads();
  }
  y[threadIdx.x] = 63 - kept;
}

//! clean; block 96; in i32 96 = i; out i32 64 = 32 + 2 * i - (i // 32) * 32
KERNEL barrier_counts_by_warps(const int *x, int *y) {
  __shared__ int data[32];
  if (threadIdx.x < 32) {
    data[threadIdx.x] = x[threadIdx.x] + 32;
    asm volatile("bar.arrive 7, 96;" ::: "memory");
  } else {
    asm volatile("bar.sync 7, 96;" ::: "memory");
    y[threadIdx.x - 32] = data[threadIdx.x % 32] + threadIdx.x - 32;
  }
}

//! clean; block 32; in i32 32 = i; out i32 32 = i + (31 if i > 3 else 0)
KERNEL two_ways_to_one_barrier(const int *x, int *y) {
  __shared__ int data[32];
  if (x[threadIdx.x] > 3)
    data[threadIdx.x] = x[threadIdx.x];
  else
    data[threadIdx.x] = 0;
  __syncwarp();
  int last = data[31];
  y[threadIdx.x] = x[threadIdx.x] + (data[threadIdx.x] ? last : 0);
}

//! clean; block 1; null; out i32 1 = 7
KERNEL null_that_is_compared(const int *x, int *y) { *y = x ? *x : 7; }

//! clean; grid 2; block 32; cooperative; in i32 64 = i; scratch i32 64; inout i32 1 = 0 -> 2; out i32 64 = i ^ 32
KERNEL flag_with_fences(const int *x, int *data, int *flag, int *y) {
  int i = blockIdx.x * 32 + threadIdx.x;
  data[i] = x[i];
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    atomicAdd(flag, 1);
    while (*(volatile int *)flag < 2) {
    }
    __threadfence();
  }
  __syncthreads();
  y[i] = data[i ^ 32];
}

//! clean; block 64; in i32 64 = i; out i32 64 = 2 * i
KERNEL volatile_in_one_warp(const int *x, int *y) {
  __shared__ volatile int data[64];
  data[threadIdx.x] = x[threadIdx.x];
  data[threadIdx.x] = data[threadIdx.x] + x[threadIdx.x];
  y[threadIdx.x] = data[threadIdx.x];
}

//! clean; block 32; in u16 32 = i; out u32 16 = 2 * i + ((2 * i + 1) << 16)
KERNEL halves_of_a_word(const unsigned short *x, unsigned *y) {
  __shared__ __align__(4) unsigned short data[32];
  data[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  if (threadIdx.x < 16)
    y[threadIdx.x] = ((unsigned *)data)[threadIdx.x];
}

//! clean; block 32; out i32 32 = 3 * i
KERNEL swap_through_registers(int *y) {
  int a, b;
  asm("{.reg .b64 pair; .reg .b32 unused; mov.b64 pair, {%2, unused}; mov.b64 {%0, %1}, pair;}"
      : "=r"(a), "=r"(b)
      : "r"(3 * threadIdx.x));
  y[threadIdx.x] = a;
}
