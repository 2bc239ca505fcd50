//===- MatrixOperation.h - decoded matrix instructions: mma, mma.sp, wmma.mma -------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_MATRIXOPERATION_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_MATRIXOPERATION_H

#include "../Arithmetic/FragmentLayout.h"
#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

/// Types of elements.
enum class MatrixType : uint8_t { F16, BF16, TF32, F32, F64, E4M3, E5M2, S8, U8, S4, U4, B1, S32 };

/// Bits of an element in a register.
unsigned elementBits(MatrixType type);
inline bool isByteInteger(MatrixType type) { return type == MatrixType::S8 || type == MatrixType::U8; }
inline bool isNibble(MatrixType type) { return type == MatrixType::S4 || type == MatrixType::U4; }
inline bool isByteFloat(MatrixType type) { return type == MatrixType::E4M3 || type == MatrixType::E5M2; }
/// The type a modifier names, or nothing.
std::optional<MatrixType> parseMatrixType(std::string_view name);
/// Takes the modifier that comes next as one; fails in `context` where it is none.
MatrixType expectMatrixType(DecodeContext &context);
/// The type of the registers that hold elements.
ScalarType registerType(MatrixType type, bool isAccumulator);

/// Payload of a matrix instruction. Sources are the registers of A, B and C, and the metadata of sparse ones.
struct MatrixOperation {
  MatrixShape shape;
  MatrixType a = MatrixType::F16;
  MatrixType b = MatrixType::F16;
  MatrixType c = MatrixType::F32;
  MatrixType d = MatrixType::F32;
  uint8_t numA = 0; ///< registers in the operation; wmma may have copies, of which the first ones are read
  uint8_t numB = 0;
  bool saturate = false;
  bool isXor = false;  ///< b1: .xor, else .and
  bool isQuad = false; ///< m8n8k4 of f16
  bool rowA = true;    ///< of isQuad
  bool rowB = false;   ///< of isQuad
  bool isSparse = false;
  uint8_t selector = 0;
  SparsePattern pattern;
  Rounding rounding = Rounding::NearestEven; ///< f64
  Slot members;                              ///< all lanes
};

/// What a shape may multiply, and the .target and .version since when.
struct MatrixForm {
  std::string_view shape;
  MatrixShape size;
  MatrixType a; ///< its familyOf
  unsigned target;
  unsigned version;
};
/// The type that stands for `type` in tables of forms: S8 for u8 too, S4 for u4, E4M3 for e5m2.
inline MatrixType familyOf(MatrixType type) {
  if (isByteInteger(type))
    return MatrixType::S8;
  if (isNibble(type))
    return MatrixType::S4;
  return isByteFloat(type) ? MatrixType::E4M3 : type;
}

/// Registers of 32 lanes that `elements` elements fill, `bits` each.
inline unsigned numRegisters(unsigned elements, MatrixType type) {
  unsigned bits = elementBits(type);
  return elements * bits / (32 * (bits == 64 ? 64 : 32));
}

/// True when all 32 lanes of the warp are here; else they wait, or the launch failed.
bool gatherWarp(Warp &warp, Slot members, const char *what);

/// Executes a matrix instruction.
void executeMatrix(Warp &warp, const Operation &operation);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_MATRIXOPERATION_H
