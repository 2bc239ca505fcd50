//===- ops.c - C API: a module with every op that has a builder, printed, read back, and refused ----------===//
// RUN: %qnt_build/test/CAPI/ops | FileCheck %s
#include "qnt-c/Ops.h"
#include "Testing.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Func.h"
#include "mlir-c/Support.h"
#include "qnt-c/Types.h"

static const QntParameterOperands kNoParameters; // all null

static MlirType parseType(MlirContext context, const char *text) {
  MlirType type = mlirTypeParseGet(context, str(text));
  EXPECT(!mlirTypeIsNull(type));
  return type;
}

static MlirAttribute parseAttribute(MlirContext context, const char *text) {
  MlirAttribute attr = mlirAttributeParseGet(context, str(text));
  EXPECT(!mlirAttributeIsNull(attr));
  return attr;
}

/// func.func @name(types...) in `module`; gives the entry block.
static MlirBlock addFunction(MlirModule module, const char *name, intptr_t numTypes, const MlirType *types) {
  MlirContext context = mlirModuleGetContext(module);
  MlirLocation loc = mlirLocationUnknownGet(context), locs[8];
  EXPECT(numTypes <= 8);
  for (intptr_t i = 0; i < numTypes; ++i)
    locs[i] = loc;
  MlirBlock block = mlirBlockCreate(numTypes, types, locs);
  MlirRegion region = mlirRegionCreate();
  mlirRegionAppendOwnedBlock(region, block);
  MlirNamedAttribute attributes[] = {
      mlirNamedAttributeGet(mlirIdentifierGet(context, str("sym_name")), mlirStringAttrGet(context, str(name))),
      mlirNamedAttributeGet(mlirIdentifierGet(context, str("function_type")),
                            mlirTypeAttrGet(mlirFunctionTypeGet(context, numTypes, types, 0, NULL)))};
  MlirOperationState state = mlirOperationStateGet(str("func.func"), loc);
  mlirOperationStateAddOwnedRegions(&state, 1, &region);
  mlirOperationStateAddAttributes(&state, 2, attributes);
  mlirBlockAppendOwnedOperation(mlirModuleGetBody(module), mlirOperationCreate(&state));
  return block;
}

static void addReturn(MlirBlock block, MlirLocation loc) {
  MlirOperationState state = mlirOperationStateGet(str("func.return"), loc);
  mlirBlockAppendOwnedOperation(block, mlirOperationCreate(&state));
}

static MlirOperation append(MlirBlock block, MlirOperation op) {
  EXPECT(!mlirOperationIsNull(op));
  mlirBlockAppendOwnedOperation(block, op);
  return op;
}

static MlirValue result(MlirOperation op) { return mlirOperationGetResult(op, 0); }

static int isArgument(MlirValue value, MlirBlock block, intptr_t index) {
  return !mlirValueIsNull(value) && mlirValueEqual(value, mlirBlockGetArgument(block, index));
}

