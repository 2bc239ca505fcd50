typedef float (*Op)(float, float);
__device__ float add(float a, float b) { return a + b; }
__device__ float mul(float a, float b) { return a * b; }
__device__ float sub(float a, float b) { return a - b; }
__device__ Op ops[3] = {add, mul, sub};
__global__ void fp(float *p, int k) { p[threadIdx.x] = ops[k](p[threadIdx.x], 2.f); }
struct Shape {
  __device__ virtual float area() const = 0;
  __device__ virtual ~Shape() {}
  float pad;
};
struct Square : Shape {
  float s;
  __device__ Square(float s) : s(s) {}
  __device__ float area() const override { return s * s; }
};
struct Circle : Shape {
  float r;
  __device__ Circle(float r) : r(r) {}
  __device__ float area() const override { return 3.14f * r * r; }
};
__global__ void virt(float *o, int k) {
  Shape *s = k & 1 ? (Shape *)new Square(k) : (Shape *)new Circle(k);
  o[threadIdx.x] = s->area();
  delete s;
}
__device__ __noinline__ int sw(int x, int y) {
  switch (x) {
  case 0:
    return y + 1;
  case 1:
    return y * 3;
  case 2:
    return y ^ 5;
  case 3:
    return y / 7;
  case 4:
    return y % 11;
  case 5:
    return -y;
  case 6:
    return y << 3;
  case 7:
    return ~y;
  case 8:
    return y >> 2;
  case 9:
    return y & 0xf0;
  default:
    return 0;
  }
}
__global__ void switches(int *p, int *o) { o[threadIdx.x] = sw(p[threadIdx.x], threadIdx.x); }
__global__ void bigswitch(int *p, volatile int *o) {
  switch (p[threadIdx.x]) {
  case 0:
    o[0] = 1;
    break;
  case 1:
    o[5] = 2;
    break;
  case 2:
    o[7] = 9;
  case 3:
    o[1] = 4;
    break;
  case 4:
    o[3] = 3;
    break;
  case 5:
    o[9] = 1;
    break;
  case 6:
    o[11]++;
    break;
  case 7:
    o[2]--;
    break;
  default:
    break;
  }
}
__global__ void localarr(int *p, int k) {
  int a[64];
  for (int i = 0; i < 64; ++i)
    a[i] = p[i] * i;
  p[threadIdx.x] = a[k] + a[(k * 7) & 63];
}
__global__ void lambda(int *p) {
  auto f = [=] __device__(int x) { return x * p[0]; };
  p[threadIdx.x] = f(threadIdx.x);
}
