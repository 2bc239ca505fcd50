//===- CodebookCases.h - tables of every width and kind ---------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKCASES_H
#define QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKCASES_H

#include "Arrays.h"
#include "CodebookOracle.h"

namespace oracle {

struct CodebookCase {
  const char *name;
  mlir::qnt::numerics::Format index;
  std::vector<double> entries; ///< 2^bits of the index
  bool hasKernel = false;      ///< finite, ascending without equal ones, all in f32: the kernels must take it
  mlir::qnt::numerics::Format entry = mlir::qnt::numerics::Format::F32;
};

/// Indices of 1 to 8 bits; NF4 and other small tables, unsorted ones, with equal entries, both zeros, negative entries
/// only, the smallest and the largest numbers, entries that are not finite, entries that f32 lacks.
const std::vector<CodebookCase> &codebookCases();

/// The same without the long ones, 16 entries at most.
std::vector<CodebookCase> shortCodebookCases();

std::ostream &operator<<(std::ostream &stream, const CodebookCase &codebookCase);

/// One block and one table over everything.
mlir::qnt::numerics::Encoding perTensor(const CodebookCase &table);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_CODEBOOKCASES_H
