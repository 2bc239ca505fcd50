// Memory that is read before it is written, results that are never written, and their mended twins.
#include "faulty.h"

//! uninitialized_shared; block 64; in i32 50 = i; out i32 1 = 1225; value i32 50
KERNEL tail_not_cleared(const int *x, int *y, int n) {
  __shared__ int data[64];
  if (threadIdx.x < n)
    data[threadIdx.x] = x[threadIdx.x];
  MENDED(else data[threadIdx.x] = 0;)
  for (int step = 32; step > 0; step /= 2) {
    __syncthreads();
    if (threadIdx.x < step)
      data[threadIdx.x] += data[threadIdx.x + step]; // FAULT
  }
  if (threadIdx.x == 0)
    *y = data[0];
}

//! uninitialized_shared; block 64; in u8 64 = i % 10; out u32 16
KERNEL histogram_not_cleared(const unsigned char *x, unsigned *bins) {
  __shared__ unsigned counts[16];
  if (threadIdx.x < EITHER(12, 16))
    counts[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&counts[x[threadIdx.x]], 1u);
  __syncthreads();
  if (threadIdx.x < 16)
    bins[threadIdx.x] = counts[threadIdx.x]; // FAULT
}

//! uninitialized_shared; block 32; in u8 32 = i % 10; out u32 1
KERNEL atomic_on_garbage(const unsigned char *x, unsigned *sum) {
  __shared__ unsigned total;
  MENDED(total = 0; __syncwarp();)
  atomicAdd(&total, x[threadIdx.x]); // FAULT
  __syncwarp();
  if (threadIdx.x == 0)
    *sum = total; // FAULT
}

//! uninitialized_shared; block 96; in i32 96 = i; out i32 1 = 4560
KERNEL partial_sums_of_missing_warps(const int *x, int *y) {
  __shared__ int partial[32];
  int sum = x[threadIdx.x];
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  if (threadIdx.x % 32 == 0)
    partial[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) {
    int all = EITHER(partial[threadIdx.x], threadIdx.x < 3 ? partial[threadIdx.x] : 0);
    for (int step = 16; step > 0; step /= 2)
      all += __shfl_xor_sync(0xffffffffu, all, step);
    if (threadIdx.x == 0)
      *y = all; // FAULT
  }
}

//! uninitialized_shared; block 64; in i32 64 = i; out i32 64
KERNEL halo_not_loaded(const int *x, int *y) {
  __shared__ int data[66];
  data[threadIdx.x + 1] = x[threadIdx.x];
  if (threadIdx.x == 0)
    data[0] = 0;
  MENDED(if (threadIdx.x == 63) data[65] = 0;)
  __syncthreads();
  y[threadIdx.x] = data[threadIdx.x] + data[threadIdx.x + 2]; // FAULT
}

//! uninitialized_shared; block 32; shared 256; in i32 32 = i; out i32 64
KERNEL dynamic_second_half(const int *x, int *y) {
  extern __shared__ int pool[];
  int *first = pool, *second = pool + 32;
  first[threadIdx.x] = x[threadIdx.x];
  EITHER(first, second)[threadIdx.x] = -x[threadIdx.x];
  __syncwarp();
  y[threadIdx.x] = first[threadIdx.x];
  y[32 + threadIdx.x] = second[31 - threadIdx.x]; // FAULT
}

//! uninitialized_global; grid 2; block 32; in i32 64 = i; EITHER(out, inout) i32 64 EITHER(, = 1)
KERNEL accumulate_into_fresh_memory(const int *x, int *y) {
  int i = blockIdx.x * 32 + threadIdx.x;
  y[i] += x[i]; // FAULT
}

//! uninitialized_global; block 64; in i32 60 = i; out i32 64; scratch i32 64; value i32 60
KERNEL scratch_tail(const int *x, int *y, int *scratch, int n) {
  if (threadIdx.x < EITHER(n, 64))
    scratch[threadIdx.x] = threadIdx.x < n ? x[threadIdx.x] : 0;
  __syncthreads();
  y[threadIdx.x] = scratch[63 - threadIdx.x]; // FAULT
}

