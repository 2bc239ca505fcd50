//===- EncodingAttributes.cpp - C API: encoding, lut, sparsity --------------------------------------------===//
#include "Unwrap.h"
#include "qnt-c/Attributes.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::capi;

//===----------------------------------------------------------------------------------------------------===//
// Encodings are made and changed in their plain form, then verified.
//===----------------------------------------------------------------------------------------------------===//

static void setBlock(Checker &check, intptr_t rank, const int64_t *block, numerics::Encoding &encoding) {
  encoding.block.assign(block, block + check.getCount(rank, "block sizes"));
}

static MlirAttribute finish(Checker &check, const numerics::Encoding &encoding) {
  if (check.failed())
    return {nullptr};
  return wrap(EncodingAttr::getChecked([&] { return check.emitError(); }, check.getContext(), encoding));
}

/// `encoding` with what `change` does to it; null for null.
static MlirAttribute change(MlirLocation loc, MlirAttribute encoding,
                            function_ref<void(Checker &, numerics::Encoding &)> change) {
  if (mlirAttributeIsNull(encoding))
    return {nullptr};
  Checker check(loc);
  auto attr = check.get<EncodingAttr>(encoding, "an encoding");
  if (!attr)
    return {nullptr};
  numerics::Encoding changed = attr.toNumerics();
  change(check, changed);
  return finish(check, changed);
}

static void setCodebook(LutAttr lut, numerics::Encoding &encoding) {
  encoding.storage = lut.getIndex();
  numerics::Codebook &codebook = encoding.codebook.emplace();
  codebook.index = lut.getIndex();
  codebook.entry = lut.getEntry();
  codebook.group.assign(lut.getGroup().begin(), lut.getGroup().end());
  codebook.vector.assign(lut.getVector().begin(), lut.getVector().end());
}

MlirAttribute qntEncodingAttrGetChecked(MlirLocation loc, QntFormat storage, QntFormat expressed, intptr_t rank,
                                        const int64_t *block) {
  Checker check(loc);
  numerics::Encoding encoding;
  encoding.storage = check.get(storage, "storage");
  encoding.expressed = check.get(expressed, "expressed type");
  setBlock(check, rank, block, encoding);
  return finish(check, encoding);
}

MlirAttribute qntEncodingAttrGetWithLutChecked(MlirLocation loc, MlirAttribute lut, QntFormat expressed, intptr_t rank,
                                               const int64_t *block) {
  Checker check(loc);
  auto attr = check.get<LutAttr>(lut, "a code book");
  if (!attr)
    return {nullptr};
  numerics::Encoding encoding;
  setCodebook(attr, encoding);
  encoding.expressed = check.get(expressed, "expressed type");
  setBlock(check, rank, block, encoding);
  return finish(check, encoding);
}

MlirAttribute qntEncodingAttrWithBlockChecked(MlirLocation loc, MlirAttribute encoding, intptr_t rank,
                                              const int64_t *block) {
  return change(loc, encoding,
                [&](Checker &check, numerics::Encoding &changed) { setBlock(check, rank, block, changed); });
}

MlirAttribute qntEncodingAttrWithExpressedChecked(MlirLocation loc, MlirAttribute encoding, QntFormat expressed) {
  return change(loc, encoding, [&](Checker &check, numerics::Encoding &changed) {
    changed.expressed = check.get(expressed, "expressed type");
  });
}

MlirAttribute qntEncodingAttrWithScaleChecked(MlirLocation loc, MlirAttribute encoding, QntFormat scale) {
  return change(loc, encoding, [&](Checker &check, numerics::Encoding &changed) {
    changed.scale = check.getOptional(scale, "scale");
  });
}

MlirAttribute qntEncodingAttrWithTensorScaleChecked(MlirLocation loc, MlirAttribute encoding, bool tensorScale) {
  return change(loc, encoding, [&](Checker &, numerics::Encoding &changed) { changed.tensorScale = tensorScale; });
}

MlirAttribute qntEncodingAttrWithZeroPointChecked(MlirLocation loc, MlirAttribute encoding, QntFormat zeroPoint) {
  return change(loc, encoding, [&](Checker &check, numerics::Encoding &changed) {
    changed.zeroPoint = check.getOptional(zeroPoint, "zero point");
  });
}

