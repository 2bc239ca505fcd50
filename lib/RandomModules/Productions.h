//===- Productions.h - ways to add an op to a module ------------------------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_PRODUCTIONS_H
#define QNT_LIB_RANDOMMODULES_PRODUCTIONS_H

#include "Generator.h"

namespace mlir::qnt::random_modules {

/// Adds ops and their results; false when what it needs is not there (nothing of it is left behind but operands).
using ProduceFunction = bool (*)(Generator &generator);

struct Production {
  StringLiteral family;
  unsigned weight;
  ProduceFunction produce;
};

using Productions = std::vector<Production>;

// One function per file of productions.
void addArithProductions(Productions &productions);
void addArrayProductions(Productions &productions);
void addCodeProductions(Productions &productions);
void addContractionProductions(Productions &productions);
void addControlFlowProductions(Productions &productions);
void addConvolutionProductions(Productions &productions);
void addEinsumProductions(Productions &productions);
void addLayoutProductions(Productions &productions);
void addLinalgProductions(Productions &productions);
void addQuantizeProductions(Productions &productions);
void addRegionProductions(Productions &productions);
void addRequantizeProductions(Productions &productions);
void addTensorProductions(Productions &productions);

const Productions &getProductions();

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_PRODUCTIONS_H
