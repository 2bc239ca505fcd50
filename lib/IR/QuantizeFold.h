//===- QuantizeFold.h - quantize(dequantize(a)) -> a ------------------------------------------------------===//
#ifndef QNT_LIB_IR_QUANTIZEFOLD_H
#define QNT_LIB_IR_QUANTIZEFOLD_H

#include "Qnt/IR/QntOps.h"

namespace mlir::qnt {

/// The array that `op` dequantized, when every code of it is proven to come back (the conditions are in the op's
/// documentation); null otherwise.
OpFoldResult foldQuantizeOfDequantize(QuantizeOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_QUANTIZEFOLD_H
