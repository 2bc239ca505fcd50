//===- QuantizeLoops.h - emitted quantization beside Numerics' ----------------------------------------------===//
#ifndef QNT_UNITTESTS_EMIT_QUANTIZELOOPS_H
#define QNT_UNITTESTS_EMIT_QUANTIZELOOPS_H

#include "../NumericsOracle/Cases.h"
#include "ElementArray.h"
#include "JitProgram.h"
#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::emit {

/// One block over everything.
numerics::Encoding makeEncoding(numerics::Format storage, std::optional<numerics::Format> scale = numerics::Format::F32,
                                std::optional<numerics::Format> zeroPoint = std::nullopt,
                                numerics::Format expressed = numerics::Format::F32);
/// The formats that an encoding may have as storage.
std::vector<numerics::Format> getStorageFormats();

struct QuantizeCase {
  numerics::Encoding encoding;
  numerics::Convention convention;
  numerics::Format input = numerics::Format::F32;
};
struct BlockParameters {
  double scale = 1.0, zeroPoint = 0.0;
};

/// A compiled loop per case; check() compares its codes and gradient masks with numerics::computeCodes and
/// numerics::passesGradient.
class QuantizeLoops {
public:
  void add(QuantizeCase quantizeCase, int64_t vectorSize = 1);
  void compile(unsigned optimizationLevel = 0) { program.compile(optimizationLevel); }
  size_t size() const { return cases.size(); }
  const QuantizeCase &get(size_t i) const { return cases[i]; }
  /// Runs on a multiple of 8 values: the last ones that fill no vector are left out.
  void check(size_t i, const ElementArray &values, BlockParameters parameters, oracle::Tally &tally);

private:
  JitProgram program;
  std::vector<QuantizeCase> cases;
};

std::string describeCase(const QuantizeCase &quantizeCase, BlockParameters parameters);

} // namespace mlir::qnt::emit

#endif // QNT_UNITTESTS_EMIT_QUANTIZELOOPS_H
