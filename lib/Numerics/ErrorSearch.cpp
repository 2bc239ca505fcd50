//===- ErrorSearch.cpp - the scale with the smallest squared error ---------------------------------------===//

#include "ErrorSearch.h"
#include "Qnt/Numerics/Quantize.h"
#include "Qnt/Numerics/SquareShift.h"
#include <cmath>
#include <limits>

using namespace mlir::qnt::numerics;

ErrorSearch::ErrorSearch(const ScaleRules &rules, const Encoding &encoding, const Convention &convention,
                         const Calibration &calibration, Format input, llvm::ArrayRef<double> codebook)
    : rules(rules), encoding(getChosenEncoding(encoding, convention, calibration)), convention(convention),
      encoder(this->encoding, convention, input), lowest(calibration.argument(0, 0.4)),
      steps(int(calibration.argument(1, 80.0))), entries(codebook) {
  if (encoding.codebook)
    index.emplace(codebook, convention.distance);
}

ChosenParameters ErrorSearch::search(ValueRange whole, std::optional<double> tensorScale, llvm::ArrayRef<double> values,
                                     llvm::ArrayRef<int64_t> elements) const {
  ChosenParameters best;
  int shift = getSquareShift(whole.absmax(), 400);
  double bestError = std::numeric_limits<double>::infinity();
  for (int step = 0; step < steps; ++step) {
    double factor = steps == 1 ? 1.0 : lowest + (1.0 - lowest) * step / (steps - 1);
    ChosenParameters candidate = rules.choose(rules.multiply(whole, factor), tensorScale);
    double error = getSquaredError(candidate, tensorScale, values, elements, shift);
    if (step == 0 || error < bestError) {
      best = candidate;
      bestError = error;
    }
  }
  return best;
}

double ErrorSearch::getSquaredError(const ChosenParameters &candidate, std::optional<double> tensorScale,
                                    llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> elements, int shift) const {
  bool finer = convention.codesUse == CodesUse::FinerScale;
  double codeScale = getEffectiveScale(finer ? candidate.finerScale : candidate.scale, tensorScale);
  double scale = getEffectiveScale(candidate.scale, tensorScale);
  BlockParameters block = encoder.prepare(codeScale, candidate.zeroPoint);
  double sum = 0.0;
  for (size_t i = 0; i < values.size(); ++i) {
    double number = index ? entries[size_t(index->findNearest(encoder.getQuotient(values[i], block)))]
                          : decode(encoding.storage, encoder.encode(values[i], block, uint64_t(elements[i])));
    double difference = (number - candidate.zeroPoint) * scale - values[i];
    if (shift != 0)
      difference = std::ldexp(difference, -shift);
    sum += difference * difference;
  }
  return sum;
}
