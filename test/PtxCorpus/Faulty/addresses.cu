// Addresses that are wrong: outside, misaligned, null, in another space; and their mended twins.
#include "faulty.h"

//! out_of_bounds_global_read; grid 4; block 32; in i32 100 = i; out i32 128; value i32 100
KERNEL no_bounds_check(const int *x, int *y, int n) {
  int i = blockIdx.x * 32 + threadIdx.x;
  y[i] = MENDED(i >= n ? 0 :) x[i]; // FAULT
}

//! out_of_bounds_global_read; block 32; in f32 30 = i; out f32 30; value i32 30
KERNEL one_too_far(const float *x, float *y, int n) {
  if (threadIdx.x < n)
    y[threadIdx.x] = x[threadIdx.x] + (threadIdx.x + EITHER(0, 1) < n ? x[threadIdx.x + 1] : 0.0f); // FAULT
}

//! out_of_bounds_global_read; block 32; in i32 32 = i; out i32 32
KERNEL left_neighbour(const int *x, int *y) {
  int left = threadIdx.x >= EITHER(0, 1) ? x[(int)threadIdx.x - 1] : 0; // FAULT
  y[threadIdx.x] = left + 1;
}

//! out_of_bounds_global_read; block 32; in f32 EITHER(126, 128) = i; out f32 32
KERNEL vector_over_the_end(const float4 *x, float *y) {
  float4 value = x[threadIdx.x]; // FAULT
  y[threadIdx.x] = value.x + value.y + value.z + value.w;
}

//! out_of_bounds_global_read; block 8x4; in i32 32 = i; out i32 32
KERNEL rows_for_columns(const int *x, int *y) {
  y[threadIdx.y * 8 + threadIdx.x] = x[EITHER(threadIdx.x * 8 + threadIdx.y, threadIdx.x * 4 + threadIdx.y)]; // FAULT
}

//! out_of_bounds_global_read; block 32; in i32 32 = (i + EITHER(1, 0)) * 2 % 64; in i32 63 = i; out i32 32
KERNEL index_from_data(const int *places, const int *x, int *y) {
  y[threadIdx.x] = x[places[threadIdx.x] + MENDED(0 *) 1]; // FAULT
}

//! out_of_bounds_global_write; grid 4; block 32; in i32 128 = i; out i32 100; value i32 100
KERNEL unguarded_store(const int *x, int *y, int n) {
  int i = blockIdx.x * 32 + threadIdx.x;
  MENDED(if (i < n))
    y[i] = x[i]; // FAULT
}

//! out_of_bounds_global_write; block 64; in i32 64 = i; scratch i32 EITHER(31, 32); inout i32 1 = 0 -> 32
KERNEL list_too_short(const int *x, int *list, int *count) {
  if (x[threadIdx.x] % 2 == 0)
    list[atomicAdd(count, 1)] = x[threadIdx.x]; // FAULT
}

//! out_of_bounds_global_write; block 8x4; in i32 32 = i; out i32 32
KERNEL transposed_pitch(const int *x, int *y) {
  int value = x[threadIdx.y * 8 + threadIdx.x];
  y[threadIdx.x * EITHER(8, 4) + threadIdx.y] = value; // FAULT
}

//! out_of_bounds_global_write; block 32; in u32 32 = i; out u32 32
KERNEL unsigned_difference(const unsigned *x, unsigned *y) {
  unsigned place = x[threadIdx.x] - EITHER(1, 0);
  y[place] = place; // FAULT
}

//! out_of_bounds_shared; block 64; in i32 64 = i; out i32 64
KERNEL shared_neighbour(const int *x, int *y) {
  __shared__ int data[EITHER(64, 65)];
  data[threadIdx.x] = x[threadIdx.x];
  MENDED(if (threadIdx.x == 0) data[64] = 0;)
  __syncthreads();
  y[threadIdx.x] = data[threadIdx.x + 1]; // FAULT
}

