//===- AssignIndices.h - the nearest entry for each element, quickly ---------------------------------------===//
#ifndef QNT_LIB_COMPRESS_ASSIGNINDICES_H
#define QNT_LIB_COMPRESS_ASSIGNINDICES_H

#include "EncodedWeight.h"

namespace mlir::qnt {

/// Whether the tables hold ascending numbers, and an f32 holds elements, entries and scales.
bool canAssignIndices(const EncodedWeight &weight, Format input);

/// Fills the codes of `weight` from its tables and scales: for each element the index of the nearest entry to the
/// element over its scale, the first on ties. The bits of numerics::encodePacked; rows side by side on several threads.
void assignIndices(EncodedWeight &weight, const numerics::TypedInput &input, MLIRContext *context);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_ASSIGNINDICES_H
