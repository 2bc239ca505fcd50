//===- CoreAIWeights.h - compressed weights of Core AI programs ---------------------------------------------===//
//
// A compressed weight is a chain of ops on constants: blockwise_shift_scale of codes, lut_to_dense of indices, the
// sparse forms of both, and casts between them. Enters: the last value of a chain. Leaves: one qnt.constant.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_COREAIWEIGHTS_H
#define QNT_LIB_IMPORT_COREAIWEIGHTS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace mlir::qnt {

inline constexpr llvm::StringLiteral kCoreAIConstant = "coreai.constant";

/// The data of the coreai.constant that makes `value`; null when another op makes it, or it has none.
ElementsAttr getCoreAIConstant(Value value);

/// Whether `op` makes, alone or by a chain of ops that each do, its result from constants only.
bool isWeightChain(Operation *op);

struct ChainParts;
/// Puts the elements of a weight in another order; false when its encoding has none, and then nothing has changed.
using RearrangeParts = llvm::function_ref<bool(ChainParts &parts)>;

/// The arith.constant (no codes) or qnt.constant of a chain's last value, after `rearrange`, null when that says false.
/// Its name is that of the location, else of the resource that holds the codes. Fails after an error at the op of the
/// chain that is wrong.
FailureOr<Value> buildWeight(OpBuilder &builder, Value value, RearrangeParts rearrange = nullptr);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_COREAIWEIGHTS_H
