//===- attributes.c - C API: formats and attributes, built, printed, read back, and refused ---------------===//
// RUN: %qnt_build/test/CAPI/attributes | FileCheck %s
#include "qnt-c/Attributes.h"
#include "Testing.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include <string.h>

static void testFormats(MlirContext context) {
  // Every format: its name leads back to it.
  for (int i = QntFormatI2; i <= QntFormatF64; ++i) {
    MlirStringRef name = qntFormatGetName((QntFormat)i);
    EXPECT(name.length > 0 && qntFormatParse(name) == (QntFormat)i);
    EXPECT(qntFormatGetBitWidth((QntFormat)i) > 0);
    MlirType type = qntFormatGetType(context, (QntFormat)i);
    EXPECT(mlirTypeIsAInteger(type) || mlirTypeIsAFloat(type));
    EXPECT((mlirTypeIsAInteger(type) ? mlirIntegerTypeGetWidth(type) : mlirFloatTypeGetWidth(type)) ==
           qntFormatGetBitWidth((QntFormat)i));
  }
  EXPECT(qntFormatParse(str("u16")) == QntFormatU16 && qntFormatParse(str("f8E8M0FNU")) == QntFormatF8E8M0FNU);
  EXPECT(qntFormatParse(str("int4")) == QntFormatNone && qntFormatParse(str("")) == QntFormatNone);
  EXPECT(qntFormatGetBitWidth(QntFormatI3) == 3 && qntFormatGetBitWidth(QntFormatNone) == 0);
  EXPECT(qntFormatGetName(QntFormatNone).length == 0 && qntFormatGetName((QntFormat)28).length == 0);
  EXPECT(mlirTypeIsNull(qntFormatGetType(context, QntFormatNone)));
  EXPECT(isText(qntPartGetName(QntPartZeroPoints), "zero points") && qntPartGetName((QntPart)6).length == 0);
}