static void addQuantization(MlirModule module, MlirLocation loc) {
  MlirContext context = mlirModuleGetContext(module);
  MlirType array =
      parseType(context, "!qnt.array<?x64, #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>>");
  MlirType types[] = {parseType(context, "tensor<?x64xf32>"), parseType(context, "tensor<?x1xf32>"),
                      parseType(context, "tensor<?x1xi8>"), parseType(context, "tensor<?x64xi32>")};
  MlirBlock block = addFunction(module, "quantization", 4, types);
  MlirValue x = mlirBlockGetArgument(block, 0), accumulators = mlirBlockGetArgument(block, 3);
  QntParameterOperands parameters = {0};
  parameters.scale = mlirBlockGetArgument(block, 1);
  parameters.zeroPoint = mlirBlockGetArgument(block, 2);
  MlirAttribute none = mlirAttributeGetNull(), encoding = qntArrayTypeGetEncoding(array);
  MlirAttribute minmax = qntCalibrationAttrGetChecked(loc, QntScaleRuleMinMax, 0, NULL);
  MlirAttribute qwix = qntConventionAttrGetChecked(loc, str("qwix"), 0, NULL, NULL);

  MlirOperation op = append(block, qntQuantizeOpCreate(loc, x, parameters, none, none, array));
  MlirValue quantized = result(op);
  EXPECT(isArgument(qntOperationGetPart(op, QntPartScales), block, 1));
  EXPECT(isArgument(qntOperationGetPart(op, QntPartZeroPoints), block, 2));
  EXPECT(mlirValueIsNull(qntOperationGetPart(op, QntPartCodebook)) &&
         mlirValueIsNull(qntOperationGetPart(op, QntPartCodes)) &&
         mlirValueIsNull(qntOperationGetPart(op, QntPartMask)));
  op = append(block, qntQuantizeOpCreate(loc, x, kNoParameters, minmax, qwix, array));
  EXPECT(mlirValueIsNull(qntOperationGetPart(op, QntPartScales)));
  EXPECT(mlirAttributeEqual(mlirOperationGetAttributeByName(op, str("calibration")), minmax));
  EXPECT(mlirAttributeEqual(mlirOperationGetAttributeByName(op, str("convention")), qwix));
  append(block, qntDequantizeOpCreate(loc, quantized));
  MlirValue absent = {NULL};
  MlirOperation parts = append(block, qntDisassembleOpCreate(loc, quantized));
  EXPECT(mlirOperationGetNumResults(parts) == 3);
  EXPECT(mlirValueEqual(qntOperationGetPart(parts, QntPartZeroPoints), mlirOperationGetResult(parts, 2)));
  MlirValue values[] = {mlirOperationGetResult(parts, 0), mlirOperationGetResult(parts, 1),
                        mlirOperationGetResult(parts, 2)};
  op = append(block, qntAssembleOpCreate(loc, 3, values, array));
  EXPECT(mlirValueEqual(qntOperationGetPart(op, QntPartScales), values[1]));
  append(block, qntRequantizeOpCreate(loc, result(op), absent, absent, absent, parameters, none, none, array));
  append(block, qntRequantizeOpCreate(loc, accumulators, parameters.scale, absent, absent, kNoParameters, minmax, none,
                                      array));
  op = append(block, qntFakeQuantizeOpCreate(loc, x, parameters, encoding, none, none));
  EXPECT(isArgument(qntOperationGetPart(op, QntPartScales), block, 1));
  append(block, qntFakeQuantizeGradOpCreate(loc, x, result(op), parameters, encoding, none, qwix));
  append(block, qntQuantizeGradOpCreate(loc, x, result(op), kNoParameters, encoding, minmax, none));
  addReturn(block, loc);
}

// CHECK-LABEL: func.func @quantization(
// CHECK-SAME:    %[[X:.*]]: tensor<?x64xf32>, %[[S:.*]]: tensor<?x1xf32>, %[[Z:.*]]: tensor<?x1xi8>, %[[A:.*]]: tensor<?x64xi32>)
// CHECK:         %[[Q:.*]] = qnt.quantize %[[X]] scale(%[[S]] : tensor<?x1xf32>) zero_point(%[[Z]] : tensor<?x1xi8>) : tensor<?x64xf32> -> !qnt.array<?x64, #[[I8:.*]]>
// CHECK:         qnt.quantize %[[X]] dynamic(minmax) convention = #qnt.convention<qwix> : tensor<?x64xf32>
// CHECK:         qnt.dequantize %[[Q]] : !qnt.array<?x64, #[[I8]]> -> tensor<?x64xf32>
// CHECK:         %[[P:.*]]:3 = qnt.disassemble %[[Q]]
// CHECK:         %[[B:.*]] = qnt.assemble %[[P]]#0, %[[P]]#1, %[[P]]#2
// CHECK:         qnt.requantize %[[B]] scale(%[[S]] : tensor<?x1xf32>) zero_point(%[[Z]] : tensor<?x1xi8>)
// CHECK:         qnt.requantize %[[A]] input_scale(%[[S]] : tensor<?x1xf32>) dynamic(minmax) : tensor<?x64xi32>
// CHECK:         %[[F:.*]] = qnt.fake_quantize %[[X]] scale(%[[S]] : tensor<?x1xf32>) zero_point(%[[Z]] : tensor<?x1xi8>) encoding = #[[I8]] : tensor<?x64xf32>
// CHECK: qnt.fake_quantize_grad %[[X]], %[[F]] scale({{.*}}) zero_point({{.*}}) encoding = #[[I8]] convention = #qnt.convention<qwix> : tensor<?x64xf32>
// CHECK:         qnt.quantize_grad %[[X]], %[[F]] dynamic(minmax) encoding = #[[I8]] : tensor<?x64xf32>

