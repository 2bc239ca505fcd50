// Codes to floats without conversions, by the bits of the format; products of codes with scales by group.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

__device__ unsigned orWithin(unsigned codes, unsigned mask, unsigned bits) {
  unsigned result;
  asm("lop3.b32 %0, %1, %2, %3, 0xea;" : "=r"(result) : "r"(codes), "r"(mask), "r"(bits));
  return result;
}
__device__ unsigned fmaHalves(unsigned a, unsigned b, unsigned c) {
  unsigned result;
  asm("fma.rn.f16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));
  return result;
}
__device__ unsigned subHalves(unsigned a, unsigned b) {
  unsigned result;
  asm("sub.f16x2 %0, %1, %2;" : "=r"(result) : "r"(a), "r"(b));
  return result;
}

// Four pairs a word; low nibbles by subtraction, high nibbles by an fma with 1/16.
extern "C" __global__ void unpack_u4_half(const unsigned *x, unsigned *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  unsigned q = x[i];
  for (int part = 0; part < 2; ++part, q >>= 8) {
    y[4 * i + 2 * part] = subHalves(orWithin(q, 0x000f000f, 0x64006400), 0x64086408);
    y[4 * i + 2 * part + 1] = fmaHalves(orWithin(q, 0x00f000f0, 0x64006400), 0x2c002c00, 0xd480d480);
  }
}

extern "C" __global__ void unpack_u4_bfloat(const unsigned *x, unsigned *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  for (int part = 0; part < 4; ++part) {
    unsigned bits = orWithin(x[i] >> (4 * part), 0x000f000f, 0x43004300), result;
    asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(bits), "r"(0x3f803f80), "r"(0xc308c308));
    y[4 * i + part] = result;
  }
}

extern "C" __global__ void unpack_s8_bfloat(const unsigned short *x, __nv_bfloat162 *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  unsigned codes = __byte_perm(x[i], 0, 0x4140);
  unsigned low = orWithin(codes, 0x007f007f, 0x43004300), high = orWithin(codes, 0x00800080, 0xc300c300), result;
  asm("fma.rn.bf16x2 %0, %1, %2, %3;" : "=r"(result) : "r"(low), "r"(0x3f803f80), "r"(high));
  *(unsigned *)&y[i] = result;
}

// e4m3 (finite codes) to half: the sign up, the rest seven bits up, times 2^8.
extern "C" __global__ void unpack_e4m3_half(const unsigned short *x, unsigned *y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  unsigned codes = __byte_perm(x[i], 0, 0x1404);
  unsigned bits = (codes & 0x80008000u) | (codes & 0x7f007f00u) >> 1;
  y[i] = fmaHalves(bits, 0x5c005c00, 0x80008000);
}

// e2m1 to e4m3 bits and to half.
extern "C" __global__ void unpack_e2m1(const unsigned char *x, unsigned char *bytes, __half *halves, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= 2 * n)
    return;
  unsigned code = x[i / 2] >> (i % 2 * 4) & 15;
  bytes[i] = (code & 8) << 4 | (code & 7) << 2;
  unsigned short bits = (code & 8) << 12 | (code & 7) << 9;
  halves[i] = __hmul(__ushort_as_half(bits), __float2half(16384.0f));
}

// y = W x, W of 4-bit codes with a scale and a zero point for each 32 of a row; one warp a row.
extern "C" __global__ void matvec_groups(const unsigned *codes, const __half *scales, const unsigned char *zeros,
                                         const __half *x, float *y, int k) {
  int row = blockIdx.x, lane = threadIdx.x;
  float sum = 0;
  for (int word = lane; word < k / 8; word += 32) {
    unsigned q = codes[row * (k / 8) + word];
    int group = row * (k / 32) + word / 4;
    float part = 0;
#pragma unroll
    for (int e = 0; e < 8; ++e)
      part = fmaf((float)((int)(q >> (4 * e) & 15) - (int)zeros[group]), __half2float(x[word * 8 + e]), part);
    sum = fmaf(part, __half2float(scales[group]), sum);
  }
  for (int step = 16; step > 0; step /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, step);
  if (lane == 0)
    y[row] = sum;
}

// 16x8 of 4-bit weights (two nibbles a byte, in the order of the fragments) times half activations.
extern "C" __global__ void mma_weights_of_four_bits(const unsigned *codes, const __half *x, const __half *scales, float *y) {
  int lane = threadIdx.x, row = lane / 4, column = lane % 4 * 2;
  unsigned q = codes[lane], a[4], b[2];
  a[0] = subHalves(orWithin(q, 0x000f000f, 0x64006400), 0x64086408);
  a[1] = fmaHalves(orWithin(q, 0x00f000f0, 0x64006400), 0x2c002c00, 0xd480d480);
  a[2] = subHalves(orWithin(q >> 8, 0x000f000f, 0x64006400), 0x64086408);
  a[3] = fmaHalves(orWithin(q >> 8, 0x00f000f0, 0x64006400), 0x2c002c00, 0xd480d480);
  const unsigned *pairs = (const unsigned *)x;
  b[0] = pairs[(row * 16 + column) / 2];
  b[1] = pairs[(row * 16 + column + 8) / 2];
  float c[4] = {0, 0, 0, 0};
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
  float low = __half2float(scales[row]), high = __half2float(scales[row + 8]);
  y[row * 8 + column] = c[0] * low;
  y[row * 8 + column + 1] = c[1] * low;
  y[(row + 8) * 8 + column] = c[2] * high;
  y[(row + 8) * 8 + column + 1] = c[3] * high;
}
