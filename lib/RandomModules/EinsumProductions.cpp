//===- EinsumProductions.cpp - einsum ---------------------------------------------------------------------===//
#include "Productions.h"
#include "Sums.h"
#include <map>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

namespace {

/// An operand's letters; the sizes of its ellipsis stand before them.
struct Term {
  std::string letters;
  bool hasEllipsis = false;
  Shape ellipsis;
};

/// An equation and the sizes of its letters.
struct Equation {
  std::map<char, int64_t> sizes;
  SmallVector<Term> terms;
  Shape ellipsis; ///< of the result
  std::string output;
  bool isImplicit = false;

  explicit Equation(Random &random);
  void makeTerms(Random &random);
  void makeOutput(Random &random);
  bool hasEllipsis() const {
    return llvm::any_of(terms, [](const Term &term) { return term.hasEllipsis; });
  }
  std::string getText() const;
  Shape getShape(const Term &term) const;
  Shape getResultShape() const;
  unsigned countUses(char letter) const;
  /// Products of the sizes that are summed.
  int64_t getNumTerms() const;
  /// Two operands, and every summed letter once in both.
  bool isOneContraction() const;
};

} // namespace

unsigned Equation::countUses(char letter) const {
  unsigned count = 0;
  for (const Term &term : terms)
    count += llvm::count(term.letters, letter);
  return count;
}

void Equation::makeTerms(Random &random) {
  static constexpr char letters[] = {'i', 'j', 'k', 'l', 'm'};
  for (char letter : letters)
    sizes[letter] = random.pick({0, 1, 2, 3, 4, 5, 2, 3});
  size_t numTerms = 1 + random.pickWeighted({20, 60, 20});
  if (random.chance(25))
    for (size_t i = random.below(3); i > 0; --i)
      ellipsis.push_back(random.between(1, 3));
  bool usesEllipsis = !ellipsis.empty();
  for (size_t i = 0; i < numTerms; ++i) {
    Term term;
    size_t rank = random.between(usesEllipsis ? 0 : 1, 3);
    for (size_t dim = 0; dim < rank; ++dim) {
      char letter = random.pick(letters);
      if (!StringRef(term.letters).contains(letter) || random.chance(12))
        term.letters += letter;
    }
    term.hasEllipsis = usesEllipsis && (i == 0 || random.chance(60));
    if (term.hasEllipsis) {
      // The first operand has all of it; others may lack dimensions or have 1 in their place.
      term.ellipsis.assign(ellipsis.begin() + (i == 0 ? 0 : random.below(ellipsis.size() + 1)), ellipsis.end());
      for (int64_t &size : term.ellipsis)
        size = i > 0 && random.chance(25) ? 1 : size;
    }
    terms.push_back(term);
  }
}

void Equation::makeOutput(Random &random) {
  isImplicit = random.chance(15);
  std::string used;
  for (auto [letter, size] : sizes)
    if (countUses(letter) > 0)
      used += letter;
  if (!isImplicit)
    random.shuffle(used);
  for (char letter : used)
    if (isImplicit ? countUses(letter) == 1 : random.chance(60))
      output += letter;
}

Equation::Equation(Random &random) {
  makeTerms(random);
  makeOutput(random);
}

std::string Equation::getText() const {
  std::string text;
  for (auto [index, term] : llvm::enumerate(terms))
    text += (index == 0 ? "" : ",") + std::string(term.hasEllipsis ? "..." : "") + term.letters;
  if (!isImplicit)
    text += "->" + std::string(hasEllipsis() ? "..." : "") + output;
  return text;
}

Shape Equation::getShape(const Term &term) const {
  Shape shape = term.ellipsis;
  for (char letter : term.letters)
    shape.push_back(sizes.at(letter));
  return shape;
}

Shape Equation::getResultShape() const {
  Shape shape = ellipsis;
  for (char letter : output)
    shape.push_back(sizes.at(letter));
  return shape;
}

int64_t Equation::getNumTerms() const {
  int64_t product = 1;
  for (auto [letter, size] : sizes)
    if (countUses(letter) > 0 && !StringRef(output).contains(letter))
      product *= size;
  return product;
}

bool Equation::isOneContraction() const {
  return terms.size() == 2 && llvm::all_of(sizes, [&](auto &entry) {
           char letter = entry.first;
           bool isSummed = countUses(letter) > 0 && !StringRef(output).contains(letter);
           return !isSummed ||
                  llvm::all_of(terms, [&](const Term &term) { return StringRef(term.letters).contains(letter); });
         });
}

//===----------------------------------------------------------------------------------------------------===//
// The op
//===----------------------------------------------------------------------------------------------------===//

/// Sums of a letter of the result's type: static where an operand is, in a static place.
static SmallVector<int64_t> makeResultType(Generator &generator, const Equation &equation, ArrayRef<Known> operands) {
  std::map<char, bool> isStatic;
  bool isEllipsisStatic = true;
  for (auto [term, operand] : llvm::zip(equation.terms, operands))
    for (auto [dim, size] : llvm::enumerate(getTypeShape(operand))) {
      if (dim < term.ellipsis.size())
        isEllipsisStatic &= !ShapedType::isDynamic(size);
      else if (!ShapedType::isDynamic(size))
        isStatic[term.letters[dim - term.ellipsis.size()]] = true;
    }
  SmallVector<int64_t> type;
  for (int64_t size : equation.ellipsis)
    type.push_back(isEllipsisStatic ? size : ShapedType::kDynamic);
  for (char letter : equation.output)
    type.push_back(isStatic[letter] && !generator.getRandom().chance(10) ? equation.sizes.at(letter)
                                                                         : ShapedType::kDynamic);
  return type;
}