static void testEncoding(MlirLocation loc) {
  printf("@encoding\n");
  const int64_t block[] = {qntBlockGetWholeSize(), 32};
  MlirAttribute plain = qntEncodingAttrGetChecked(loc, QntFormatI4, QntFormatBF16, 2, block);
  // CHECK-LABEL: @encoding
  // CHECK: plain: #qnt.encoding<i4 : bf16, block = *x32>
  printAttribute("plain", plain);
  MlirAttribute full = qntEncodingAttrWithScaleChecked(loc, plain, QntFormatF16);
  full = qntEncodingAttrWithTensorScaleChecked(loc, full, true);
  full = qntEncodingAttrWithZeroPointChecked(loc, full, QntFormatI8);
  full = qntEncodingAttrWithClampChecked(loc, full, -7, 7);
  full = qntEncodingAttrWithMulSubChecked(loc, full, true);
  full = qntEncodingAttrWithSparsityChecked(loc, full, qntSparsityAttrGetNOfMChecked(loc, 2, 4, 1));
  // CHECK: full: #qnt.encoding<i4 : bf16, block = *x32, scale = f16, tensor_scale = f32, zero_point = i8, clamp = -7 : 7, decode = mul_sub, sparsity = 2:4 along 1>
  printAttribute("full", full);
  EXPECT(qntAttributeIsAEncoding(full));
  EXPECT(qntEncodingAttrGetStorage(full) == QntFormatI4 && qntEncodingAttrGetExpressed(full) == QntFormatBF16);
  EXPECT(qntEncodingAttrGetRank(full) == 2 && qntEncodingAttrGetBlockSize(full, 0) == qntBlockGetWholeSize() &&
         qntEncodingAttrGetBlockSize(full, 1) == 32);
  EXPECT(qntEncodingAttrGetScale(full) == QntFormatF16 && qntEncodingAttrHasTensorScale(full));
  EXPECT(qntEncodingAttrGetZeroPoint(full) == QntFormatI8);
  EXPECT(qntEncodingAttrHasClamp(full) && qntEncodingAttrGetClampLow(full) == -7 &&
         qntEncodingAttrGetClampHigh(full) == 7);
  EXPECT(qntEncodingAttrIsMulSub(full) && qntEncodingAttrHasIntegerCodes(full));
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetLut(full)) && qntEncodingAttrGetLayout(full).length == 0);
  MlirAttribute sparsity = qntEncodingAttrGetSparsity(full);
  EXPECT(qntAttributeIsASparsity(sparsity) && !qntSparsityAttrIsBitmask(sparsity));
  EXPECT(qntSparsityAttrGetN(sparsity) == 2 && qntSparsityAttrGetM(sparsity) == 4 &&
         qntSparsityAttrGetAxis(sparsity) == 1);
  // CHECK: codes: i4
  printType("codes", qntEncodingAttrGetCodeType(full));
  // The text form is the same attribute.
  MlirContext context = mlirAttributeGetContext(full);
  EXPECT(mlirAttributeEqual(
      full,
      mlirAttributeParseGet(context, str("#qnt.encoding<i4 : bf16, block = *x32, scale = f16, tensor_scale = f32, "
                                         "zero_point = i8, clamp = -7 : 7, decode = mul_sub, "
                                         "sparsity = 2:4 along 1>"))));
  // Each component can be taken away again.
  MlirAttribute back = qntEncodingAttrWithSparsityChecked(loc, full, mlirAttributeGetNull());
  back = qntEncodingAttrWithoutClampChecked(loc, back);
  back = qntEncodingAttrWithMulSubChecked(loc, back, false);
  back = qntEncodingAttrWithZeroPointChecked(loc, back, QntFormatNone);
  back = qntEncodingAttrWithTensorScaleChecked(loc, back, false);
  back = qntEncodingAttrWithScaleChecked(loc, back, QntFormatNone);
  EXPECT(mlirAttributeEqual(back, plain));
  EXPECT(qntEncodingAttrGetScale(plain) == QntFormatNone && qntEncodingAttrGetZeroPoint(plain) == QntFormatNone);
  EXPECT(!qntEncodingAttrHasTensorScale(plain) && !qntEncodingAttrHasClamp(plain) && !qntEncodingAttrIsMulSub(plain));
  const int64_t other[] = {1};
  // CHECK: changed: #qnt.encoding<i4 : f32, block = 1>
  printAttribute("changed", qntEncodingAttrWithBlockChecked(
                                loc, qntEncodingAttrWithExpressedChecked(loc, plain, QntFormatF32), 1, other));
  // CHECK: rank 0: #qnt.encoding<u8 : f32, scale = f32>
  printAttribute("rank 0", qntEncodingAttrWithScaleChecked(
                               loc, qntEncodingAttrGetChecked(loc, QntFormatU8, QntFormatF32, 0, NULL), QntFormatF32));
  // CHECK: bitmask: #qnt.encoding<i4 : bf16, block = *x32, sparsity = bitmask>
  printAttribute("bitmask", qntEncodingAttrWithSparsityChecked(loc, plain, qntSparsityAttrGetBitmask(context)));
}

