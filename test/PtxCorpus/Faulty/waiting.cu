// Barriers, collectives, waiting, asynchronous copies, the stack; and their mended twins.
#include "faulty.h"

//! divergent_barrier; block 64; in i32 64 = i; out i32 64; value i32 40
KERNEL barrier_under_bounds_check(const int *x, int *y, int n) {
  __shared__ int data[64];
  MENDED(data[threadIdx.x] = 0;)
  FAULTY(data[threadIdx.x] = x[threadIdx.x];)
  if (threadIdx.x < n) {
    data[threadIdx.x] = 2 * x[threadIdx.x];
    FAULTY(__syncthreads();) // FAULT
    FAULTY(y[threadIdx.x] = data[n - 1 - threadIdx.x];)
  }
  __syncthreads(); // FAULT
  y[threadIdx.x] = threadIdx.x < n ? data[n - 1 - threadIdx.x] : 0;
}

//! divergent_barrier; block 32; in i32 32 = i; out i32 32
KERNEL barrier_in_both_branches(const int *x, int *y) {
  __shared__ int data[32];
  if (x[threadIdx.x] % 2) {
    data[threadIdx.x] = x[threadIdx.x];
    FAULTY(__syncthreads();) // FAULT
  } else {
    data[threadIdx.x] = -x[threadIdx.x];
    FAULTY(asm volatile("bar.sync 0;" ::: "memory");) // FAULT
  }
  MENDED(__syncthreads();)
  y[threadIdx.x] = data[31 - threadIdx.x];
}

//! divergent_barrier; block 64; in i32 64 = 1 + i % EITHER(3, 1); out i32 64
KERNEL barrier_in_uneven_loop(const int *x, int *y) {
  __shared__ int data[64];
  data[threadIdx.x] = 0;
#pragma unroll 1
  for (int i = 0; i < x[threadIdx.x]; ++i) {
    data[threadIdx.x] += i;
    __syncthreads(); // FAULT
  }
  __syncthreads(); // FAULT
  y[threadIdx.x] = data[threadIdx.x];
}

__device__ __noinline__ int exchange(int *data, int value) {
  data[threadIdx.x] = value;
  __syncthreads(); // FAULT
  return data[threadIdx.x ^ 1];
}
//! divergent_barrier; block 32; in i32 32 = i; out i32 32
KERNEL barrier_in_function(const int *x, int *y) {
  __shared__ int data[32];
  int value = x[threadIdx.x];
  if (value >= EITHER(8, 0))
    value = exchange(data, value);
  __syncthreads(); // FAULT
  y[threadIdx.x] = value;
}

//! divergent_collective; block 32; in i32 32 = i; out i32 32
KERNEL shuffle_in_branch(const int *x, int *y) {
  int value = x[threadIdx.x], other = 0;
  if (threadIdx.x < 16)
    other = __shfl_xor_sync(EITHER(0xffffffffu, 0xffffu), value, 1); // FAULT
  else
    other = __shfl_xor_sync(EITHER(0xffffffffu, 0xffff0000u), value, 2); // FAULT
  y[threadIdx.x] = other;
}

//! divergent_collective; block 32; in i32 32 = i; out i32 32
KERNEL warp_barrier_in_branch(const int *x, int *y) {
  __shared__ int data[32];
  data[threadIdx.x] = x[threadIdx.x];
  if (threadIdx.x < 16) {
    __syncwarp(EITHER(0xffffffffu, 0xffffu)); // FAULT
    y[threadIdx.x] = data[15 - threadIdx.x];
  } else {
    y[threadIdx.x] = __shfl_down_sync(0xffff0000u, x[threadIdx.x], 1); // FAULT
  }
}

//! divergent_collective; block 32; in i32 32 = i; out i32 32
KERNEL mask_without_caller(const int *x, int *y) {
  y[threadIdx.x] = __shfl_sync(EITHER(0x7fffffffu, 0xffffffffu), x[threadIdx.x], 0); // FAULT
}

//! divergent_collective; block 32; in i32 32 = 1 + i % EITHER(4, 1); out u32 32
KERNEL vote_in_uneven_loop(const int *x, unsigned *y) {
  unsigned votes = 0;
#pragma unroll 1
  for (int i = 0; i < x[threadIdx.x]; ++i)
    votes += __ballot_sync(0xffffffffu, x[threadIdx.x] > i); // FAULT
  __syncwarp(); // FAULT
  y[threadIdx.x] = votes;
}

//! divergent_collective; block 32; in u32 64 = i; out u32 32
KERNEL matrices_in_branch(const unsigned *x, unsigned *y) {
  __shared__ __align__(16) unsigned rows[32];
  rows[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  unsigned address = (unsigned)__cvta_generic_to_shared(rows) + threadIdx.x % 8 * 16, value = 0;
  if (x[threadIdx.x] < EITHER(20, 32))
    asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];" : "=r"(value) : "r"(address)); // FAULT
  __syncwarp(); // FAULT
  y[threadIdx.x] = value;
}

