//===- ContractionOps.cpp - C API: contractions and regions -----------------------------------------------===//
#include "OpBuilding.h"
#include "qnt-c/Ops.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

static Precision getPrecision(Checker &check, QntPrecision precision) {
  if (static_cast<unsigned>(precision) <= QntPrecisionHighest)
    return static_cast<Precision>(precision);
  check.emitError() << "expected a precision, but got " << static_cast<int>(precision);
  return Precision::Default;
}

/// Of contracting and batch dimensions.
static std::pair<intptr_t, intptr_t> getCounts(Checker &check, const QntDotDimensions &dimensions) {
  return {check.getCount(dimensions.numContracting, "contracting dimensions"),
          check.getCount(dimensions.numBatch, "batch dimensions")};
}

MlirOperation qntDotGeneralOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs, QntDotDimensions dimensions,
                                    QntPrecision precision, MlirType result) {
  Checker check(loc);
  Value left = check.get(lhs, "lhs"), right = check.get(rhs, "rhs");
  Precision accuracy = getPrecision(check, precision);
  auto [numContracting, numBatch] = getCounts(check, dimensions);
  return build<DotGeneralOp>(
      check, check.get(result, "result"), left, right, getNumbers(numContracting, dimensions.lhsContracting),
      getNumbers(numContracting, dimensions.rhsContracting), getNumbers(numBatch, dimensions.lhsBatch),
      getNumbers(numBatch, dimensions.rhsBatch), accuracy);
}

MlirOperation qntRaggedDotGeneralOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs, MlirValue groupSizes,
                                          MlirValue groupOffset, QntDotDimensions dimensions, int64_t lhsRagged,
                                          int64_t rhsGroup, QntPrecision precision, MlirType result) {
  Checker check(loc);
  Value left = check.get(lhs, "lhs"), right = check.get(rhs, "rhs"), sizes = check.get(groupSizes, "group sizes");
  Precision accuracy = getPrecision(check, precision);
  auto [numContracting, numBatch] = getCounts(check, dimensions);
  return build<RaggedDotGeneralOp>(check, check.get(result, "result"), left, right, sizes, unwrapOptional(groupOffset),
                                   getNumbers(numContracting, dimensions.lhsContracting),
                                   getNumbers(numContracting, dimensions.rhsContracting),
                                   getNumbers(numBatch, dimensions.lhsBatch), getNumbers(numBatch, dimensions.rhsBatch),
                                   getNumbers(1, &lhsRagged), getNumbers(rhsGroup == -1 ? 0 : 1, &rhsGroup), accuracy);
}

MlirOperation qntConvGeneralDilatedOpCreate(MlirLocation loc, MlirValue lhs, MlirValue rhs,
                                            MlirAttribute dimensionNumbers, QntConvWindow window,
                                            int64_t featureGroupCount, int64_t batchGroupCount, QntPrecision precision,
                                            MlirType result) {
  Checker check(loc);
  Value left = check.get(lhs, "lhs"), right = check.get(rhs, "rhs");
  auto dims = check.get<ConvDimensionNumbersAttr>(dimensionNumbers, "dimension numbers of a convolution");
  Precision accuracy = getPrecision(check, precision);
  intptr_t rank = check.getCount(window.numSpatial, "spatial dimensions");
  return build<ConvGeneralDilatedOp>(check, check.get(result, "result"), left, right, dims,
                                     getNumbers(rank, window.strides), getNumbers(2 * rank, window.padding),
                                     getNumbers(rank, window.lhsDilation), getNumbers(rank, window.rhsDilation),
                                     featureGroupCount, batchGroupCount, accuracy);
}

//===----------------------------------------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------------------------------------===//

/// Adds a block with an argument for each operand.
static MlirOperation addBody(MlirOperation op) {
  if (mlirOperationIsNull(op))
    return op;
  Operation *region = unwrap(op);
  Block &body = region->getRegion(0).emplaceBlock();
  for (Value input : region->getOperands())
    body.addArgument(input.getType(), input.getLoc());
  return op;
}

/// Null after an error.
static SmallVector<Type> getTypes(Checker &check, intptr_t count, const MlirType *types) {
  SmallVector<Type> list;
  for (intptr_t i = 0, size = check.getCount(count, "results"); i < size; ++i)
    list.push_back(check.get(types[i], "result"));
  return list;
}

static StringAttr getOptionalString(const Checker &check, MlirStringRef text) {
  return text.length ? StringAttr::get(check.getContext(), unwrap(text)) : StringAttr();
}

MlirOperation qntInvokeQuantOpCreate(MlirLocation loc, intptr_t numInputs, const MlirValue *inputs, intptr_t numResults,
                                     const MlirType *results, MlirStringRef scheme, bool codegenLowPrecision) {
  Checker check(loc);
  SmallVector<Value> values = getValues(check, numInputs, inputs, "input");
  SmallVector<Type> types = getTypes(check, numResults, results);
  return addBody(build<InvokeQuantOp>(check, TypeRange(types), values, getOptionalString(check, scheme),
                                      codegenLowPrecision, InvokeOptionsAttr()));
}

MlirOperation qntKernelOpCreate(MlirLocation loc, intptr_t numInputs, const MlirValue *inputs, intptr_t numResults,
                                const MlirType *results, MlirStringRef name, MlirAttribute schedule) {
  Checker check(loc);
  SmallVector<Value> values = getValues(check, numInputs, inputs, "input");
  SmallVector<Type> types = getTypes(check, numResults, results);
  return addBody(build<KernelOp>(check, TypeRange(types), values, getOptionalString(check, name), unwrap(schedule)));
}

MlirStringRef qntInvokeQuantOpGetScheme(MlirOperation op) {
  auto region = dyn_cast_if_present<InvokeQuantOp>(unwrap(op));
  StringAttr scheme = region ? region.getSchemeOfEitherForm() : StringAttr();
  return wrap(scheme ? scheme.getValue() : StringRef(""));
}

bool qntInvokeQuantOpIsLowPrecision(MlirOperation op) {
  auto region = dyn_cast_if_present<InvokeQuantOp>(unwrap(op));
  return region && region.isLowPrecision();
}

//===----------------------------------------------------------------------------------------------------===//
// QuantizedOpInterface
//===----------------------------------------------------------------------------------------------------===//

static_assert(QntQuantizedOpTypeUnivariate == static_cast<int>(QuantizedOpType::Univariate) &&
              QntQuantizedOpTypeMixing == static_cast<int>(QuantizedOpType::Mixing) &&
              QntQuantizedOpTypeShape == static_cast<int>(QuantizedOpType::Shape));

MlirTypeID qntQuantizedOpInterfaceTypeID(void) { return wrap(QuantizedOpInterface::getInterfaceID()); }

bool qntQuantizedOpMustQuantizeInput(MlirOperation op, unsigned index) {
  auto quantized = dyn_cast_if_present<QuantizedOpInterface>(unwrap(op));
  return quantized && quantized.mustQuantizeInput(index);
}

bool qntQuantizedOpCanFuse(MlirOperation op) {
  auto quantized = dyn_cast_if_present<QuantizedOpInterface>(unwrap(op));
  return quantized && quantized.canFuse();
}

QntQuantizedOpType qntQuantizedOpGetType(MlirOperation op) {
  auto quantized = dyn_cast_if_present<QuantizedOpInterface>(unwrap(op));
  return quantized ? static_cast<QntQuantizedOpType>(quantized.opType()) : QntQuantizedOpTypeNone;
}