static void testLut(MlirLocation loc) {
  printf("@lut\n");
  const int64_t group[] = {16, 0}, vector[] = {2, 1}, block[] = {0, 0};
  MlirAttribute lut = qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF16, 2, group, 2, vector);
  EXPECT(qntAttributeIsALut(lut) && qntLutAttrGetIndex(lut) == QntFormatU4 && qntLutAttrGetEntry(lut) == QntFormatF16);
  EXPECT(qntLutAttrGetGroupRank(lut) == 2 && qntLutAttrGetGroupSize(lut, 0) == 16 &&
         qntLutAttrGetGroupSize(lut, 1) == qntBlockGetWholeSize());
  EXPECT(qntLutAttrGetVectorRank(lut) == 2 && qntLutAttrGetVectorSize(lut, 0) == 2 &&
         qntLutAttrGetVectorSize(lut, 1) == 1);
  MlirAttribute encoding = qntEncodingAttrGetWithLutChecked(loc, lut, QntFormatF32, 2, block);
  // CHECK-LABEL: @lut
  // CHECK: encoding: #qnt.encoding<lut<u4, f16, group = 16x*, vector = 2x1> : f32, block = *x*>
  printAttribute("encoding", encoding);
  EXPECT(mlirAttributeEqual(qntEncodingAttrGetLut(encoding), lut));
  EXPECT(qntEncodingAttrGetStorage(encoding) == QntFormatU4 && !qntEncodingAttrHasIntegerCodes(encoding));
  // A change of another component keeps the table's shape.
  // CHECK: scaled: #qnt.encoding<lut<u4, f16, group = 16x*, vector = 2x1> : f32, block = *x*, scale = f32>
  printAttribute("scaled", qntEncodingAttrWithScaleChecked(loc, encoding, QntFormatF32));
  // CHECK: simple: #qnt.encoding<lut<u2, f32> : f32, block = *x*>
  printAttribute("simple", qntEncodingAttrGetWithLutChecked(
                               loc, qntLutAttrGetChecked(loc, QntFormatU2, QntFormatF32, 0, NULL, 0, NULL),
                               QntFormatF32, 2, block));
}

typedef struct Text {
  char data[64];
} Text;

static void appendText(MlirStringRef text, void *userData) {
  strncat(((Text *)userData)->data, text.data, text.length);
}

static void testConvention(MlirLocation loc) {
  printf("@convention\n");
  const MlirStringRef names[] = {str("mx_scale"), str("rounding"), str("epsilon")};
  const MlirStringRef values[] = {str("oas"), str("half_even"), str("1e-6")};
  MlirAttribute convention = qntConventionAttrGetChecked(loc, str("qwix"), 3, names, values);
  // CHECK-LABEL: @convention
  // The rounding is the preset's own, so it is left out.
  // CHECK: convention: #qnt.convention<qwix, epsilon = {{.*}}, mx_scale = oas>
  printAttribute("convention", convention);
  EXPECT(qntAttributeIsAConvention(convention) && isText(qntConventionAttrGetPreset(convention), "qwix"));
  EXPECT(mlirDictionaryAttrGetNumElements(qntConventionAttrGetOverrides(convention)) == 2);
  Text set = {""}, preset = {""}, none = {""};
  EXPECT(mlirLogicalResultIsSuccess(qntConventionAttrGetParameter(convention, str("mx_scale"), appendText, &set)));
  EXPECT(mlirLogicalResultIsSuccess(qntConventionAttrGetParameter(convention, str("rounding"), appendText, &preset)));
  EXPECT(strcmp(set.data, "oas") == 0 && strcmp(preset.data, "half_even") == 0);
  EXPECT(mlirLogicalResultIsFailure(qntConventionAttrGetParameter(convention, str("mood"), appendText, &none)));
  EXPECT(none.data[0] == '\0');
  // Every preset makes a convention, and every parameter has a value in it.
  EXPECT(qntConventionGetNumPresets() == 11 && qntConventionGetNumParameters() > 20);
  for (intptr_t i = 0; i < qntConventionGetNumPresets(); ++i) {
    MlirAttribute each = qntConventionAttrGetChecked(loc, qntConventionGetPresetName(i), 0, NULL, NULL);
    EXPECT(!mlirAttributeIsNull(each));
    for (intptr_t j = 0; j < qntConventionGetNumParameters(); ++j) {
      Text value = {""};
      EXPECT(mlirLogicalResultIsSuccess(
          qntConventionAttrGetParameter(each, qntConventionGetParameterName(j), appendText, &value)));
      EXPECT(value.data[0] != '\0');
    }
  }
  EXPECT(qntConventionGetPresetName(-1).length == 0 && qntConventionGetParameterName(99).length == 0);
}

