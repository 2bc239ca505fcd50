//===- CodebookCases.cpp - tables of every width and kind -------------------------------------------------===//
#include "CodebookCases.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace oracle {

using namespace mlir::qnt::numerics;

static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// QLoRA (Dettmers et al. 2023), appendix E.
static std::vector<double> makeNF4() {
  std::vector<double> entries = {-1.0,
                                 -0.6961928009986877,
                                 -0.5250730514526367,
                                 -0.39491748809814453,
                                 -0.28444138169288635,
                                 -0.18477343022823334,
                                 -0.09105003625154495,
                                 0.0,
                                 0.07958029955625534,
                                 0.16093020141124725,
                                 0.24611230194568634,
                                 0.33791524171829224,
                                 0.44070982933044434,
                                 0.5626170039176941,
                                 0.7229568362236023,
                                 1.0};
  for (double &entry : entries)
    entry = double(float(entry));
  return entries;
}

/// `count` values of the generator of Numerical Recipes, which give a value each.
template <typename Make>
static std::vector<double> generate(size_t count, uint32_t seed, Make make) {
  std::vector<double> entries;
  while (entries.size() < count) {
    seed = seed * 1664525 + 1013904223;
    entries.push_back(make(seed >> 8));
  }
  return entries;
}

/// 24 random bits as a number of [-range, range).
static auto inRange(double range) {
  return [range](uint32_t bits) { return double(float((bits / 0x1p23 - 1.0) * range)); };
}

/// Of any binade of f32, both signs.
static double anywhere(uint32_t bits) {
  double magnitude = std::ldexp(1.0 + (bits & 0x7FFF) * 0x1p-15, int(bits >> 15 & 0xFF) - 128);
  return bits >> 23 ? -magnitude : magnitude;
}

static std::vector<double> sorted(std::vector<double> entries) {
  std::sort(entries.begin(), entries.end());
  return entries;
}

static std::vector<double> reversed(std::vector<double> entries) {
  std::reverse(entries.begin(), entries.end());
  return entries;
}

/// low, low + step, ...
static std::vector<double> progression(size_t count, double low, double step) {
  std::vector<double> entries;
  for (size_t i = 0; i < count; ++i)
    entries.push_back(low + double(i) * step);
  return entries;
}

/// Both zeros' neighbours, the ends of f32, and what lies between.
static std::vector<double> makeExtremes() {
  std::vector<double> entries;
  for (double magnitude : {0x1.fffffep127, 0x1.fffffcp127, 0x1p127, 0x1p100, 0x1.000002p1, 0x1p0, 0x1p-30, 0x1p-100,
                           0x1.000002p-126, 0x1p-126, 0x1.fffffcp-127, 0x1p-127, 0x1p-140, 0x1.8p-148, 0x1p-149})
    entries.insert(entries.end(), {magnitude, -magnitude});
  entries.insert(entries.end(), {0x1.8p0, 0.0});
  return entries;
}

static std::vector<CodebookCase> makeSmallCases() {
  const double third = double(1.0f / 3), inf = std::numeric_limits<double>::infinity();
  return {{"u1_signs", Format::U1, {-1, 1}, true},
          {"u1_descending", Format::U1, {1, -1}},
          {"u1_equal", Format::U1, {0.5, 0.5}},
          {"u2_thirds", Format::U2, {-1, -third, third, 1}, true},
          {"u2_unsorted", Format::U2, {0.5, -1, 2, -0.25}},
          {"u2_equal", Format::U2, {1, 0, 0, 1}},
          // Sums of two of these are infinite in f64.
          {"u2_f64_huge", Format::U2, {0x1p1023, 0x1.8p1023, -0x1.8p1023, -0x1.4p1023}, false, Format::F64},
          {"u3_negative", Format::U3, {-8, -4, -2, -1, -0.5, -0.25, -0.125, -0.0625}, true},
          {"u3_minus_zero", Format::U3, {-2, -1, -0.5, -0.0, 0.5, 1, 2, 4}, true},
          {"u3_both_zeros", Format::U3, {1, -0.0, 0.0, -1, 0.0, 2, -2, 3}},
          {"u3_f64", Format::U3, {1.0 / 3, 1e-300, -1e300, 0x1p-1074, 1e300, 0.5, -0.1, 1}, false, Format::F64},
          {"u4_nf4", Format::U4, makeNF4(), true},
          {"u4_nf4_descending", Format::U4, reversed(makeNF4())},
          {"u4_not_finite", Format::U4, {inf, 1, kNaN, -inf, 2, -1, kNaN, 0, inf, 3, 3, -3, -inf, 0.5, kNaN, 1}}};
}

const std::vector<CodebookCase> &codebookCases() {
  static const std::vector<CodebookCase> cases = [] {
    std::vector<CodebookCase> all = makeSmallCases();
    std::vector<double> pairs = progression(256, -64, 0.5);
    for (size_t i = 1; i < pairs.size(); i += 2)
      pairs[i] = pairs[i - 1];
    all.insert(all.end(), {{"u5_extremes", Format::U5, makeExtremes()},
                           {"u5_extremes_ascending", Format::U5, sorted(makeExtremes()), true},
                           {"u6_anywhere", Format::U6, generate(64, 6, anywhere)},
                           {"u6_anywhere_ascending", Format::U6, sorted(generate(64, 7, anywhere)), true},
                           {"u7_negative_descending", Format::U7, reversed(progression(128, -128, 1))},
                           {"u7_quarters", Format::U7, progression(128, -16, 0.25), true},
                           {"u8_integers", Format::U8, progression(256, -128, 1), true, Format::I8},
                           {"u8_unsorted", Format::U8, generate(256, 8, inRange(4))},
                           {"u8_ascending", Format::U8, sorted(generate(256, 9, inRange(4))), true},
                           {"u8_pairs", Format::U8, pairs}});
    return all;
  }();
  return cases;
}

std::vector<CodebookCase> shortCodebookCases() {
  std::vector<CodebookCase> cases = codebookCases();
  cases.erase(std::remove_if(cases.begin(), cases.end(), [](const auto &table) { return table.entries.size() > 16; }),
              cases.end());
  return cases;
}

std::ostream &operator<<(std::ostream &stream, const CodebookCase &codebookCase) { return stream << codebookCase.name; }

Encoding perTensor(const CodebookCase &table) {
  Encoding encoding = perTensor(table.index);
  encoding.codebook.emplace();
  encoding.codebook->index = table.index;
  encoding.codebook->entry = table.entry;
  encoding.codebook->group = {kWhole};
  return encoding;
}

} // namespace oracle
