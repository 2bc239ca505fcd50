//===- Dialect.cpp - registration of the qnt dialect ------------------------------------------------------===//
#include "Qnt/IR/QntDialect.h"
#include "Qnt/IR/QntOps.h"
#include "RegionEffects.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;
using namespace mlir::qnt;

#include "Qnt/IR/QntDialect.cpp.inc"
#include "Qnt/IR/QntEnums.cpp.inc"
#include "Qnt/IR/QntInterfaces.cpp.inc"

namespace {
/// Encodings are long: they print as aliases.
struct QntAsmInterface : OpAsmDialectInterface {
  using OpAsmDialectInterface::OpAsmDialectInterface;
  AliasResult getAlias(Attribute attr, raw_ostream &os) const override {
    auto encoding = dyn_cast<EncodingAttr>(attr);
    if (!encoding)
      return AliasResult::NoAlias;
    os << (encoding.hasLut() ? StringRef("lut") : numerics::getName(encoding.getStorage()));
    return AliasResult::OverridableAlias;
  }
};

/// Everything of ours is data flow and may be inlined anywhere, as far as the region that it comes to stays valid.
struct QntInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  /// MLIR asks for each op of a callee, those in nested regions included.
  bool isLegalToInline(Operation *op, Region *dest, bool, IRMapping &) const final {
    return !isa<KernelOp>(op) || !isInKernel(dest);
  }

  /// Asked where `dest` is the body of one of our ops.
  bool isLegalToInline(Region *dest, Region *source, bool, IRMapping &) const final {
    if (isa<InvokeQuantOp>(dest->getParentOp()) && findForeignWrite(*source))
      return false;
    return !isInKernel(dest) || !source->walk([](KernelOp) { return WalkResult::interrupt(); }).wasInterrupted();
  }

private:
  static bool isInKernel(Region *region) {
    Operation *op = region->getParentOp();
    return isa<KernelOp>(op) || op->getParentOfType<KernelOp>();
  }
};
} // namespace

void QntDialect::initialize() {
  registerAttributes();
  registerTypes();
  registerOps();
  registerInterfaces();
  addInterfaces<QntAsmInterface, QntInlinerInterface>();
}

Operation *QntDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

StringRef mlir::qnt::getPartName(PartKind kind) {
  switch (kind) {
  case PartKind::Codes:
    return "codes";
  case PartKind::Scales:
    return "scales";
  case PartKind::ZeroPoints:
    return "zero points";
  case PartKind::Codebook:
    return "code book";
  case PartKind::TensorScale:
    return "tensor scale";
  case PartKind::Mask:
    return "mask";
  }
  llvm_unreachable("unknown part");
}

Type mlir::qnt::getBuiltinType(MLIRContext *context, Format format) {
  switch (format) {
  case Format::F8E4M3FN:
    return Float8E4M3FNType::get(context);
  case Format::F8E5M2:
    return Float8E5M2Type::get(context);
  case Format::F6E2M3FN:
    return Float6E2M3FNType::get(context);
  case Format::F6E3M2FN:
    return Float6E3M2FNType::get(context);
  case Format::F4E2M1FN:
    return Float4E2M1FNType::get(context);
  case Format::F8E8M0FNU:
    return Float8E8M0FNUType::get(context);
  case Format::BF16:
    return BFloat16Type::get(context);
  case Format::F16:
    return Float16Type::get(context);
  case Format::F32:
    return Float32Type::get(context);
  case Format::F64:
    return Float64Type::get(context);
  default:
    return IntegerType::get(context, numerics::bitWidth(format));
  }
}

std::optional<Format> mlir::qnt::getFormat(FloatType type) {
  for (unsigned i = 0; i < numerics::kNumFormats; ++i) {
    auto format = static_cast<Format>(i);
    if (numerics::isFloat(format) && getBuiltinType(type.getContext(), format) == type)
      return format;
  }
  return std::nullopt;
}