static int numDeleted = 0;
static void deleteData(void *userData, const void *data, size_t size, size_t align) {
  (void)userData, (void)size, (void)align;
  numDeleted += data != NULL;
}

static void addConstants(MlirModule module, MlirLocation loc) {
  MlirContext context = mlirModuleGetContext(module);
  MlirBlock block = addFunction(module, "constants", 0, NULL);
  MlirType array = parseType(context, "!qnt.array<2x5, #qnt.encoding<i4 : f32, block = 1x*, scale = f32>>");
  MlirType packed = qntArrayTypeGetPackedPartType(array, QntPartCodes);
  // 2 rows of 5 codes, 3 bytes each; the padding bits are 0. The data stays where it is.
  static const uint8_t codes[] = {0x21, 0x43, 0x05, 0xf7, 0x8e, 0x09};
  const float scales[] = {0.5f, 2.0f};
  MlirAttribute parts[] = {mlirUnmanagedDenseResourceElementsAttrGet(packed, str("codes"), (void *)codes, sizeof codes,
                                                                     1,
                                                                     /*dataIsMutable=*/false, deleteData, NULL),
                           mlirDenseElementsAttrFloatGet(qntArrayTypeGetPartType(array, QntPartScales), 2, scales)};
  MlirOperation op = append(block, qntConstantOpCreate(loc, 2, parts, array));
  EXPECT(mlirAttributeEqual(qntConstantOpGetPart(op, QntPartCodes), parts[0]));
  EXPECT(mlirAttributeEqual(qntConstantOpGetPart(op, QntPartScales), parts[1]));
  EXPECT(mlirAttributeIsNull(qntConstantOpGetPart(op, QntPartMask)));
  EXPECT(mlirValueIsNull(qntOperationGetPart(op, QntPartCodes)));
  addReturn(block, loc);
}

// CHECK-LABEL: func.func @constants
// CHECK:         qnt.constant codes = dense_resource<codes> : tensor<2x3xi8>, scales = dense<{{\[\[}}5.000000e-01], [2.000000e+00]]> : tensor<2x1xf32> : !qnt.array<2x5, #{{.*}}>

static void addContractions(MlirModule module, MlirLocation loc) {
  MlirContext context = mlirModuleGetContext(module);
  MlirType types[] = {
      parseType(context, "tensor<2x4x64xf32>"),
      parseType(context, "!qnt.array<2x64x8, #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>>"),
      parseType(context, "tensor<8x64xf32>"),
      parseType(context, "tensor<2xi32>"),
      parseType(context, "tensor<1xi32>"),
      parseType(context, "tensor<1x8x8x4xf32>"),
      parseType(context, "!qnt.array<3x3x4x16, #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>>")};
  MlirBlock block = addFunction(module, "contractions", 7, types);
  MlirValue arguments[7], absent = {NULL};
  for (int i = 0; i < 7; ++i)
    arguments[i] = mlirBlockGetArgument(block, i);
  const int64_t zero[] = {0}, one[] = {1}, two[] = {2};
  QntDotDimensions batched = {1, two, one, 1, zero, zero};
  append(block, qntDotGeneralOpCreate(loc, arguments[0], arguments[1], batched, QntPrecisionHighest,
                                      parseType(context, "tensor<2x4x8xf32>")));
  QntDotDimensions grouped = {1, one, one, 0, NULL, NULL};
  append(block, qntRaggedDotGeneralOpCreate(loc, arguments[2], arguments[1], arguments[3], absent, grouped, 0, 0,
                                            QntPrecisionDefault, parseType(context, "tensor<8x8xf32>")));
  append(block, qntRaggedDotGeneralOpCreate(loc, arguments[2], arguments[1], arguments[3], arguments[4], grouped, 0, 0,
                                            QntPrecisionDefault, parseType(context, "tensor<8x8xf32>")));
  const int64_t strides[] = {2, 1}, padding[] = {1, 1, 0, -1}, lhsDilation[] = {1, 1}, rhsDilation[] = {1, 2};
  QntConvWindow window = {2, strides, padding, lhsDilation, rhsDilation};
  append(block, qntConvGeneralDilatedOpCreate(
                    loc, arguments[5], arguments[6],
                    parseAttribute(context, "#qnt.conv<[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>"), window, 1, 1,
                    QntPrecisionDefault, parseType(context, "tensor<1x4x3x16xf32>")));
  addReturn(block, loc);
}

