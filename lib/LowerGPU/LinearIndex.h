//===- LinearIndex.h - indices of a kernel as sums that can be compared and simplified --------------------===//
//
// An index is a constant plus multiples of atoms. An atom is a number of the kernel (a row, a chunk of a row) with the
// range that it lies in, or the quotient of an index. Ranges decide quotients and comparisons while the kernel is
// written:
//
//   (8 * (3 * q + 2)) floordiv 3                      is 8 * q + 5
//   (32 * g + 4 * q + 1) floordiv 32, q from 0 to 7   is g
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LINEARINDEX_H
#define QNT_LIB_LOWERGPU_LINEARINDEX_H

#include "KernelEmitter.h"
#include "mlir/IR/AffineMap.h"
#include <map>
#include <optional>

namespace mlir::qnt {

/// constant + sum of factor * atom, sorted by atom, without factors of 0.
struct LinearIndex {
  std::vector<std::pair<unsigned, int64_t>> terms;
  int64_t constant = 0;

  LinearIndex(int64_t constant = 0) : constant(constant) {}
  bool isConstant() const { return terms.empty(); }
  /// The same without the constant.
  LinearIndex getVariable() const;
  /// The largest number that divides all factors; 0 without terms.
  int64_t getDivisor() const;

  LinearIndex operator+(const LinearIndex &other) const;
  LinearIndex operator-(const LinearIndex &other) const { return *this + other * -1; }
  LinearIndex operator*(int64_t factor) const;
  bool operator==(const LinearIndex &other) const { return terms == other.terms && constant == other.constant; }
  bool operator<(const LinearIndex &other) const {
    return std::tie(terms, constant) < std::tie(other.terms, other.constant);
  }
};

using Position = std::vector<LinearIndex>;

/// Both ends are in the range; an end that is not there is not known.
struct IndexRange {
  std::optional<int64_t> low, high;
};

/// The atoms of a kernel. Values are i64.
class IndexSpace {
public:
  explicit IndexSpace(KernelEmitter &e) : e(e) {}

  /// `value` is an i64 in `range`. `isTrusted`: an index of it alone lies inside whatever it indexes.
  LinearIndex addAtom(Value value, IndexRange range, bool isTrusted = false);
  /// Such an atom by itself, or a quotient of one; not a multiple, nor what lies beside it.
  bool isTrusted(const LinearIndex &index) const;
  LinearIndex floorDivide(const LinearIndex &index, int64_t divisor);
  LinearIndex remainder(const LinearIndex &index, int64_t divisor) {
    return index - floorDivide(index, divisor) * divisor;
  }
  IndexRange getRange(const LinearIndex &index) const;
  /// index < limit for sure; index >= limit for sure; nothing where it depends.
  std::optional<bool> isBelow(const LinearIndex &index, const LinearIndex &limit) const;
  /// Nothing for products of unknown numbers and the like.
  std::optional<LinearIndex> apply(AffineExpr expr, ArrayRef<LinearIndex> dims, ArrayRef<LinearIndex> symbols);

  /// The i64; made where the builder stands, once for a scope.
  Value emit(const LinearIndex &index);
  /// Numbers made in a scope are known until it ends.
  void openScope() { emitted.emplace_back(); }
  void closeScope() { emitted.pop_back(); }

private:
  struct Atom {
    Value value;          ///< null for a quotient
    LinearIndex dividend; ///< without a part that the divisor divides
    int64_t divisor = 0;
    IndexRange range;
    bool isTrusted = false;
  };
  LinearIndex addQuotient(const LinearIndex &dividend, int64_t divisor);
  Value emitAtom(unsigned atom);
  Value findEmitted(const LinearIndex &index) const;

  KernelEmitter &e;
  std::vector<Atom> atoms;
  std::vector<std::map<LinearIndex, Value>> emitted = {{}};
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LINEARINDEX_H
