//===- QuantizeValues.cpp - codes of float tensors --------------------------------------------------------===//
#include "QuantizeValues.h"
#include "BlockMaps.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Numerics/Quantize.h"
#include "RuntimeChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// The request
//===----------------------------------------------------------------------------------------------------===//

numerics::Convention QuantizeRequest::getConvention() const {
  return convention ? convention.toNumerics() : numerics::Convention();
}

numerics::Encoding QuantizeRequest::getChosenEncoding() const {
  numerics::Encoding plain = encoding.toNumerics();
  return calibration ? numerics::getChosenEncoding(plain, getConvention(), calibration.toNumerics()) : plain;
}

Format QuantizeRequest::getInputFormat() const {
  Type element = cast<RankedTensorType>(input.getType()).getElementType();
  return element.isF64() ? Format::F64 : element.isF16() ? Format::F16 : element.isBF16() ? Format::BF16 : Format::F32;
}

void mlir::qnt::setInput(ImplicitLocOpBuilder &builder, Operation *op, QuantizeRequest &request, Value input,
                         ArrayType type) {
  request.op = op;
  assertType(builder, op, "input", getTensorSizes(builder, builder.getLoc(), input), type.getShape());
  request.input = refineShape(builder, input, type.getShape());
  request.sizes = getTensorSizes(builder, builder.getLoc(), request.input);
  for (auto [kind, part] : {std::pair(PartKind::Scales, request.scale),
                            {PartKind::ZeroPoints, request.zeroPoint},
                            {PartKind::Codebook, request.codebook},
                            {PartKind::Mask, request.mask}})
    if (part)
      assertSizes(builder, op, getPartName(kind), part, getPartSizes(builder, request.encoding, kind, request.sizes));
  if (request.mask)
    assertSparsity(builder, op, request.encoding, request.mask, request.sizes);
}

/// i1: the element is not 0 (NaN is not).
static Value keepNonzero(ImplicitLocOpBuilder &builder, const QuantizeRequest &request) {
  AffineMap identity = builder.getMultiDimIdentityMap(request.sizes.size());
  return mapElements(builder, request.sizes, {{request.input, identity}},
                     [](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       Value zero = arith::ConstantOp::create(b, b.getZeroAttr(args[0].getType()));
                       return {arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, args[0], zero)};
                     })
      .front();
}

//===----------------------------------------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<Value *> getPresent(emit::BlockValues &block) {
  SmallVector<Value *> present;
  for (Value *value : {&block.scale.value, &block.reciprocal.value, &block.zeroPoint, &block.roundedZeroPoint.value})
    if (*value)
      present.push_back(value);
  return present;
}

PreparedBlocks::PreparedBlocks(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                               const BlockParameters &parameters, const emit::ElementQuantizer &quantizer)
    : quantizer(quantizer), map(getScaleMap(request.encoding)) {
  if (!parameters.codeScales)
    return;
  emit::ElementEncoding encoding(request.getChosenEncoding());
  Sizes grid = getGridSizes(builder, request.sizes, request.encoding.getBlock());
  AffineMap identity = builder.getMultiDimIdentityMap(grid.size());
  SmallVector<LoopInput> inputs = {{parameters.codeScales, identity}};
  if (parameters.zeroPoints)
    inputs.push_back({parameters.zeroPoints, identity});
  tensors = mapElements(builder, grid, inputs, [&](ImplicitLocOpBuilder &b, ValueRange args) {
    Value zeroPoint = args.size() > 1 ? emit::emitZeroPoint(b, encoding, args[1]) : Value();
    formats = quantizer.emitBlock(b, args[0], zeroPoint);
    return llvm::map_to_vector(getPresent(formats), [](Value *value) { return *value; });
  });
}

void PreparedBlocks::addInputs(SmallVectorImpl<LoopInput> &inputs) const {
  for (Value tensor : tensors)
    inputs.push_back({tensor, map});
}

emit::BlockValues PreparedBlocks::getBlock(ImplicitLocOpBuilder &builder, ValueRange args) const {
  if (tensors.empty())
    return quantizer.emitBlock(builder, Value(), Value());
  emit::BlockValues block = formats;
  for (auto [value, arg] : llvm::zip(getPresent(block), args))
    *value = arg;
  return block;
}

//===----------------------------------------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------------------------------------===//

/// A loop over the elements of the input that gives `body(element, block)`. Elements that the mask leaves out are 0.
static Value
mapInput(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, const PreparedBlocks &blocks,
         function_ref<Value(ImplicitLocOpBuilder &builder, Value element, const emit::BlockValues &block)> body) {
  AffineMap identity = builder.getMultiDimIdentityMap(request.sizes.size());
  SmallVector<LoopInput> inputs = {{request.input, identity}};
  if (request.mask)
    inputs.push_back({request.mask, identity});
  unsigned numOwn = inputs.size();
  blocks.addInputs(inputs);
  return mapElements(builder, request.sizes, inputs,
                     [&](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
                       Value element = args[0];
                       if (request.mask) {
                         Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element.getType()));
                         element = arith::SelectOp::create(b, args[1], element, zero);
                       }
                       return {body(b, element, blocks.getBlock(b, args.drop_front(numOwn)))};
                     })
      .front();
}

static Value computeCodesFor(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                             const BlockParameters &parameters, bool onePerElement) {
  emit::ElementQuantizer quantizer(emit::ElementEncoding(request.getChosenEncoding()), request.getConvention(),
                                   request.getInputFormat(), onePerElement);
  PreparedBlocks blocks(builder, request, parameters, quantizer);
  if (!request.encoding.hasLut())
    return mapInput(builder, request, blocks,
                    [&](ImplicitLocOpBuilder &b, Value element, const emit::BlockValues &block) {
                      Value index = quantizer.needsIndex() ? emitLinearPosition(b, request.sizes) : Value();
                      return quantizer.emitCode(b, element, block, index);
                    });
  Value quotients =
      mapInput(builder, request, blocks, [&](ImplicitLocOpBuilder &b, Value element, const emit::BlockValues &block) {
        return quantizer.emitQuotient(b, element, block);
      });
  return searchTables(builder, request, quotients);
}

Value mlir::qnt::computeCodes(ImplicitLocOpBuilder &builder, const QuantizeRequest &request,
                              const BlockParameters &parameters) {
  return buildFor(builder, isOnePerElement(builder, request),
                  [&](ImplicitLocOpBuilder &b, bool onePerElement) -> SmallVector<Value> {
                    return {computeCodesFor(b, request, parameters, onePerElement)};
                  })
      .front();
}

ArrayElements mlir::qnt::quantizeValues(ImplicitLocOpBuilder &builder, QuantizeRequest request) {
  if (request.encoding.getSparsity() && !request.mask) {
    request.mask = keepNonzero(builder, request);
    // With given parameters the mask is taken as it comes.
    if (request.calibration)
      assertSparsity(builder, request.op, request.encoding, request.mask, request.sizes);
  }
  BlockParameters parameters = getParameters(builder, request, /*finer=*/true);
  ArrayElements elements;
  elements.encoding = request.encoding;
  elements.sizes = request.sizes;
  elements.codes = computeCodes(builder, request, parameters);
  elements.scales = parameters.scales;
  elements.zeroPoints = parameters.zeroPoints;
  elements.codebook = request.codebook;
  elements.tensorScale = parameters.tensorScale;
  elements.mask = request.mask;
  return elements;
}
