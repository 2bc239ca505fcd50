//===- KernelLoops.h - the vector loops that the kernels are made of ---------------------------------------===//
//
// Each function is compiled for every instruction set and dispatched once a call, so a call covers a run of elements:
// consecutive elements of one row that start at a block boundary.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELLOOPS_H
#define QNT_LIB_NUMERICS_KERNELLOOPS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics::kernels {

/// Bytes of input between the statistics of an element and its code when a panel (KernelLayout.h) lies in one row: two
/// of these fit in a first level cache.
inline constexpr size_t kRowPanelBytes = 16 << 10;

/// `count` elements of `type` (F32, BF16, F16) from `data`, in blocks of `block` elements, the last one possibly
/// shorter. Parameters (scales ...) have one entry a block.
struct Run {
  Format type;
  const void *data;
  size_t count;
  size_t block;

  size_t numBlocks() const { return (count + block - 1) / block; }
};

/// What a block's elements are reduced to: a largest magnitude over all its finite elements, over those above zero,
/// or over those below zero.
enum class Statistic : uint8_t { Magnitude, Positive, Negative };

/// maxima[i] = max(maxima[i], statistic of block i); NaN and infinite elements are left out. False when there was one
/// among the elements that the statistic is of.
bool accumulate(Statistic statistic, const Run &run, float *maxima);

/// The largest magnitude of all finite elements, 0 without one. False when there are others.
bool findLargest(Format type, const void *data, size_t count, float &largest);

/// How a scale comes from the largest magnitude: magnitude * factor / divisor / tensorScale, 1 where the product (or,
/// unless guardsRange, the quotient) is below `smallest`.
struct ScaleSteps {
  float factor, divisor, tensorScale, smallest;
  bool guardsRange;
};

/// Scales rounded half to even to f8E4M3FN, at least its smallest positive value: their codes, and their values times
/// the tensor scale.
void chooseE4M3Scales(const ScaleSteps &steps, const float *maxima, size_t count, float *scales, uint8_t *stored);

struct KernelCodebook;

/// Storage of at most 8 bits, as the loops need it. Holds pointers into the code book.
struct CodeRule {
  bool isFloat = false;
  bool isSigned = false;
  unsigned bits = 8;
  int32_t low = 0;             ///< smallest code used, integers only, as the next three
  int32_t high = 0;            ///< largest code used
  bool zeroPointFirst = false; ///< the zero point joins the quotient before rounding
  IntegerNaN nan = IntegerNaN::ZeroPoint;
  int mantissaBits = 0; ///< floats only, as all below
  int minExponent = 0;  ///< exponent of the smallest normal value
  float maxFinite = 0;
  int32_t maxFiniteCode = 0;
  int32_t nanCode = 0; ///< what NaN becomes
  bool hasInfinity = false;
  const float *entries = nullptr;    ///< KernelCodebook's tables; null without a code book
  const float *thresholds = nullptr; ///< null for decoding

  static CodeRule create(const Encoding &encoding, const Convention &convention, const KernelCodebook &codebook);
};

/// The parameters of a run's blocks. `zeroPoints` may be null (all 0, and for float storage); they are integers of at
/// most 16 bits.
struct RunParameters {
  const float *scales, *zeroPoints;
  bool isFinite; ///< no element is NaN or infinite
};

/// codes[i] = code of element i: a byte each, low bits; bits above the width are arbitrary.
void encodeRun(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *codes);

/// The same for codes of 4 bits, packed as by packRun; false, and nothing done, where blocks or the run are no
/// multiples of vectors.
bool encodeNibbles(const Run &run, const CodeRule &rule, const RunParameters &parameters, uint8_t *packed);

/// Packs `count` codes of `bits` (1..8) bits as Packing.h says, from bit 0 of packed[0]; bits of codes above the width
/// are ignored, padding bits are 0.
void packRun(const uint8_t *codes, size_t count, unsigned bits, uint8_t *packed);

/// The inverse: codes with zeros above the width. Reads no byte behind the packed codes.
void unpackRun(const uint8_t *packed, size_t count, unsigned bits, uint8_t *codes);

/// As Run, written.
struct MutableRun {
  Format type;
  void *data;
  size_t count;
  size_t block;
};

/// values[i] = the value of codes[i] by the rule, in f32 steps, then rounded to the type. `zeroPoints` may be null.
void decodeRun(const uint8_t *codes, const CodeRule &rule, DecodeRule decode, const float *scales,
               const float *zeroPoints, const MutableRun &values);

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELLOOPS_H
