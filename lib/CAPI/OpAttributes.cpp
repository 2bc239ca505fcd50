//===- OpAttributes.cpp - C API: convention, calibration, dimension numbers, options ----------------------===//
#include "Unwrap.h"
#include "mlir/CAPI/Utils.h"
#include "qnt-c/Attributes.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

//===----------------------------------------------------------------------------------------------------===//
// Conventions
//===----------------------------------------------------------------------------------------------------===//

bool qntAttributeIsAConvention(MlirAttribute attr) { return static_cast<bool>(unwrapAs<ConventionAttr>(attr)); }

MlirAttribute qntConventionAttrGetChecked(MlirLocation loc, MlirStringRef preset, intptr_t numParameters,
                                          const MlirStringRef *names, const MlirStringRef *values) {
  Checker check(loc);
  SmallVector<std::pair<std::string, std::string>> parameters;
  for (intptr_t i = 0, count = check.getCount(numParameters, "parameters"); i < count; ++i)
    parameters.emplace_back(unwrap(names[i]).str(), unwrap(values[i]).str());
  if (check.failed())
    return {nullptr};
  return wrap(Attribute(ConventionAttr::fromParameters([&] { return check.emitError(); }, check.getContext(),
                                                       unwrap(preset), parameters)));
}

MlirStringRef qntConventionAttrGetPreset(MlirAttribute convention) {
  auto attr = unwrapAs<ConventionAttr>(convention);
  return wrap(attr ? attr.getPreset().getValue() : StringRef(""));
}

MlirAttribute qntConventionAttrGetOverrides(MlirAttribute convention) {
  auto attr = unwrapAs<ConventionAttr>(convention);
  return attr ? wrap(Attribute(attr.getOverrides())) : MlirAttribute{nullptr};
}

MlirLogicalResult qntConventionAttrGetParameter(MlirAttribute convention, MlirStringRef name,
                                                MlirStringCallback callback, void *userData) {
  auto attr = unwrapAs<ConventionAttr>(convention);
  if (!attr || !llvm::is_contained(numerics::Convention::parameterNames(), unwrap(name)))
    return mlirLogicalResultFailure();
  std::string value = attr.toNumerics().get(unwrap(name));
  callback(wrap(StringRef(value)), userData);
  return mlirLogicalResultSuccess();
}

static MlirStringRef getName(ArrayRef<StringRef> names, intptr_t index) {
  return wrap(index >= 0 && index < static_cast<intptr_t>(names.size()) ? names[index] : StringRef(""));
}

intptr_t qntConventionGetNumPresets(void) { return numerics::Convention::presetNames().size(); }
MlirStringRef qntConventionGetPresetName(intptr_t index) { return getName(numerics::Convention::presetNames(), index); }
intptr_t qntConventionGetNumParameters(void) { return numerics::Convention::parameterNames().size(); }
MlirStringRef qntConventionGetParameterName(intptr_t index) {
  return getName(numerics::Convention::parameterNames(), index);
}

//===----------------------------------------------------------------------------------------------------===//
// Calibrations
//===----------------------------------------------------------------------------------------------------===//

using numerics::ScaleRule;
static_assert(QntScaleRuleAbsMax == static_cast<int>(ScaleRule::AbsMax) &&
              QntScaleRuleMinMax == static_cast<int>(ScaleRule::MinMax) &&
              QntScaleRuleRMS == static_cast<int>(ScaleRule::RMS) &&
              QntScaleRuleFixed == static_cast<int>(ScaleRule::Fixed) &&
              QntScaleRulePercentile == static_cast<int>(ScaleRule::Percentile) &&
              QntScaleRuleMSE == static_cast<int>(ScaleRule::MSE));

bool qntAttributeIsACalibration(MlirAttribute attr) { return static_cast<bool>(unwrapAs<CalibrationAttr>(attr)); }

MlirAttribute qntCalibrationAttrGetChecked(MlirLocation loc, QntScaleRule rule, intptr_t numArguments,
                                           const double *arguments) {
  Checker check(loc);
  if (static_cast<unsigned>(rule) > QntScaleRuleMSE) {
    check.emitError() << "expected a scale rule, but got " << static_cast<int>(rule);
    return {nullptr};
  }
  ArrayRef<double> list(arguments, check.getCount(numArguments, "arguments"));
  if (check.failed())
    return {nullptr};
  auto values = DenseF64ArrayAttr::get(check.getContext(), list);
  return wrap(Attribute(CalibrationAttr::getChecked([&] { return check.emitError(); }, check.getContext(),
                                                    static_cast<ScaleRule>(rule), values)));
}

QntScaleRule qntCalibrationAttrGetRule(MlirAttribute calibration) {
  auto attr = unwrapAs<CalibrationAttr>(calibration);
  return attr ? static_cast<QntScaleRule>(attr.getRule()) : QntScaleRuleNone;
}

static ArrayRef<double> getArguments(MlirAttribute calibration) {
  auto attr = unwrapAs<CalibrationAttr>(calibration);
  return attr ? attr.getArguments().asArrayRef() : ArrayRef<double>();
}

intptr_t qntCalibrationAttrGetNumArguments(MlirAttribute calibration) { return getArguments(calibration).size(); }

