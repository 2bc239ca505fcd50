// Matrix products: plain, tiled, mma through inline assembly, ldmatrix, asynchronous copies.
#include <cuda_fp16.h>

extern "C" __global__ void gemm_plain(const float *a, const float *b, float *c, int m, int n, int k) {
  int row = blockIdx.y * blockDim.y + threadIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= m || column >= n)
    return;
  float sum = 0;
  for (int i = 0; i < k; ++i)
    sum += a[row * k + i] * b[i * n + column];
  c[row * n + column] = sum;
}

extern "C" __global__ void gemm_tiled(const float *a, const float *b, float *c, int n) {
  __shared__ float tileA[16][16], tileB[16][16];
  int row = blockIdx.y * 16 + threadIdx.y, column = blockIdx.x * 16 + threadIdx.x;
  float sum = 0;
  for (int tile = 0; tile < n; tile += 16) {
    tileA[threadIdx.y][threadIdx.x] = a[row * n + tile + threadIdx.x];
    tileB[threadIdx.y][threadIdx.x] = b[(tile + threadIdx.y) * n + column];
    __syncthreads();
#pragma unroll
    for (int i = 0; i < 16; ++i)
      sum += tileA[threadIdx.y][i] * tileB[i][threadIdx.x];
    __syncthreads();
  }
  c[row * n + column] = sum;
}

extern "C" __global__ void matvec(const float *a, const float *x, float *y, int n) {
  float sum = 0;
  for (int i = threadIdx.x; i < n; i += 32)
    sum += a[blockIdx.x * n + i] * x[i];
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  if (threadIdx.x == 0)
    y[blockIdx.x] = sum;
}

extern "C" __global__ void convolve(const float *x, const float *w, float *y, int height, int width) {
  int column = threadIdx.x, row = blockIdx.x;
  float sum = 0;
  for (int r = -1; r <= 1; ++r)
    for (int s = -1; s <= 1; ++s)
      if (row + r >= 0 && row + r < height && column + s >= 0 && column + s < width)
        sum += x[(row + r) * width + column + s] * w[3 * (r + 1) + s + 1];
  y[row * width + column] = sum;
}

extern "C" __global__ void softmax_rows(const float *x, float *y, int n) {
  const float *row = x + blockIdx.x * n;
  float best = -1e30f, sum = 0;
  for (int i = threadIdx.x; i < n; i += 32)
    best = fmaxf(best, row[i]);
  for (int step = 16; step > 0; step /= 2)
    best = fmaxf(best, __shfl_xor_sync(0xffffffffu, best, step));
  for (int i = threadIdx.x; i < n; i += 32)
    sum += __expf(row[i] - best);
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  for (int i = threadIdx.x; i < n; i += 32)
    y[blockIdx.x * n + i] = __expf(row[i] - best) / sum;
}

// One warp, 16x8 = 16x16 times 16x8; A row-major through ldmatrix, B column-major.
extern "C" __global__ void mma_half(const __half *a, const __half *b, float *c) {
  __shared__ __align__(16) __half tileA[16 * 16], tileB[8 * 16];
  int lane = threadIdx.x;
  for (int i = lane; i < 256; i += 32)
    tileA[i] = a[i];
  for (int i = lane; i < 128; i += 32)
    tileB[i] = b[i];
  __syncwarp();
  unsigned fragmentA[4], fragmentB[2];
  unsigned addressA = (unsigned)__cvta_generic_to_shared(&tileA[(lane % 16) * 16 + (lane / 16) * 8]);
  unsigned addressB = (unsigned)__cvta_generic_to_shared(&tileB[(lane % 8) * 16 + (lane / 8 % 2) * 8]);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(fragmentA[0]), "=r"(fragmentA[1]), "=r"(fragmentA[2]), "=r"(fragmentA[3])
               : "r"(addressA));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(fragmentB[0]), "=r"(fragmentB[1])
               : "r"(addressB));
  float sum[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
                 "r"(fragmentB[1]));
  int row = lane / 4, column = lane % 4 * 2;
  c[row * 8 + column] = sum[0];
  c[row * 8 + column + 1] = sum[1];
  c[(row + 8) * 8 + column] = sum[2];
  c[(row + 8) * 8 + column + 1] = sum[3];
}

extern "C" __global__ void mma_bfloat(const unsigned short *a, const unsigned short *b, float *c) {
  int lane = threadIdx.x, row = lane / 4, column = lane % 4 * 2;
  const unsigned *pairs = (const unsigned *)a, *pairsB = (const unsigned *)b;
  unsigned fragmentA[4] = {pairs[(row * 16 + column) / 2], pairs[((row + 8) * 16 + column) / 2],
                           pairs[(row * 16 + column + 8) / 2], pairs[((row + 8) * 16 + column + 8) / 2]};
  unsigned fragmentB[2] = {pairsB[(row * 16 + column) / 2], pairsB[(row * 16 + column + 8) / 2]};
  float sum[4] = {1, 2, 3, 4};
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
      : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
        "r"(fragmentB[1]));
  c[row * 8 + column] = sum[0];
  c[row * 8 + column + 1] = sum[1];
  c[(row + 8) * 8 + column] = sum[2];
  c[(row + 8) * 8 + column + 1] = sum[3];
}

