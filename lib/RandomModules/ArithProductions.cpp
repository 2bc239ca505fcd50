//===- ArithProductions.cpp - arith and math on tensors and scalars ---------------------------------------===//
#include "Productions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

static Type withElement(Type type, Type elementType) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? Type(RankedTensorType::get(tensor.getShape(), elementType)) : elementType;
}

/// A float tensor or scalar.
static Known getFloats(Generator &generator) {
  std::optional<Known> scalar = generator.pick([](const Known &known) { return isUsualFloat(known.getType()); });
  if (scalar && generator.getRandom().chance(20))
    return *scalar;
  return generator.getFloatTensor();
}

/// An integer tensor or scalar; i1 and index only where asked for.
static Known getIntegers(Generator &generator) {
  std::optional<Known> known = generator.pick([](const Known &known) {
    if (known.getArray())
      return false;
    Type type = getElementTypeOrSelf(known.getType());
    return type.isSignlessInteger() && !type.isInteger(1);
  });
  if (known && generator.getRandom().chance(80))
    return *known;
  OpBuilder &builder = generator.getBuilder();
  Type type = generator.getRandom().pick<Type>({builder.getI8Type(), builder.getI16Type(), builder.getI32Type(),
                                                builder.getI32Type(), builder.getI64Type(), builder.getIntegerType(4)});
  Shape shape = generator.makeShape();
  Tensor data = generator.getData().makeIntegers(type, shape, getTypeBounds(type));
  return generator.makeInput(data, RankedTensorType::get(generator.makeTypeShape(shape), type));
}

static Facts withGrid(const Known &known, Grid grid, bool isFinite) {
  Facts facts = known.facts;
  facts.grid = grid;
  facts.isFinite = isFinite;
  return facts;
}

//===----------------------------------------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------------------------------------===//

static bool produceFloatBinary(Generator &generator) {
  Known lhs = getFloats(generator);
  Known rhs = generator.getValue(lhs.getType(), lhs.facts.shape);
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  Grid a = lhs.facts.grid, b = rhs.facts.grid, any = generator.getTypeFacts(lhs.getType(), lhs.facts.shape).grid;
  bool isFinite = lhs.facts.isFinite && rhs.facts.isFinite;
  auto add = [&](Value value, Grid grid, bool finite) {
    generator.add(value, generator.round(withGrid(lhs, grid, finite), lhs.getType()));
    return true;
  };
  switch (generator.getRandom().pickWeighted({5, 3, 4, 2, 2, 2, 1})) {
  case 0:
    return add(arith::AddFOp::create(builder, loc, lhs.value, rhs.value), Grid::sum(a, b), isFinite);
  case 1:
    return add(arith::SubFOp::create(builder, loc, lhs.value, rhs.value), Grid::sum(a, b), isFinite);
  case 2:
    return add(arith::MulFOp::create(builder, loc, lhs.value, rhs.value), Grid::product(a, b), isFinite);
  case 3:
    return add(arith::MaximumFOp::create(builder, loc, lhs.value, rhs.value), Grid::join(a, b), isFinite);
  case 4:
    return add(arith::MinimumFOp::create(builder, loc, lhs.value, rhs.value), Grid::join(a, b), isFinite);
  case 5:
    return add(arith::DivFOp::create(builder, loc, lhs.value, rhs.value), any, false);
  default:
    return add(arith::RemFOp::create(builder, loc, lhs.value, rhs.value), any, false);
  }
}

