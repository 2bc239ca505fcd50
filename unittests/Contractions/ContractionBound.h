//===- ContractionBound.h - how far a contraction may lie from its exact value ----------------------------===//
#ifndef QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONBOUND_H
#define QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONBOUND_H

#include "Qnt/Numerics/Format.h"

namespace mlir::qnt::test {

/// The distance between neighbours of `value` in a format.
double getUnitInLastPlace(double value, numerics::Format format);

/// gamma_n * magnitude + 1 unit in the last place of the result, gamma_n = n u / (1 - n u): docs/Numerics.md.
/// `magnitude` is the sum of |a| |b|, `roundoff` is u of the type of the sums.
double getContractionBound(double exact, double magnitude, double numProducts, double roundoff,
                           numerics::Format format);

/// NaN meets NaN, an infinity itself, and where exact plus bound passes the largest number an infinity is right, too.
bool isWithin(double got, double exact, double bound, numerics::Format format);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_CONTRACTIONS_CONTRACTIONBOUND_H