extern "C" __global__ void mma_bytes(const signed char *a, const signed char *b, int *c) {
  int lane = threadIdx.x, row = lane / 4, column = lane % 4 * 4;
  const unsigned *words = (const unsigned *)a, *wordsB = (const unsigned *)b;
  unsigned fragmentA[4] = {words[(row * 32 + column) / 4], words[((row + 8) * 32 + column) / 4],
                           words[(row * 32 + column + 16) / 4], words[((row + 8) * 32 + column + 16) / 4]};
  unsigned fragmentB[2] = {wordsB[(row * 32 + column) / 4], wordsB[(row * 32 + column + 16) / 4]};
  int sum[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+r"(sum[0]), "+r"(sum[1]), "+r"(sum[2]), "+r"(sum[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
                 "r"(fragmentB[1]));
  int first = row * 8 + lane % 4 * 2;
  c[first] = sum[0];
  c[first + 1] = sum[1];
  c[first + 64] = sum[2];
  c[first + 65] = sum[3];
}

extern "C" __global__ void mma_double(const double *a, const double *b, double *c) {
  int lane = threadIdx.x;
  double sum[2] = {0, 0};
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%0,%1};"
               : "+d"(sum[0]), "+d"(sum[1])
               : "d"(a[lane / 4 * 4 + lane % 4]), "d"(b[lane / 4 * 4 + lane % 4]));
  c[lane / 4 * 8 + lane % 4 * 2] = sum[0];
  c[lane / 4 * 8 + lane % 4 * 2 + 1] = sum[1];
}

extern "C" __global__ void mma_tf32(const float *a, const float *b, float *c) {
  int lane = threadIdx.x, row = lane / 4, column = lane % 4;
  unsigned fragmentA[4] = {__float_as_uint(a[row * 8 + column]), __float_as_uint(a[(row + 8) * 8 + column]),
                           __float_as_uint(a[row * 8 + column + 4]), __float_as_uint(a[(row + 8) * 8 + column + 4])};
  unsigned fragmentB[2] = {__float_as_uint(b[row * 8 + column]), __float_as_uint(b[row * 8 + column + 4])};
  float sum[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
                 "r"(fragmentB[1]));
  int first = row * 8 + lane % 4 * 2;
  c[first] = sum[0];
  c[first + 1] = sum[1];
  c[first + 64] = sum[2];
  c[first + 65] = sum[3];
}

// 64x64 tiles, four warps, two stages of asynchronous copies. A is m x k row-major, B is n x k.
extern "C" __global__ void __launch_bounds__(128) gemm_pipelined(const __half *a, const __half *b, float *c, int n, int k) {
  __shared__ __align__(16) __half stages[2][2][64 * 32];
  int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
  const __half *blockA = a + blockIdx.y * 64 * k, *blockB = b + blockIdx.x * 64 * k;
  float sums[8][4] = {};
  auto load = [&](int stage, int start) {
    for (int chunk = thread; chunk < 256; chunk += 128) {
      int row = chunk / 4, part = chunk % 4;
      unsigned toA = (unsigned)__cvta_generic_to_shared(&stages[stage][0][row * 32 + (part ^ row / 2 % 4) * 8]);
      unsigned toB = (unsigned)__cvta_generic_to_shared(&stages[stage][1][row * 32 + (part ^ row / 2 % 4) * 8]);
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(toA), "l"(blockA + row * k + start + part * 8));
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(toB), "l"(blockB + row * k + start + part * 8));
    }
    asm volatile("cp.async.commit_group;");
  };
  load(0, 0);
  for (int start = 0, stage = 0; start < k; start += 32, stage ^= 1) {
    if (start + 32 < k) {
      load(stage ^ 1, start + 32);
      asm volatile("cp.async.wait_group 1;" ::: "memory");
    } else {
      asm volatile("cp.async.wait_group 0;" ::: "memory");
    }
    __syncthreads();
    for (int step = 0; step < 2; ++step) {
      unsigned fragmentA[4];
      int row = warp * 16 + lane % 16, part = step * 2 + lane / 16;
      unsigned address = (unsigned)__cvta_generic_to_shared(&stages[stage][0][row * 32 + (part ^ row / 2 % 4) * 8]);
      asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                   : "=r"(fragmentA[0]), "=r"(fragmentA[1]), "=r"(fragmentA[2]), "=r"(fragmentA[3])
                   : "r"(address));
      for (int tile = 0; tile < 8; ++tile) {
        unsigned fragmentB[2];
        int column = tile * 8 + lane % 8, partB = step * 2 + lane / 8 % 2;
        unsigned addressB =
            (unsigned)__cvta_generic_to_shared(&stages[stage][1][column * 32 + (partB ^ column / 2 % 4) * 8]);
        asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
                     : "=r"(fragmentB[0]), "=r"(fragmentB[1])
                     : "r"(addressB));
        float *sum = sums[tile];
        asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
            : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
            : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
              "r"(fragmentB[1]));
      }
    }
    __syncthreads();
  }
  int row = blockIdx.y * 64 + warp * 16 + lane / 4;
  for (int tile = 0; tile < 8; ++tile) {
    int column = blockIdx.x * 64 + tile * 8 + lane % 4 * 2;
    *(float2 *)&c[row * n + column] = make_float2(sums[tile][0], sums[tile][1]);
    *(float2 *)&c[(row + 8) * n + column] = make_float2(sums[tile][2], sums[tile][3]);
  }
}
