//===- TableSearch.cpp - codes of code books, as loops over entries ---------------------------------------===//
#include "BlockMaps.h"
#include "Qnt/Emit/Codebook.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/IR/PartData.h"
#include "QuantizeValues.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

/// The parts that reading an entry needs.
static ArrayElements getTables(const QuantizeRequest &request) {
  ArrayElements tables;
  tables.encoding = request.encoding;
  tables.sizes = request.sizes;
  tables.codebook = request.codebook;
  return tables;
}

static Value getNumEntries(ImplicitLocOpBuilder &builder, EncodingAttr encoding) {
  return arith::ConstantIndexOp::create(builder, encoding.getLut().getNumEntries());
}

//===----------------------------------------------------------------------------------------------------===//
// Scalar entries
//===----------------------------------------------------------------------------------------------------===//

/// The entries of a code book that is constant and one table.
static std::optional<SmallVector<double>> getConstantTable(const QuantizeRequest &request) {
  LutAttr lut = request.encoding.getLut();
  ElementsAttr attr;
  if (!matchPattern(request.codebook, m_Constant(&attr)) || attr.getNumElements() != lut.getNumEntries())
    return std::nullopt;
  // Small floats lie in the constant as codes.
  return getPartValues(attr, lut.getEntry());
}

emit::NearestEntry mlir::qnt::makeNearestEntry(const QuantizeRequest &request, Type quotient) {
  MLIRContext *context = request.encoding.getContext();
  bool isNarrow = quotient.isF32() && emit::getNumberType(context, emit::ElementEncoding(request.encoding)).isF32();
  return {request.getConvention().distance,
          isNarrow ? FloatType(Float32Type::get(context)) : FloatType(Float64Type::get(context))};
}

static Value searchScalars(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value quotients) {
  ArrayElements tables = getTables(request);
  emit::ElementEncoding encoding(request.encoding);
  emit::NearestEntry search = makeNearestEntry(request, cast<RankedTensorType>(quotients.getType()).getElementType());
  std::optional<SmallVector<double>> constants = getConstantTable(request);
  AffineMap identity = builder.getMultiDimIdentityMap(request.sizes.size());
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    if (constants)
      return {search.emitConstantSearch(b, args[0], *constants)};
    SmallVector<Value> position = emitPosition(b, request.sizes.size());
    SmallVector<Value> state =
        emitLoop(b, getNumEntries(b, request.encoding), search.emitInitial(b, args[0]),
                 [&](ImplicitLocOpBuilder &inner, ValueRange index, ValueRange state) {
                   Value entry = emit::emitNumber(inner, encoding, emitTableEntry(inner, tables, position, index[0]));
                   Value number = arith::IndexCastOp::create(inner, inner.getI32Type(), index[0]);
                   return search.emitStep(inner, state, args[0], entry, number);
                 });
    return {search.emitCode(b, state, args[0])};
  };
  return mapElements(builder, request.sizes, {{quotients, identity}}, body).front();
}

//===----------------------------------------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------------------------------------===//

/// The distance between entry `index` and the elements of the vector at `codePosition`.
static SmallVector<Value> emitDistance(ImplicitLocOpBuilder &b, const QuantizeRequest &request, Value quotients,
                                       ValueRange codePosition, Value index) {
  ArrayElements tables = getTables(request);
  emit::ElementEncoding encoding(request.encoding);
  return emitBlockLoops(
      b, codePosition, request.encoding.getLut().getVector(), request.sizes, emit::emitNoDistance(b, index),
      [&](ImplicitLocOpBuilder &inner, ValueRange position, ValueRange distance) -> SmallVector<Value> {
        Value value = tensor::ExtractOp::create(inner, quotients, position);
        Value component = emit::emitNumber(inner, encoding, emitTableEntry(inner, tables, position, index));
        Value present = request.mask ? tensor::ExtractOp::create(inner, request.mask, position) : Value();
        return emit::emitAddDistance(inner, distance, toF64(inner, value), toF64(inner, component), present);
      });
}

static Value searchVectors(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value quotients) {
  Sizes codeSizes = getGridSizes(builder, request.sizes, request.encoding.getLut().getVector());
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange) -> SmallVector<Value> {
    SmallVector<Value> codePosition = emitPosition(b, codeSizes.size());
    Value first = arith::ConstantIndexOp::create(b, 0);
    SmallVector<Value> initial = emit::emitFarthest(b, first);
    initial.insert(initial.begin(), first);
    SmallVector<Value> best =
        emitLoop(b, getNumEntries(b, request.encoding), initial,
                 [&](ImplicitLocOpBuilder &inner, ValueRange index, ValueRange state) -> SmallVector<Value> {
                   SmallVector<Value> entry = emitDistance(inner, request, quotients, codePosition, index[0]);
                   Value isNearer = emit::emitIsNearer(inner, entry, state.drop_front());
                   entry.insert(entry.begin(), index[0]);
                   for (auto [value, old] : llvm::zip_equal(entry, state))
                     value = arith::SelectOp::create(inner, isNearer, value, old);
                   return entry;
                 });
    return {arith::IndexCastOp::create(b, b.getI8Type(), best[0])};
  };
  return mapElements(builder, codeSizes, {}, body).front();
}

Value mlir::qnt::searchTables(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value quotients) {
  return request.encoding.getLut().isVector() ? searchVectors(builder, request, quotients)
                                              : searchScalars(builder, request, quotients);
}

//===----------------------------------------------------------------------------------------------------===//
// Gradients
//===----------------------------------------------------------------------------------------------------===//

/// Smallest and largest entry of the table that the element at `position` uses.
static std::pair<Value, Value> emitEnds(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position) {
  ArrayElements tables = getTables(request);
  emit::ElementEncoding encoding(request.encoding);
  auto load = [&](ImplicitLocOpBuilder &inner, Value index) {
    return emit::emitNumber(inner, encoding, emitTableEntry(inner, tables, position, index));
  };
  Value first = load(b, arith::ConstantIndexOp::create(b, 0));
  SmallVector<Value> ends =
      emitLoop(b, getNumEntries(b, request.encoding), {first, first},
               [&](ImplicitLocOpBuilder &inner, ValueRange index, ValueRange state) -> SmallVector<Value> {
                 Value entry = load(inner, index[0]);
                 Value isLower = arith::CmpFOp::create(inner, arith::CmpFPredicate::OLT, entry, state[0]);
                 Value isHigher = arith::CmpFOp::create(inner, arith::CmpFPredicate::OGT, entry, state[1]);
                 return {arith::SelectOp::create(inner, isLower, entry, state[0]),
                         arith::SelectOp::create(inner, isHigher, entry, state[1])};
               });
  return {ends[0], ends[1]};
}

Value mlir::qnt::findInsideTables(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value scales) {
  SmallVector<LoopInput> inputs = {{request.input, builder.getMultiDimIdentityMap(request.sizes.size())}};
  if (scales)
    inputs.push_back({scales, getScaleMap(request.encoding)});
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
    Value one = arith::ConstantOp::create(b, b.getF64FloatAttr(1.0));
    Value scale = scales ? args[1] : one;
    if (request.encoding.getLut().isVector()) {
      Value quotient = arith::DivFOp::create(b, toF64(b, args[0]), toF64(b, scale));
      return {arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, quotient, quotient)};
    }
    auto [low, high] = emitEnds(b, request, emitPosition(b, request.sizes.size()));
    return {emit::emitPassesCodebookGradient(b, args[0], scale, low, high)};
  };
  return mapElements(builder, request.sizes, inputs, body).front();
}
