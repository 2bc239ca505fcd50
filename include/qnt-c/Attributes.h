//===- Attributes.h - C API: encoding, convention, calibration, dimension numbers -------------------------===//
#ifndef QNT_C_ATTRIBUTES_H
#define QNT_C_ATTRIBUTES_H

#include "qnt-c/Formats.h"

#ifdef __cplusplus
extern "C" {
#endif

//===----------------------------------------------------------------------------------------------------===//
// #qnt.encoding
//
//   MlirAttribute e = qntEncodingAttrGetChecked(loc, QntFormatI4, QntFormatF32, 2, (int64_t[]){1, 32});
//   e = qntEncodingAttrWithScaleChecked(loc, e, QntFormatF16);        // <i4 : f32, block = 1x32, scale = f16>
//
// With*Checked gives the encoding with one component more (or changed, or taken away by None); null from null, so that
// a chain is checked once, at its end. Constraints hold at each step: a zero point needs the scale to be there already.
//===----------------------------------------------------------------------------------------------------===//

MLIR_CAPI_EXPORTED bool qntAttributeIsAEncoding(MlirAttribute attr);

/// The size that stands for the whole dimension in blocks and groups (`*`).
MLIR_CAPI_EXPORTED int64_t qntBlockGetWholeSize(void);

/// Codes of `storage` that stand for values of `expressed`, without scale; a block size per dimension.
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrGetChecked(MlirLocation loc, QntFormat storage, QntFormat expressed,
                                                           intptr_t rank, const int64_t *block);
/// The same with a code book (`lut` from qntLutAttrGetChecked).
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrGetWithLutChecked(MlirLocation loc, MlirAttribute lut,
                                                                  QntFormat expressed, intptr_t rank,
                                                                  const int64_t *block);

MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithBlockChecked(MlirLocation loc, MlirAttribute encoding,
                                                                 intptr_t rank, const int64_t *block);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithExpressedChecked(MlirLocation loc, MlirAttribute encoding,
                                                                     QntFormat expressed);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithScaleChecked(MlirLocation loc, MlirAttribute encoding,
                                                                 QntFormat scale);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithTensorScaleChecked(MlirLocation loc, MlirAttribute encoding,
                                                                       bool tensorScale);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithZeroPointChecked(MlirLocation loc, MlirAttribute encoding,
                                                                     QntFormat zeroPoint);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithClampChecked(MlirLocation loc, MlirAttribute encoding, int64_t low,
                                                                 int64_t high);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithoutClampChecked(MlirLocation loc, MlirAttribute encoding);
/// `decode = mul_sub`
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithMulSubChecked(MlirLocation loc, MlirAttribute encoding,
                                                                  bool mulSub);
/// `sparsity` from qntSparsityAttrGet*, or null for none.
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithSparsityChecked(MlirLocation loc, MlirAttribute encoding,
                                                                    MlirAttribute sparsity);
/// An empty name for the plain layout.
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrWithLayoutChecked(MlirLocation loc, MlirAttribute encoding,
                                                                  MlirStringRef layout);

/// The storage; with a code book its index.
MLIR_CAPI_EXPORTED QntFormat qntEncodingAttrGetStorage(MlirAttribute encoding);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrGetLut(MlirAttribute encoding);
MLIR_CAPI_EXPORTED QntFormat qntEncodingAttrGetExpressed(MlirAttribute encoding);
MLIR_CAPI_EXPORTED intptr_t qntEncodingAttrGetRank(MlirAttribute encoding);
/// `dim` must be below the rank.
MLIR_CAPI_EXPORTED int64_t qntEncodingAttrGetBlockSize(MlirAttribute encoding, intptr_t dim);
MLIR_CAPI_EXPORTED QntFormat qntEncodingAttrGetScale(MlirAttribute encoding);
MLIR_CAPI_EXPORTED bool qntEncodingAttrHasTensorScale(MlirAttribute encoding);
MLIR_CAPI_EXPORTED QntFormat qntEncodingAttrGetZeroPoint(MlirAttribute encoding);
MLIR_CAPI_EXPORTED bool qntEncodingAttrHasClamp(MlirAttribute encoding);
/// Smallest and largest code in use; 0 without a clamp range.
MLIR_CAPI_EXPORTED int64_t qntEncodingAttrGetClampLow(MlirAttribute encoding);
MLIR_CAPI_EXPORTED int64_t qntEncodingAttrGetClampHigh(MlirAttribute encoding);
MLIR_CAPI_EXPORTED bool qntEncodingAttrIsMulSub(MlirAttribute encoding);
MLIR_CAPI_EXPORTED MlirAttribute qntEncodingAttrGetSparsity(MlirAttribute encoding);
/// Empty for the plain layout.
MLIR_CAPI_EXPORTED MlirStringRef qntEncodingAttrGetLayout(MlirAttribute encoding);
/// Integer codes that stand for themselves: no code book, no float storage.
MLIR_CAPI_EXPORTED bool qntEncodingAttrHasIntegerCodes(MlirAttribute encoding);
/// Element type of logical codes: signless iN or a float type.
MLIR_CAPI_EXPORTED MlirType qntEncodingAttrGetCodeType(MlirAttribute encoding);

//===----------------------------------------------------------------------------------------------------===//
// lut<...> and sparsity of an encoding
//===----------------------------------------------------------------------------------------------------===//

MLIR_CAPI_EXPORTED bool qntAttributeIsALut(MlirAttribute attr);

/// Indices u1..u8 into tables of `entry`. `group` is the block that shares a table (numGroup 0: the whole tensor),
/// `vector` the shape of the elements that an entry holds (numVector 0: one element).
MLIR_CAPI_EXPORTED MlirAttribute qntLutAttrGetChecked(MlirLocation loc, QntFormat index, QntFormat entry,
                                                      intptr_t numGroup, const int64_t *group, intptr_t numVector,
                                                      const int64_t *vector);
MLIR_CAPI_EXPORTED QntFormat qntLutAttrGetIndex(MlirAttribute lut);
MLIR_CAPI_EXPORTED QntFormat qntLutAttrGetEntry(MlirAttribute lut);
MLIR_CAPI_EXPORTED intptr_t qntLutAttrGetGroupRank(MlirAttribute lut);
MLIR_CAPI_EXPORTED int64_t qntLutAttrGetGroupSize(MlirAttribute lut, intptr_t dim);
MLIR_CAPI_EXPORTED intptr_t qntLutAttrGetVectorRank(MlirAttribute lut);
MLIR_CAPI_EXPORTED int64_t qntLutAttrGetVectorSize(MlirAttribute lut, intptr_t dim);

MLIR_CAPI_EXPORTED bool qntAttributeIsASparsity(MlirAttribute attr);
MLIR_CAPI_EXPORTED MlirAttribute qntSparsityAttrGetBitmask(MlirContext context);
/// At most n of every m consecutive elements along `axis` hold a value.
MLIR_CAPI_EXPORTED MlirAttribute qntSparsityAttrGetNOfMChecked(MlirLocation loc, int64_t n, int64_t m, int64_t axis);
MLIR_CAPI_EXPORTED bool qntSparsityAttrIsBitmask(MlirAttribute sparsity);
/// 0 for a bitmask.
MLIR_CAPI_EXPORTED int64_t qntSparsityAttrGetN(MlirAttribute sparsity);
MLIR_CAPI_EXPORTED int64_t qntSparsityAttrGetM(MlirAttribute sparsity);
MLIR_CAPI_EXPORTED int64_t qntSparsityAttrGetAxis(MlirAttribute sparsity);

//===----------------------------------------------------------------------------------------------------===//
// #qnt.convention
//===----------------------------------------------------------------------------------------------------===//

MLIR_CAPI_EXPORTED bool qntAttributeIsAConvention(MlirAttribute attr);

/// A preset ("default", "qwix", "onnx" ...) with parameters set by name; values as in the text form ("oas", "1e-6").
MLIR_CAPI_EXPORTED MlirAttribute qntConventionAttrGetChecked(MlirLocation loc, MlirStringRef preset,
                                                             intptr_t numParameters, const MlirStringRef *names,
                                                             const MlirStringRef *values);
MLIR_CAPI_EXPORTED MlirStringRef qntConventionAttrGetPreset(MlirAttribute convention);
/// The parameters that differ from the preset: a dictionary of strings.
MLIR_CAPI_EXPORTED MlirAttribute qntConventionAttrGetOverrides(MlirAttribute convention);
/// Gives `callback` the value that holds for a parameter, set or from the preset. Fails, without a call, when there is
/// no parameter of this name.
MLIR_CAPI_EXPORTED MlirLogicalResult qntConventionAttrGetParameter(MlirAttribute convention, MlirStringRef name,
                                                                   MlirStringCallback callback, void *userData);
/// The names that exist; `index` must be below the number. The strings live for ever.
MLIR_CAPI_EXPORTED intptr_t qntConventionGetNumPresets(void);
MLIR_CAPI_EXPORTED MlirStringRef qntConventionGetPresetName(intptr_t index);
MLIR_CAPI_EXPORTED intptr_t qntConventionGetNumParameters(void);
MLIR_CAPI_EXPORTED MlirStringRef qntConventionGetParameterName(intptr_t index);

//===----------------------------------------------------------------------------------------------------===//
// #qnt.calibration
//===----------------------------------------------------------------------------------------------------===//

typedef enum QntScaleRule {
  QntScaleRuleNone = -1,
  QntScaleRuleAbsMax = 0,
  QntScaleRuleMinMax,
  QntScaleRuleRMS,
  QntScaleRuleFixed,
  QntScaleRulePercentile,
  QntScaleRuleMSE
} QntScaleRule;

MLIR_CAPI_EXPORTED bool qntAttributeIsACalibration(MlirAttribute attr);
/// How a dynamic scale is found. Without arguments the rule's defaults hold.
MLIR_CAPI_EXPORTED MlirAttribute qntCalibrationAttrGetChecked(MlirLocation loc, QntScaleRule rule,
                                                              intptr_t numArguments, const double *arguments);
MLIR_CAPI_EXPORTED QntScaleRule qntCalibrationAttrGetRule(MlirAttribute calibration);
/// The arguments as given.
MLIR_CAPI_EXPORTED intptr_t qntCalibrationAttrGetNumArguments(MlirAttribute calibration);
MLIR_CAPI_EXPORTED double qntCalibrationAttrGetArgument(MlirAttribute calibration, intptr_t index);

//===----------------------------------------------------------------------------------------------------===//
// #qnt.conv, #qnt.invoke_options, precision
//===----------------------------------------------------------------------------------------------------===//

/// Dimensions of one of the three tensors of a convolution: batch and feature of input and output, input and output
/// features of the kernel, and the spatial ones in order.
typedef struct QntConvDimensions {
  int64_t first;  ///< batch; of the kernel: input features
  int64_t second; ///< feature; of the kernel: output features
  intptr_t numSpatial;
  const int64_t *spatial;
} QntConvDimensions;

MLIR_CAPI_EXPORTED bool qntAttributeIsAConvDimensionNumbers(MlirAttribute attr);
MLIR_CAPI_EXPORTED MlirAttribute qntConvDimensionNumbersAttrGetChecked(MlirLocation loc, QntConvDimensions input,
                                                                       QntConvDimensions kernel,
                                                                       QntConvDimensions output);
/// `spatial` points into the attribute.
MLIR_CAPI_EXPORTED QntConvDimensions qntConvDimensionNumbersAttrGetInput(MlirAttribute attr);
MLIR_CAPI_EXPORTED QntConvDimensions qntConvDimensionNumbersAttrGetKernel(MlirAttribute attr);
MLIR_CAPI_EXPORTED QntConvDimensions qntConvDimensionNumbersAttrGetOutput(MlirAttribute attr);

MLIR_CAPI_EXPORTED bool qntAttributeIsAInvokeOptions(MlirAttribute attr);
/// The packed options of qnt.invoke_quant; an empty scheme for none.
MLIR_CAPI_EXPORTED MlirAttribute qntInvokeOptionsAttrGet(MlirContext context, MlirStringRef scheme,
                                                         bool codegenLowPrecision);
MLIR_CAPI_EXPORTED MlirStringRef qntInvokeOptionsAttrGetScheme(MlirAttribute options);
MLIR_CAPI_EXPORTED bool qntInvokeOptionsAttrIsLowPrecision(MlirAttribute options);

/// Accuracy of a float contraction.
typedef enum QntPrecision {
  QntPrecisionNone = -1,
  QntPrecisionDefault = 0,
  QntPrecisionHigh,
  QntPrecisionHighest
} QntPrecision;

MLIR_CAPI_EXPORTED bool qntAttributeIsAPrecision(MlirAttribute attr);
/// Null for QntPrecisionNone.
MLIR_CAPI_EXPORTED MlirAttribute qntPrecisionAttrGet(MlirContext context, QntPrecision precision);
MLIR_CAPI_EXPORTED QntPrecision qntPrecisionAttrGetValue(MlirAttribute attr);

#ifdef __cplusplus
}
#endif

#endif // QNT_C_ATTRIBUTES_H