/// Functions with one right value in every library.
static bool produceFloatUnary(Generator &generator) {
  Known input = getFloats(generator);
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  Grid integers = {std::max(input.facts.grid.low, 0), std::max(input.facts.grid.high, 0) + 1};
  auto add = [&](Value value, Grid grid) {
    generator.add(value, generator.round(withGrid(input, grid, input.facts.isFinite), input.getType()));
    return true;
  };
  switch (generator.getRandom().below(8)) {
  case 0:
    return add(arith::NegFOp::create(builder, loc, input.value), input.facts.grid);
  case 1:
    return add(math::AbsFOp::create(builder, loc, input.value), input.facts.grid);
  case 2:
    return add(math::CeilOp::create(builder, loc, input.value), integers);
  case 3:
    return add(math::FloorOp::create(builder, loc, input.value), integers);
  case 4:
    return add(math::RoundEvenOp::create(builder, loc, input.value), integers);
  case 5:
    return add(math::TruncOp::create(builder, loc, input.value), integers);
  case 6:
    return add(math::RoundOp::create(builder, loc, input.value), integers);
  default:
    Facts facts = generator.getTypeFacts(input.getType(), input.facts.shape);
    generator.add(math::SqrtOp::create(builder, loc, input.value), facts);
    return true;
  }
}

static bool produceFma(Generator &generator) {
  Known a = getFloats(generator);
  Known b = generator.getValue(a.getType(), a.facts.shape);
  Known c = generator.getValue(a.getType(), a.facts.shape);
  auto op = math::FmaOp::create(generator.getBuilder(), generator.getLoc(), a.value, b.value, c.value);
  Grid grid = Grid::sum(Grid::product(a.facts.grid, b.facts.grid), c.facts.grid);
  bool isFinite = a.facts.isFinite && b.facts.isFinite && c.facts.isFinite;
  generator.add(op, generator.round(withGrid(a, grid, isFinite), a.getType()));
  return true;
}

