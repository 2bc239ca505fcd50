// Arithmetic: integers, floats, doubles, conversions, intrinsics.

extern "C" __global__ void integer_intrinsics(const unsigned *x, const unsigned *y, unsigned *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  unsigned a = x[i], b = y[i], *row = z + 16 * i;
  row[0] = __umulhi(a, b);
  row[1] = (unsigned)__mulhi((int)a, (int)b);
  row[2] = __clz(a);
  row[3] = __popc(b);
  row[4] = __brev(a);
  row[5] = __ffs(a);
  row[6] = __byte_perm(a, b, b & 0x7777);
  row[7] = __funnelshift_l(a, b, b & 63);
  row[8] = __funnelshift_rc(a, b, a & 63);
  row[9] = __usad(a, b, 5u);
  row[10] = (unsigned)__dp4a((int)a, (int)b, 7);
  row[11] = __dp2a_lo(a, b, 9u);
  row[12] = __uhadd(a, b);
  row[13] = (unsigned)__rhadd((int)a, (int)b);
  row[14] = __umul24(a, b);
  row[15] = (a & b) ^ (~a | (b << 3));
}

extern "C" __global__ void long_integers(const long long *x, const long long *y, long long *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  long long a = x[i], b = y[i], *row = z + 8 * i;
  row[0] = a * b;
  row[1] = __mul64hi(a, b);
  row[2] = a / b;
  row[3] = a % b;
  row[4] = (unsigned long long)a / (unsigned long long)b;
  row[5] = __clzll(a) + 100 * __popcll(b);
  row[6] = (a >> (b & 63)) ^ ((unsigned long long)a >> (a & 63));
  row[7] = __brevll(a);
}

extern "C" __global__ void packed_bytes(const unsigned *x, const unsigned *y, unsigned *z, int n) {
  int i = threadIdx.x;
  if (i >= n)
    return;
  unsigned a = x[i], b = y[i], *row = z + 8 * i;
  row[0] = __vadd4(a, b);
  row[1] = __vsub2(a, b);
  row[2] = __vabsdiffu4(a, b);
  row[3] = __vmaxs4(a, b);
  row[4] = __vminu2(a, b);
  row[5] = __vaddss4(a, b);
  row[6] = __vcmpgtu4(a, b);
  row[7] = __vavgu4(a, b);
}

extern "C" __global__ void float_rounding(const float *x, const float *y, float *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float a = x[i], b = y[i], *row = z + 16 * i;
  row[0] = __fadd_rn(a, b);
  row[1] = __fadd_rz(a, b);
  row[2] = __fadd_ru(a, b);
  row[3] = __fadd_rd(a, b);
  row[4] = __fmul_rn(a, b);
  row[5] = __fmul_rz(a, b);
  row[6] = __fmaf_rn(a, b, -a);
  row[7] = __fdiv_rn(a, b);
  row[8] = __fsqrt_rn(fabsf(a));
  row[9] = __frcp_rn(b);
  row[10] = floorf(a) + ceilf(b);
  row[11] = truncf(a) - rintf(b);
  row[12] = fminf(a, b);
  row[13] = copysignf(a, b);
  row[14] = fmodf(a, b);
  row[15] = __fsqrt_rd(fabsf(b));
}

extern "C" __global__ void double_arithmetic(const double *x, const double *y, double *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  double a = x[i], b = y[i], *row = z + 8 * i;
  row[0] = a + b;
  row[1] = a * b;
  row[2] = fma(a, b, -1.0);
  row[3] = a / b;
  row[4] = sqrt(fabs(a));
  row[5] = fmax(a, b) - fmin(a, b);
  row[6] = trunc(a) + (double)(float)b;
  row[7] = 1.0 / b;
}

extern "C" __global__ void functions(const float *x, float *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float a = x[i], *row = z + 8 * i;
  row[0] = sinf(a);
  row[1] = cosf(a);
  row[2] = expf(a);
  row[3] = logf(fabsf(a) + 0.5f);
  row[4] = tanhf(a);
  row[5] = powf(fabsf(a) + 0.5f, 1.5f);
  row[6] = atan2f(a, 2.0f);
  row[7] = erff(a);
}

extern "C" __global__ void fast_functions(const float *x, float *z, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float a = x[i], *row = z + 6 * i;
  row[0] = __sinf(a);
  row[1] = __cosf(a);
  row[2] = __expf(a);
  row[3] = __log2f(fabsf(a) + 0.5f);
  row[4] = rsqrtf(fabsf(a) + 0.5f);
  row[5] = __fdividef(a, 3.0f);
}

extern "C" __global__ void double_functions(const double *x, double *z, int n) {
  int i = threadIdx.x;
  if (i >= n)
    return;
  z[4 * i] = exp(x[i]);
  z[4 * i + 1] = log(fabs(x[i]) + 0.5);
  z[4 * i + 2] = sin(x[i]);
  z[4 * i + 3] = cbrt(x[i]);
}

extern "C" __global__ void conversions(const float *x, const int *y, int *out, float *floats, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  float a = x[i];
  int *row = out + 10 * i;
  row[0] = __float2int_rn(a);
  row[1] = __float2int_rz(a);
  row[2] = __float2int_ru(a);
  row[3] = __float2int_rd(a);
  row[4] = (int)__float2uint_rz(a);
  row[5] = (int)(__float2ll_rn(a) >> 3);
  row[6] = (signed char)y[i];
  row[7] = (unsigned short)y[i];
  row[8] = __float_as_int(a);
  row[9] = (int)__double2ll_rd((double)a * 1.5);
  floats[3 * i] = __int2float_rn(y[i]);
  floats[3 * i + 1] = __uint2float_rz((unsigned)y[i]);
  floats[3 * i + 2] = (float)((double)y[i] / 3.0);
}

extern "C" __global__ void carry_chain(const unsigned *x, const unsigned *y, unsigned *sum, unsigned *difference) {
  const unsigned *a = x + 4 * threadIdx.x, *b = y + 4 * threadIdx.x;
  unsigned *s = sum + 4 * threadIdx.x, *d = difference + 4 * threadIdx.x;
  asm("add.cc.u32 %0, %4, %8; addc.cc.u32 %1, %5, %9; addc.cc.u32 %2, %6, %10; addc.u32 %3, %7, %11;"
      : "=r"(s[0]), "=r"(s[1]), "=r"(s[2]), "=r"(s[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "r"(b[2]), "r"(b[3]));
  asm("sub.cc.u32 %0, %4, %8; subc.cc.u32 %1, %5, %9; subc.cc.u32 %2, %6, %10; subc.u32 %3, %7, %11;"
      : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "r"(b[2]), "r"(b[3]));
}

extern "C" __global__ void complex_power(const float2 *x, float2 *y) {
  float2 z = x[threadIdx.x], power = make_float2(1, 0);
  for (int i = 0; i < 3; ++i)
    power = make_float2(power.x * z.x - power.y * z.y, power.x * z.y + power.y * z.x);
  y[threadIdx.x] = power;
}
