//===- RunReference.cpp - a run on the reference interpreter, and bounds for approximate results ----------===//
#include "Outcome.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/RandomModules/RandomModule.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::smith;
using reference::ContractionResult;
using reference::Tensor;

/// The distance of neighbours in `format` around `value`, which is finite.
static double getUnitInLastPlace(Format format, double value) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  double magnitude = std::max(std::fabs(value), info.minNormal);
  return std::ldexp(1.0, std::ilogb(magnitude) - static_cast<int>(info.mantissaBits));
}

/// gamma_n * sum |a| |b| + 1 unit in the last place of the result, n the number of roundings on the way to an element:
/// K products and sums, and up to two steps that decode each operand. Nothing is asked of an element whose partial sums
/// may leave the range of f32.
static Bound getContractionBound(const ContractionResult &result, Format format, bool isDouble) {
  double unit = std::ldexp(1.0, isDouble ? -53 : -24);
  double numRoundings = static_cast<double>(result.numTerms) + 4;
  double gamma = numRoundings * unit / (1 - numRoundings * unit);
  double largest = numerics::getInfo(isDouble ? Format::F64 : Format::F32).maxFinite / 2;
  Bound bound{"contraction", {}};
  for (auto [value, magnitude] : llvm::zip_equal(result.value.data, result.magnitude)) {
    // An infinity or a NaN that the operands bring is the same in any order.
    bool isJudged = std::isfinite(value) ? magnitude < largest : !std::isfinite(magnitude);
    if (!isJudged)
      bound.elements.push_back(std::numeric_limits<double>::infinity());
    else
      bound.elements.push_back(std::isfinite(value) ? gamma * magnitude + getUnitInLastPlace(format, value) : 0);
  }
  return bound;
}

/// Four units in the last place, one for the short types, whose functions are computed in f32.
static Bound getFunctionBound(const Tensor &tensor) {
  Format format = tensor.getKind().format;
  double units = format == Format::F32 || format == Format::F64 ? 4 : 1;
  Bound bound{"function", {}};
  for (double value : tensor.getNumbers())
    bound.elements.push_back(std::isfinite(value) ? units * getUnitInLastPlace(format, value) : 0);
  return bound;
}

static bool isDouble(Value value) {
  if (auto array = dyn_cast<ArrayType>(value.getType()))
    return array.getExpressedType().isF64() || array.getEncoding().getScale() == Format::F64;
  return getElementTypeOrSelf(value.getType()).isF64();
}

static Bounds getBounds(func::FuncOp function, const Outcome &outcome,
                        const DenseMap<Operation *, ContractionResult> &contractions) {
  Bounds bounds(outcome.results.size());
  Operation *terminator = nullptr;
  function.walk([&](func::ReturnOp op) { terminator = op; });
  for (auto [index, operand] : llvm::enumerate(terminator->getOperands())) {
    auto mark = function.getResultAttrOfType<StringAttr>(index, random_modules::kApproximateAttr);
    if (!mark)
      continue;
    const Tensor &tensor = outcome.results[index].getTensor();
    auto it = contractions.find(operand.getDefiningOp());
    if (it == contractions.end()) {
      bounds[index] = getFunctionBound(tensor);
      continue;
    }
    bool inDouble = llvm::all_of(it->first->getOperands().take_front(2), isDouble) && tensor.getElementType().isF64();
    bounds[index] = getContractionBound(it->second, tensor.getKind().format, inDouble);
  }
  return bounds;
}

llvm::Expected<Outcome> smith::runReference(ModuleOp module, ArrayRef<reference::InterpreterValue> inputs,
                                            Bounds *bounds) {
  Outcome outcome;
  DenseMap<Operation *, ContractionResult> contractions;
  reference::InterpreterOptions options;
  options.stepLimit = 1000000;
  options.observe = [&](const reference::Observation &observation) {
    outcome.observations.emplace_back(observation.name.str(), observation.values);
    return llvm::Error::success();
  };
  if (bounds)
    options.inspectContraction = [&](Operation *op, const ContractionResult &result) { contractions[op] = result; };
  llvm::Expected<Values> results = reference::Interpreter(module, std::move(options)).run("main", inputs);
  if (!results)
    return results.takeError();
  outcome.results = std::move(*results);
  if (bounds)
    *bounds = getBounds(module.lookupSymbol<func::FuncOp>("main"), outcome, contractions);
  return outcome;
}
