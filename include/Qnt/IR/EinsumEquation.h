//===- EinsumEquation.h - the notation of einsum ----------------------------------------------------------===//
//
// What enters: "bij,...jk->b...ik" and the shapes of the operands. What leaves: a label per dimension of each operand
// and of the result. Plain C++ on LLVM's support library.
//
//   equation := operand (',' operand)* ('->' output)?      spaces anywhere
//   operand, output := letter* ('...' letter*)?            letters a-z, A-Z; case matters
//
// The ellipsis stands for the dimensions that no letter names, aligned at the last one, as numpy broadcasts: an operand
// may have fewer of them, or size 1. Without '->' the output is the ellipsis, then the letters that occur once in all
// operands, in the order of ASCII. A letter may repeat in an operand: the diagonal.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_EINSUMEQUATION_H
#define QNT_IR_EINSUMEQUATION_H

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace mlir::qnt {

/// A letter's character code, or kFirstEllipsisLabel + position for a dimension under the ellipsis.
using EinsumLabel = unsigned;
using EinsumLabels = llvm::SmallVector<EinsumLabel, 6>;
inline constexpr EinsumLabel kFirstEllipsisLabel = 256;

/// "'i'" or "ellipsis dimension 0"
std::string describeEinsumLabel(EinsumLabel label);

struct EinsumEquation {
  llvm::SmallVector<EinsumLabels, 2> operands; ///< a label per dimension
  EinsumLabels output;
  llvm::MapVector<EinsumLabel, int64_t> sizes; ///< of each label, in the order of first occurrence; dynamic as in MLIR

  /// Errors say what was expected and what came: bad notation, number or rank of operands, sizes of a label that
  /// differ.
  static llvm::Expected<EinsumEquation> parse(llvm::StringRef text, llvm::ArrayRef<llvm::ArrayRef<int64_t>> shapes);

  /// A dimension of size 1 under the ellipsis that other operands have longer: it carries no index.
  bool isBroadcast(EinsumLabel label, int64_t size) const;

  /// Labels that are summed and occur in one operand only (in first-occurrence order).
  EinsumLabels getLoneSummedLabels() const;
};

} // namespace mlir::qnt

#endif // QNT_IR_EINSUMEQUATION_H