//! out_of_bounds_shared; block 64; shared EITHER(252, 256); in i32 64 = i; out i32 64
KERNEL dynamic_too_small(const int *x, int *y) {
  extern __shared__ int pool[];
  pool[threadIdx.x] = x[threadIdx.x]; // FAULT
  __syncthreads();
  y[threadIdx.x] = pool[63 - threadIdx.x]; // FAULT
}

//! out_of_bounds_shared; block 16x16; in i32 256 = i; out i32 256
KERNEL padding_forgotten(const int *x, int *y) {
  __shared__ int tile[16 * EITHER(16, 17)];
  tile[threadIdx.y * 17 + threadIdx.x] = x[threadIdx.y * 16 + threadIdx.x]; // FAULT
  __syncthreads();
  y[threadIdx.y * 16 + threadIdx.x] = tile[threadIdx.x * 17 + threadIdx.y]; // FAULT
}

//! out_of_bounds_shared; block 32; in u32 32 = i; out u32 64
KERNEL matrix_rows_too_far(const unsigned *x, unsigned *y) {
  __shared__ __align__(16) unsigned rows[32];
  rows[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  unsigned address = (unsigned)__cvta_generic_to_shared(rows) + threadIdx.x % EITHER(16, 8) * 16, first, second;
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];" : "=r"(first), "=r"(second) : "r"(address)); // FAULT
  y[threadIdx.x] = first;
  y[32 + threadIdx.x] = second;
}

//! out_of_bounds_local; block 32; in i32 32 = i; out i32 32
KERNEL stack_array(const int *x, int *y) {
  int window[16];
#pragma unroll 1
  for (int i = 0; i EITHER(<=, <) 16; ++i)
    window[i] = x[i]; // FAULT
  y[threadIdx.x] = window[x[threadIdx.x] & 15];
}

//! out_of_bounds_local; block 32; in i32 32 = i; out i32 32
KERNEL stack_index_from_data(const int *x, int *y) {
  int table[8];
#pragma unroll 1
  for (int i = 0; i < 8; ++i)
    table[i] = x[i] * 3;
  y[threadIdx.x] = table[x[threadIdx.x] EITHER(/ 3, / 4)]; // FAULT
}

__device__ __noinline__ void fill(int *row, const int *x, int n) {
#pragma unroll 1
  for (int i = 0; i < n; ++i)
    row[i] = x[i]; // FAULT
}
//! out_of_bounds_local; block 32; in i32 32 = i; out i32 32; value i32 EITHER(9, 8)
KERNEL stack_by_pointer(const int *x, int *y, int n) {
  int row[8];
  fill(row, x, n);
  y[threadIdx.x] = row[threadIdx.x & 7];
}

//! null_pointer; block 32; in f32 32 = i; null; out f32 32
KERNEL optional_bias(const float *x, const float *bias, float *y) {
  float value = x[threadIdx.x];
  MENDED(if (bias))
    value += bias[threadIdx.x]; // FAULT
  y[threadIdx.x] = value;
}

//! null_pointer; block 32; in i32 32 = i; out i32 32; EITHER(null, scratch i32 32)
KERNEL workspace_missing(const int *x, int *y, int *workspace) {
  workspace[threadIdx.x] = x[threadIdx.x]; // FAULT
  __syncwarp();
  y[threadIdx.x] = workspace[31 - threadIdx.x];
}

struct Node {
  int value, pad;
  const Node *next;
};
//! null_pointer; block 1; in i64 2 = i; out i32 1
KERNEL list_walk(const long long *x, int *y) {
  Node first = {1, 0, nullptr}, second = {2, 0, &first};
  const Node *node = x[1] ? &second : &first;
  int sum = 0;
  for (int i = 0; i < 3 MENDED(&& node); ++i) {
    sum += node->value; // FAULT
    node = node->next;
  }
  *y = sum;
}

//! misaligned_access; block 31; in f32 128 = i; out f32 31
KERNEL vector_of_odd_start(const float *x, float *y) {
  float4 value = *(const float4 *)(x + 4 * threadIdx.x + EITHER(1, 0)); // FAULT
  y[threadIdx.x] = value.x + value.w;
}