/// Dimensions of an operand whose letters are summed.
static SmallVector<int64_t> getSummed(const Equation &equation, const Term &term) {
  SmallVector<int64_t> dims;
  for (auto [dim, letter] : llvm::enumerate(term.letters))
    if (!StringRef(equation.output).contains(letter))
      dims.push_back(static_cast<int64_t>(term.ellipsis.size() + dim));
  return dims;
}

/// Under an ellipsis a static 1 is broadcast, and nothing else.
static bool isBroadcastStatic(const Equation &equation, ArrayRef<Known> operands) {
  for (auto [term, operand] : llvm::zip(equation.terms, operands))
    for (size_t dim = 0; dim < term.ellipsis.size(); ++dim) {
      int64_t size = equation.ellipsis[equation.ellipsis.size() - term.ellipsis.size() + dim];
      if (term.ellipsis[dim] != size && ShapedType::isDynamic(getTypeShape(operand)[dim]))
        return false;
    }
  return true;
}

/// Two tiles along one letter have a size that holds both: the smaller divides the larger, or one is the whole
/// dimension.
static bool haveCommonTile(ArrayRef<int64_t> tiles, size_t first, size_t second, ArrayRef<int64_t> shape) {
  if (tiles.empty())
    return true;
  auto isWhole = [&](size_t dim) {
    return tiles[dim] == numerics::kWhole || (!ShapedType::isDynamic(shape[dim]) && tiles[dim] >= shape[dim]);
  };
  return isWhole(first) || isWhole(second) || tiles[first] % tiles[second] == 0 || tiles[second] % tiles[first] == 0;
}

/// The diagonals of an operand are arrays again: else the op is no chain of dot_general.
static bool hasDiagonals(const Term &term, const Known &operand) {
  ArrayType array = operand.getArray();
  if (!array)
    return true;
  EncodingAttr encoding = array.getEncoding();
  LutAttr lut = encoding.getLut();
  size_t numLetters = term.letters.size(), base = term.ellipsis.size();
  for (size_t i = 0; i < numLetters; ++i)
    for (size_t j = i + 1; j < numLetters; ++j) {
      if (term.letters[i] != term.letters[j])
        continue;
      if (!haveCommonTile(encoding.getBlock(), base + i, base + j, array.getShape()))
        return false;
      if (lut && (lut.isVector() || !haveCommonTile(lut.getGroup(), base + i, base + j, array.getShape())))
        return false;
    }
  return true;
}

static EinsumOp buildEinsum(Generator &generator, const Equation &equation, ArrayRef<Known> operands,
                            Type elementType) {
  auto type = RankedTensorType::get(makeResultType(generator, equation, operands), elementType);
  auto values = llvm::map_to_vector(operands, [](const Known &operand) { return operand.value; });
  return EinsumOp::create(generator.getBuilder(), generator.getLoc(), type, values,
                          generator.getBuilder().getStringAttr(equation.getText()));
}

/// Several contractions have f32 between them: they are made where every sum is exact.
static bool produceSteps(Generator &generator, const Equation &equation, ArrayRef<Known> operands) {
  Facts facts;
  facts.shape = equation.getResultShape();
  facts.isFinite = true;
  Grid product{0, 1};
  for (const Known &operand : operands) {
    product = Grid::product(product, operand.facts.grid);
    facts.isFinite &= operand.facts.isFinite;
  }
  if (!isExactInF32(product, {0, 1}, equation.getNumTerms()))
    return false;
  EinsumOp op = buildEinsum(generator, equation, operands, generator.makeFloatType());
  addExactSum(generator, op, facts, product, {0, 1}, equation.getNumTerms());
  return true;
}

/// One contraction is what dot_general is.
static bool produceEinsum(Generator &generator) {
  Equation equation(generator.getRandom());
  if (numerics::getNumElements(equation.getResultShape()) > 400)
    return false;
  SmallVector<Known> operands;
  for (const Term &term : equation.terms)
    operands.push_back(
        getContractionOperand(generator, equation.getShape(term), operands.empty() ? nullptr : &operands.front()));
  if (!isBroadcastStatic(equation, operands))
    return false;
  for (auto [term, operand] : llvm::zip(equation.terms, operands))
    if (!hasDiagonals(term, operand))
      return false;
  if (!equation.isOneContraction())
    return produceSteps(generator, equation, operands);
  Sum sum{operands.front(), operands.back(), equation.getNumTerms(), getSummed(equation, equation.terms.front()),
          getSummed(equation, equation.terms.back())};
  Type elementType = chooseResultType(generator, sum);
  if (!elementType)
    return false;
  addSum(generator, buildEinsum(generator, equation, operands, elementType), sum, equation.getResultShape());
  return true;
}

void random_modules::addEinsumProductions(Productions &productions) {
  productions.push_back({"sugar", 8, produceEinsum});
}
