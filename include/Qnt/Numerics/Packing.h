//===- Packing.h - codes in memory -----------------------------------------------------------------------===//
//
// Rows (the innermost dimension) are padded to a byte; inside a row the codes are a dense little-endian bit stream with
// element 0 in the low bits, so 3, 5 and 6 bit codes cross bytes. 16 and 32 bit codes are little-endian bytes.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_PACKING_H
#define QNT_NUMERICS_PACKING_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::qnt::numerics {

/// Bytes of one packed row of `elements` codes: ceil(elements * bits / 8).
int64_t getPackedRowBytes(int64_t elements, unsigned bits);
/// Shape of the byte tensor that holds packed codes of `shape`: the last dimension becomes getPackedRowBytes; a rank 0
/// value has shape [bytes of one code].
Shape getPackedShape(llvm::ArrayRef<int64_t> shape, unsigned bits);

/// `codes` hold one code an entry (bits above the width ignored). The result has getNumElements(getPackedShape) bytes;
/// padding bits are 0.
std::vector<uint8_t> packCodes(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape, unsigned bits);
/// The inverse. Error when the size of `bytes` is not that of the packed shape.
llvm::Expected<std::vector<uint64_t>> unpackCodes(llvm::ArrayRef<uint8_t> bytes, llvm::ArrayRef<int64_t> shape,
                                                  unsigned bits);
/// One code of a packed row, the row as its bytes by number.
uint64_t readCode(llvm::function_ref<uint8_t(int64_t)> getByte, int64_t element, unsigned bits);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_PACKING_H
