//===- LayoutProductions.cpp - moving the elements of arrays ----------------------------------------------===//
//
// The mappings of the dialect are asked what type a result has, and whether there is one.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Productions.h"
#include "Qnt/IR/LayoutMapping.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

static MappingError beSilent() { return InFlightDiagnostic(); }

/// `facts` of elements that are moved; the sizes are new.
static bool produceArrayTranspose(Generator &generator) {
  Known input = generator.getAnyArray();
  SmallVector<int64_t> permutation = llvm::to_vector(llvm::seq<int64_t>(0, input.getRank()));
  generator.getRandom().shuffle(permutation);
  FailureOr<TransposeMapping> mapping = mapTranspose(input.getArray(), permutation, beSilent);
  if (failed(mapping))
    return false;
  Shape shape;
  for (int64_t dim : permutation)
    shape.push_back(input.facts.shape[dim]);
  auto op = TransposeOp::create(generator.getBuilder(), generator.getLoc(), mapping->result, input.value, permutation);
  generator.add(op, withShape(input.facts, shape));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// slice
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct SliceArguments {
  SmallVector<int64_t> offsets, sizes, strides;
  Shape shape; ///< of the result at run time
};
} // namespace

/// A slice along one dimension, aligned to `block` in most cases.
static void addSliceDim(Random &random, SliceArguments &slice, int64_t size, int64_t block) {
  int64_t offset = size == 0 ? 0 : random.between(0, size - 1);
  int64_t stride = random.pick({1, 1, 1, 2, 3});
  if (random.chance(40))
    offset = 0;
  else if (block > 0 && random.chance(70))
    offset -= offset % block;
  int64_t longest = (size - offset + stride - 1) / stride;
  bool isRest = random.chance(50);
  slice.shape.push_back(isRest ? longest : random.between(0, longest));
  slice.offsets.push_back(offset);
  slice.sizes.push_back(isRest ? -1 : slice.shape.back());
  slice.strides.push_back(stride);
}