//! divergent_collective; block 32; in i32 32 = i; out i32 32
KERNEL masks_that_differ(const int *x, int *y) {
  unsigned mask = EITHER(threadIdx.x < 16 ? 0xffffu : 0xffffffffu, 0xffffffffu);
  y[threadIdx.x] = __reduce_add_sync(mask, x[threadIdx.x]); // FAULT
}

//! deadlock; block 96; in i32 96 = i; out i32 32
KERNEL count_of_barrier(const int *x, int *y) {
  __shared__ int data[32];
  if (threadIdx.x < 32) {
    asm volatile("bar.sync 1, %0;" ::"r"(EITHER(96, 64)) : "memory"); // FAULT
    y[threadIdx.x] = data[threadIdx.x];
  } else if (threadIdx.x < 64) {
    data[threadIdx.x - 32] = x[threadIdx.x];
    asm volatile("bar.arrive 1, %0;" ::"r"(EITHER(96, 64)) : "memory");
  }
}

//! deadlock; block 64; in i32 64 = i; out i32 64
KERNEL barriers_in_other_order(const int *x, int *y) {
  __shared__ int data[64];
  data[threadIdx.x] = x[threadIdx.x];
  if (threadIdx.x < 32) {
    asm volatile("bar.sync 1, 64;" ::: "memory"); // FAULT
    asm volatile("bar.sync 2, 64;" ::: "memory"); // FAULT
  } else {
    EITHER(asm volatile("bar.sync 2, 64;" ::: "memory");, asm volatile("bar.sync 1, 64;" ::: "memory");) // FAULT
    EITHER(asm volatile("bar.sync 1, 64;" ::: "memory");, asm volatile("bar.sync 2, 64;" ::: "memory");) // FAULT
  }
  y[threadIdx.x] = data[63 - threadIdx.x];
}

//! deadlock; block 64; in i32 64 = i; out i32 64; value i32 EITHER(3, 4)
KERNEL producer_stops_early(const int *x, int *y, int rounds) {
  __shared__ int data[32];
  int sum = 0;
  if (threadIdx.x < 32) {
#pragma unroll 1
    for (int i = 0; i < rounds; ++i) {
      asm volatile("bar.sync 2, 64;" ::: "memory"); // FAULT
      data[threadIdx.x] = x[threadIdx.x] + i;
      asm volatile("bar.sync 1, 64;" ::: "memory"); // FAULT
    }
  } else {
#pragma unroll 1
    for (int i = 0; i < 4; ++i) {
      asm volatile("bar.sync 2, 64;" ::: "memory"); // FAULT
      asm volatile("bar.sync 1, 64;" ::: "memory"); // FAULT
      sum += data[threadIdx.x - 32];
    }
  }
  y[threadIdx.x] = sum;
}

//! deadlock; grid 2; block 32; cooperative; in i32 64 = i; out i32 64; inout i32 1 = 0
KERNEL barrier_of_one_warp_of_two(const int *x, int *y, int *unused) {
  if (x[threadIdx.x] >= 0)
    asm volatile("barrier.sync 5, %0;" ::"r"(EITHER(64, 32)) : "memory"); // FAULT
  y[blockIdx.x * 32 + threadIdx.x] = x[threadIdx.x];
}

//! infinite_loop; block 32; in i32 32 = i; out i32 32; inout i32 1 = 0
KERNEL lock_not_released(const int *x, int *y, int *lock) {
  if (threadIdx.x < 2) {
    while (atomicCAS(lock, 0, 1) != 0) { // FAULT
    }
    ((volatile int *)y)[0] = x[0];
    MENDED(__threadfence(); atomicExch(lock, 0);)
  }
  y[threadIdx.x] = x[0];
}

//! infinite_loop; block 32; in i32 32 = i + EITHER(0, 1); out i32 32
KERNEL step_of_zero(const int *x, int *y) {
  int steps = 0;
#pragma unroll 1
  for (volatile int i = 1; i < 100; i += x[threadIdx.x]) // FAULT
    ++steps; // FAULT
  y[threadIdx.x] = steps;
}

//! infinite_loop; block 32; in u32 32 = i; out u32 32
KERNEL unsigned_countdown(const unsigned *x, unsigned *y) {
  unsigned sum = 0;
#pragma unroll 1
  for (EITHER(unsigned, int) i = 9; i >= 0; --i) // FAULT
    sum += x[i & 31]; // FAULT
  y[threadIdx.x] = sum;
}

//! infinite_loop; grid 2; block 32; cooperative; inout i32 1 = 0
KERNEL waits_for_one_block_more(int *arrived) {
  if (threadIdx.x == 0) {
    atomicAdd(arrived, 1);
    while (atomicAdd(arrived, 0) < EITHER(3, 2)) { // FAULT
    }
  }
}

//! infinite_loop; block 64; inout i32 1 = 0; out i32 1
KERNEL flag_in_the_wrong_cell(int *flag, int *y) {
  __shared__ volatile int flags[2];
  if (threadIdx.x == 0)
    flags[0] = flags[1] = 0;
  __syncthreads();
  if (threadIdx.x == 32)
    atomicExch((int *)&flags[EITHER(1, 0)], 1);
  if (threadIdx.x == 0) {
    while (atomicAdd((int *)&flags[0], 0) == 0) { // FAULT
    }
    *y = 1;
  }
}

