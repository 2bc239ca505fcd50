//===- SimtCases.cpp - contractions that only the general kernel takes ------------------------------------===//
//
// Any encoding on either side, any order of dimensions, batches, masks, vector palettes, ragged groups.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MatrixCase.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;

static MatrixCase toCase(MLIRContext &context, const DrawnContraction &contraction, const std::string &name) {
  MatrixCase result;
  result.kind = "simt";
  result.name = "simt_" + name;
  result.function = contraction.getFunction(result.name);
  result.magnitude = contraction.getMagnitudeFunction(result.name + "_magnitude");
  result.inputs = contraction.getInputs();
  result.magnitudes = contraction.getMagnitudes(context);
  result.numProducts = static_cast<double>(contraction.numProducts);
  result.roundoff = contraction.getRoundoff();
  return result;
}

std::vector<MatrixCase> test::makeSimtCases(MLIRContext &context, MatrixScope scope) {
  struct Kind {
    const char *name;
    DrawnContraction (*draw)(MLIRContext &, Random &);
    int count;
  };
  const Kind kinds[] = {{"dot", drawDotGeneral, 50},
                        {"short", drawShortDot, 30},
                        {"conv", drawConvolution, 30},
                        {"ragged", drawRaggedDot, 30}};
  Random random(13);
  std::vector<MatrixCase> cases;
  for (const Kind &kind : kinds)
    for (int i = 0; i < kind.count * (scope == MatrixScope::Sample ? 1 : 20); ++i)
      cases.push_back(toCase(context, kind.draw(context, random), kind.name + std::to_string(i)));
  return cases;
}
