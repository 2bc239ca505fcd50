//===- PayloadSeeds.h - inputs of fuzz-payload and fuzz-npy to start from ----------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_PAYLOADSEEDS_H
#define QNT_UNITTESTS_FUZZ_PAYLOADSEEDS_H

#include "mlir/IR/BuiltinOps.h"
#include <set>
#include <string>

namespace mlir::qnt::fuzz {

/// Every attribute and type of the dialect in `module`, as fuzz-payload reads it (PayloadForm.h). Those with a string
/// that has no place in the table are left out.
void addPayloads(ModuleOp module, std::set<std::string> &payloads);

/// An .npy file of every element type that such a file may hold, of rank 0 to 2, some without elements.
std::set<std::string> makeNpyFiles();

} // namespace mlir::qnt::fuzz

#endif // QNT_UNITTESTS_FUZZ_PAYLOADSEEDS_H