/// Functions that libraries round differently: results of @main only.
static bool produceFunction(Generator &generator) {
  if (!generator.canReturnApproximate())
    return false;
  Known input = generator.getFloatTensor();
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  auto make = [&]() -> Value {
    switch (generator.getRandom().below(6)) {
    case 0:
      return math::ExpOp::create(builder, loc, input.value);
    case 1:
      return math::TanhOp::create(builder, loc, input.value);
    case 2:
      return math::LogOp::create(builder, loc, input.value);
    case 3:
      return math::ErfOp::create(builder, loc, input.value);
    case 4:
      return math::RsqrtOp::create(builder, loc, input.value);
    default:
      return math::Exp2Op::create(builder, loc, input.value);
    }
  };
  generator.addApproximate(make(), "function");
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Comparisons and choices
//===----------------------------------------------------------------------------------------------------===//

static bool produceCompare(Generator &generator) {
  OpBuilder &builder = generator.getBuilder();
  Random &random = generator.getRandom();
  bool isFloat = random.chance(60);
  Known lhs = isFloat ? getFloats(generator) : getIntegers(generator);
  // Upstream folds a comparison of integers with themselves to a constant of the same type, which a dynamic one cannot
  // be.
  auto shaped = dyn_cast<ShapedType>(lhs.getType());
  if (!isFloat && shaped && !shaped.hasStaticShape())
    return false;
  Known rhs = isFloat ? generator.getValue(lhs.getType(), lhs.facts.shape) : generator.getOtherIntegers(lhs);
  Value result;
  if (isFloat)
    result = arith::CmpFOp::create(builder, generator.getLoc(),
                                   static_cast<arith::CmpFPredicate>(random.between(1, 14)), lhs.value, rhs.value);
  else
    result = arith::CmpIOp::create(builder, generator.getLoc(), static_cast<arith::CmpIPredicate>(random.below(10)),
                                   lhs.value, rhs.value);
  generator.add(result, generator.getTypeFacts(result.getType(), lhs.facts.shape));
  return true;
}

/// By element for tensors, or one condition for a value of any type.
static bool produceSelect(Generator &generator) {
  if (generator.getPoolSize() == 0)
    return false;
  Known first = generator.getPoolEntry(generator.getRandom().below(generator.getPoolSize()));
  Known second = generator.getValue(first.getType(), first.facts.shape);
  Value condition;
  if (RankedTensorType tensor = first.getTensor(); tensor && generator.getRandom().chance(60))
    condition =
        generator
            .getTensor(RankedTensorType::get(tensor.getShape(), generator.getBuilder().getI1Type()), first.facts.shape)
            .value;
  else
    condition = generator.makeCondition();
  auto op = arith::SelectOp::create(generator.getBuilder(), generator.getLoc(), condition, first.value, second.value);
  generator.add(op, Facts::join(first.facts, second.facts));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------------------------------------===//

/// A constant of an integer type that stands for every element.
static Value makeSplat(Generator &generator, const Known &like, int64_t value) {
  Tensor data =
      generator.getData().makeIntegers(getElementTypeOrSelf(like.getType()), like.facts.shape, {value, value});
  if (RankedTensorType tensor = like.getTensor())
    return generator.makeInput(data, tensor).value;
  return arith::ConstantOp::create(generator.getBuilder(), generator.getLoc(),
                                   generator.getBuilder().getIntegerAttr(like.getType(), value));
}

static Value makeIntegerBinary(Generator &generator, const Known &lhs, Value rhs) {
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  switch (generator.getRandom().below(9)) {
  case 0:
    return arith::AddIOp::create(builder, loc, lhs.value, rhs);
  case 1:
    return arith::SubIOp::create(builder, loc, lhs.value, rhs);
  case 2:
    return arith::MulIOp::create(builder, loc, lhs.value, rhs);
  case 3:
    return arith::AndIOp::create(builder, loc, lhs.value, rhs);
  case 4:
    return arith::OrIOp::create(builder, loc, lhs.value, rhs);
  case 5:
    return arith::XOrIOp::create(builder, loc, lhs.value, rhs);
  case 6:
    return arith::MaxSIOp::create(builder, loc, lhs.value, rhs);
  case 7:
    return arith::MinSIOp::create(builder, loc, lhs.value, rhs);
  default:
    return arith::MaxUIOp::create(builder, loc, lhs.value, rhs);
  }
}

static Value makeShiftOrDivision(Generator &generator, const Known &lhs) {
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  unsigned kind = generator.getRandom().below(5);
  unsigned width = getElementTypeOrSelf(lhs.getType()).getIntOrFloatBitWidth();
  int64_t amount = static_cast<int64_t>(generator.getRandom().below(width));
  // 3 fits in every width from 3 bits on; -1 and 0 are not divided by.
  Value rhs = makeSplat(generator, lhs, kind < 3 ? amount : width > 2 ? 3 : 1);
  switch (kind) {
  case 0:
    return arith::ShLIOp::create(builder, loc, lhs.value, rhs);
  case 1:
    return arith::ShRSIOp::create(builder, loc, lhs.value, rhs);
  case 2:
    return arith::ShRUIOp::create(builder, loc, lhs.value, rhs);
  case 3:
    return arith::DivSIOp::create(builder, loc, lhs.value, rhs);
  default:
    return arith::RemUIOp::create(builder, loc, lhs.value, rhs);
  }
}

static bool produceInteger(Generator &generator) {
  Known lhs = getIntegers(generator);
  Value result;
  if (generator.getRandom().chance(65)) {
    Value rhs = generator.getOtherIntegers(lhs).value;
    result = makeIntegerBinary(generator, lhs, rhs);
  } else {
    result = makeShiftOrDivision(generator, lhs);
  }
  generator.add(result, generator.getTypeFacts(lhs.getType(), lhs.facts.shape));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------------------------------------===//

static bool produceFloatCast(Generator &generator) {
  Known input = getFloats(generator);
  Type from = getElementTypeOrSelf(input.getType());
  FloatType to = generator.makeFloatType();
  OpBuilder &builder = generator.getBuilder();
  Type type = withElement(input.getType(), to);
  if (from.getIntOrFloatBitWidth() == to.getWidth())
    return false;
  Value result;
  if (from.getIntOrFloatBitWidth() < to.getWidth())
    result = arith::ExtFOp::create(builder, generator.getLoc(), type, input.value);
  else
    result = arith::TruncFOp::create(builder, generator.getLoc(), type, input.value);
  generator.add(result, generator.round(input.facts, type));
  return true;
}

static bool produceIntegerToFloat(Generator &generator) {
  Known input = getIntegers(generator);
  OpBuilder &builder = generator.getBuilder();
  Type type = withElement(input.getType(), generator.makeFloatType());
  Facts facts = input.facts;
  bool isSigned = generator.getRandom().chance(60);
  Value result;
  if (isSigned)
    result = arith::SIToFPOp::create(builder, generator.getLoc(), type, input.value);
  else
    result = arith::UIToFPOp::create(builder, generator.getLoc(), type, input.value);
  unsigned width = getElementTypeOrSelf(input.getType()).getIntOrFloatBitWidth();
  bool isKnown = isSigned || facts.bounds.low >= 0;
  facts.grid = isKnown ? Grid::ofIntegers(facts.bounds.low, facts.bounds.high) : Grid{0, static_cast<int>(width)};
  facts.isFinite = true;
  generator.add(result, generator.round(facts, type));
  return true;
}

/// Values between -100 and 100, without NaN, as an i8 holds them.
static bool produceFloatToInteger(Generator &generator) {
  Known input = generator.getFloatTensor();
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  RankedTensorType tensor = input.getTensor();
  auto splat = [&](double value) {
    std::vector<double> values(input.facts.getNumElements(), value);
    Tensor data = Tensor::fromFloats(tensor.getElementType(), input.facts.shape, values);
    return generator.makeInput(data, tensor).value;
  };
  Value value = input.value;
  if (!input.facts.isFinite || input.facts.grid.high > 6) {
    Value low = splat(-100), high = splat(100);
    value = arith::MaxNumFOp::create(builder, loc, value, low);
    value = arith::MinNumFOp::create(builder, loc, value, high);
  }
  unsigned width = generator.getRandom().pick({8u, 16u, 32u, 64u});
  Type type = withElement(tensor, builder.getIntegerType(width));
  Facts facts = input.facts;
  facts.bounds = {-100, 100};
  facts.isFinite = true;
  generator.add(arith::FPToSIOp::create(builder, loc, type, value), facts);
  return true;
}

static bool produceResize(Generator &generator) {
  Known input = getIntegers(generator);
  OpBuilder &builder = generator.getBuilder();
  Location loc = generator.getLoc();
  unsigned from = getElementTypeOrSelf(input.getType()).getIntOrFloatBitWidth();
  unsigned to = generator.getRandom().pick({4u, 8u, 16u, 32u, 64u});
  Type type = withElement(input.getType(), builder.getIntegerType(to));
  if (from == to)
    return false;
  if (from > to) {
    generator.add(arith::TruncIOp::create(builder, loc, type, input.value),
                  generator.getTypeFacts(type, input.facts.shape));
    return true;
  }
  if (generator.getRandom().chance(60)) {
    generator.add(arith::ExtSIOp::create(builder, loc, type, input.value), input.facts);
    return true;
  }
  Facts facts = generator.getTypeFacts(type, input.facts.shape);
  facts.bounds = {0, llvm::maxUIntN(from) > INT64_MAX ? INT64_MAX : static_cast<int64_t>(llvm::maxUIntN(from))};
  generator.add(arith::ExtUIOp::create(builder, loc, type, input.value), facts);
  return true;
}

void random_modules::addArithProductions(Productions &productions) {
  productions.push_back({"arith", 10, produceFloatBinary});
  productions.push_back({"arith", 6, produceFloatUnary});
  productions.push_back({"arith", 1, produceFma});
  productions.push_back({"arith", 3, produceFunction});
  productions.push_back({"arith", 4, produceCompare});
  productions.push_back({"arith", 4, produceSelect});
  productions.push_back({"arith", 6, produceInteger});
  productions.push_back({"arith", 5, produceFloatCast});
  productions.push_back({"arith", 4, produceIntegerToFloat});
  productions.push_back({"arith", 3, produceFloatToInteger});
  productions.push_back({"arith", 4, produceResize});
}
