// Control flow: switches, calls, recursion, function pointers, local arrays, divergence, locks.

extern "C" __global__ void switch_dense(const int *x, int *y) {
  int value = x[threadIdx.x], result;
  switch (value) {
  case 0: result = value + 17; break;
  case 1: result = value * 31; break;
  case 2: result = 7 - value; break;
  case 3: result = value << 9; break;
  case 4: result = value ^ 0x5a5a; break;
  case 5: result = -value; break;
  case 6: result = value * value * value; break;
  case 7: result = __popc(value * 12345); break;
  case 8: result = 1000 / value; break;
  default: result = -1;
  }
  y[threadIdx.x] = result;
}

__device__ __noinline__ int mix(int a, int b, float *scale) {
  *scale *= 2;
  return a * 3 + (b ^ 0x33);
}
__device__ __noinline__ double3 spread(double a) { return make_double3(a, a * a, -a); }

extern "C" __global__ void calls(const int *x, int *y, double *z) {
  float scale = 1.5f;
  int value = mix(x[threadIdx.x], threadIdx.x, &scale);
  if (value & 1)
    value = mix(value, 5, &scale);
  y[threadIdx.x] = value + (int)scale;
  double3 three = spread(value);
  z[threadIdx.x] = three.x + three.y + three.z;
}

__device__ __noinline__ unsigned long long fibonacci(int n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
extern "C" __global__ void recursion(unsigned long long *y) { y[threadIdx.x] = fibonacci(threadIdx.x % 11); }

typedef int (*Operation)(int, int);
__device__ int add(int a, int b) { return a + b; }
__device__ int subtract(int a, int b) { return a - b; }
__device__ int multiply(int a, int b) { return a * b; }
__device__ Operation operations[3] = {add, subtract, multiply};

extern "C" __global__ void function_pointers(const int *x, int *y) {
  Operation operation = operations[threadIdx.x % 3];
  y[threadIdx.x] = operation(x[threadIdx.x], threadIdx.x + 1);
}

extern "C" __global__ void local_array(const int *x, int *y) {
  int window[16];
  for (int i = 0; i < 16; ++i)
    window[i] = x[(threadIdx.x + i) & 63];
  for (int i = 1; i < 16; ++i)
    for (int j = i; j > 0 && window[j - 1] > window[j]; --j) {
      int swapped = window[j];
      window[j] = window[j - 1];
      window[j - 1] = swapped;
    }
  y[threadIdx.x] = window[x[threadIdx.x] & 15];
}

extern "C" __global__ void collatz(const unsigned *x, int *y) {
  unsigned long long value = x[threadIdx.x];
  int steps = 0;
  while (value != 1) {
    value = value & 1 ? 3 * value + 1 : value / 2;
    ++steps;
  }
  y[threadIdx.x] = steps;
}

extern "C" __global__ void nested_divergence(const int *x, int *y) {
  int value = x[threadIdx.x], result = 0;
  if (value < 0) {
    y[threadIdx.x] = -1;
    return;
  }
  for (int i = 0; i < value % 9; ++i) {
    if (i % 2 == 0) {
      if (value % 3 == 0)
        continue;
      result += i;
    } else if (value > 50) {
      result += 10 * i;
      if (result > 60)
        break;
    }
    result ^= 1;
  }
  y[threadIdx.x] = result + __popc(__activemask() & 0);
}

extern "C" __global__ void binary_search(const int *sorted, int n, const int *wanted, int *y) {
  int low = 0, high = n;
  while (low < high) {
    int middle = (low + high) / 2;
    if (sorted[middle] < wanted[threadIdx.x])
      low = middle + 1;
    else
      high = middle;
  }
  y[threadIdx.x] = low;
}

extern "C" __global__ void state_machine(const unsigned char *text, int n, int *y) {
  int state = threadIdx.x & 1, words = 0, numbers = 0;
  for (int i = threadIdx.x; i < n; ++i) {
    unsigned char c = text[i];
    int next = c >= '0' && c <= '9' ? 2 : c >= 'a' && c <= 'z' ? 1 : 0;
    if (next != state) {
      words += next == 1;
      numbers += next == 2;
    }
    state = next;
  }
  y[threadIdx.x] = words * 1000 + numbers;
}

extern "C" __global__ void spin_lock(int *lock, int *counter) {
  bool done = false;
  while (!done) {
    if (atomicCAS(lock, 0, 1) == 0) {
      __threadfence();
      *(volatile int *)counter += 1;
      __threadfence();
      atomicExch(lock, 0);
      done = true;
    }
  }
}

extern "C" __global__ void early_exit(const int *x, int *y) {
  __shared__ int sum;
  if (threadIdx.x == 0)
    sum = 0;
  __syncthreads();
  if (threadIdx.x < 64)
    atomicAdd(&sum, x[threadIdx.x]);
  __syncthreads();
  if (threadIdx.x >= 10)
    return;
  y[threadIdx.x] = sum + threadIdx.x;
}

extern "C" __global__ void named_barriers(const int *x, int *y) {
  __shared__ int data[64];
  if (threadIdx.x < 64) {
    data[threadIdx.x] = x[threadIdx.x] * 2;
    asm volatile("bar.arrive 1, 128;" ::: "memory");
  } else {
    asm volatile("bar.sync 1, 128;" ::: "memory");
    y[threadIdx.x - 64] = data[127 - threadIdx.x];
  }
}