static bool produceSlice(Generator &generator) {
  Known input = generator.getAnyArray();
  ArrayRef<int64_t> block = input.getArray().getEncoding().getBlock();
  for (unsigned attempt = 0; attempt < 8; ++attempt) {
    SliceArguments slice;
    for (auto [size, blockSize] : llvm::zip(input.facts.shape, block))
      addSliceDim(generator.getRandom(), slice, size, blockSize);
    FailureOr<SliceMapping> mapping = mapSlice(input.getArray(), slice.offsets, slice.sizes, slice.strides, beSilent);
    // Which blocks a slice of a dynamic dimension takes must not depend on its size.
    if (failed(mapping) ||
        failed(mapSlice(input.getRuntimeArray(), slice.offsets, slice.sizes, slice.strides, beSilent)))
      continue;
    auto op = SliceOp::create(generator.getBuilder(), generator.getLoc(), mapping->result, input.value, slice.offsets,
                              slice.sizes, slice.strides);
    generator.add(op, withShape(input.facts, slice.shape));
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------------------------------------===//
// reshape
//===----------------------------------------------------------------------------------------------------===//

/// One dimension split in two, two neighbours joined, a 1 put in or taken out.
static bool changeShape(Random &random, SmallVector<int64_t> &type, Shape &shape) {
  size_t rank = shape.size(), dim = rank == 0 ? 0 : random.below(rank);
  switch (rank == 0 ? 2 : random.below(rank > 1 ? 4 : 3)) {
  case 0: {
    int64_t factor = random.pick({2, 3, 4, 5});
    if (shape[dim] % factor != 0)
      return false;
    bool isDynamic = ShapedType::isDynamic(type[dim]);
    type[dim] = isDynamic ? ShapedType::kDynamic : shape[dim] / factor;
    type.insert(type.begin() + dim + 1, factor);
    shape[dim] /= factor;
    shape.insert(shape.begin() + dim + 1, factor);
    return true;
  }
  case 1:
    if (shape[dim] != 1 || ShapedType::isDynamic(type[dim]))
      return false;
    type.erase(type.begin() + dim);
    shape.erase(shape.begin() + dim);
    return true;
  case 2:
    type.insert(type.begin() + dim, 1);
    shape.insert(shape.begin() + dim, 1);
    return true;
  default:
    dim = dim + 1 == rank ? dim - 1 : dim;
    bool isDynamic = ShapedType::isDynamic(type[dim]) || ShapedType::isDynamic(type[dim + 1]);
    shape[dim] *= shape[dim + 1];
    type[dim] = isDynamic ? ShapedType::kDynamic : shape[dim];
    type.erase(type.begin() + dim + 1);
    shape.erase(shape.begin() + dim + 1);
    return true;
  }
}

/// Block sizes worth a try along a dimension.
static SmallVector<int64_t> getBlockCandidates(ArrayRef<int64_t> inputBlock, int64_t dim) {
  SmallVector<int64_t> candidates = {numerics::kWhole, 1};
  for (int64_t size : inputBlock)
    candidates.append({size, dim <= 0 || size <= 0 ? 1 : size * dim}); // neither dynamic nor whole
  for (int64_t divisor : {2, 3, 4, 5, 8})
    if (dim % divisor == 0)
      candidates.push_back(dim / divisor);
  llvm::sort(candidates);
  candidates.erase(llvm::unique(candidates), candidates.end());
  return candidates;
}

static numerics::BlockShape guessBlock(Random &random, ArrayRef<int64_t> inputBlock, ArrayRef<int64_t> type) {
  numerics::BlockShape block;
  for (int64_t dim : type)
    block.push_back(random.pick(getBlockCandidates(inputBlock, dim)));
  return block;
}

/// Groups, vectors (each extent in some dimension) and the sparse axis may lie anywhere in the new rank.
static void guessPlaces(Random &random, numerics::Encoding &encoding, LutAttr lut, ArrayRef<int64_t> type) {
  if (encoding.sparsity.kind == numerics::Sparsity::Kind::NOfM && !type.empty())
    encoding.sparsity.axis = static_cast<int64_t>(random.below(type.size()));
  if (!lut)
    return;
  encoding.codebook->group.assign(type.size(), numerics::kWhole);
  if (!lut.getGroup().empty())
    encoding.codebook->group = guessBlock(random, lut.getGroup(), type);
  if (!lut.isVector() || type.empty())
    return;
  encoding.codebook->vector.assign(type.size(), 1);
  for (int64_t extent : lut.getVector())
    if (extent > 1)
      encoding.codebook->vector[random.below(type.size())] = extent;
}

/// An encoding of the new rank for a result of `type`, null when none of those tried fits.
static ArrayType findReshaped(Random &random, ArrayType input, ArrayRef<int64_t> type) {
  numerics::Encoding encoding = input.getEncoding().toNumerics();
  MLIRContext *context = input.getContext();
  auto emitDropped = [&] { return makeSilentError(context); };
  for (unsigned attempt = 0; attempt < 24; ++attempt) {
    encoding.block = guessBlock(random, input.getEncoding().getBlock(), type);
    guessPlaces(random, encoding, input.getEncoding().getLut(), type);
    EncodingAttr attr = EncodingAttr::getChecked(emitDropped, context, encoding);
    ArrayType result = attr ? ArrayType::getChecked(emitDropped, context, type, attr) : ArrayType();
    if (result && succeeded(checkReshape(input, result, beSilent)))
      return result;
  }
  return {};
}

static bool produceReshape(Generator &generator) {
  Known input = generator.getAnyArray();
  SmallVector<int64_t> type(input.getArray().getShape());
  Shape shape = input.facts.shape;
  if (!changeShape(generator.getRandom(), type, shape))
    return false;
  ArrayType result = findReshaped(generator.getRandom(), input.getArray(), type);
  // A zero leaves a dynamic size open.
  bool isOpen = llvm::is_contained(shape, 0) && llvm::any_of(type, ShapedType::isDynamic);
  if (!result || isOpen || failed(checkReshape(input.getRuntimeArray(), result.withShape(shape), beSilent)))
    return false;
  auto op = ReshapeOp::create(generator.getBuilder(), generator.getLoc(), result, input.value);
  generator.add(op, withShape(input.facts, shape));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// concat, pad, gather
//===----------------------------------------------------------------------------------------------------===//

static bool produceConcat(Generator &generator) {
  Known first = generator.getAnyArray();
  if (first.getRank() == 0)
    return false;
  auto dim = static_cast<int64_t>(generator.getRandom().below(first.getRank()));
  SmallVector<Known> inputs = {first};
  auto numMore = static_cast<unsigned>(generator.getRandom().pickWeighted({10, 60, 30}));
  for (unsigned i = 0; i < numMore; ++i) {
    if (generator.getRandom().chance(40)) {
      inputs.push_back(first);
      continue;
    }
    SmallVector<int64_t> type(first.getArray().getShape());
    Shape shape = first.facts.shape;
    int64_t vector = 1;
    if (LutAttr lut = first.getArray().getEncoding().getLut(); lut && lut.isVector())
      vector = lut.getVector()[dim];
    shape[dim] = vector * generator.getRandom().between(0, 6);
    if (!ShapedType::isDynamic(type[dim]))
      type[dim] = shape[dim];
    inputs.push_back(generator.getArray(first.getArray().withShape(type), shape));
  }
  auto types = llvm::map_to_vector(inputs, [](const Known &input) { return input.getArray(); });
  auto runtimeTypes = llvm::map_to_vector(inputs, [](const Known &input) { return input.getRuntimeArray(); });
  FailureOr<ConcatMapping> mapping = mapConcat(types, dim, beSilent);
  if (failed(mapping) || failed(mapConcat(runtimeTypes, dim, beSilent)))
    return false;
  Facts facts = first.facts;
  for (const Known &input : ArrayRef<Known>(inputs).drop_front()) {
    int64_t size = facts.shape[dim] + input.facts.shape[dim];
    facts = Facts::join(withShape(facts, input.facts.shape), input.facts);
    facts.shape[dim] = size;
  }
  auto values = llvm::map_to_vector(inputs, [](const Known &input) { return input.value; });
  auto op = ConcatOp::create(generator.getBuilder(), generator.getLoc(), mapping->result, values, dim);
  generator.add(op, facts);
  return true;
}

/// Entry 0 is zero in every table of a constant.
static bool hasZeroEntries(Value value, LutAttr lut) {
  auto constant = value.getDefiningOp<ConstantOp>();
  auto tables = constant ? dyn_cast_if_present<DenseElementsAttr>(constant.getPart(PartKind::Codebook)) : nullptr;
  if (!tables || isa<IntegerType>(tables.getElementType()))
    return false;
  int64_t index = 0, numValues = lut.getNumEntries() * lut.getVectorSize();
  for (const APFloat &entry : tables.getValues<APFloat>())
    if (index++ % numValues < lut.getVectorSize() && !entry.isZero())
      return false;
  return true;
}

static bool producePad(Generator &generator) {
  Known input = generator.getAnyArray();
  Random &random = generator.getRandom();
  std::optional<int64_t> zeroCode;
  if (LutAttr lut = input.getArray().getEncoding().getLut(); lut && !input.getArray().getEncoding().getSparsity()) {
    if (!hasZeroEntries(input.value, lut))
      return false;
    zeroCode = 0;
  }
  IntegerAttr zeroCodeAttr;
  if (zeroCode)
    zeroCodeAttr = generator.getBuilder().getI64IntegerAttr(*zeroCode);
  for (unsigned attempt = 0; attempt < 6; ++attempt) {
    SmallVector<int64_t> low, high;
    Shape shape;
    for (auto [size, block] : llvm::zip(input.facts.shape, input.getArray().getEncoding().getBlock())) {
      int64_t unit = std::max<int64_t>(block, 1);
      low.push_back(random.chance(60) ? 0 : unit * random.between(0, 2));
      int64_t highUnit = random.chance(50) ? unit : 1;
      high.push_back(random.chance(40) ? 0 : highUnit * random.between(0, 3));
      shape.push_back(size + low.back() + high.back());
    }
    FailureOr<PadMapping> mapping = mapPad(input.getArray(), low, high, zeroCode, beSilent);
    if (failed(mapping) || failed(mapPad(input.getRuntimeArray(), low, high, zeroCode, beSilent)) ||
        numerics::getNumElements(shape) > 600)
      continue;
    auto op = PadOp::create(generator.getBuilder(), generator.getLoc(), mapping->result, input.value,
                            generator.getBuilder().getDenseI64ArrayAttr(low),
                            generator.getBuilder().getDenseI64ArrayAttr(high), zeroCodeAttr);
    Facts facts = withShape(input.facts, shape);
    facts.bounds = Bounds::join(facts.bounds, {0, 0});
    generator.add(op, facts);
    return true;
  }
  return false;
}

static bool produceGather(Generator &generator) {
  Known input = generator.getAnyArray();
  if (input.getRank() == 0)
    return false;
  Random &random = generator.getRandom();
  auto dim = static_cast<int64_t>(random.below(input.getRank()));
  int64_t size = input.facts.shape[dim];
  Type indexType = random.pick<Type>({generator.getBuilder().getI32Type(), generator.getBuilder().getI64Type()});
  Shape indexShape = generator.makeShape(2);
  if (size == 0)
    indexShape = {0};
  if (numerics::getNumElements(indexShape) > 16)
    indexShape = {3};
  auto tensorType = RankedTensorType::get(generator.makeTypeShape(indexShape), indexType);
  if (failed(mapGather(input.getArray(), tensorType, dim, beSilent)))
    return false;
  Tensor data = generator.getData().makeIntegers(indexType, indexShape, {0, std::max<int64_t>(size - 1, 0)});
  Known indices = generator.makeInput(data, tensorType);
  FailureOr<GatherMapping> mapping = mapGather(input.getArray(), tensorType, dim, beSilent);
  Shape shape(ArrayRef<int64_t>(input.facts.shape).take_front(dim));
  shape.append(indexShape.begin(), indexShape.end());
  llvm::append_range(shape, ArrayRef<int64_t>(input.facts.shape).drop_front(dim + 1));
  auto op =
      GatherOp::create(generator.getBuilder(), generator.getLoc(), mapping->result, input.value, indices.value, dim);
  generator.add(op, withShape(input.facts, shape));
  return true;
}

void random_modules::addLayoutProductions(Productions &productions) {
  productions.push_back({"layout", 6, produceArrayTranspose});
  productions.push_back({"layout", 8, produceSlice});
  productions.push_back({"layout", 8, produceReshape});
  productions.push_back({"layout", 7, produceConcat});
  productions.push_back({"layout", 7, producePad});
  productions.push_back({"layout", 6, produceGather});
}
