// Products with a 2:4 sparse A: mma.sp with kept elements, and metadata words that are given lane by lane.

static __device__ __forceinline__ unsigned pairOf(const unsigned short *elements) {
  return elements[0] | unsigned(elements[1]) << 16;
}

// 16x8 = 16x32 times 32x8 of f16. `a`: 16 x 16 kept elements; `b`: 8 x 32, column-major B.
template <int selector>
__device__ __forceinline__ void multiplyHalves(const unsigned short *a, const unsigned short *b, const unsigned *metadata, float *c) {
  int lane = threadIdx.x, group = lane / 4, inGroup = lane % 4;
  unsigned fragmentA[4], fragmentB[4];
  for (int i = 0; i < 4; ++i) {
    fragmentA[i] = pairOf(a + (group + i % 2 * 8) * 16 + inGroup * 2 + i / 2 * 8);
    fragmentB[i] = pairOf(b + group * 32 + inGroup * 2 + i * 8);
  }
  float d[4];
  asm volatile("mma.sp.sync.aligned.m16n8k32.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9,%10,%11}, "
               "{%12,%12,%12,%12}, %13, %14;"
               : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
                 "r"(fragmentB[1]), "r"(fragmentB[2]), "r"(fragmentB[3]), "f"(0.0f), "r"(metadata[lane]), "n"(selector));
  for (int i = 0; i < 4; ++i)
    c[(group + i / 2 * 8) * 8 + inGroup * 2 + i % 2] = d[i];
}

extern "C" __global__ void sparse_half_first(const unsigned short *a, const unsigned short *b, const unsigned *metadata,
                                             float *c) {
  multiplyHalves<0>(a, b, metadata, c);
}

extern "C" __global__ void sparse_half_second(const unsigned short *a, const unsigned short *b, const unsigned *metadata,
                                              float *c) {
  multiplyHalves<1>(a, b, metadata, c);
}

// The same with two m16n8k16: thread 2 of four has the columns 0..15, thread 3 the others.
extern "C" __global__ void sparse_half_steps(const unsigned short *a, const unsigned short *b, const unsigned *metadata,
                                             float *c) {
  int lane = threadIdx.x, group = lane / 4, inGroup = lane % 4;
  float d[4] = {0, 0, 0, 0};
  for (int step = 0; step < 2; ++step) {
    unsigned fragmentA[2], fragmentB[2];
    for (int i = 0; i < 2; ++i) {
      fragmentA[i] = pairOf(a + (group + i * 8) * 16 + step * 8 + inGroup * 2);
      fragmentB[i] = pairOf(b + group * 32 + step * 16 + inGroup * 2 + i * 8);
    }
#define MULTIPLY(SELECTOR)                                                                                              \
  asm volatile("mma.sp.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6,%7}, "                 \
               "{%0,%1,%2,%3}, %8, " SELECTOR ";"                                                                       \
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])                                                         \
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentB[0]), "r"(fragmentB[1]), "r"(metadata[lane]))
    if (step == 0)
      MULTIPLY("2");
    else
      MULTIPLY("3");
  }
  for (int i = 0; i < 4; ++i)
    c[(group + i / 2 * 8) * 8 + inGroup * 2 + i % 2] = d[i];
}

// 16x8 = 16x64 times 64x8 of bytes. `a`: 16 x 32 kept elements; `b`: 8 x 64.
extern "C" __global__ void sparse_bytes(const signed char *a, const signed char *b, const unsigned *metadata, int *c) {
  int lane = threadIdx.x, group = lane / 4, inGroup = lane % 4;
  unsigned fragmentA[4], fragmentB[4];
  for (int i = 0; i < 4; ++i) {
    fragmentA[i] = *(const unsigned *)(a + (group + i % 2 * 8) * 32 + inGroup * 4 + i / 2 * 16);
    fragmentB[i] = *(const unsigned *)(b + group * 64 + inGroup * 4 + i * 16);
  }
  int d[4];
  asm volatile("mma.sp.sync.aligned.m16n8k64.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9,%10,%11}, "
               "{%12,%12,%12,%12}, %13, 0;"
               : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentA[2]), "r"(fragmentA[3]), "r"(fragmentB[0]),
                 "r"(fragmentB[1]), "r"(fragmentB[2]), "r"(fragmentB[3]), "r"(0), "r"(metadata[lane]));
  for (int i = 0; i < 4; ++i)
    c[(group + i / 2 * 8) * 8 + inGroup * 2 + i % 2] = d[i];
}

// 16x8 = 16x32 times 32x8 of bytes; threads 2 and 3 of four have the metadata.
extern "C" __global__ void sparse_bytes_short(const signed char *a, const signed char *b, const unsigned *metadata,
                                              int *c) {
  int lane = threadIdx.x, group = lane / 4, inGroup = lane % 4;
  unsigned fragmentA[2], fragmentB[2];
  for (int i = 0; i < 2; ++i) {
    fragmentA[i] = *(const unsigned *)(a + (group + i * 8) * 16 + inGroup * 4);
    fragmentB[i] = *(const unsigned *)(b + group * 32 + inGroup * 4 + i * 16);
  }
  int d[4];
  asm volatile("mma.sp.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5}, {%6,%7}, {%8,%8,%8,%8}, "
               "%9, 1;"
               : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
               : "r"(fragmentA[0]), "r"(fragmentA[1]), "r"(fragmentB[0]), "r"(fragmentB[1]), "r"(0),
                 "r"(metadata[lane]));
  for (int i = 0; i < 4; ++i)
    c[(group + i / 2 * 8) * 8 + inGroup * 2 + i % 2] = d[i];
}
