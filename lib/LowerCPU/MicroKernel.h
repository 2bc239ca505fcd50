//===- MicroKernel.h - a tile of a product in vector registers --------------------------------------------===//
//
// A micro-kernel keeps rows x columns of a result in registers and adds products of packed panels to them:
//
//   panel of lhs  [rows, k]                   a row at a time, broadcast
//   panel of rhs  [k / step, columns, step]   vectors of columns; `step` products of a column lie side by side
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_MICROKERNEL_H
#define QNT_LIB_LOWERCPU_MICROKERNEL_H

#include "ContractionMatch.h"
#include "VectorTarget.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

class MicroKernel {
public:
  MicroKernel(const MatchedContraction &match, const VectorTarget &target);

  Type getPanelType() const { return panelType; } ///< of elements
  unsigned getStep() const { return step; }
  unsigned getRows() const { return rows; }
  unsigned getColumns() const { return lanes * vectors; }
  unsigned getNumVectors() const { return vectors; }
  unsigned getLanes() const { return lanes; }
  VectorType getSumVector() const { return VectorType::get(lanes, sumType); }

  /// An element of an operand as panels hold it.
  Value emitPanelElement(ImplicitLocOpBuilder &b, Value element, bool isUnsigned) const;
  /// The sums of a tile, row by row, over `numSteps` steps. `lhs` is a memref of [rows, k] panels, of which the rows
  /// from `row` on are read, `rhs` one of [panels, steps, columns * step], of which `panel` is read.
  SmallVector<Value> emitSums(ImplicitLocOpBuilder &b, Value lhs, Value row, Value rhs, Value panel,
                              Value numSteps) const;
  /// `sum`, a vector of sums, with products of vectors of lanes * step panel elements added: `step` of them to each.
  Value emitMultiplyAdd(ImplicitLocOpBuilder &b, Value lhs, Value rhs, Value sum) const;

private:
  Value emitBroadcast(ImplicitLocOpBuilder &b, Value lhs, Value row, Value position) const;

  Type panelType, sumType;
  unsigned step = 1, rows, vectors = 2, lanes;
  bool hasFMA;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_MICROKERNEL_H
