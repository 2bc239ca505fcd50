//===- LinearIndex.cpp - indices of a kernel as sums that can be compared and simplified ------------------===//
#include "LinearIndex.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------------------------------------===//

LinearIndex LinearIndex::getVariable() const {
  LinearIndex variable = *this;
  variable.constant = 0;
  return variable;
}

int64_t LinearIndex::getDivisor() const {
  int64_t divisor = 0;
  for (auto [atom, factor] : terms)
    divisor = std::gcd(divisor, factor);
  return divisor;
}

LinearIndex LinearIndex::operator+(const LinearIndex &other) const {
  LinearIndex sum(constant + other.constant);
  auto first = terms.begin(), second = other.terms.begin();
  while (first != terms.end() || second != other.terms.end()) {
    if (second == other.terms.end() || (first != terms.end() && first->first < second->first)) {
      sum.terms.push_back(*first++);
    } else if (first == terms.end() || second->first < first->first) {
      sum.terms.push_back(*second++);
    } else {
      if (int64_t factor = first->second + second->second)
        sum.terms.emplace_back(first->first, factor);
      ++first, ++second;
    }
  }
  return sum;
}

LinearIndex LinearIndex::operator*(int64_t factor) const {
  if (factor == 0)
    return {};
  LinearIndex product = *this;
  product.constant *= factor;
  for (auto &term : product.terms)
    term.second *= factor;
  return product;
}

//===----------------------------------------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------------------------------------===//

LinearIndex IndexSpace::addAtom(Value value, IndexRange range, bool isTrusted) {
  if (range.low && range.high && *range.low == *range.high)
    return {*range.low};
  LinearIndex index;
  index.terms.emplace_back(atoms.size(), 1);
  atoms.push_back({value, {}, 0, range, isTrusted});
  return index;
}

bool IndexSpace::isTrusted(const LinearIndex &index) const {
  if (index.constant != 0 || index.terms.size() != 1 || index.terms.front().second != 1)
    return false;
  const Atom &atom = atoms[index.terms.front().first];
  return atom.value ? atom.isTrusted : isTrusted(atom.dividend);
}

LinearIndex IndexSpace::addQuotient(const LinearIndex &dividend, int64_t divisor) {
  LinearIndex index;
  for (auto [i, atom] : llvm::enumerate(atoms))
    if (!atom.value && atom.divisor == divisor && atom.dividend == dividend) {
      index.terms.emplace_back(i, 1);
      return index;
    }
  IndexRange range = getRange(dividend);
  if (range.low)
    range.low = llvm::divideFloorSigned(*range.low, divisor);
  if (range.high)
    range.high = llvm::divideFloorSigned(*range.high, divisor);
  index.terms.emplace_back(atoms.size(), 1);
  atoms.push_back({Value(), dividend, divisor, range, false});
  return index;
}

LinearIndex IndexSpace::floorDivide(const LinearIndex &index, int64_t divisor) {
  if (divisor == 1)
    return index;
  int64_t whole = llvm::divideFloorSigned(index.constant, divisor);
  LinearIndex quotient(whole), rest(index.constant - whole * divisor);
  for (auto [atom, factor] : index.terms) {
    LinearIndex term;
    term.terms.emplace_back(atom, factor % divisor == 0 ? factor / divisor : factor);
    (factor % divisor == 0 ? quotient : rest) = (factor % divisor == 0 ? quotient : rest) + term;
  }
  IndexRange range = getRange(rest);
  if (range.low && range.high) {
    int64_t low = llvm::divideFloorSigned(*range.low, divisor);
    if (low == llvm::divideFloorSigned(*range.high, divisor))
      return quotient + low;
  }
  // (4 * q + 3) floordiv 8 is q floordiv 2.
  int64_t common = std::gcd(rest.getDivisor(), divisor);
  if (common > 1) {
    LinearIndex smaller(rest.constant / common);
    for (auto [atom, factor] : rest.terms)
      smaller.terms.emplace_back(atom, factor / common);
    return quotient + floorDivide(smaller, divisor / common);
  }
  return quotient + addQuotient(rest, divisor);
}

