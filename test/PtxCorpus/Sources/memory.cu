// Memory: copies of all widths, tiles, halos, constants, variables, structs by value.

extern "C" __global__ void saxpy(const float *x, float *y, float a, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + y[i];
}

extern "C" __global__ void copy_vectors(const float4 *x, float4 *y, const double2 *u, double2 *v, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float4 value = __ldg(&x[i]);
  y[i] = make_float4(value.w, value.z, value.y, value.x);
  double2 pair = u[i];
  v[i] = make_double2(pair.y, pair.x);
}

extern "C" __global__ void transpose(const float *x, float *y, int rows, int columns) {
  __shared__ float tile[16][17];
  int column = blockIdx.x * 16 + threadIdx.x, row = blockIdx.y * 16 + threadIdx.y;
  if (row < rows && column < columns)
    tile[threadIdx.y][threadIdx.x] = x[row * columns + column];
  __syncthreads();
  column = blockIdx.y * 16 + threadIdx.x;
  row = blockIdx.x * 16 + threadIdx.y;
  if (row < columns && column < rows)
    y[row * rows + column] = tile[threadIdx.x][threadIdx.y];
}

extern "C" __global__ void stencil_line(const int *x, int *y, int n) {
  __shared__ int tile[128 + 6];
  int i = blockIdx.x * 128 + threadIdx.x, place = threadIdx.x + 3;
  tile[place] = i < n ? x[i] : 0;
  if (threadIdx.x < 3) {
    tile[threadIdx.x] = i >= 3 ? x[i - 3] : 0;
    tile[place + 128] = i + 128 < n ? x[i + 128] : 0;
  }
  __syncthreads();
  int sum = 0;
  for (int offset = -3; offset <= 3; ++offset)
    sum += tile[place + offset];
  if (i < n)
    y[i] = sum;
}

extern "C" __global__ void stencil_plane(const float *x, float *y, int width, int height) {
  int column = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
  if (column >= width || row >= height)
    return;
  float center = x[row * width + column], sum = 0;
  sum += row > 0 ? x[(row - 1) * width + column] : center;
  sum += row + 1 < height ? x[(row + 1) * width + column] : center;
  sum += column > 0 ? x[row * width + column - 1] : center;
  sum += column + 1 < width ? x[row * width + column + 1] : center;
  y[row * width + column] = 4 * center - sum;
}

extern "C" __global__ void gather(const short *x, const int *places, short *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n)
    y[places[i]] = x[i];
}

__constant__ int weights[8] = {1, -2, 3, -4, 5, -6, 7, -8};
__device__ unsigned table[16] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
__device__ unsigned *const tableStart = table + 4;

extern "C" __global__ void constants(const int *x, int *y) {
  y[threadIdx.x] = x[threadIdx.x] * weights[threadIdx.x & 7] + (int)table[threadIdx.x & 15];
  if (threadIdx.x < 4)
    y[32 + threadIdx.x] = tableStart[threadIdx.x];
}

struct Line {
  double slope;
  float offset;
  short shift;
  char codes[5];
};

extern "C" __global__ void struct_by_value(Line line, double *y) {
  int i = threadIdx.x;
  y[i] = line.slope * i + line.offset + line.shift + line.codes[i % 5];
}

extern __shared__ int dynamicData[];
extern "C" __global__ void dynamic_shared(const int *x, int *y, int n) {
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    dynamicData[n - 1 - i] = x[i];
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x)
    y[i] = dynamicData[i];
}

extern "C" __global__ void bytes(const uchar4 *x, char4 *y, const ushort2 *u, short *v, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  uchar4 value = x[i];
  y[i] = make_char4(value.y - value.x, value.z >> 1, ~value.w, value.x & value.w);
  v[i] = (short)(u[i].x * u[i].y);
}

extern "C" __global__ void fill_pattern(unsigned long long *y, unsigned long long pattern, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    y[i] = (pattern << (i & 63)) | (pattern >> (64 - (i & 63)) % 64);
}

extern "C" __global__ void three_axes(int *y) {
  int x = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
  int z = blockIdx.z * blockDim.z + threadIdx.z;
  int width = gridDim.x * blockDim.x, height = gridDim.y * blockDim.y;
  y[(z * height + row) * width + x] = x + 100 * row + 10000 * z;
}

extern "C" __global__ void copy_async(const float *x, float *y, int n) {
  __shared__ __align__(16) float stage[2][128];
  unsigned address = (unsigned)__cvta_generic_to_shared(&stage[0][threadIdx.x * 4]);
  for (int half = 0; half < 2; ++half) {
    const float *source = x + half * 128 + threadIdx.x * 4;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(address + half * 512), "l"(source));
    asm volatile("cp.async.commit_group;");
  }
  asm volatile("cp.async.wait_group 1;" ::: "memory");
  __syncthreads();
  y[threadIdx.x] = stage[0][127 - threadIdx.x];
  asm volatile("cp.async.wait_group 0;" ::: "memory");
  __syncthreads();
  y[32 + threadIdx.x] = stage[1][127 - threadIdx.x];
}