static void testCalibration(MlirLocation loc) {
  printf("@calibration\n");
  const double arguments[] = {-1.0, 3.5};
  MlirAttribute fixed = qntCalibrationAttrGetChecked(loc, QntScaleRuleFixed, 2, arguments);
  MlirAttribute absmax = qntCalibrationAttrGetChecked(loc, QntScaleRuleAbsMax, 0, NULL);
  // CHECK-LABEL: @calibration
  // CHECK: fixed: #qnt.calibration<fixed(-1.000000e+00, 3.500000e+00)>
  printAttribute("fixed", fixed);
  // CHECK: absmax: #qnt.calibration<absmax>
  printAttribute("absmax", absmax);
  EXPECT(qntAttributeIsACalibration(fixed) && qntCalibrationAttrGetRule(fixed) == QntScaleRuleFixed);
  EXPECT(qntCalibrationAttrGetNumArguments(fixed) == 2 && qntCalibrationAttrGetArgument(fixed, 0) == -1.0 &&
         qntCalibrationAttrGetArgument(fixed, 1) == 3.5 && qntCalibrationAttrGetArgument(fixed, 2) == 0.0);
  EXPECT(qntCalibrationAttrGetRule(absmax) == QntScaleRuleAbsMax && qntCalibrationAttrGetNumArguments(absmax) == 0);
}

static void testOthers(MlirContext context, MlirLocation loc) {
  printf("@others\n");
  const int64_t inputSpatial[] = {1, 2}, kernelSpatial[] = {0, 1}, outputSpatial[] = {2, 3};
  QntConvDimensions input = {0, 3, 2, inputSpatial}, kernel = {2, 3, 2, kernelSpatial},
                    output = {0, 1, 2, outputSpatial};
  MlirAttribute dims = qntConvDimensionNumbersAttrGetChecked(loc, input, kernel, output);
  // CHECK-LABEL: @others
  // CHECK: dims: #qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, f, 0, 1]>
  printAttribute("dims", dims);
  EXPECT(qntAttributeIsAConvDimensionNumbers(dims));
  QntConvDimensions read = qntConvDimensionNumbersAttrGetOutput(dims);
  EXPECT(read.first == 0 && read.second == 1 && read.numSpatial == 2 && read.spatial[0] == 2 && read.spatial[1] == 3);
  read = qntConvDimensionNumbersAttrGetInput(dims);
  EXPECT(read.first == 0 && read.second == 3 && read.numSpatial == 2 && read.spatial[0] == 1 && read.spatial[1] == 2);
  read = qntConvDimensionNumbersAttrGetKernel(dims);
  EXPECT(read.first == 2 && read.second == 3 && read.numSpatial == 2 && read.spatial[0] == 0 && read.spatial[1] == 1);
  MlirAttribute options = qntInvokeOptionsAttrGet(context, str("nf4"), false);
  // CHECK: options: #qnt.invoke_options<scheme = "nf4", codegen_low_precision = false>
  printAttribute("options", options);
  EXPECT(qntAttributeIsAInvokeOptions(options) && isText(qntInvokeOptionsAttrGetScheme(options), "nf4") &&
         !qntInvokeOptionsAttrIsLowPrecision(options));
  options = qntInvokeOptionsAttrGet(context, str(""), true);
  // CHECK: options: #qnt.invoke_options<codegen_low_precision = true>
  printAttribute("options", options);
  EXPECT(qntInvokeOptionsAttrGetScheme(options).length == 0 && qntInvokeOptionsAttrIsLowPrecision(options));
  MlirAttribute precision = qntPrecisionAttrGet(context, QntPrecisionHigh);
  EXPECT(qntAttributeIsAPrecision(precision) && qntPrecisionAttrGetValue(precision) == QntPrecisionHigh);
  EXPECT(mlirAttributeIsNull(qntPrecisionAttrGet(context, QntPrecisionNone)));
}