MlirAttribute qntEncodingAttrWithClampChecked(MlirLocation loc, MlirAttribute encoding, int64_t low, int64_t high) {
  return change(loc, encoding, [&](Checker &, numerics::Encoding &changed) { changed.clamp.emplace(low, high); });
}

MlirAttribute qntEncodingAttrWithoutClampChecked(MlirLocation loc, MlirAttribute encoding) {
  return change(loc, encoding, [&](Checker &, numerics::Encoding &changed) { changed.clamp.reset(); });
}

MlirAttribute qntEncodingAttrWithMulSubChecked(MlirLocation loc, MlirAttribute encoding, bool mulSub) {
  return change(loc, encoding, [&](Checker &, numerics::Encoding &changed) {
    changed.decode = mulSub ? numerics::DecodeRule::MulSub : numerics::DecodeRule::SubMul;
  });
}

MlirAttribute qntEncodingAttrWithSparsityChecked(MlirLocation loc, MlirAttribute encoding, MlirAttribute sparsity) {
  return change(loc, encoding, [&](Checker &check, numerics::Encoding &changed) {
    using Kind = numerics::Sparsity::Kind;
    changed.sparsity = {};
    if (auto attr = check.getOptional<SparsityAttr>(sparsity, "a sparsity"))
      changed.sparsity = {attr.isBitmask() ? Kind::Bitmask : Kind::NOfM, attr.getN(), attr.getM(), attr.getAxis()};
  });
}

MlirAttribute qntEncodingAttrWithLayoutChecked(MlirLocation loc, MlirAttribute encoding, MlirStringRef layout) {
  return change(loc, encoding, [&](Checker &, numerics::Encoding &changed) { changed.layout = unwrap(layout).str(); });
}

//===----------------------------------------------------------------------------------------------------===//
// Reading encodings
//===----------------------------------------------------------------------------------------------------===//

bool qntAttributeIsAEncoding(MlirAttribute attr) { return static_cast<bool>(unwrapAs<EncodingAttr>(attr)); }

int64_t qntBlockGetWholeSize(void) { return numerics::kWhole; }

QntFormat qntEncodingAttrGetStorage(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrapFormat(attr.getStorage()) : QntFormatNone;
}

MlirAttribute qntEncodingAttrGetLut(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrap(Attribute(attr.getLut())) : MlirAttribute{nullptr};
}

QntFormat qntEncodingAttrGetExpressed(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrapFormat(attr.getExpressed()) : QntFormatNone;
}

intptr_t qntEncodingAttrGetRank(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? attr.getRank() : 0;
}

/// The size at `index`, 0 outside.
static int64_t getSize(ArrayRef<int64_t> sizes, intptr_t index) {
  return index >= 0 && index < static_cast<intptr_t>(sizes.size()) ? sizes[index] : 0;
}

int64_t qntEncodingAttrGetBlockSize(MlirAttribute encoding, intptr_t dim) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? getSize(attr.getBlock(), dim) : 0;
}

QntFormat qntEncodingAttrGetScale(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrapFormat(attr.getScale()) : QntFormatNone;
}

bool qntEncodingAttrHasTensorScale(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr && attr.getTensorScale();
}

QntFormat qntEncodingAttrGetZeroPoint(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrapFormat(attr.getZeroPoint()) : QntFormatNone;
}

static std::pair<int64_t, int64_t> getClamp(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? attr.getClamp().value_or(std::pair<int64_t, int64_t>()) : std::pair<int64_t, int64_t>();
}

bool qntEncodingAttrHasClamp(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr && attr.getClamp();
}

int64_t qntEncodingAttrGetClampLow(MlirAttribute encoding) { return getClamp(encoding).first; }

int64_t qntEncodingAttrGetClampHigh(MlirAttribute encoding) { return getClamp(encoding).second; }

bool qntEncodingAttrIsMulSub(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr && attr.getMulSub();
}

MlirAttribute qntEncodingAttrGetSparsity(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrap(Attribute(attr.getSparsity())) : MlirAttribute{nullptr};
}

MlirStringRef qntEncodingAttrGetLayout(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return wrap(attr && attr.getLayout() ? attr.getLayout().getValue() : StringRef(""));
}

bool qntEncodingAttrHasIntegerCodes(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr && attr.hasIntegerCodes();
}

