//===- ArrayOps.cpp - C API: arrays, their parts, and quantization ----------------------------------------===//
#include "OpBuilding.h"
#include "Qnt/IR/ConstantParts.h"
#include "qnt-c/Ops.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

MlirOperation qntAssembleOpCreate(MlirLocation loc, intptr_t numParts, const MlirValue *parts, MlirType array) {
  Checker check(loc);
  SmallVector<Value> values = getValues(check, numParts, parts, "part");
  return build<AssembleOp>(check, check.getArray(array), values);
}

MlirOperation qntDisassembleOpCreate(MlirLocation loc, MlirValue array) {
  Checker check(loc);
  ArrayType type = check.getArrayType(array);
  if (check.failed())
    return {nullptr};
  return build<DisassembleOp>(check, TypeRange(type.getPartTypes()), unwrap(array));
}

MlirOperation qntConstantOpCreate(MlirLocation loc, intptr_t numParts, const MlirAttribute *parts, MlirType array) {
  Checker check(loc);
  ArrayType type = check.getArray(array);
  if (check.failed())
    return {nullptr};
  SmallVector<PartKind, 6> kinds = type.getPartKinds();
  if (numParts != static_cast<intptr_t>(kinds.size())) {
    check.emitError() << "expected " << kinds.size() << " parts for " << type << ", but got " << numParts;
    return {nullptr};
  }
  ElementsAttr data[QntPartMask + 1];
  for (auto [i, kind] : llvm::enumerate(kinds))
    data[static_cast<unsigned>(kind)] = check.get<ElementsAttr>(parts[i], "elements as " + getPartName(kind).str());
  return build<ConstantOp>(check, type, data[QntPartCodes], data[QntPartScales], data[QntPartZeroPoints],
                           data[QntPartCodebook], data[QntPartTensorScale], data[QntPartMask]);
}

MlirValue qntOperationGetPart(MlirOperation op, QntPart part) {
  auto kind = unwrapPart(part);
  if (!kind || mlirOperationIsNull(op))
    return {nullptr};
  auto getPart = [&](auto typed) { return typed.getPart(*kind); };
  auto getOperand = [&](auto typed) { return getParameter(typed, *kind); };
  return wrap(llvm::TypeSwitch<Operation *, Value>(unwrap(op))
                  .Case<AssembleOp, DisassembleOp>(getPart)
                  .Case<QuantizeOp, RequantizeOp, FakeQuantizeOp, FakeQuantizeGradOp, QuantizeGradOp>(getOperand)
                  .Default(Value()));
}

MlirAttribute qntConstantOpGetPart(MlirOperation op, QntPart part) {
  auto kind = unwrapPart(part);
  auto constant = dyn_cast_if_present<ConstantOp>(unwrap(op));
  return kind && constant ? wrap(Attribute(constant.getPart(*kind))) : MlirAttribute{nullptr};
}

//===----------------------------------------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------------------------------------===//

static CalibrationAttr getCalibration(Checker &check, MlirAttribute attr) {
  return check.getOptional<CalibrationAttr>(attr, "a calibration");
}

static ConventionAttr getConvention(Checker &check, MlirAttribute attr) {
  return check.getOptional<ConventionAttr>(attr, "a convention");
}

MlirOperation qntQuantizeOpCreate(MlirLocation loc, MlirValue input, QntParameterOperands parameters,
                                  MlirAttribute calibration, MlirAttribute convention, MlirType array) {
  Checker check(loc);
  Value value = check.get(input, "input");
  CalibrationAttr rule = getCalibration(check, calibration);
  ConventionAttr rules = getConvention(check, convention);
  return build<QuantizeOp>(check, check.getArray(array), value, unwrapOptional(parameters.scale),
                           unwrapOptional(parameters.zeroPoint), unwrapOptional(parameters.codebook),
                           unwrapOptional(parameters.tensorScale), unwrapOptional(parameters.mask), rule, rules);
}

MlirOperation qntDequantizeOpCreate(MlirLocation loc, MlirValue array) {
  Checker check(loc);
  ArrayType type = check.getArrayType(array);
  if (check.failed())
    return {nullptr};
  return build<DequantizeOp>(check, type.getDecodedType(), unwrap(array));
}

MlirOperation qntRequantizeOpCreate(MlirLocation loc, MlirValue input, MlirValue inputScale, MlirValue multiplier,
                                    MlirValue shift, QntParameterOperands parameters, MlirAttribute calibration,
                                    MlirAttribute convention, MlirType array) {
  Checker check(loc);
  Value value = check.get(input, "input");
  CalibrationAttr rule = getCalibration(check, calibration);
  ConventionAttr rules = getConvention(check, convention);
  return build<RequantizeOp>(check, check.getArray(array), value, unwrapOptional(inputScale),
                             unwrapOptional(multiplier), unwrapOptional(shift), unwrapOptional(parameters.scale),
                             unwrapOptional(parameters.zeroPoint), unwrapOptional(parameters.codebook),
                             unwrapOptional(parameters.tensorScale), unwrapOptional(parameters.mask), rule, rules);
}

//===----------------------------------------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------------------------------------===//

/// FakeQuantizeOp (without gradient) and the gradient ops.
template <typename OpT, typename... Inputs>
static MlirOperation buildTraining(Checker &check, MlirValue input, QntParameterOperands parameters,
                                   MlirAttribute encoding, MlirAttribute calibration, MlirAttribute convention,
                                   Inputs... inputs) {
  Value value = check.get(input, "input");
  auto attr = check.get<EncodingAttr>(encoding, "an encoding");
  CalibrationAttr rule = getCalibration(check, calibration);
  ConventionAttr rules = getConvention(check, convention);
  return build<OpT>(check, value ? value.getType() : Type(), value, inputs..., unwrapOptional(parameters.scale),
                    unwrapOptional(parameters.zeroPoint), unwrapOptional(parameters.codebook),
                    unwrapOptional(parameters.tensorScale), unwrapOptional(parameters.mask), attr, rule, rules);
}

MlirOperation qntFakeQuantizeOpCreate(MlirLocation loc, MlirValue input, QntParameterOperands parameters,
                                      MlirAttribute encoding, MlirAttribute calibration, MlirAttribute convention) {
  Checker check(loc);
  return buildTraining<FakeQuantizeOp>(check, input, parameters, encoding, calibration, convention);
}

MlirOperation qntFakeQuantizeGradOpCreate(MlirLocation loc, MlirValue input, MlirValue gradient,
                                          QntParameterOperands parameters, MlirAttribute encoding,
                                          MlirAttribute calibration, MlirAttribute convention) {
  Checker check(loc);
  return buildTraining<FakeQuantizeGradOp>(check, input, parameters, encoding, calibration, convention,
                                           check.get(gradient, "gradient"));
}

MlirOperation qntQuantizeGradOpCreate(MlirLocation loc, MlirValue input, MlirValue gradient,
                                      QntParameterOperands parameters, MlirAttribute encoding,
                                      MlirAttribute calibration, MlirAttribute convention) {
  Checker check(loc);
  return buildTraining<QuantizeGradOp>(check, input, parameters, encoding, calibration, convention,
                                       check.get(gradient, "gradient"));
}