static void testErrors(MlirContext context, MlirLocation loc) {
  printf("@errors\n");
  const int64_t block[] = {1, 32}, zero[] = {2, 0};
  MlirAttribute good = qntEncodingAttrGetChecked(loc, QntFormatI8, QntFormatF32, 2, block);
  MlirAttribute unit = mlirUnitAttrGet(context);
  // CHECK-LABEL: @errors
  // CHECK-NEXT: error: expected expressed type f64, f32, f16 or bf16, but got i8
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetChecked(loc, QntFormatI8, QntFormatI8, 2, block)));
  // CHECK-NEXT: error: expected a number format as storage, but got -1
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetChecked(loc, QntFormatNone, QntFormatF32, 2, block)));
  // CHECK-NEXT: error: expected a number format as scale, but got 28
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithScaleChecked(loc, good, (QntFormat)28)));
  // CHECK-NEXT: error: expected scale f64, f32, f16, bf16, f8E8M0FNU or f8E4M3FN, but got i8
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithScaleChecked(loc, good, QntFormatI8)));
  // CHECK-NEXT: error: expected a scale with a zero point, but got none
  MlirAttribute bad = qntEncodingAttrWithZeroPointChecked(loc, good, QntFormatI8);
  EXPECT(mlirAttributeIsNull(bad));
  // A chain goes on in silence.
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithScaleChecked(loc, bad, QntFormatF32)));
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithLayoutChecked(loc, bad, str("plain"))));
  // CHECK-NEXT: error: expected an encoding, but got unit
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithMulSubChecked(loc, unit, true)));
  // CHECK-NEXT: error: expected clamp low : high inside -128 : 127 with low < high, but got -200 : 7
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithClampChecked(loc, good, -200, 7)));
  // CHECK-NEXT: error: expected layout to be one of {{.*}}, but got "spiral"
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithLayoutChecked(loc, good, str("spiral"))));
  // CHECK-NEXT: error: expected a sparsity, but got unit
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithSparsityChecked(loc, good, unit)));
  // CHECK-NEXT: error: expected a positive m in n:m sparsity, but got 0
  EXPECT(mlirAttributeIsNull(qntSparsityAttrGetNOfMChecked(loc, 0, 0, 0)));
  // CHECK-NEXT: error: expected sparsity n:m with 0 < n < m and an axis of at least 0, but got 5:4 along 0
  EXPECT(mlirAttributeIsNull(qntSparsityAttrGetNOfMChecked(loc, 5, 4, 0)));
  // CHECK-NEXT: error: expected a code book, but got null
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetWithLutChecked(loc, mlirAttributeGetNull(), QntFormatF32, 2, block)));
  // CHECK-NEXT: error: expected a code book's index to be u1..u8, but got i4
  EXPECT(mlirAttributeIsNull(qntLutAttrGetChecked(loc, QntFormatI4, QntFormatF32, 0, NULL, 0, NULL)));
  // CHECK-NEXT: error: expected a code book's vector to have positive sizes, but got '*'
  EXPECT(mlirAttributeIsNull(qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF32, 0, NULL, 2, zero)));
  const MlirStringRef names[] = {str("mx_scale")}, values[] = {str("up")};
  // CHECK-NEXT: error: expected a preset (default, onnx, qwix, {{.*}}), but got 'quix'
  EXPECT(mlirAttributeIsNull(qntConventionAttrGetChecked(loc, str("quix"), 0, NULL, NULL)));
  // CHECK-NEXT: error: expected convention parameter 'mx_scale' to be one of floor, nearest, ceil, oas, but got 'up'
  EXPECT(mlirAttributeIsNull(qntConventionAttrGetChecked(loc, str("qwix"), 1, names, values)));
  // CHECK-NEXT: error: expected scale rule 'rms' to have 1 to 1 arguments, but got 0
  EXPECT(mlirAttributeIsNull(qntCalibrationAttrGetChecked(loc, QntScaleRuleRMS, 0, NULL)));
  // CHECK-NEXT: error: expected a scale rule, but got -1
  EXPECT(mlirAttributeIsNull(qntCalibrationAttrGetChecked(loc, QntScaleRuleNone, 0, NULL)));
  const int64_t spatial[] = {1, 1};
  QntConvDimensions dims = {0, 3, 2, spatial};
  // CHECK-NEXT: error: expected dimension numbers to be a permutation of the dimensions
  EXPECT(mlirAttributeIsNull(qntConvDimensionNumbersAttrGetChecked(loc, dims, dims, dims)));

  // Numbers of elements below zero; the lists are not read.
  // CHECK-NEXT: error: expected a number of block sizes of at least 0, but got -1
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetChecked(loc, QntFormatI4, QntFormatF32, -1, NULL)));
  // CHECK-NEXT: error: expected a number of block sizes of at least 0, but got -3
  EXPECT(mlirAttributeIsNull(qntEncodingAttrWithBlockChecked(loc, good, -3, NULL)));
  MlirAttribute lut = qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF32, 0, NULL, 0, NULL);
  // CHECK-NEXT: error: expected a number of block sizes of at least 0, but got -1
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetWithLutChecked(loc, lut, QntFormatF32, -1, NULL)));
  // CHECK-NEXT: error: expected a number of group sizes of at least 0, but got -1
  // CHECK-NEXT: error: expected a number of vector sizes of at least 0, but got -2
  EXPECT(mlirAttributeIsNull(qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF32, -1, NULL, -2, NULL)));
  // CHECK-NEXT: error: expected a number of parameters of at least 0, but got -1
  EXPECT(mlirAttributeIsNull(qntConventionAttrGetChecked(loc, str("qwix"), -1, NULL, NULL)));
  // CHECK-NEXT: error: expected a number of arguments of at least 0, but got -1
  EXPECT(mlirAttributeIsNull(qntCalibrationAttrGetChecked(loc, QntScaleRulePercentile, -1, NULL)));
  QntConvDimensions negative = {0, 1, -2, NULL}, none = {0, 1, 0, NULL};
  // CHECK-NEXT: error: expected a number of spatial dimensions of at least 0, but got -2
  EXPECT(mlirAttributeIsNull(qntConvDimensionNumbersAttrGetChecked(loc, none, negative, none)));

  // Getters on null and on something else.
  MlirAttribute others[] = {mlirAttributeGetNull(), unit};
  for (int i = 0; i < 2; ++i) {
    MlirAttribute other = others[i];
    EXPECT(!qntAttributeIsAEncoding(other) && !qntAttributeIsALut(other) && !qntAttributeIsASparsity(other));
    EXPECT(!qntAttributeIsAConvention(other) && !qntAttributeIsACalibration(other) && !qntAttributeIsAPrecision(other));
    EXPECT(!qntAttributeIsAConvDimensionNumbers(other) && !qntAttributeIsAInvokeOptions(other));
    EXPECT(qntEncodingAttrGetStorage(other) == QntFormatNone && qntEncodingAttrGetExpressed(other) == QntFormatNone);
    EXPECT(qntEncodingAttrGetRank(other) == 0 && qntEncodingAttrGetBlockSize(other, 0) == 0);
    EXPECT(qntEncodingAttrGetScale(other) == QntFormatNone && qntEncodingAttrGetZeroPoint(other) == QntFormatNone);
    EXPECT(!qntEncodingAttrHasClamp(other) && qntEncodingAttrGetClampLow(other) == 0);
    EXPECT(mlirAttributeIsNull(qntEncodingAttrGetLut(other)) && mlirAttributeIsNull(qntEncodingAttrGetSparsity(other)));
    EXPECT(qntEncodingAttrGetLayout(other).length == 0 && mlirTypeIsNull(qntEncodingAttrGetCodeType(other)));
    EXPECT(qntLutAttrGetIndex(other) == QntFormatNone && qntLutAttrGetGroupRank(other) == 0);
    EXPECT(qntLutAttrGetEntry(other) == QntFormatNone && qntLutAttrGetVectorSize(other, 0) == 0);
    EXPECT(qntSparsityAttrGetM(other) == 0 && !qntSparsityAttrIsBitmask(other));
    EXPECT(qntConventionAttrGetPreset(other).length == 0);
    EXPECT(mlirAttributeIsNull(qntConventionAttrGetOverrides(other)));
    EXPECT(mlirLogicalResultIsFailure(qntConventionAttrGetParameter(other, str("seed"), appendText, NULL)));
    EXPECT(qntCalibrationAttrGetRule(other) == QntScaleRuleNone && qntCalibrationAttrGetNumArguments(other) == 0);
    EXPECT(qntConvDimensionNumbersAttrGetInput(other).numSpatial == 0);
    EXPECT(qntConvDimensionNumbersAttrGetKernel(other).numSpatial == 0);
    EXPECT(qntConvDimensionNumbersAttrGetOutput(other).numSpatial == 0);
    EXPECT(qntInvokeOptionsAttrGetScheme(other).length == 0 && !qntInvokeOptionsAttrIsLowPrecision(other));
    EXPECT(qntPrecisionAttrGetValue(other) == QntPrecisionNone);
  }
  EXPECT(qntEncodingAttrGetBlockSize(good, 2) == 0 && qntEncodingAttrGetBlockSize(good, -1) == 0);
  // CHECK-NEXT: done
  printf("done\n");
}

