//===- LayoutPrograms.cpp - random programs of layout ops, with inputs ------------------------------------===//
#include "LayoutPrograms.h"
#include "Qnt/IR/LayoutMapping.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::Tensor;

static MappingError noError() { return InFlightDiagnostic(); }

LayoutProgram::LayoutProgram(MLIRContext &context, std::mt19937 &random)
    : random(random), module(ModuleOp::create(UnknownLoc::get(&context))), builder(&context),
      loc(UnknownLoc::get(&context)) {
  builder.setInsertionPointToEnd(module->getBody());
  function = func::FuncOp::create(builder, loc, "main", builder.getFunctionType({}, {}));
  builder.setInsertionPointToEnd(function.addEntryBlock());
}

//===----------------------------------------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------------------------------------===//

int64_t LayoutProgram::drawTile() {
  constexpr int64_t tiles[] = {numerics::kWhole, 1, 1, 2, 3, 4, 6};
  return tiles[draw(0, 6)];
}

SmallVector<int64_t> LayoutProgram::drawTiles(unsigned rank) {
  SmallVector<int64_t> tiles;
  for (unsigned i = 0; i < rank; ++i)
    tiles.push_back(drawTile());
  return tiles;
}

/// Any storage and any set of parts.
EncodingAttr LayoutProgram::drawEncoding(unsigned rank) {
  constexpr Format storages[] = {Format::I8, Format::I3, Format::U5, Format::I16, Format::F8E4M3FN, Format::F4E2M1FN};
  constexpr Format scales[] = {Format::F32, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};
  constexpr Format zeroPoints[] = {Format::I3, Format::U4, Format::I8, Format::I32};
  MLIRContext *context = builder.getContext();
  SmallVector<int64_t> block = drawTiles(rank), group = drawTiles(rank), vector;
  LutAttr lut;
  if (draw(0, 2) == 0) {
    for (unsigned i = 0; i < rank; ++i)
      vector.push_back(group[i] % 2 == 0 && flip() ? 2 : 1);
    lut = LutAttr::getCanonical(context, Format::U2, Format::F16, group, vector);
  }
  SparsityAttr sparsity;
  if (draw(0, 2) == 0)
    sparsity =
        rank > 0 && flip() ? SparsityAttr::get(context, 2, 4, draw(0, rank - 1)) : SparsityAttr::get(context, 0, 0, 0);
  Format storage = lut ? Format::U2 : storages[draw(0, 5)];
  std::optional<Format> scale, zeroPoint;
  if (draw(0, 5) > 0)
    scale = scales[draw(0, 3)];
  if (scale && numerics::isInteger(storage) && !lut && flip())
    zeroPoint = zeroPoints[draw(0, 3)];
  return EncodingAttr::get(context, storage, lut, Format::F32, block, scale, scale && draw(0, 3) == 0, zeroPoint,
                           std::nullopt, false, sparsity, StringAttr());
}

ArrayType LayoutProgram::drawType() {
  unsigned rank = draw(0, 3);
  EncodingAttr encoding = drawEncoding(rank);
  SmallVector<int64_t> shape;
  for (unsigned i = 0; i < rank; ++i) {
    int64_t dim = draw(0, 9);
    if (LutAttr lut = encoding.getLut(); lut && lut.isVector())
      dim -= dim % lut.getVector()[i];
    shape.push_back(dim);
  }
  return ArrayType::get(builder.getContext(), shape, encoding);
}

ArrayType LayoutProgram::forgetSizes(ArrayType type) {
  SmallVector<int64_t> shape(type.getShape());
  if (flip())
    for (int64_t &dim : shape)
      dim = flip() ? ShapedType::kDynamic : dim;
  return type.withShape(shape);
}

//===----------------------------------------------------------------------------------------------------===//
// Inputs and results
//===----------------------------------------------------------------------------------------------------===//

/// Of every four neighbours along the axis of n:m sparsity the mask keeps the first and third at most.
static void keepNOfM(std::vector<uint64_t> &mask, ArrayRef<int64_t> shape, SparsityAttr sparsity) {
  if (!sparsity || sparsity.isBitmask())
    return;
  int64_t stride = 1;
  for (int64_t size : shape.drop_front(sparsity.getAxis() + 1))
    stride *= size;
  for (auto [i, bit] : llvm::enumerate(mask))
    bit &= int64_t(i) / stride % shape[sparsity.getAxis()] % 2 == 0;
}

