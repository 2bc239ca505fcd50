//===- KnownDifferences.h - where we mean to differ from a package ---------------------------------------===//
#ifndef QNT_UNITTESTS_SAMPLES_KNOWNDIFFERENCES_H
#define QNT_UNITTESTS_SAMPLES_KNOWNDIFFERENCES_H

#include "SampleFile.h"

namespace mlir::qnt::numerics {

/// Why element `index` of an output may be what `ours` has, empty when it may not. Only what the sample files do not
/// mark: there the script that drew them compared with the package's own formulas, and these are where the default
/// decides otherwise.
std::string findKnownDifference(const SampleCase &sample, const std::string &output, const SampleArray &ours,
                                int64_t index);

} // namespace mlir::qnt::numerics

#endif // QNT_UNITTESTS_SAMPLES_KNOWNDIFFERENCES_H
