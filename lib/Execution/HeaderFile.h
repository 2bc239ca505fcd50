//===- HeaderFile.h - the C header of a compiled program --------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_HEADERFILE_H
#define QNT_LIB_EXECUTION_HEADERFILE_H

#include "LoweredProgram.h"
#include "Qnt/Execution/NativeCode.h"

namespace mlir::qnt::execution {

/// Name of the C function of an entry.
std::string getCName(const EntryPoint &entry, const NativeOptions &options);

/// The text of the header. `weights`: what the code takes from a file; null: nothing.
std::string makeHeader(ArrayRef<EntryPoint> entries, const NativeOptions &options, const WeightFile *weights);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_HEADERFILE_H
