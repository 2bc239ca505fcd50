//===- RunTable.h - the codes of all f32 patterns, as runs -----------------------------------------------===//
//
// Quantization is monotone: in order of value the 2^32 patterns of f32 fall into runs of equal codes, at most two a
// code. A table of the runs' first patterns is the expected result of all 2^32, and costs one comparison a pattern.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_RUNTABLE_H
#define QNT_UNITTESTS_NUMERICSORACLE_RUNTABLE_H

#include <cstdint>
#include <functional>
#include <vector>

namespace oracle {

struct Run {
  uint64_t first; ///< pattern of its first element; the run ends where the next one begins
  uint32_t code;
};

inline constexpr uint64_t kNumF32Patterns = uint64_t(1) << 32;

/// Ascending by pattern, the first at 0; the four ranges +0..+inf, +NaN, -0..-inf, -NaN always begin a run.
class RunTable {
public:
  /// `codeOf` must be monotone on the non-negative values and on the others, and constant on NaN; it is asked about
  /// 32 times a run.
  explicit RunTable(const std::function<uint32_t(double)> &codeOf);

  const std::vector<Run> &runs() const { return table; }
  /// Index of the run that holds `pattern`.
  size_t find(uint64_t pattern) const;
  /// Where run `index` ends: the first pattern of the next one.
  uint64_t end(size_t index) const { return index + 1 < table.size() ? table[index + 1].first : kNumF32Patterns; }

private:
  void split(uint64_t first, uint64_t last, const std::function<uint32_t(double)> &codeOf);
  void append(uint64_t first, uint32_t code);

  std::vector<Run> table;
};

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_RUNTABLE_H
