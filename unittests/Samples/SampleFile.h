//===- SampleFile.h - pinned samples of other packages ---------------------------------------------------===//
//
// Reads test/Samples/<package>.json (the README there describes the format): arrays as raw bits, cases with an
// operation, its attributes, what the package was given and what it gave.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_SAMPLES_SAMPLEFILE_H
#define QNT_UNITTESTS_SAMPLES_SAMPLEFILE_H

#include "Qnt/Numerics/Encoding.h"
#include <map>
#include <nlohmann/json.hpp>

namespace mlir::qnt::numerics {

/// An array as the file holds it: one raw code per element.
struct SampleArray {
  std::string dtype; ///< f32, bf16, int8, uint4, fp8_e4m3fn, e8m0, nf4, bool, int64 ...
  Shape shape;
  std::vector<uint64_t> bits;

  Format format() const; ///< of a dtype that has one
  /// The numbers that the bits mean, exact. Not for int64 beyond 2^53.
  std::vector<double> values() const;
};

using SampleArrays = std::map<std::string, SampleArray>;

struct SampleCase {
  std::string name, op, convention;
  nlohmann::json attributes; ///< the whole record
  SampleArrays inputs, outputs;
  std::string differs; ///< why the package gives something else than the stated convention, empty when it does not

  bool has(const char *attribute) const { return attributes.contains(attribute) && !attributes[attribute].is_null(); }
  std::string getString(const char *attribute, const char *fallback = "") const;
  /// Indices of an output that are known to differ. `all` is set when the shape does.
  std::vector<int64_t> getDiffering(const std::string &output, bool &all) const;
};

/// The format of a dtype's name; nothing for nf4, bool and int64.
std::optional<Format> getSampleFormat(llvm::StringRef dtype);

/// The same, and the end of the program where there is none.
Format requireSampleFormat(llvm::StringRef dtype);

/// `values` of a format as an array of `dtype`, whose bits are the format's.
SampleArray makeSampleArray(llvm::StringRef dtype, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values);

/// All cases of test/Samples/<package>.json.
std::vector<SampleCase> loadSamples(const std::string &package);

} // namespace mlir::qnt::numerics

#endif // QNT_UNITTESTS_SAMPLES_SAMPLEFILE_H