MlirType qntEncodingAttrGetCodeType(MlirAttribute encoding) {
  auto attr = unwrapAs<EncodingAttr>(encoding);
  return attr ? wrap(attr.getCodeType()) : MlirType{nullptr};
}

//===----------------------------------------------------------------------------------------------------===//
// Code books and sparsity
//===----------------------------------------------------------------------------------------------------===//

bool qntAttributeIsALut(MlirAttribute attr) { return static_cast<bool>(unwrapAs<LutAttr>(attr)); }

MlirAttribute qntLutAttrGetChecked(MlirLocation loc, QntFormat index, QntFormat entry, intptr_t numGroup,
                                   const int64_t *group, intptr_t numVector, const int64_t *vector) {
  Checker check(loc);
  Format indexFormat = check.get(index, "index of a code book");
  Format entryFormat = check.get(entry, "entry of a code book");
  ArrayRef<int64_t> groupSizes(group, check.getCount(numGroup, "group sizes"));
  ArrayRef<int64_t> vectorSizes(vector, check.getCount(numVector, "vector sizes"));
  if (check.failed())
    return {nullptr};
  return wrap(Attribute(LutAttr::getChecked([&] { return check.emitError(); }, check.getContext(), indexFormat,
                                            entryFormat, groupSizes, vectorSizes)));
}

QntFormat qntLutAttrGetIndex(MlirAttribute lut) {
  auto attr = unwrapAs<LutAttr>(lut);
  return attr ? wrapFormat(attr.getIndex()) : QntFormatNone;
}

QntFormat qntLutAttrGetEntry(MlirAttribute lut) {
  auto attr = unwrapAs<LutAttr>(lut);
  return attr ? wrapFormat(attr.getEntry()) : QntFormatNone;
}

static ArrayRef<int64_t> getGroup(MlirAttribute lut) {
  auto attr = unwrapAs<LutAttr>(lut);
  return attr ? attr.getGroup() : ArrayRef<int64_t>();
}

static ArrayRef<int64_t> getVector(MlirAttribute lut) {
  auto attr = unwrapAs<LutAttr>(lut);
  return attr ? attr.getVector() : ArrayRef<int64_t>();
}

intptr_t qntLutAttrGetGroupRank(MlirAttribute lut) { return getGroup(lut).size(); }
int64_t qntLutAttrGetGroupSize(MlirAttribute lut, intptr_t dim) { return getSize(getGroup(lut), dim); }
intptr_t qntLutAttrGetVectorRank(MlirAttribute lut) { return getVector(lut).size(); }
int64_t qntLutAttrGetVectorSize(MlirAttribute lut, intptr_t dim) { return getSize(getVector(lut), dim); }

bool qntAttributeIsASparsity(MlirAttribute attr) { return static_cast<bool>(unwrapAs<SparsityAttr>(attr)); }

MlirAttribute qntSparsityAttrGetBitmask(MlirContext context) {
  if (!isDialectLoaded(unwrap(context)))
    return {nullptr};
  return wrap(Attribute(SparsityAttr::get(unwrap(context), 0, 0, 0)));
}

MlirAttribute qntSparsityAttrGetNOfMChecked(MlirLocation loc, int64_t n, int64_t m, int64_t axis) {
  Checker check(loc);
  // m = 0 would be a bitmask.
  if (m <= 0) {
    check.emitError() << "expected a positive m in n:m sparsity, but got " << m;
    return {nullptr};
  }
  if (check.failed())
    return {nullptr};
  return wrap(Attribute(SparsityAttr::getChecked([&] { return check.emitError(); }, check.getContext(), n, m, axis)));
}

bool qntSparsityAttrIsBitmask(MlirAttribute sparsity) {
  auto attr = unwrapAs<SparsityAttr>(sparsity);
  return attr && attr.isBitmask();
}

int64_t qntSparsityAttrGetN(MlirAttribute sparsity) {
  auto attr = unwrapAs<SparsityAttr>(sparsity);
  return attr ? attr.getN() : 0;
}

int64_t qntSparsityAttrGetM(MlirAttribute sparsity) {
  auto attr = unwrapAs<SparsityAttr>(sparsity);
  return attr ? attr.getM() : 0;
}

int64_t qntSparsityAttrGetAxis(MlirAttribute sparsity) {
  auto attr = unwrapAs<SparsityAttr>(sparsity);
  return attr ? attr.getAxis() : 0;
}
