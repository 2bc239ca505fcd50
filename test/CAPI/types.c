//===- types.c - C API: array types and the types of their parts ------------------------------------------===//
// RUN: %qnt_build/test/CAPI/types | FileCheck %s
#include "qnt-c/Types.h"
#include "Testing.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "qnt-c/Attributes.h"

/// headers.cpp
bool qntTestTypeIsAArrayInCpp(MlirType type);

static void printParts(MlirType type) {
  for (intptr_t i = 0; i < qntArrayTypeGetNumParts(type); ++i) {
    QntPart part = qntArrayTypeGetPart(type, i);
    MlirStringRef name = qntPartGetName(part);
    printf("part %.*s", (int)name.length, name.data);
    printType("", qntArrayTypeGetPartType(type, part));
    MlirType packed = qntArrayTypeGetPackedPartType(type, part);
    if (mlirTypeIsNull(packed))
      printf("  cannot be packed\n");
    else
      printType("  packed", packed);
  }
}

static void testQuantized(MlirContext context, MlirLocation loc) {
  printf("@quantized\n");
  const int64_t block[] = {0, 32}, shape[] = {64, 100};
  MlirAttribute encoding = qntEncodingAttrGetChecked(loc, QntFormatU3, QntFormatBF16, 2, block);
  encoding = qntEncodingAttrWithScaleChecked(loc, encoding, QntFormatF16);
  encoding = qntEncodingAttrWithZeroPointChecked(loc, encoding, QntFormatU8);
  encoding = qntEncodingAttrWithTensorScaleChecked(loc, encoding, true);
  encoding = qntEncodingAttrWithSparsityChecked(loc, encoding, qntSparsityAttrGetBitmask(context));
  MlirType type = qntArrayTypeGetChecked(loc, 2, shape, encoding);
  // CHECK-LABEL: @quantized
  // CHECK-NEXT: type: !qnt.array<64x100, #qnt.encoding<u3 : bf16, block = *x32, scale = f16, tensor_scale = f32, zero_point = u8, sparsity = bitmask>>
  printType("type", type);
  EXPECT(qntTestTypeIsAArrayInCpp(type));
  EXPECT(qntTypeIsAArray(type) && mlirTypeIDEqual(mlirTypeGetTypeID(type), qntArrayTypeGetTypeID()));
  EXPECT(qntArrayTypeGetRank(type) == 2 && qntArrayTypeGetDimSize(type, 0) == 64 &&
         qntArrayTypeGetDimSize(type, 1) == 100);
  EXPECT(qntArrayTypeHasStaticShape(type) && !qntArrayTypeIsDynamicDim(type, 0));
  EXPECT(mlirAttributeEqual(qntArrayTypeGetEncoding(type), encoding));
  // CHECK-NEXT: decoded: tensor<64x100xbf16>
  printType("decoded", qntArrayTypeGetDecodedType(type));
  // CHECK-NEXT: part codes: tensor<64x100xi3>
  // CHECK-NEXT:   packed: tensor<64x38xi8>
  // CHECK-NEXT: part scales: tensor<1x4xf16>
  // CHECK-NEXT:   packed: tensor<1x4xf16>
  // CHECK-NEXT: part zero points: tensor<1x4xi8>
  // CHECK-NEXT:   packed: tensor<1x4xi8>
  // CHECK-NEXT: part tensor scale: tensor<f32>
  // CHECK-NEXT:   packed: tensor<f32>
  // CHECK-NEXT: part mask: tensor<64x100xi1>
  // CHECK-NEXT:   packed: tensor<64x13xi8>
  printParts(type);
  EXPECT(mlirTypeIsNull(qntArrayTypeGetPartType(type, QntPartCodebook)));
  EXPECT(mlirTypeIsNull(qntArrayTypeGetPackedPartType(type, QntPartCodebook)));
  EXPECT(mlirTypeEqual(type, mlirTypeParseGet(context, str("!qnt.array<64x100, #qnt.encoding<u3 : bf16, block = *x32, "
                                                           "scale = f16, tensor_scale = f32, zero_point = u8, "
                                                           "sparsity = bitmask>>"))));
}

