//===- Formats.cpp - C API: number formats and the parts of an array --------------------------------------===//
#include "qnt-c/Formats.h"
#include "Unwrap.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

// The C enumerations are Numerics' own numbers.
static_assert(QntFormatI2 == static_cast<int>(Format::I2) && QntFormatI8 == static_cast<int>(Format::I8) &&
              QntFormatI32 == static_cast<int>(Format::I32) && QntFormatU1 == static_cast<int>(Format::U1) &&
              QntFormatU8 == static_cast<int>(Format::U8) && QntFormatU16 == static_cast<int>(Format::U16) &&
              QntFormatF8E4M3FN == static_cast<int>(Format::F8E4M3FN) &&
              QntFormatF8E5M2 == static_cast<int>(Format::F8E5M2) &&
              QntFormatF6E2M3FN == static_cast<int>(Format::F6E2M3FN) &&
              QntFormatF6E3M2FN == static_cast<int>(Format::F6E3M2FN) &&
              QntFormatF4E2M1FN == static_cast<int>(Format::F4E2M1FN) &&
              QntFormatF8E8M0FNU == static_cast<int>(Format::F8E8M0FNU) &&
              QntFormatBF16 == static_cast<int>(Format::BF16) && QntFormatF16 == static_cast<int>(Format::F16) &&
              QntFormatF32 == static_cast<int>(Format::F32) && QntFormatF64 == static_cast<int>(Format::F64) &&
              QntFormatF64 + 1 == numerics::kNumFormats);
static_assert(QntPartCodes == static_cast<int>(PartKind::Codes) &&
              QntPartScales == static_cast<int>(PartKind::Scales) &&
              QntPartZeroPoints == static_cast<int>(PartKind::ZeroPoints) &&
              QntPartCodebook == static_cast<int>(PartKind::Codebook) &&
              QntPartTensorScale == static_cast<int>(PartKind::TensorScale) &&
              QntPartMask == static_cast<int>(PartKind::Mask));

QntFormat qntFormatParse(MlirStringRef name) { return wrapFormat(numerics::parseFormat(unwrap(name))); }

MlirStringRef qntFormatGetName(QntFormat format) {
  auto known = unwrapFormat(format);
  return wrap(known ? numerics::getName(*known) : StringRef(""));
}

unsigned qntFormatGetBitWidth(QntFormat format) {
  auto known = unwrapFormat(format);
  return known ? numerics::bitWidth(*known) : 0;
}

MlirType qntFormatGetType(MlirContext context, QntFormat format) {
  auto known = unwrapFormat(format);
  return wrap(known ? getBuiltinType(unwrap(context), *known) : Type());
}

MlirStringRef qntPartGetName(QntPart part) {
  auto known = unwrapPart(part);
  return wrap(known ? getPartName(*known) : StringRef(""));
}