// CHECK-LABEL: func.func @contractions(
// CHECK-SAME:    %[[X:.*]]: tensor<2x4x64xf32>, %[[W:.*]]: !qnt.array<2x64x8, #{{.*}}>, %[[Y:.*]]: tensor<8x64xf32>, %[[G:.*]]: tensor<2xi32>, %[[O:.*]]: tensor<1xi32>, %[[I:.*]]: tensor<1x8x8x4xf32>, %[[K:.*]]: !qnt.array<3x3x4x16, #{{.*}}>)
// CHECK:         qnt.dot_general %[[X]], %[[W]] contracting = [2] x [1] batch = [0] x [0] precision = highest
// CHECK:         qnt.ragged_dot_general %[[Y]], %[[W]] groups(%[[G]] : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
// CHECK:         qnt.ragged_dot_general %[[Y]], %[[W]] groups(%[[G]] : tensor<2xi32>) offset(%[[O]] : tensor<1xi32>)
// CHECK:         qnt.conv_general_dilated %[[I]], %[[K]] dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [2, 1] padding = [1, 1, 0, -1] lhs_dilation = [1, 1] rhs_dilation = [1, 2]

static void addYield(MlirOperation op, MlirLocation loc) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  MlirValue argument = mlirBlockGetArgument(body, 0);
  MlirOperationState state = mlirOperationStateGet(str("qnt.yield"), loc);
  mlirOperationStateAddOperands(&state, 1, &argument);
  mlirBlockAppendOwnedOperation(body, mlirOperationCreate(&state));
  EXPECT(mlirOperationVerify(op));
}

static void addRegions(MlirModule module, MlirLocation loc) {
  MlirContext context = mlirModuleGetContext(module);
  MlirType types[] = {parseType(context, "tensor<4xf16>")};
  MlirBlock block = addFunction(module, "regions", 1, types);
  MlirValue x = mlirBlockGetArgument(block, 0);
  MlirOperation op = append(block, qntInvokeQuantOpCreate(loc, 1, &x, 1, types, str("nf4"), false));
  EXPECT(isText(qntInvokeQuantOpGetScheme(op), "nf4") && !qntInvokeQuantOpIsLowPrecision(op));
  addYield(op, loc);
  op = append(block, qntInvokeQuantOpCreate(loc, 1, &x, 1, types, str(""), true));
  EXPECT(qntInvokeQuantOpGetScheme(op).length == 0 && qntInvokeQuantOpIsLowPrecision(op));
  addYield(op, loc);
  op = append(block,
              qntKernelOpCreate(loc, 1, &x, 1, types, str("copy_0"), parseAttribute(context, "{tile = 64 : i64}")));
  EXPECT(qntInvokeQuantOpGetScheme(op).length == 0 && !qntInvokeQuantOpIsLowPrecision(op));
  addYield(op, loc);
  addReturn(block, loc);
}

// CHECK-LABEL: func.func @regions(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf16>)
// CHECK:         qnt.invoke_quant scheme("nf4") (%[[A:.*]] = %[[X]] : tensor<4xf16>) -> tensor<4xf16> codegen_low_precision(false) {
// CHECK-NEXT:      qnt.yield %[[A]] : tensor<4xf16>
// CHECK:         qnt.invoke_quant (%{{.*}} = %[[X]] : tensor<4xf16>) -> tensor<4xf16> {
// CHECK:         qnt.kernel "copy_0" schedule({tile = 64 : i64}) (%{{.*}} = %[[X]] : tensor<4xf16>) -> tensor<4xf16> {

