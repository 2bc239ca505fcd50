// Transforms, filters, sparse matrices, radix sort, cooperative grids, bit forms.
#include <cooperative_groups.h>
namespace cg = cooperative_groups;

// Radix-2 transform of 256 points in shared memory.
extern "C" __global__ void fourier(const float2 *x, float2 *y) {
  __shared__ float2 data[256];
  int thread = threadIdx.x;
  for (int i = thread; i < 256; i += 128)
    data[__brev(i) >> 24] = x[i];
  for (int half = 1; half < 256; half *= 2) {
    __syncthreads();
    int place = thread % half, first = thread / half * 2 * half + place;
    float angle = -3.14159265358979f * place / half, s, c;
    sincosf(angle, &s, &c);
    float2 a = data[first], b = data[first + half];
    float2 turned = make_float2(b.x * c - b.y * s, b.x * s + b.y * c);
    data[first] = make_float2(a.x + turned.x, a.y + turned.y);
    data[first + half] = make_float2(a.x - turned.x, a.y - turned.y);
  }
  __syncthreads();
  for (int i = thread; i < 256; i += 128)
    y[i] = data[i];
}

// Compressed rows, one warp a row.
extern "C" __global__ void sparse_rows(const int *starts, const int *columns, const float *values, const float *x, float *y,
                                       int rows) {
  int row = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
  if (row >= rows)
    return;
  float sum = 0;
  for (int i = starts[row] + lane; i < starts[row + 1]; i += 32)
    sum = fmaf(values[i], x[columns[i]], sum);
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_down_sync(0xffffffffu, sum, step);
  if (lane == 0)
    y[row] = sum;
}

// Coordinates, sums by atomics: small whole numbers, so any order gives the same.
extern "C" __global__ void sparse_coordinates(const int *rows, const int *columns, const float *values, const float *x,
                                              float *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    atomicAdd(&y[rows[i]], values[i] * x[columns[i]]);
}

// Median of nine by a network of exchanges; edges clamp.
__device__ void exchange(int &a, int &b) {
  int low = min(a, b);
  b = max(a, b);
  a = low;
}
extern "C" __global__ void median_filter(const unsigned char *x, unsigned char *y, int width, int height) {
  int column = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
  if (column >= width || row >= height)
    return;
  int v[9];
#pragma unroll
  for (int i = 0; i < 9; ++i)
    v[i] = x[min(max(row + i / 3 - 1, 0), height - 1) * width + min(max(column + i % 3 - 1, 0), width - 1)];
#pragma unroll
  for (int round = 0; round < 9; ++round)
#pragma unroll
    for (int i = round % 2; i + 1 < 9; i += 2)
      exchange(v[i], v[i + 1]);
  y[row * width + column] = v[4];
}

// Sobel's gradient with a tile and its halo.
extern "C" __global__ void gradient(const unsigned char *x, short *y, int width, int height) {
  __shared__ int tile[10][18];
  int left = blockIdx.x * 16 - 1, top = blockIdx.y * 8 - 1;
  for (int i = threadIdx.y * 16 + threadIdx.x; i < 180; i += 128) {
    int row = top + i / 18, column = left + i % 18;
    tile[i / 18][i % 18] = row >= 0 && row < height && column >= 0 && column < width ? x[row * width + column] : 0;
  }
  __syncthreads();
  int column = blockIdx.x * 16 + threadIdx.x, row = blockIdx.y * 8 + threadIdx.y;
  if (column >= width || row >= height)
    return;
  int (*at)[18] = (int (*)[18])&tile[threadIdx.y][threadIdx.x];
  int across = at[0][2] + 2 * at[1][2] + at[2][2] - at[0][0] - 2 * at[1][0] - at[2][0];
  int down = at[2][0] + 2 * at[2][1] + at[2][2] - at[0][0] - 2 * at[0][1] - at[0][2];
  y[row * width + column] = abs(across) + abs(down);
}

// Least significant digits first, four bits a pass, one block.
extern "C" __global__ void sort_radix(unsigned *keys, unsigned *other) {
  __shared__ unsigned counts[16][4];
  int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
  unsigned *from = keys, *to = other;
  for (int shift = 0; shift < 32; shift += 4) {
    unsigned key = from[thread], digit = key >> shift & 15, same = __match_any_sync(0xffffffffu, digit);
    if (thread < 64)
      counts[thread / 4][thread % 4] = 0;
    __syncthreads();
    int before = __popc(same & ((1u << lane) - 1));
    if (before == 0)
      counts[digit][warp] = __popc(same);
    __syncthreads();
    unsigned start = 0;
    for (int i = 0; i < digit * 4 + warp; ++i)
      start += counts[i / 4][i % 4];
    to[start + before] = key;
    __syncthreads();
    unsigned *kept = from;
    from = to;
    to = kept;
  }
}

// Jacobi steps with a barrier of the whole grid between them.
extern "C" __global__ void relax_grid(float *a, float *b, int n, unsigned *arrived) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  for (unsigned step = 1; step <= 4; ++step) {
    float *from = step % 2 ? a : b, *to = step % 2 ? b : a;
    to[i] = i == 0 || i == n - 1 ? from[i] : 0.5f * (from[i - 1] + from[i + 1]);
    __syncthreads();
    if (threadIdx.x == 0) {
      unsigned count;
      asm volatile("atom.release.gpu.global.add.u32 %0, [%1], 1;" : "=r"(count) : "l"(arrived) : "memory");
      do
        asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(count) : "l"(arrived) : "memory");
      while (count < step * gridDim.x);
    }
    __syncthreads();
  }
}

extern "C" __global__ void video(const unsigned *x, const unsigned *y, unsigned *z) {
  unsigned a = x[threadIdx.x], b = y[threadIdx.x], *row = z + 6 * threadIdx.x;
  asm("vadd.s32.s32.s32.sat %0, %1, %2;" : "=r"(row[0]) : "r"(a), "r"(b));
  asm("vsub.s32.u32.u32 %0, %1.b1, %2.h1;" : "=r"(row[1]) : "r"(a), "r"(b));
  asm("vabsdiff.u32.u32.u32.add %0, %1.h0, %2.b3, %1;" : "=r"(row[2]) : "r"(a), "r"(b));
  asm("vmin.s32.s32.s32 %0, %1, %2;" : "=r"(row[3]) : "r"(a), "r"(b));
  asm("vset.u32.u32.lt %0, %1, %2;" : "=r"(row[4]) : "r"(a), "r"(b));
  asm("bfe.s32 %0, %1, 5, 9;" : "=r"(row[5]) : "r"(a));
}

// Tiles of four lanes, a scan of the block by tiles, a vote of each tile.
extern "C" __global__ void group_votes(const int *x, int *y) {
  cg::thread_block block = cg::this_thread_block();
  cg::thread_block_tile<4> tile = cg::tiled_partition<4>(block);
  int value = x[block.thread_rank()];
  int votes = tile.ballot(value > 0), any = tile.any(value > 90), first = tile.shfl(value, 0);
  int next = tile.shfl_down(value, 1);
  tile.sync();
  y[block.thread_rank()] = votes + 100 * any + 1000 * (first > next);
}
