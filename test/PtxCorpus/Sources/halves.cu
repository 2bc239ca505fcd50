// Narrow floats: half, half2, bf16, fp8 through CUDA's headers.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

extern "C" __global__ void half_pairs(const __half2 *x, const __half2 *y, __half2 *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  __half2 a = x[i], b = y[i], *row = z + 6 * i;
  row[0] = __hadd2(a, b);
  row[1] = __hmul2(a, b);
  row[2] = __hfma2(a, b, a);
  row[3] = __hsub2(a, b);
  row[4] = __hmax2(a, b);
  row[5] = __lowhigh2highlow(__habs2(b));
}

extern "C" __global__ void half_conversions(const float *x, __half *z, float *back, short *whole, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  z[3 * i] = __float2half_rn(x[i]);
  z[3 * i + 1] = __float2half_rz(x[i]);
  z[3 * i + 2] = __float2half_ru(x[i]);
  back[i] = __half2float(z[3 * i]);
  whole[i] = __half2short_rn(z[3 * i]);
}

extern "C" __global__ void half_compare(const __half *x, const __half *y, int *z) {
  __half a = x[threadIdx.x], b = y[threadIdx.x];
  z[threadIdx.x] = __hlt(a, b) + 2 * __heq(a, b) + 4 * __hgeu(a, b) + 8 * __hisnan(a) + 16 * (__hisinf(b) != 0);
}

extern "C" __global__ void bfloat_pairs(const __nv_bfloat162 *x, const __nv_bfloat162 *y, __nv_bfloat162 *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  __nv_bfloat162 a = x[i], b = y[i];
  z[2 * i] = __hfma2(a, b, a);
  z[2 * i + 1] = __hmin2(a, b);
}

extern "C" __global__ void bfloat_conversions(const float *x, __nv_bfloat16 *z, float *back, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  z[2 * i] = __float2bfloat16_rn(x[i]);
  z[2 * i + 1] = __float2bfloat16_rz(x[i]);
  back[i] = __bfloat162float(z[2 * i]);
}

extern "C" __global__ void unpack_int4(const unsigned *codes, __half2 *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  const __half2 offset = __half2half2(__ushort_as_half(0x6408));
  for (int pair = 0; pair < 4; ++pair) {
    unsigned bits;
    asm("lop3.b32 %0, %1, 0x000f000f, 0x64006400, 0xea;" : "=r"(bits) : "r"(codes[i] >> (4 * pair)));
    __half2 value;
    asm("mov.b32 %0, %1;" : "=r"(*(unsigned *)&value) : "r"(bits));
    z[4 * i + pair] = __hsub2(value, offset);
  }
}

extern "C" __global__ void quantize_rows(const float *x, signed char *codes, float *scales, int columns) {
  __shared__ float largest[64];
  const float *row = x + blockIdx.x * columns;
  float best = 0;
  for (int i = threadIdx.x; i < columns; i += 64)
    best = fmaxf(best, fabsf(row[i]));
  largest[threadIdx.x] = best;
  for (int step = 32; step > 0; step /= 2) {
    __syncthreads();
    if (threadIdx.x < step)
      largest[threadIdx.x] = fmaxf(largest[threadIdx.x], largest[threadIdx.x + step]);
  }
  __syncthreads();
  float scale = __fdiv_rn(largest[0], 127.0f);
  if (threadIdx.x == 0)
    scales[blockIdx.x] = scale;
  for (int i = threadIdx.x; i < columns; i += 64)
    codes[blockIdx.x * columns + i] = (signed char)max(-127, min(127, __float2int_rn(__fdiv_rn(row[i], scale))));
}
