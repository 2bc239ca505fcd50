// fp8 and fp4 through CUDA's headers: on sm_80 these are long sequences of integer code.
#include <cuda_fp8.h>

extern "C" __global__ void fp8_encode(const float *x, unsigned char *e4m3, unsigned char *e5m2, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n)
    return;
  e4m3[i] = __nv_cvt_float_to_fp8(x[i], __NV_SATFINITE, __NV_E4M3);
  e5m2[i] = __nv_cvt_float_to_fp8(x[i], __NV_NOSAT, __NV_E5M2);
}

extern "C" __global__ void fp8_decode(const unsigned char *codes, float *e4m3, float *e5m2) {
  unsigned char code = codes[threadIdx.x];
  __half_raw first = __nv_cvt_fp8_to_halfraw(code, __NV_E4M3), second = __nv_cvt_fp8_to_halfraw(code, __NV_E5M2);
  e4m3[threadIdx.x] = __half2float(__half(first));
  e5m2[threadIdx.x] = __half2float(__half(second));
}