IndexRange IndexSpace::getRange(const LinearIndex &index) const {
  IndexRange range = {index.constant, index.constant};
  for (auto [atom, factor] : index.terms) {
    const IndexRange &own = atoms[atom].range;
    const std::optional<int64_t> &low = factor > 0 ? own.low : own.high, &high = factor > 0 ? own.high : own.low;
    range.low = range.low && low ? std::optional<int64_t>(*range.low + factor * *low) : std::nullopt;
    range.high = range.high && high ? std::optional<int64_t>(*range.high + factor * *high) : std::nullopt;
  }
  return range;
}

std::optional<bool> IndexSpace::isBelow(const LinearIndex &index, const LinearIndex &limit) const {
  IndexRange distance = getRange(limit - index);
  if (distance.low && *distance.low > 0)
    return true;
  if (distance.high && *distance.high <= 0)
    return false;
  return std::nullopt;
}

std::optional<LinearIndex> IndexSpace::apply(AffineExpr expr, ArrayRef<LinearIndex> dims,
                                             ArrayRef<LinearIndex> symbols) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return LinearIndex(constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  std::optional<LinearIndex> lhs = apply(binary.getLHS(), dims, symbols), rhs = apply(binary.getRHS(), dims, symbols);
  if (!lhs || !rhs)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add)
    return *lhs + *rhs;
  if (expr.getKind() == AffineExprKind::Mul && lhs->isConstant())
    return *rhs * lhs->constant;
  if (!rhs->isConstant())
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Mul)
    return *lhs * rhs->constant;
  if (rhs->constant <= 0)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::FloorDiv)
    return floorDivide(*lhs, rhs->constant);
  if (expr.getKind() == AffineExprKind::CeilDiv)
    return floorDivide(*lhs + (rhs->constant - 1), rhs->constant);
  return remainder(*lhs, rhs->constant);
}

//===----------------------------------------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------------------------------------===//

Value IndexSpace::findEmitted(const LinearIndex &index) const {
  for (const std::map<LinearIndex, Value> &scope : llvm::reverse(emitted))
    if (auto found = scope.find(index); found != scope.end())
      return found->second;
  return {};
}

/// Quotients of 32 bits where the range allows: a GPU has none of 64.
Value IndexSpace::emitAtom(unsigned atom) {
  if (atoms[atom].value)
    return atoms[atom].value;
  LinearIndex self;
  self.terms.emplace_back(atom, 1);
  if (Value known = findEmitted(self))
    return known;
  LinearIndex index = atoms[atom].dividend;
  int64_t divisor = atoms[atom].divisor;
  IndexRange range = getRange(index);
  Value dividend = emit(index), quotient;
  bool isPositive = range.low && *range.low >= 0, isPower = llvm::isPowerOf2_64(divisor);
  if (isPower) {
    Value shift = e.constant(llvm::Log2_64(divisor), dividend.getType());
    quotient = e.b.createOrFold<arith::ShRSIOp>(dividend, shift);
  } else if (isPositive && range.high && *range.high <= std::numeric_limits<int32_t>::max()) {
    Value narrow = e.b.createOrFold<arith::TruncIOp>(e.b.getI32Type(), dividend);
    quotient = e.b.createOrFold<arith::ExtUIOp>(e.b.getI64Type(), e.divide(narrow, divisor));
  } else {
    quotient = isPositive ? e.divide(dividend, divisor)
                          : e.b.createOrFold<arith::FloorDivSIOp>(dividend, e.constant(divisor, dividend.getType()));
  }
  emitted.back()[self] = quotient;
  return quotient;
}

Value IndexSpace::emit(const LinearIndex &index) {
  if (index.isConstant())
    return e.constant(index.constant, e.b.getI64Type());
  if (Value known = findEmitted(index))
    return known;
  Value sum;
  for (auto [atom, factor] : index.terms) {
    Value term = e.multiply(emitAtom(atom), factor);
    sum = sum ? e.add(sum, term) : term;
  }
  sum = e.add(sum, index.constant);
  emitted.back()[index] = sum;
  return sum;
}