/// Any codes, masks and zero points; moderate numbers else.
Tensor LayoutProgram::drawTensor(RankedTensorType type, PartKind kind, EncodingAttr encoding) {
  int64_t count = type.getNumElements();
  Type element = type.getElementType();
  if (kind == PartKind::Codes || kind == PartKind::Mask || element.isInteger()) {
    uint64_t mask = (uint64_t(1) << element.getIntOrFloatBitWidth()) - 1;
    std::vector<uint64_t> bits;
    for (int64_t i = 0; i < count; ++i)
      bits.push_back(random() & mask);
    if (kind == PartKind::Mask)
      keepNOfM(bits, type.getShape(), encoding.getSparsity());
    return Tensor(element, type.getShape(), bits);
  }
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(std::ldexp(1.0, draw(-6, 6)));
  return Tensor::fromFloats(element, type.getShape(), values);
}

SizedArray LayoutProgram::addInput(ArrayType sized) {
  ArrayType written = forgetSizes(sized);
  hasEmpty |= sized.getNumElements() == 0;
  SmallVector<Value> parts;
  for (PartKind kind : sized.getPartKinds()) {
    parts.push_back(function.getBody().addArgument(written.getPartType(kind), loc));
    inputs.push_back(drawTensor(sized.getPartType(kind), kind, sized.getEncoding()));
  }
  return {AssembleOp::create(builder, loc, written, parts), sized};
}

SizedArray LayoutProgram::addInput() { return addInput(drawType()); }

void LayoutProgram::addSizes(SizedArray array) {
  for (unsigned i = 0; i < array.sized.getRank(); ++i)
    sizes.push_back(DimOp::create(builder, loc, array.value, i));
}

void LayoutProgram::finish(SizedArray result) {
  auto type = cast<ArrayType>(result.value.getType());
  auto parts = DisassembleOp::create(builder, loc, type.getPartTypes(), result.value);
  SmallVector<Value> returned(sizes);
  llvm::append_range(returned, parts.getParts());
  func::ReturnOp::create(builder, loc, returned);
  function.setType(
      builder.getFunctionType(function.getBody().getArgumentTypes(), llvm::to_vector(ValueRange(returned).getTypes())));
}

//===----------------------------------------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------------------------------------===//

std::optional<SizedArray> LayoutProgram::addOp(LayoutOp kind, SizedArray input) {
  std::optional<SizedArray> result = addAnyOp(kind, input);
  hasEmpty |= result && result->sized.getNumElements() == 0;
  return result;
}

std::optional<SizedArray> LayoutProgram::addAnyOp(LayoutOp kind, SizedArray input) {
  switch (kind) {
  case LayoutOp::Transpose:
    return addTranspose(input);
  case LayoutOp::Reshape:
    return addReshape(input);
  case LayoutOp::Slice:
    return addSlice(input);
  case LayoutOp::Concat:
    return addConcat(input);
  case LayoutOp::Pad:
    return addPad(input);
  case LayoutOp::Gather:
    return addGather(input);
  }
  llvm_unreachable("unknown op");
}

std::optional<SizedArray> LayoutProgram::addTranspose(SizedArray input) {
  SmallVector<int64_t> permutation(input.sized.getRank());
  std::iota(permutation.begin(), permutation.end(), 0);
  std::shuffle(permutation.begin(), permutation.end(), random);
  ArrayType type = mapTranspose(cast<ArrayType>(input.value.getType()), permutation, noError)->result;
  return SizedArray{TransposeOp::create(builder, loc, type, input.value, permutation),
                    mapTranspose(input.sized, permutation, noError)->result};
}

std::optional<SizedArray> LayoutProgram::addSlice(SizedArray input) {
  for (unsigned attempt = 0; attempt < 20; ++attempt) {
    SmallVector<int64_t> offsets, sizes, strides;
    for (int64_t dim : input.sized.getShape()) {
      offsets.push_back(flip() ? 0 : draw(0, dim));
      strides.push_back(flip() ? 1 : draw(1, 4));
      sizes.push_back(flip() ? -1 : draw(0, (dim - offsets.back() + strides.back() - 1) / strides.back()));
    }
    auto written = mapSlice(cast<ArrayType>(input.value.getType()), offsets, sizes, strides, noError);
    auto sized = mapSlice(input.sized, offsets, sizes, strides, noError);
    // A known size may allow larger blocks: then it is another type.
    if (succeeded(written) && succeeded(sized) && written->result.getEncoding() == sized->result.getEncoding())
      return SizedArray{SliceOp::create(builder, loc, written->result, input.value, offsets, sizes, strides),
                        sized->result};
  }
  return std::nullopt;
}

