// Device-wide primitives of CUB: the host functions make their kernels, of which single ones are launched.
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_scan.cuh>

void reduce(void *space, size_t &bytes, const int *x, int *y, int n) { cub::DeviceReduce::Sum(space, bytes, x, y, n); }
void scan(void *space, size_t &bytes, const int *x, int *y, int n) {
  cub::DeviceScan::ExclusiveSum(space, bytes, x, y, n);
}
void sort(void *space, size_t &bytes, const unsigned *x, unsigned *y, int n) {
  cub::DeviceRadixSort::SortKeys(space, bytes, x, y, n);
}