double qntCalibrationAttrGetArgument(MlirAttribute calibration, intptr_t index) {
  ArrayRef<double> arguments = getArguments(calibration);
  return index >= 0 && index < static_cast<intptr_t>(arguments.size()) ? arguments[index] : 0.0;
}

//===----------------------------------------------------------------------------------------------------===//
// Dimension numbers
//===----------------------------------------------------------------------------------------------------===//

bool qntAttributeIsAConvDimensionNumbers(MlirAttribute attr) {
  return static_cast<bool>(unwrapAs<ConvDimensionNumbersAttr>(attr));
}

static ArrayRef<int64_t> getSpatial(Checker &check, const QntConvDimensions &dimensions) {
  return {dimensions.spatial, static_cast<size_t>(check.getCount(dimensions.numSpatial, "spatial dimensions"))};
}

MlirAttribute qntConvDimensionNumbersAttrGetChecked(MlirLocation loc, QntConvDimensions input, QntConvDimensions kernel,
                                                    QntConvDimensions output) {
  Checker check(loc);
  ArrayRef<int64_t> inputSpatial = getSpatial(check, input), kernelSpatial = getSpatial(check, kernel),
                    outputSpatial = getSpatial(check, output);
  if (check.failed())
    return {nullptr};
  return wrap(Attribute(ConvDimensionNumbersAttr::getChecked(
      [&] { return check.emitError(); }, check.getContext(), input.first, input.second, inputSpatial, kernel.first,
      kernel.second, kernelSpatial, output.first, output.second, outputSpatial)));
}

static QntConvDimensions wrapDimensions(int64_t first, int64_t second, ArrayRef<int64_t> spatial) {
  return {first, second, static_cast<intptr_t>(spatial.size()), spatial.data()};
}

QntConvDimensions qntConvDimensionNumbersAttrGetInput(MlirAttribute attr) {
  auto dims = unwrapAs<ConvDimensionNumbersAttr>(attr);
  return dims ? wrapDimensions(dims.getInputBatch(), dims.getInputFeature(), dims.getInputSpatial())
              : wrapDimensions(0, 0, {});
}

QntConvDimensions qntConvDimensionNumbersAttrGetKernel(MlirAttribute attr) {
  auto dims = unwrapAs<ConvDimensionNumbersAttr>(attr);
  return dims ? wrapDimensions(dims.getKernelInput(), dims.getKernelOutput(), dims.getKernelSpatial())
              : wrapDimensions(0, 0, {});
}

QntConvDimensions qntConvDimensionNumbersAttrGetOutput(MlirAttribute attr) {
  auto dims = unwrapAs<ConvDimensionNumbersAttr>(attr);
  return dims ? wrapDimensions(dims.getOutputBatch(), dims.getOutputFeature(), dims.getOutputSpatial())
              : wrapDimensions(0, 0, {});
}

//===----------------------------------------------------------------------------------------------------===//
// Options and precision
//===----------------------------------------------------------------------------------------------------===//

bool qntAttributeIsAInvokeOptions(MlirAttribute attr) { return static_cast<bool>(unwrapAs<InvokeOptionsAttr>(attr)); }

MlirAttribute qntInvokeOptionsAttrGet(MlirContext context, MlirStringRef scheme, bool codegenLowPrecision) {
  MLIRContext *ctx = unwrap(context);
  if (!isDialectLoaded(ctx))
    return {nullptr};
  StringAttr name = scheme.length ? StringAttr::get(ctx, unwrap(scheme)) : StringAttr();
  return wrap(Attribute(InvokeOptionsAttr::get(ctx, name, codegenLowPrecision)));
}

MlirStringRef qntInvokeOptionsAttrGetScheme(MlirAttribute options) {
  auto attr = unwrapAs<InvokeOptionsAttr>(options);
  return wrap(attr && attr.getScheme() ? attr.getScheme().getValue() : StringRef(""));
}

bool qntInvokeOptionsAttrIsLowPrecision(MlirAttribute options) {
  auto attr = unwrapAs<InvokeOptionsAttr>(options);
  return attr && attr.getCodegenLowPrecision();
}

static_assert(QntPrecisionDefault == static_cast<int>(Precision::Default) &&
              QntPrecisionHigh == static_cast<int>(Precision::High) &&
              QntPrecisionHighest == static_cast<int>(Precision::Highest));

bool qntAttributeIsAPrecision(MlirAttribute attr) { return static_cast<bool>(unwrapAs<PrecisionAttr>(attr)); }

MlirAttribute qntPrecisionAttrGet(MlirContext context, QntPrecision precision) {
  if (static_cast<unsigned>(precision) > QntPrecisionHighest || !isDialectLoaded(unwrap(context)))
    return {nullptr};
  return wrap(Attribute(PrecisionAttr::get(unwrap(context), static_cast<Precision>(precision))));
}

QntPrecision qntPrecisionAttrGetValue(MlirAttribute attr) {
  auto precision = unwrapAs<PrecisionAttr>(attr);
  return precision ? static_cast<QntPrecision>(precision.getValue()) : QntPrecisionNone;
}