std::optional<SizedArray> LayoutProgram::addConcat(SizedArray input) {
  if (input.sized.getRank() == 0)
    return std::nullopt;
  for (unsigned attempt = 0; attempt < 20; ++attempt) {
    int64_t dim = draw(0, input.sized.getRank() - 1);
    SmallVector<ArrayType> sized{input.sized}, written{cast<ArrayType>(input.value.getType())};
    for (int64_t count = draw(0, 2); count > 0; --count) {
      SmallVector<int64_t> shape(input.sized.getShape());
      shape[dim] = draw(0, 2) * 12 + (count == 1 ? 2 * draw(0, 3) : 0);
      sized.push_back(input.sized.withShape(shape));
      SmallVector<int64_t> known(written.front().getShape());
      known[dim] = count == 1 && flip() ? ShapedType::kDynamic : shape[dim];
      written.push_back(written.front().withShape(known));
    }
    auto sizedMapping = mapConcat(sized, dim, noError), mapping = mapConcat(written, dim, noError);
    if (failed(sizedMapping) || failed(mapping))
      continue;
    SmallVector<Value> operands{input.value};
    for (size_t i = 1; i < sized.size(); ++i)
      operands.push_back(CastOp::create(builder, loc, written[i], addInput(sized[i]).value));
    return SizedArray{ConcatOp::create(builder, loc, mapping->result, operands, dim), sizedMapping->result};
  }
  return std::nullopt;
}

std::optional<SizedArray> LayoutProgram::addPad(SizedArray input) {
  for (unsigned attempt = 0; attempt < 40; ++attempt) {
    SmallVector<int64_t> low, high;
    for (unsigned i = 0; i < input.sized.getRank(); ++i) {
      low.push_back(flip() ? 0 : draw(0, 6));
      high.push_back(flip() ? 0 : draw(0, 6));
    }
    EncodingAttr encoding = input.sized.getEncoding();
    std::optional<int64_t> zeroCode;
    if (encoding.hasLut() && !encoding.getSparsity())
      zeroCode = draw(0, 3);
    auto written = mapPad(cast<ArrayType>(input.value.getType()), low, high, zeroCode, noError);
    auto sized = mapPad(input.sized, low, high, zeroCode, noError);
    if (failed(written) || failed(sized))
      continue;
    IntegerAttr code = zeroCode ? builder.getI64IntegerAttr(*zeroCode) : IntegerAttr();
    return SizedArray{PadOp::create(builder, loc, written->result, input.value, builder.getDenseI64ArrayAttr(low),
                                    builder.getDenseI64ArrayAttr(high), code),
                      sized->result};
  }
  return std::nullopt;
}

