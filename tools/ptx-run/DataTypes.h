//===- DataTypes.h - element types of buffers and scalars ---------------------------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_DATATYPES_H
#define QNT_TOOLS_PTX_RUN_DATATYPES_H

#include "Qnt/Npy/Npy.h"
#include <optional>
#include <string>
#include <string_view>

namespace mlir::qnt::ptxrun {

enum class DataType { F64, F32, F16, BF16, E4M3, E5M2, E2M1x2, E8M0, I64, U64, I32, U32, I16, U16, I8, U8 };

std::optional<DataType> parseDataType(std::string_view name);
std::string_view getName(DataType type);
/// "f64, f32, ...", for messages.
std::string listDataTypes();
/// Bytes of an element; e2m1x2 has two values in its one.
unsigned getSize(DataType type);
bool isFloat(DataType type);
bool isSigned(DataType type);
/// What files hold: f16 is f2, types that NumPy lacks are unsigned.
npy::ElementType getStorage(DataType type);
/// Whether a file of this type holds such elements: raw bytes (V) do for what NumPy lacks.
bool canHold(const npy::ElementType &stored, DataType type);

/// Values in an element: 2 for e2m1x2.
unsigned getNumValues(DataType type);
/// Value `index` of an element; integers beyond 2^53 are rounded.
double decode(DataType type, uint64_t bits, unsigned index = 0);
/// The nearest element, ties to even; overflow gives infinity, or NaN (e4m3), or the largest value where there is
/// neither. For types with one value in an element.
uint64_t encodeFloat(DataType type, double value);

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_DATATYPES_H
