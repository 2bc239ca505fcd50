//===- ArgumentFields.h - reads the arguments of a launch ---------------------------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_ARGUMENTFIELDS_H
#define QNT_TOOLS_PTX_RUN_ARGUMENTFIELDS_H

#include "Fields.h"
#include "LaunchFile.h"

namespace mlir::qnt::ptxrun {

/// The field "args"; the buffers have been read. False when the error is set.
bool parseArguments(const Fields &launch, LaunchFile &file);
/// An argument of kind "tensor_map", but for its buffer.
bool parseTensorMap(const Fields &fields, DataType bufferType, QntrtTensorMap &map);

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_ARGUMENTFIELDS_H