static void testErrors(MlirContext context, MlirLocation loc) {
  printf("@errors\n");
  MlirType array = parseType(context, "!qnt.array<4x8, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>");
  MlirType types[] = {parseType(context, "tensor<4x8xf32>"), array, parseType(context, "tensor<4x1xf32>")};
  MlirLocation locs[] = {loc, loc, loc};
  MlirBlock block = mlirBlockCreate(3, types, locs);
  MlirValue x = mlirBlockGetArgument(block, 0), a = mlirBlockGetArgument(block, 1), s = mlirBlockGetArgument(block, 2);
  MlirValue absent = {NULL}, values[] = {x, s};
  MlirAttribute none = mlirAttributeGetNull(), unit = mlirUnitAttrGet(context);
  MlirAttribute encoding = qntArrayTypeGetEncoding(array);
  QntParameterOperands scale = {0};
  scale.scale = s;
  // CHECK-LABEL: @errors
  // CHECK-NEXT: error: 'qnt.quantize' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, x, kNoParameters, none, none, array)));
  // CHECK-NEXT: error: expected a calibration, but got unit
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, x, scale, unit, none, array)));
  // CHECK-NEXT: error: expected a convention, but got unit
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, x, scale, none, unit, array)));
  // CHECK-NEXT: error: expected an array type, but got 'tensor<4x8xf32>'
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, x, scale, none, none, types[0])));
  // CHECK-NEXT: error: expected a value as input, but got null
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, absent, scale, none, none, array)));
  // CHECK-NEXT: error: 'qnt.quantize' op operand #0 must be ranked tensor of {{.*}}
  EXPECT(mlirOperationIsNull(qntQuantizeOpCreate(loc, a, scale, none, none, array)));
  // CHECK-NEXT: error: expected an array type, but got 'tensor<4x8xf32>'
  EXPECT(mlirOperationIsNull(qntDequantizeOpCreate(loc, x)));
  // CHECK-NEXT: error: expected a value as array, but got null
  EXPECT(mlirOperationIsNull(qntDisassembleOpCreate(loc, absent)));
  // CHECK-NEXT: error: expected an array type, but got null
  EXPECT(mlirOperationIsNull(qntAssembleOpCreate(loc, 2, values, (MlirType){NULL})));
  // CHECK-NEXT: error: 'qnt.assemble' op expected codes of type 'tensor<4x8xi8>', but got 'tensor<4x8xf32>'
  EXPECT(mlirOperationIsNull(qntAssembleOpCreate(loc, 2, values, array)));
  // CHECK-NEXT: error: 'qnt.requantize' op operand #1 must be ranked tensor of 32-bit signless integer values, but got 'tensor<4x1xf32>'
  EXPECT(mlirOperationIsNull(qntRequantizeOpCreate(loc, a, absent, s, absent, scale, none, none, array)));
  // CHECK-NEXT: error: expected an encoding, but got unit
  EXPECT(mlirOperationIsNull(qntFakeQuantizeOpCreate(loc, x, scale, unit, none, none)));
  // CHECK-NEXT: error: expected a value as gradient, but got null
  EXPECT(mlirOperationIsNull(qntFakeQuantizeGradOpCreate(loc, x, absent, scale, encoding, none, none)));
  // CHECK-NEXT: error: expected a value as input, but got null
  EXPECT(mlirOperationIsNull(qntQuantizeGradOpCreate(loc, absent, x, scale, encoding, none, none)));
  // CHECK-NEXT: error: expected 2 parts for {{.*}}, but got 1
  EXPECT(mlirOperationIsNull(qntConstantOpCreate(loc, 1, &unit, array)));
  MlirAttribute data[] = {unit, unit};
  // CHECK-NEXT: error: expected elements as codes, but got unit
  // CHECK-NEXT: error: expected elements as scales, but got unit
  EXPECT(mlirOperationIsNull(qntConstantOpCreate(loc, 2, data, array)));
  const int64_t dim[] = {1}, outside[] = {7};
  QntDotDimensions dims = {1, dim, dim, 0, NULL, NULL}, wrong = {1, dim, outside, 0, NULL, NULL};
  MlirType result = parseType(context, "tensor<4x4xf32>");
  // CHECK-NEXT: error: 'qnt.dot_general' op expected contracting dimensions of rhs between 0 and its rank 2, but got 7
  EXPECT(mlirOperationIsNull(qntDotGeneralOpCreate(loc, x, a, wrong, QntPrecisionDefault, result)));
  // CHECK-NEXT: error: expected a precision, but got -1
  EXPECT(mlirOperationIsNull(qntDotGeneralOpCreate(loc, x, a, dims, QntPrecisionNone, result)));
  // CHECK-NEXT: error: expected a type as result, but got null
  EXPECT(mlirOperationIsNull(qntDotGeneralOpCreate(loc, x, a, dims, QntPrecisionDefault, (MlirType){NULL})));
  // CHECK-NEXT: error: expected a value as group sizes, but got null
  EXPECT(mlirOperationIsNull(
      qntRaggedDotGeneralOpCreate(loc, x, a, absent, absent, dims, 0, 0, QntPrecisionDefault, result)));
  QntConvWindow window = {0, NULL, NULL, NULL, NULL};
  // CHECK-NEXT: error: expected dimension numbers of a convolution, but got unit
  EXPECT(
      mlirOperationIsNull(qntConvGeneralDilatedOpCreate(loc, x, a, unit, window, 1, 1, QntPrecisionDefault, result)));
  // CHECK-NEXT: error: expected a value as input, but got null
  EXPECT(mlirOperationIsNull(qntInvokeQuantOpCreate(loc, 1, &absent, 0, NULL, str(""), true)));
  // CHECK-NEXT: error: expected a type as result, but got null
  EXPECT(mlirOperationIsNull(qntKernelOpCreate(loc, 0, NULL, 1, &(MlirType){NULL}, str("k"), none)));
  // Numbers of elements below zero.
  // CHECK-NEXT: error: expected a number of inputs of at least 0, but got -1
  // CHECK-NEXT: error: expected a number of results of at least 0, but got -2
  EXPECT(mlirOperationIsNull(qntKernelOpCreate(loc, -1, NULL, -2, NULL, str("k"), none)));
  // CHECK-NEXT: error: expected a number of parts of at least 0, but got -3
  EXPECT(mlirOperationIsNull(qntAssembleOpCreate(loc, -3, NULL, array)));
  QntDotDimensions fewer = {-1, NULL, NULL, -4, NULL, NULL};
  // CHECK-NEXT: error: expected a number of contracting dimensions of at least 0, but got -1
  // CHECK-NEXT: error: expected a number of batch dimensions of at least 0, but got -4
  EXPECT(mlirOperationIsNull(qntDotGeneralOpCreate(loc, x, a, fewer, QntPrecisionDefault, result)));
  // A region is judged when it is complete.
  MlirOperation open = qntKernelOpCreate(loc, 1, &x, 1, types, str("copy_0"), none);
  EXPECT(!mlirOperationIsNull(open));
  // CHECK-NEXT: error: 'qnt.kernel' op expects a non-empty block
  EXPECT(!mlirOperationVerify(open));
  mlirOperationDestroy(open);
  MlirOperation null = {NULL};
  EXPECT(mlirValueIsNull(qntOperationGetPart(null, QntPartCodes)));
  EXPECT(mlirAttributeIsNull(qntConstantOpGetPart(null, QntPartCodes)));
  EXPECT(qntInvokeQuantOpGetScheme(null).length == 0 && qntQuantizedOpGetType(null) == QntQuantizedOpTypeNone);
  EXPECT(!qntQuantizedOpCanFuse(null) && !qntQuantizedOpMustQuantizeInput(null, 0));
  EXPECT(!mlirTypeIDIsNull(qntQuantizedOpInterfaceTypeID()));
  mlirBlockDestroy(block);
  // CHECK-NEXT: done
  printf("done\n");
}

int main(void) {
  MlirDialectHandle func = mlirGetDialectHandle__func__();
  MlirContext context = createContext(1, &func);
  MlirLocation loc = mlirLocationUnknownGet(context);
  MlirModule module = mlirModuleCreateEmpty(loc);
  addQuantization(module, loc);
  addConstants(module, loc);
  addContractions(module, loc);
  addRegions(module, loc);
  EXPECT(mlirOperationVerify(mlirModuleGetOperation(module)));
  mlirOperationPrint(mlirModuleGetOperation(module), writeText, stdout);
  testErrors(context, loc);
  mlirModuleDestroy(module);
  EXPECT(numDeleted == 0);
  mlirContextDestroy(context);
  EXPECT(numDeleted == 1);
  return 0;
}
