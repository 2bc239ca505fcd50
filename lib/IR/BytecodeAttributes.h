//===- BytecodeAttributes.h - attributes and types in bytecode --------------------------------------------===//
#ifndef QNT_LIB_IR_BYTECODEATTRIBUTES_H
#define QNT_LIB_IR_BYTECODEATTRIBUTES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Bytecode/BytecodeImplementation.h"

namespace mlir::qnt {

/// On people's disks: a code is never reused or changed.
enum class AttributeCode : uint64_t {
  Encoding = 0,
  Lut = 1,
  Sparsity = 2,
  Convention = 3,
  Calibration = 4,
  ConvDimensionNumbers = 5,
  InvokeOptions = 6,
  Accumulator = 7, ///< since version 2
  SimtSchedule = 8,
  GemvSchedule = 9,
  MmaSchedule = 10, ///< split_k is 1
  RowwiseSchedule = 11,
  ElementwiseSchedule = 12,
  SplitMmaSchedule = 13,
  MathGemvSchedule = 14, ///< math is not full
  MathMmaSchedule = 15,  ///< likewise
};
enum class TypeCode : uint64_t { Array = 0 };

/// The optional components of an encoding, written in this order, each with its tag. A reader that does not know a tag
/// must refuse: every component is needed in order to decode.
enum class EncodingComponent : uint64_t {
  Block = 0,       ///< sizes
  Lut = 1,         ///< attribute
  Scale = 2,       ///< format
  TensorScale = 3, ///< nothing
  ZeroPoint = 4,   ///< format
  Clamp = 5,       ///< low, high
  MulSub = 6,      ///< nothing
  Sparsity = 7,    ///< attribute
  Layout = 8,      ///< string
};

/// Version of the file that is read; the current one where none is known.
uint64_t getQntBytecodeVersion(DialectBytecodeReader &reader);

LogicalResult writeQntAttribute(Attribute attr, DialectBytecodeWriter &writer);
Attribute readQntAttribute(DialectBytecodeReader &reader);
LogicalResult writeQntType(Type type, DialectBytecodeWriter &writer);
Type readQntType(DialectBytecodeReader &reader);

//===----------------------------------------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------------------------------------===//

void writeEncoding(EncodingAttr encoding, DialectBytecodeWriter &writer);
Attribute readEncoding(DialectBytecodeReader &reader);

void writeFormat(Format format, DialectBytecodeWriter &writer);
LogicalResult readFormat(DialectBytecodeReader &reader, Format &format);

/// A count and signed numbers. Reading does not reserve memory by a count that may be damaged.
void writeSizes(ArrayRef<int64_t> sizes, DialectBytecodeWriter &writer);
LogicalResult readSizes(DialectBytecodeReader &reader, SmallVectorImpl<int64_t> &sizes);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_BYTECODEATTRIBUTES_H