/// Without the dialect nothing can be made.
static void testNotLoaded(void) {
  printf("@not_loaded\n");
  MlirContext context = mlirContextCreate();
  mlirContextAttachDiagnosticHandler(context, printDiagnostic, NULL, NULL);
  MlirLocation loc = mlirLocationUnknownGet(context);
  // CHECK-LABEL: @not_loaded
  // CHECK-NEXT: error: expected the qnt dialect to be loaded (mlirDialectHandleLoadDialect)
  EXPECT(mlirAttributeIsNull(qntEncodingAttrGetChecked(loc, QntFormatI4, QntFormatF32, 0, NULL)));
  // CHECK-NEXT: error: expected the qnt dialect to be loaded
  EXPECT(mlirAttributeIsNull(qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF32, 0, NULL, 0, NULL)));
  // CHECK-NEXT: error: expected the qnt dialect to be loaded
  EXPECT(mlirAttributeIsNull(qntSparsityAttrGetNOfMChecked(loc, 2, 4, 0)));
  // CHECK-NEXT: error: expected the qnt dialect to be loaded
  EXPECT(mlirAttributeIsNull(qntConventionAttrGetChecked(loc, str("qwix"), 0, NULL, NULL)));
  // CHECK-NEXT: error: expected the qnt dialect to be loaded
  EXPECT(mlirAttributeIsNull(qntCalibrationAttrGetChecked(loc, QntScaleRuleAbsMax, 0, NULL)));
  QntConvDimensions dims = {0, 1, 0, NULL};
  // CHECK-NEXT: error: expected the qnt dialect to be loaded
  EXPECT(mlirAttributeIsNull(qntConvDimensionNumbersAttrGetChecked(loc, dims, dims, dims)));
  EXPECT(mlirAttributeIsNull(qntSparsityAttrGetBitmask(context)));
  EXPECT(mlirAttributeIsNull(qntInvokeOptionsAttrGet(context, str("s"), true)));
  EXPECT(mlirAttributeIsNull(qntPrecisionAttrGet(context, QntPrecisionHigh)));
  mlirContextDestroy(context);
  // CHECK-NEXT: loaded
  printf("loaded\n");
}

int main(void) {
  MlirContext context = createContext(0, NULL);
  MlirLocation loc = mlirLocationUnknownGet(context);
  testFormats(context);
  testEncoding(loc);
  testLut(loc);
  testConvention(loc);
  testCalibration(loc);
  testOthers(context, loc);
  testErrors(context, loc);
  mlirContextDestroy(context);
  testNotLoaded();
  return 0;
}
