#include <cstdio>
__constant__ float table[16] = {1, 2, 3, 4, 5.5f, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
__constant__ double dtab[4] = {1.0, 2.5, -3e100, 4e-300};
__device__ int counter = 7;
__device__ const char *msg = "hello %d\n";
__device__ int *ptrToCounter = &counter;
__managed__ int managed = 3;
__device__ float *tablePtrs[2];
__global__ void hello(int x) {
  printf("tid %d of %d %f %s\n", threadIdx.x, x, 2.5, "s");
  if (x < 0) {
    printf(msg, x);
    __trap();
  }
}
__global__ void consts(float *o, double *p, int i) {
  o[threadIdx.x] = table[i];
  p[threadIdx.x] = dtab[i & 3] + *ptrToCounter + managed;
}
__device__ __noinline__ int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
__global__ void rec(int *o, int n) { o[threadIdx.x] = fib(n); }
#include <assert.h>
__global__ void asserting(int *p) {
  assert(p[threadIdx.x] > 0);
  p[threadIdx.x] = 1;
}
__global__ void mallocing(int **p, int n) {
  int *q = (int *)malloc(n * 4);
  memset(q, 0, n * 4);
  p[threadIdx.x] = q;
  free(p[0]);
  int *z = new int[n];
  delete[] z;
}