//! misaligned_access; block 16; in u8 200 = i; out f64 16
KERNEL double_in_a_stream(const unsigned char *x, double *y) {
  y[threadIdx.x] = *(const double *)(x + EITHER(12, 8) * threadIdx.x); // FAULT
}

//! misaligned_access; block 32; in i32 34 = i; out i32 32
KERNEL shared_vector_row(const int *x, int *y) {
  __shared__ __align__(16) int rows[8][EITHER(5, 4)];
  rows[threadIdx.x / 4][threadIdx.x % 4] = x[threadIdx.x];
  __syncwarp();
  int4 row = *(int4 *)rows[threadIdx.x % 8]; // FAULT
  y[threadIdx.x] = row.x + row.y + row.z + row.w;
}

//! misaligned_access; block 32; in f32 136 = i; out f32 32
KERNEL async_copy_of_odd_start(const float *x, float *y) {
  __shared__ __align__(16) float stage[128];
  unsigned to = (unsigned)__cvta_generic_to_shared(stage + 4 * threadIdx.x);
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(x + 4 * threadIdx.x + EITHER(2, 4))); // FAULT
  asm volatile("cp.async.wait_all;" ::: "memory");
  y[threadIdx.x] = stage[4 * threadIdx.x];
}

//! misaligned_access; block 32; in u32 32 = i; out u32 32
KERNEL matrix_row_of_eight_bytes(const unsigned *x, unsigned *y) {
  __shared__ __align__(16) unsigned rows[64];
  rows[threadIdx.x] = rows[threadIdx.x + 32] = x[threadIdx.x];
  __syncwarp();
  unsigned address = (unsigned)__cvta_generic_to_shared(rows) + threadIdx.x % 8 * EITHER(24, 16), value;
  asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];" : "=r"(value) : "r"(address)); // FAULT
  y[threadIdx.x] = value;
}

//! misaligned_access; block 1; inout i32 4 = 0
KERNEL wide_atomic(int *cells) {
  atomicAdd((unsigned long long *)(cells + EITHER(1, 2)), 5ull); // FAULT
}

//! wrong_address_space; also out_of_bounds_shared; block 32; in i32 32 = i; out i32 32
KERNEL generic_taken_for_shared(const int *x, int *y) {
  __shared__ int data[32];
  data[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  unsigned address = EITHER((unsigned)(size_t)&x[threadIdx.x], (unsigned)__cvta_generic_to_shared(&data[threadIdx.x]));
  int value;
  asm volatile("ld.shared.b32 %0, [%1];" : "=r"(value) : "r"(address)); // FAULT
  y[threadIdx.x] = value;
}

//! wrong_address_space; also out_of_bounds_global_read null_pointer; block 32; in i32 32 = i; out i32 32
KERNEL shared_taken_for_global(const int *x, int *y) {
  __shared__ int data[32];
  data[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  const int *place = EITHER(&data[threadIdx.x], &x[threadIdx.x]);
  int value;
  asm volatile("ld.global.b32 %0, [%1];" : "=r"(value) : "l"(place)); // FAULT
  y[threadIdx.x] = value;
}

//! wrong_address_space; also out_of_bounds_global_write; block 32; in i32 32 = i; out i32 32; value i32 EITHER(1, 0)
KERNEL local_taken_for_global(const int *x, int *y, int isLocal) {
  int own[2] = {x[threadIdx.x], 7};
  int *place = isLocal ? &own[x[0] & 1] : &y[threadIdx.x];
  asm volatile("st.global.b32 [%0], %1;" ::"l"(place), "r"(own[(x[0] + 1) & 1]) : "memory"); // FAULT
  y[threadIdx.x] = own[x[0] & 1];
}

__constant__ int limits[4] = {1, 2, 3, 4};
//! wrong_address_space; also out_of_bounds_global_write; block 1; in i32 1 = 5; out i32 4
KERNEL constants_are_written(const int *x, int *y) {
  int *place = EITHER((int *)limits, y);
  asm volatile("st.b32 [%0], %1;" ::"l"(place), "r"(*x) : "memory"); // FAULT
  for (int i = MENDED(1 +) 0; i < 4; ++i)
    y[i] = limits[i];
}
