__device__ __noinline__ float scale(float x, int k) { return x * k; }
__global__ void debug(const float *in, float *out, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float local[4] = {1, 2, 3, 4};
  if (i < n)
    out[i] = scale(in[i], i) + local[i & 3];
}