//! uninitialized_global; block 32; EITHER(scratch, inout) i32 1 EITHER(, = 0); out i32 1
KERNEL ticket_not_cleared(int *ticket, int *y) {
  if (atomicAdd(ticket, 1) == 31) // FAULT
    *y = 1;
}

//! uninitialized_global; block 32; in i32 32 = i; scratch i32 EITHER(40, 32); out i32 32; value i32 EITHER(5, 4)
KERNEL pitch_confused(const int *x, int *rows, int *y, int pitch) {
  rows[threadIdx.x / 4 * pitch + threadIdx.x % 4] = x[threadIdx.x];
  __syncwarp();
  y[threadIdx.x] = rows[threadIdx.x]; // FAULT
}

//! uninitialized_local; block 32; in i32 32 = i; out i32 32; value i32 EITHER(15, 16)
KERNEL window_short(const int *x, int *y, int n) {
  int window[16];
#pragma unroll 1
  for (int i = 0; i < n; ++i)
    window[i] = x[i];
  y[threadIdx.x] = window[x[threadIdx.x] & 15]; // FAULT
}

//! uninitialized_local; block 32; in u8 256 = i; out u32 8
KERNEL private_counts(const unsigned char *x, unsigned *bins) {
  unsigned counts[8];
  MENDED(for (int i = 0; i < 8; ++i) counts[i] = 0;)
  for (int i = threadIdx.x; i < 256; i += 32)
    counts[x[i] & 7] += 1; // FAULT
  for (int bin = 0; bin < 8; ++bin) {
    unsigned count = counts[bin];
    for (int step = 16; step > 0; step /= 2)
      count += __shfl_xor_sync(0xffffffffu, count, step);
    if (threadIdx.x == 0)
      bins[bin] = count;
  }
}

struct Range {
  int low, high, found;
};
__device__ __noinline__ void search(const int *x, int value, Range *range) {
  range->low = x[0];
  range->high = x[31];
  if (value > EITHER(16, -1))
    range->found = value * 2;
}

//! uninitialized_local; block 32; in i32 32 = i; out i32 32
KERNEL field_not_set(const int *x, int *y) {
  Range range;
  search(x, x[threadIdx.x], &range);
  y[threadIdx.x] = range.low + range.high + range.found; // FAULT
}

//! missing_result; grid EITHER(3, 4); block 32; in i32 100 = i; out i32 100 = i + 1; value i32 100
KERNEL grid_rounded_down(const int *x, int *y, int n) {
  int i = blockIdx.x * 32 + threadIdx.x;
  if (i < n)
    y[i] = x[i] + 1;
}

//! missing_result; grid 4; block 32; in i32 128 = i; out i32 128 = i; value i32 128
KERNEL last_element_left_out(const int *x, int *y, int n) {
  int i = blockIdx.x * 32 + threadIdx.x;
  if (i < EITHER(n - 1, n))
    y[i] = x[i];
}

//! missing_result; block 32; in i32 70 = i; out i32 70 = 2 * i; value i32 70
KERNEL vectors_without_tail(const int *x, int *y, int n) {
  for (int i = threadIdx.x; i < n / 4; i += 32) {
    int4 value = ((const int4 *)x)[i];
    ((int4 *)y)[i] = make_int4(2 * value.x, 2 * value.y, 2 * value.z, 2 * value.w);
  }
  MENDED(if (threadIdx.x < n % 4) y[n / 4 * 4 + threadIdx.x] = 2 * x[n / 4 * 4 + threadIdx.x];)
}

//! missing_result; block 64; in i32 64 = i - 32; out i32 64 = abs(i - 32)
KERNEL one_sign_forgotten(const int *x, int *y) {
  int value = x[threadIdx.x];
  if (value > 0)
    y[threadIdx.x] = value;
  else if (value EITHER(<, <=) 0)
    y[threadIdx.x] = -value;
}
