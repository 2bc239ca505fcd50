//===- Generator.h - a module in the making ---------------------------------------------------------------===//
//
// A pool holds the values that can be used where the builder stands, with facts about them. A production picks an op,
// its operands from the pool or made for it, builds it and adds its results to the pool. Regions are filled by
// productions with a pool of their own: that of the block around them, and for an isolated region its arguments only.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_GENERATOR_H
#define QNT_LIB_RANDOMMODULES_GENERATOR_H

#include "Data.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "RandomEncoding.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qnt::random_modules {

/// A value and what is known of it.
struct Known {
  Value value;
  Facts facts;

  Type getType() const { return value.getType(); }
  ArrayType getArray() const { return dyn_cast<ArrayType>(value.getType()); }
  RankedTensorType getTensor() const { return dyn_cast<RankedTensorType>(value.getType()); }
  int64_t getRank() const { return static_cast<int64_t>(facts.shape.size()); }
  /// The array type with the sizes that it has at run time.
  ArrayType getRuntimeArray() const { return getArray().withShape(facts.shape); }
};

using Predicate = llvm::function_ref<bool(const Known &)>;

class Generator {
public:
  Generator(MLIRContext &context, uint64_t seed, const GeneratorOptions &options);
  OwningOpRef<ModuleOp> run();

  MLIRContext *getContext() { return &context; }
  Random &getRandom() { return random; }
  DataSource &getData() { return data; }
  OpBuilder &getBuilder() { return builder; }
  Location getLoc() { return builder.getUnknownLoc(); }
  const GeneratorOptions &getOptions() const { return options; }

  //===--------------------------------------------------------------------------------------------------===//
  // Results
  //===--------------------------------------------------------------------------------------------------===//

  /// Makes a value usable.
  Known add(Value value, Facts facts);
  /// A result of @main with a tolerance that nothing uses; false where values cannot be returned (inside regions).
  bool canReturnApproximate() const { return depth == 0 && !isWide; }
  void addApproximate(Value value, StringRef kind);

  //===--------------------------------------------------------------------------------------------------===//
  // Operands
  //===--------------------------------------------------------------------------------------------------===//

  /// A value of the pool, later ones likelier.
  std::optional<Known> pick(Predicate predicate);
  size_t getPoolSize() const { return pool.size(); }
  Known getPoolEntry(size_t index) const { return pool[index]; }
  /// An argument of @main or a constant that holds `data`; its type is `type` (constants of dynamic type are cast).
  Known makeInput(const reference::Tensor &data, RankedTensorType type);
  Known makeInput(const reference::Array &data, ArrayType type);
  /// The same as a constant.
  Known makeConstant(const reference::Tensor &data);
  Value makeIndex(int64_t value);
  /// An index from `low` to `high`: of the pool, an argument of @main or a constant.
  Known makeIndexInput(int64_t low, int64_t high);
  /// An i1 that is true or false.
  Value makeCondition();

  /// A float tensor of any rank and shape from the pool, or a new one.
  Known getFloatTensor(std::optional<FloatType> type = std::nullopt);
  /// A tensor (an array) of exactly this type and run-time shape, from the pool or new.
  Known getTensor(RankedTensorType type, ArrayRef<int64_t> shape);
  Known getArray(ArrayType type, ArrayRef<int64_t> shape);
  /// The same for any type that a value of the pool may have.
  Known getValue(Type type, ArrayRef<int64_t> shape);
  /// A second operand of an integer op beside `known`. Upstream folds x - x, x ^ x and x == x of a dynamic type to a
  /// constant of that type, which does not exist: a new value where the type is dynamic.
  Known getOtherIntegers(const Known &known);
  Known getAnyArray();
  /// New ones, of any shape where none is given.
  Known makeFloatTensor(FloatType type, ArrayRef<int64_t> shape);
  Known makeIntegers(RankedTensorType type, ArrayRef<int64_t> shape);
  Known makeArray(ArrayRef<int64_t> shape, const EncodingRequest &request);
  /// An operand for a part of an array of `type` whose sizes at run time are `shape`.
  Known getPart(ArrayType type, ArrayRef<int64_t> shape, PartKind kind);

  FloatType makeFloatType();
  Shape makeShape(unsigned maxRank = 3);
  /// Some dimensions dynamic.
  SmallVector<int64_t> makeTypeShape(ArrayRef<int64_t> shape);

  //===--------------------------------------------------------------------------------------------------===//
  // Regions
  //===--------------------------------------------------------------------------------------------------===//

  /// Runs `fill` with the builder in `block`; values made in it are forgotten afterwards. `isolated`: the pool starts
  /// with `arguments` alone, else they join it. `wide`: f16 and bf16 stand for f32 inside.
  void inBlock(Block *block, bool isolated, bool wide, ArrayRef<Known> arguments, llvm::function_ref<void()> fill);
  /// Up to `count` ops.
  void produce(unsigned count);
  /// Ops that a new region may have; 0: too deep or too many already.
  unsigned getRegionBudget();
  bool isWideRegion() const { return isWide; }
  bool isInFunctionBody() const { return isFunctionBody; }
  /// A body that computes in f32 calls nothing, nor does what is nested in it.
  bool mayCall() const { return !isInsideWide && numFunctions < 3 && depth < 2; }
  bool isInsideKernel() const { return insideKernel; }
  void setInsideKernel(bool isInside) { insideKernel = isInside; }
  /// A private function; its body is empty.
  func::FuncOp makeFunction(FunctionType type);
  Facts getTypeFacts(Type type, ArrayRef<int64_t> shape) const {
    return random_modules::getTypeFacts(type, shape, isWide);
  }
  /// `facts` of a float result of `type`, after the rounding that it gets here.
  Facts round(Facts facts, Type type) const;
  /// A number for names.
  unsigned getNextNumber() { return nextNumber++; }
  /// An argument of @main.
  bool isMainArgument(Value value);

private:
  Known addInput(const reference::InterpreterValue &value, Type type, const Facts &facts);
  bool produceOne();
  void finishMain();

  MLIRContext &context;
  GeneratorOptions options;
  Random random;
  DataSource data;
  OpBuilder builder;
  OwningOpRef<ModuleOp> module;
  func::FuncOp main;
  SmallVector<Attribute> inputs; ///< of main
  std::vector<Known> pool;
  std::vector<std::pair<Value, StringRef>> approximate;
  unsigned depth = 0, numOps = 0, numFunctions = 0, nextNumber = 0;
  bool isWide = false, isInsideWide = false, isIsolated = false, isFunctionBody = true, insideKernel = false;
};

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_GENERATOR_H