std::optional<SizedArray> LayoutProgram::addGather(SizedArray input) {
  if (input.sized.getRank() == 0)
    return std::nullopt;
  for (unsigned attempt = 0; attempt < 20; ++attempt) {
    int64_t dim = draw(0, input.sized.getRank() - 1), size = input.sized.getDimSize(dim);
    SmallVector<int64_t> shape, dynamic;
    for (int64_t rank = draw(0, 2); rank > 0; --rank) {
      shape.push_back(size == 0 ? 0 : draw(0, 4));
      dynamic.push_back(flip() ? ShapedType::kDynamic : shape.back());
    }
    Type element = builder.getIntegerType(flip() ? 32 : 64);
    auto type = RankedTensorType::get(shape, element), written = RankedTensorType::get(dynamic, element);
    auto mapping = mapGather(cast<ArrayType>(input.value.getType()), written, dim, noError);
    if ((size == 0 && shape.empty()) || failed(mapping))
      continue;
    std::vector<uint64_t> indices;
    for (int64_t i = 0; i < type.getNumElements(); ++i)
      indices.push_back(draw(0, size - 1));
    inputs.push_back(Tensor(element, shape, indices));
    Value operand = function.getBody().addArgument(written, loc);
    return SizedArray{GatherOp::create(builder, loc, mapping->result, input.value, operand, dim),
                      mapGather(input.sized, type, dim, noError)->result};
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------------------------------------===//

/// Some dimensions split, then some merged with the next.
SmallVector<int64_t> LayoutProgram::drawReshapedShape(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> split, merged;
  for (int64_t dim : shape) {
    int64_t inner = draw(1, 4);
    bool splits = flip() && dim % inner == 0;
    split.push_back(splits ? dim / inner : dim);
    if (splits)
      split.push_back(inner);
  }
  for (int64_t dim : split) {
    if (!merged.empty() && draw(0, 2) == 0)
      merged.back() *= dim;
    else
      merged.push_back(dim);
  }
  return merged;
}

/// A static type that `input` can be reshaped to, or null.
ArrayType LayoutProgram::drawReshapedType(ArrayType input) {
  MLIRContext *context = builder.getContext();
  EncodingAttr from = input.getEncoding();
  for (unsigned attempt = 0; attempt < 300; ++attempt) {
    SmallVector<int64_t> shape = drawReshapedShape(input.getShape());
    unsigned rank = shape.size();
    LutAttr lut = from.getLut();
    if (lut) {
      SmallVector<int64_t> vector;
      for (unsigned i = 0; i < rank; ++i)
        vector.push_back(lut.isVector() && shape[i] % 2 == 0 && flip() ? 2 : 1);
      SmallVector<int64_t> group = drawTiles(rank);
      bool divides =
          llvm::all_of(llvm::zip(group, vector), [](auto pair) { return std::get<0>(pair) % std::get<1>(pair) == 0; });
      if (!divides)
        continue;
      lut = LutAttr::getCanonical(context, lut.getIndex(), lut.getEntry(), group, vector);
    }
    SparsityAttr sparsity = from.getSparsity();
    if (sparsity && !sparsity.isBitmask()) {
      if (rank == 0)
        continue;
      sparsity = SparsityAttr::get(context, sparsity.getN(), sparsity.getM(), draw(0, rank - 1));
    }
    auto to = EncodingAttr::get(context, from.getStorage(), lut, from.getExpressed(), drawTiles(rank), from.getScale(),
                                from.getTensorScale(), from.getZeroPoint(), from.getClamp(), from.getMulSub(), sparsity,
                                from.getLayout());
    ArrayType result = ArrayType::get(context, shape, to);
    if (succeeded(checkReshape(input, result, noError)))
      return result;
  }
  return {};
}

/// `sized` with sizes forgotten as qnt.reshape allows for `from`, or null.
ArrayType LayoutProgram::drawReshapedDynamic(SizedArray from, ArrayType sized) {
  auto input = cast<ArrayType>(from.value.getType());
  if (input.hasStaticShape())
    return sized;
  for (unsigned attempt = 0; attempt < 20; ++attempt) {
    SmallVector<int64_t> shape(sized.getShape());
    for (int64_t &dim : shape)
      dim = flip() ? ShapedType::kDynamic : dim;
    ArrayType result = sized.withShape(shape);
    if (!succeeded(checkReshape(input, result, noError)))
      continue;
    // Several dynamic sizes are the input's in order: those at run time must be.
    SmallVector<int64_t> given, taken;
    for (auto [dim, size] : llvm::zip(input.getShape(), from.sized.getShape()))
      if (ShapedType::isDynamic(dim))
        given.push_back(size);
    for (auto [dim, size] : llvm::zip(shape, sized.getShape()))
      if (ShapedType::isDynamic(dim))
        taken.push_back(size);
    if (taken.size() == 1 || given == taken)
      return result;
  }
  return {};
}

std::optional<SizedArray> LayoutProgram::addReshape(SizedArray input) {
  ArrayType sized = drawReshapedType(input.sized);
  if (!sized)
    return std::nullopt;
  ArrayType written = drawReshapedDynamic(input, sized);
  if (!written)
    return std::nullopt;
  return SizedArray{ReshapeOp::create(builder, loc, written, input.value), sized};
}

void mlir::qnt::testing::expectSame(LayoutProgram::Results before, LayoutProgram::Results after,
                                    bool comparesSizesOnly) {
  ASSERT_TRUE(bool(before)) << llvm::toString(before.takeError());
  ASSERT_TRUE(bool(after)) << llvm::toString(after.takeError());
  ASSERT_EQ(before->size(), after->size());
  for (auto [first, second] : llvm::zip_equal(*before, *after)) {
    EXPECT_EQ(first.getShape(), second.getShape());
    EXPECT_EQ(first.getTensor().getElementType(), second.getTensor().getElementType());
    if (!comparesSizesOnly || first.getTensor().getElementType().isIndex())
      EXPECT_EQ(first.getTensor().getBits(), second.getTensor().getBits());
  }
}