__device__ void copyAsync(float *to, const float *from) {
  unsigned address = (unsigned)__cvta_generic_to_shared(to);
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(address), "l"(from) : "memory"); // FAULT
}

//! cp_async_not_waited; block 32; in f32 32 = i; out f32 32
KERNEL copy_not_waited_for(const float *x, float *y) {
  __shared__ float stage[32];
  copyAsync(&stage[threadIdx.x], &x[threadIdx.x]); // FAULT
  asm volatile("cp.async.commit_group;" ::: "memory");
  MENDED(asm volatile("cp.async.wait_group 0;" ::: "memory");)
  y[threadIdx.x] = stage[threadIdx.x]; // FAULT
}

//! cp_async_not_waited; block 32; in f32 128 = i; out f32 32
KERNEL last_stage_in_flight(const float *x, float *y) {
  __shared__ float stages[2][32];
  float sum = 0;
  copyAsync(&stages[0][threadIdx.x], &x[threadIdx.x]); // FAULT
  asm volatile("cp.async.commit_group;" ::: "memory");
#pragma unroll 1
  for (int i = 0; i < 4; ++i) {
    if (i + 1 < 4) {
      copyAsync(&stages[(i + 1) & 1][threadIdx.x], &x[(i + 1) * 32 + threadIdx.x]); // FAULT
      asm volatile("cp.async.commit_group;" ::: "memory");
    }
    MENDED(else asm volatile("cp.async.commit_group;" ::: "memory");)
    asm volatile("cp.async.wait_group 1;" ::: "memory");
    sum += stages[i & 1][threadIdx.x]; // FAULT
  }
  y[threadIdx.x] = sum;
}

//! cp_async_not_waited; block 32; in f32 32 = i; out f32 32
KERNEL group_not_committed(const float *x, float *y) {
  __shared__ float stage[32];
  copyAsync(&stage[threadIdx.x], &x[threadIdx.x]); // FAULT
  MENDED(asm volatile("cp.async.commit_group;" ::: "memory");)
  asm volatile("cp.async.wait_group 0;" ::: "memory");
  y[threadIdx.x] = stage[threadIdx.x]; // FAULT
}

//! cp_async_not_waited; also shared_race; block 64; in f32 64 = i; out f32 64
KERNEL copy_of_other_thread(const float *x, float *y) {
  __shared__ float stage[64];
  copyAsync(&stage[threadIdx.x], &x[threadIdx.x]); // FAULT
  FAULTY(__syncthreads();)
  asm volatile("cp.async.wait_all;" ::: "memory");
  MENDED(__syncthreads();)
  y[threadIdx.x] = stage[63 - threadIdx.x]; // FAULT
}

//! cp_async_not_waited; also shared_race; block 32; in f32 64 = i; out f32 32
KERNEL stage_overwritten_in_flight(const float *x, float *y) {
  __shared__ float stage[32];
  copyAsync(&stage[threadIdx.x], &x[threadIdx.x]); // FAULT
  MENDED(asm volatile("cp.async.wait_all;" ::: "memory");)
  ((volatile float *)stage)[threadIdx.x] = 1.0f; // FAULT
  asm volatile("cp.async.wait_all;" ::: "memory");
  y[threadIdx.x] = stage[threadIdx.x]; // FAULT
}

__device__ __noinline__ unsigned depth(unsigned n, volatile unsigned *y) {
  unsigned row[64];
  row[n & 63] = n; // FAULT
  if (n == y[0])
    return row[n & 63];
  return depth(n + 1, y) + row[n & 63]; // FAULT
}
//! stack_overflow; block 1; inout u32 1 = EITHER(4000000000, 50)
KERNEL recursion_without_end(unsigned *y) { *y = depth(1, y); } // FAULT

__device__ __noinline__ unsigned odd(unsigned n, unsigned *trace);
__device__ __noinline__ unsigned even(unsigned n, unsigned *trace) {
  unsigned row[128]; // FAULT
  row[n & 127] = trace[0];
  unsigned result = n == 0 ? 1 : odd(n - 1, trace) + row[n & 127] * 0; // FAULT
  return result;
}
__device__ __noinline__ unsigned odd(unsigned n, unsigned *trace) {
  unsigned row[128]; // FAULT
  row[n & 127] = trace[0];
  unsigned result = n == EITHER(1000000001, 0) ? 0 : even(n - 1, trace) + row[n & 127] * 0; // FAULT
  return result;
}
//! stack_overflow; block 1; inout u32 1 = 0; value u32 EITHER(9, 8)
KERNEL mutual_recursion(unsigned *y, unsigned n) { *y = even(EITHER(n * 1000000, n), y); }

//! trap; block 32; in i32 32 = i - EITHER(1, 0); out i32 32
KERNEL own_assertion(const int *x, int *y) {
  if (x[threadIdx.x] < 0)
    __trap(); // FAULT
  y[threadIdx.x] = x[threadIdx.x];
}
