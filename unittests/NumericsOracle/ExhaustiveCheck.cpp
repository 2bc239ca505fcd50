//===- ExhaustiveCheck.cpp - a subject against a table of runs, on many threads --------------------------===//
#include "ExhaustiveCheck.h"
#include "llvm/ADT/STLExtras.h"
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

namespace oracle {

namespace {

constexpr uint64_t kChunk = 1 << 14; ///< patterns a call of the subject; values and codes stay in the caches
constexpr uint64_t kStride = 4099;   ///< a prime

/// Patterns first, first + stride, ... below end.
struct Slice {
  uint64_t first, end, stride;
  uint64_t size() const { return (end - first + stride - 1) / stride; }
};

/// The patterns of a coverage, in slices of at most kChunk.
std::vector<Slice> sliceUp(const RunTable &runs, Coverage coverage) {
  std::vector<Slice> slices;
  uint64_t stride = coverage == Coverage::All ? 1 : kStride;
  for (uint64_t first = 0; first < kNumF32Patterns; first += kChunk * stride)
    slices.push_back({first, std::min(first + kChunk * stride, kNumF32Patterns), stride});
  if (coverage == Coverage::All)
    return slices;
  constexpr uint64_t reach = 64;
  for (const Run &run : runs.runs())
    slices.push_back({run.first < reach ? 0 : run.first - reach, std::min(run.first + reach, kNumF32Patterns), 1});
  return slices;
}

struct Worker {
  const CheckCase &checkCase;
  const RunTable &runs;
  std::vector<float> values = std::vector<float>(kChunk);
  std::vector<uint32_t> codes = std::vector<uint32_t>(kChunk);
  uint64_t compared = 0, mismatches = 0;
  uint64_t firstPattern = kNumF32Patterns; ///< of the mismatches
  uint32_t firstGot = 0;

  void check(const Slice &slice);
  void compareRun(const Slice &slice, uint64_t begin, uint64_t end, uint32_t expected);
};

void Worker::check(const Slice &slice) {
  uint64_t size = slice.size();
  for (uint64_t i = 0; i < size; ++i) {
    auto pattern = uint32_t(slice.first + i * slice.stride);
    std::memcpy(&values[i], &pattern, sizeof(pattern));
  }
  std::fill_n(codes.begin(), size, ~uint32_t(0)); // a subject that leaves a code out must not pass
  checkCase.subject(llvm::ArrayRef<float>(values.data(), size), llvm::MutableArrayRef<uint32_t>(codes.data(), size));
  for (uint64_t i = 0, run = runs.find(slice.first); i < size; ++run) {
    uint64_t patternsLeft = runs.end(run) > slice.first ? runs.end(run) - slice.first : 0;
    uint64_t end = std::min(size, (patternsLeft + slice.stride - 1) / slice.stride);
    compareRun(slice, i, end, runs.runs()[run].code);
    i = end;
  }
  compared += size;
}

void Worker::compareRun(const Slice &slice, uint64_t begin, uint64_t end, uint32_t expected) {
  uint32_t difference = 0;
  for (uint64_t i = begin; i < end; ++i)
    difference |= codes[i] ^ expected;
  if (difference == 0)
    return;
  for (uint64_t i = begin; i < end; ++i) {
    if (codes[i] == expected)
      continue;
    ++mismatches;
    uint64_t pattern = slice.first + i * slice.stride;
    if (pattern < firstPattern) {
      firstPattern = pattern;
      firstGot = codes[i];
    }
  }
}

/// A line when another tenth is done.
class Progress {
public:
  Progress(const std::string &name, size_t total, bool isShown) : name(name), total(total), isShown(isShown) {}
  void finishOne() {
    size_t now = ++done;
    size_t tenth = now * 10 / total;
    if (isShown && tenth != (now - 1) * 10 / total && tenth < 10)
      std::fprintf(stderr, "%s: %zu0%%\n", name.c_str(), tenth);
  }

private:
  const std::string &name;
  size_t total;
  bool isShown;
  std::atomic<size_t> done{0};
};

std::string describeMismatch(const Worker &worker, const RunTable &runs) {
  auto pattern = uint32_t(worker.firstPattern);
  float value;
  std::memcpy(&value, &pattern, sizeof(value));
  char text[128];
  std::snprintf(text, sizeof(text), "0x%08X (%a): expected code 0x%X, but got 0x%X", pattern, double(value),
                runs.runs()[runs.find(pattern)].code, worker.firstGot);
  return text;
}

CheckResult collect(llvm::ArrayRef<Worker> workers, const RunTable &runs) {
  CheckResult result;
  const Worker *first = nullptr;
  for (const Worker &worker : workers) {
    result.compared += worker.compared;
    result.mismatches += worker.mismatches;
    if (worker.mismatches && (!first || worker.firstPattern < first->firstPattern))
      first = &worker;
  }
  if (first)
    result.firstMismatch = describeMismatch(*first, runs);
  return result;
}

} // namespace

CheckResult runCheck(const CheckCase &checkCase, Coverage coverage, unsigned numThreads) {
  auto start = std::chrono::steady_clock::now();
  RunTable runs(checkCase.expected);
  std::vector<Slice> slices = sliceUp(runs, coverage);
  Progress progress(checkCase.name, slices.size(), coverage == Coverage::All);
  std::vector<Worker> workers(numThreads, Worker{checkCase, runs});
  std::atomic<size_t> next{0};
  std::vector<std::thread> threads;
  for (Worker &worker : workers)
    threads.emplace_back([&] {
      for (size_t i = next++; i < slices.size(); i = next++) {
        worker.check(slices[i]);
        progress.finishOne();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  CheckResult result = collect(workers, runs);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

} // namespace oracle