static void testDynamic(MlirLocation loc) {
  printf("@dynamic\n");
  const int64_t block[] = {1, 4}, shape[] = {8, mlirShapedTypeGetDynamicSize()};
  MlirAttribute lut = qntLutAttrGetChecked(loc, QntFormatU4, QntFormatF16, 0, NULL, 0, NULL);
  MlirAttribute encoding = qntEncodingAttrGetWithLutChecked(loc, lut, QntFormatF16, 2, block);
  MlirType type = qntArrayTypeGetChecked(loc, 2, shape, encoding);
  // CHECK-LABEL: @dynamic
  // CHECK-NEXT: type: !qnt.array<8x?, #qnt.encoding<lut<u4, f16> : f16, block = 1x4>>
  printType("type", type);
  EXPECT(!qntArrayTypeHasStaticShape(type) && qntArrayTypeIsDynamicDim(type, 1) && !qntArrayTypeIsDynamicDim(type, 0));
  // CHECK-NEXT: part codes: tensor<8x?xi4>
  // CHECK-NEXT:   cannot be packed
  // CHECK-NEXT: part code book: tensor<1x1x16xf16>
  // CHECK-NEXT:   packed: tensor<1x1x16xf16>
  printParts(type);
  MlirType scalar = qntArrayTypeGetChecked(loc, 0, NULL, qntEncodingAttrWithBlockChecked(loc, encoding, 0, NULL));
  // CHECK-NEXT: scalar: !qnt.array<#qnt.encoding<lut<u4, f16> : f16>>
  printType("scalar", scalar);
  EXPECT(qntArrayTypeGetRank(scalar) == 0 && qntArrayTypeHasStaticShape(scalar));
  // CHECK-NEXT: packed: tensor<1xi8>
  printType("packed", qntArrayTypeGetPackedPartType(scalar, QntPartCodes));
}

static void testErrors(MlirContext context, MlirLocation loc) {
  printf("@errors\n");
  const int64_t block[] = {1, 4}, shape[] = {8, 8}, negative[] = {8, -3};
  MlirAttribute encoding = qntEncodingAttrGetChecked(loc, QntFormatI8, QntFormatF32, 2, block);
  // CHECK-LABEL: @errors
  // CHECK-NEXT: error: expected the encoding's block to have the rank of the shape 1, but got 2
  EXPECT(mlirTypeIsNull(qntArrayTypeGetChecked(loc, 1, shape, encoding)));
  // CHECK-NEXT: error: expected sizes of at least 0 and parts of less than 2^57 elements, but got 8x-3
  EXPECT(mlirTypeIsNull(qntArrayTypeGetChecked(loc, 2, negative, encoding)));
  // CHECK-NEXT: error: expected an encoding, but got null
  EXPECT(mlirTypeIsNull(qntArrayTypeGetChecked(loc, 2, shape, mlirAttributeGetNull())));
  // CHECK-NEXT: error: expected a number of dimensions of at least 0, but got -1
  EXPECT(mlirTypeIsNull(qntArrayTypeGetChecked(loc, -1, NULL, encoding)));
  // CHECK-NEXT: error: expected an encoding, but got unit
  EXPECT(mlirTypeIsNull(qntArrayTypeGetChecked(loc, 2, shape, mlirUnitAttrGet(context))));
  MlirType others[] = {{NULL}, mlirIndexTypeGet(context)};
  for (int i = 0; i < 2; ++i) {
    EXPECT(!qntTypeIsAArray(others[i]) && qntArrayTypeGetRank(others[i]) == 0);
    EXPECT(qntArrayTypeGetDimSize(others[i], 0) == 0 && !qntArrayTypeIsDynamicDim(others[i], 0));
    EXPECT(!qntArrayTypeHasStaticShape(others[i]) && qntArrayTypeGetNumParts(others[i]) == 0);
    EXPECT(mlirAttributeIsNull(qntArrayTypeGetEncoding(others[i])));
    EXPECT(mlirTypeIsNull(qntArrayTypeGetDecodedType(others[i])));
    EXPECT(mlirTypeIsNull(qntArrayTypeGetPartType(others[i], QntPartCodes)));
    EXPECT(mlirTypeIsNull(qntArrayTypeGetPackedPartType(others[i], QntPartMask)));
    EXPECT(qntArrayTypeGetPart(others[i], 0) == QntPartCodes);
  }
  MlirType type = qntArrayTypeGetChecked(loc, 2, shape, encoding);
  EXPECT(qntArrayTypeGetDimSize(type, 2) == 0 && mlirTypeIsNull(qntArrayTypeGetPartType(type, (QntPart)6)));
  // CHECK-NEXT: done
  printf("done\n");
}

int main(void) {
  MlirContext context = createContext(0, NULL);
  MlirLocation loc = mlirLocationUnknownGet(context);
  testQuantized(context, loc);
  testDynamic(loc);
  testErrors(context, loc);
  mlirContextDestroy(context);
  return 0;
}
