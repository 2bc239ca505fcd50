//===- ContractionEvalRagged.cpp - ragged_dot_general and ragged_dot --------------------------------------===//
#include "ContractionEval.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using numerics::Format;

namespace {
enum class Mode { Free, Contracting, Batch };

/// Where each group starts, for each row of sizes.
class GroupTable {
public:
  explicit GroupTable(const RaggedGroups &groups) : count(groups.sizes.shape.back()), first(groups.offset.value_or(0)) {
    int64_t rows = numerics::getNumElements(ArrayRef<int64_t>(groups.sizes.shape).drop_back());
    for (int64_t row = 0; row < rows; ++row) {
      starts.push_back(0);
      for (int64_t group = 0; group < count; ++group)
        starts.push_back(starts.back() + groups.sizes.data[row * count + group]);
    }
  }
  int64_t getCount() const { return count; }
  int64_t getFirst() const { return first; }
  int64_t getStart(int64_t row, int64_t group) const { return starts[row * (count + 1) + group]; }
  bool contains(int64_t row, int64_t group, int64_t index) const {
    return getStart(row, group) <= index && index < getStart(row, group + 1);
  }
  /// The group of an index among the `held` ones from the first on.
  std::optional<int64_t> findGroup(int64_t row, int64_t index, int64_t held) const {
    for (int64_t group = first; group < first + held; ++group)
      if (contains(row, group, index))
        return group;
    return std::nullopt;
  }

private:
  int64_t count, first;
  Offsets starts; ///< [rows, count + 1]
};

/// A ragged contraction with its dimensions sorted out.
struct RaggedDot {
  const RaggedDims &dims;
  Mode mode;
  ArrayRef<int64_t> lhsShape, rhsShape;
  DimList lhsStrides, rhsStrides, lhsFree, rhsFree;
  DimList rowStrides;   ///< per dimension of lhs: step in the rows of group sizes
  DimList raggedStride; ///< per dimension of lhs: 1 at the ragged one

  Offsets getRows(ArrayRef<int64_t> lhsDims) const { return enumerateOffsets(lhsShape, rowStrides, lhsDims); }
  Offsets getRaggedIndices(ArrayRef<int64_t> lhsDims) const {
    return enumerateOffsets(lhsShape, raggedStride, lhsDims);
  }
  DotLoops getLoops() const;
};
} // namespace

DotLoops RaggedDot::getLoops() const {
  return {enumerateOffsets(lhsShape, lhsStrides, dims.dot.lhsBatch),
          enumerateOffsets(rhsShape, rhsStrides, dims.dot.rhsBatch),
          enumerateOffsets(lhsShape, lhsStrides, lhsFree),
          enumerateOffsets(rhsShape, rhsStrides, rhsFree),
          enumerateOffsets(lhsShape, lhsStrides, dims.dot.lhsContracting),
          enumerateOffsets(rhsShape, rhsStrides, dims.dot.rhsContracting)};
}

//===----------------------------------------------------------------------------------------------------===//
// Checks and dimensions
//===----------------------------------------------------------------------------------------------------===//

static Expected<Mode> getMode(const RaggedDims &dims, int64_t lhsRank) {
  if (dims.lhsRagged < 0 || dims.lhsRagged >= lhsRank)
    return makeContractionError("expected the ragged dimension of lhs below its rank ", std::to_string(lhsRank),
                                ", but got ", std::to_string(dims.lhsRagged));
  Mode mode = llvm::is_contained(dims.dot.lhsContracting, dims.lhsRagged) ? Mode::Contracting
              : llvm::is_contained(dims.dot.lhsBatch, dims.lhsRagged)     ? Mode::Batch
                                                                          : Mode::Free;
  if (dims.rhsGroup.has_value() != (mode == Mode::Free))
    return makeContractionError("expected a group dimension of rhs exactly when the ragged dimension is free");
  return mode;
}

/// Dimensions of lhs that have sizes of their own: batch, and those of the ragged one's kind before it.
static DimList getPrefix(const RaggedDot &ragged) {
  const RaggedDims &dims = ragged.dims;
  DimList prefix, kind = ragged.mode == Mode::Free          ? ragged.lhsFree
                         : ragged.mode == Mode::Contracting ? dims.dot.lhsContracting
                                                            : dims.dot.lhsBatch;
  if (ragged.mode != Mode::Batch)
    prefix = dims.dot.lhsBatch;
  prefix.append(kind.begin(), llvm::find(kind, dims.lhsRagged));
  return prefix;
}

static Error checkGroupSizes(const GroupSizes &sizes, ArrayRef<int64_t> lhsShape, ArrayRef<int64_t> prefix) {
  ArrayRef<int64_t> shape = sizes.shape;
  bool fits = shape.size() == 1 || shape.size() == prefix.size() + 1;
  for (size_t i = 0; fits && shape.size() > 1 && i < prefix.size(); ++i)
    fits = shape[i] == lhsShape[prefix[i]];
  if (!fits || static_cast<size_t>(numerics::getNumElements(shape)) != sizes.data.size())
    return makeContractionError("expected group_sizes with a row of sizes, or a row for each index before the ragged "
                                "dimension");
  for (int64_t size : sizes.data)
    if (size < 0)
      return makeContractionError("expected group_sizes of at least 0, but got ", std::to_string(size));
  return Error::success();
}

/// `held` groups from the offset on must be among those that have sizes.
static Error checkHeldGroups(const RaggedGroups &groups, int64_t held) {
  int64_t first = groups.offset.value_or(0), count = groups.sizes.shape.back();
  if (first >= 0 && held >= 0 && first <= count && held <= count - first)
    return Error::success();
  return makeContractionError("expected groups within the ", std::to_string(count), " of group_sizes, but got ",
                              std::to_string(held), " from ", std::to_string(first), " on");
}

static Expected<RaggedDot> createRaggedDot(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                           const RaggedGroups &groups, const RaggedDims &dims) {
  if (Error error = checkDotDims(lhs, rhs, dims.dot))
    return error;
  Expected<Mode> mode = getMode(dims, lhs.getShape().size());
  if (!mode)
    return mode.takeError();
  DimList group;
  if (dims.rhsGroup)
    group.push_back(*dims.rhsGroup);
  RaggedDot ragged{dims,
                   *mode,
                   lhs.getShape(),
                   rhs.getShape(),
                   getStrides(lhs.getShape()),
                   getStrides(rhs.getShape()),
                   getFreeDims(lhs.getShape().size(), dims.dot.lhsContracting, dims.dot.lhsBatch),
                   getFreeDims(rhs.getShape().size(), dims.dot.rhsContracting, dims.dot.rhsBatch, group),
                   DimList(lhs.getShape().size(), 0),
                   DimList(lhs.getShape().size(), 0)};
  DimList prefix = getPrefix(ragged);
  if (groups.sizes.shape.empty())
    return makeContractionError("expected group_sizes of at least rank 1, but got rank 0");
  if (Error error = checkGroupSizes(groups.sizes, ragged.lhsShape, prefix))
    return error;
  ragged.raggedStride[dims.lhsRagged] = 1;
  if (groups.sizes.shape.size() > 1) {
    DimList strides = getStrides(ArrayRef<int64_t>(groups.sizes.shape).drop_back());
    for (auto [dim, stride] : llvm::zip_equal(prefix, strides))
      ragged.rowStrides[dim] = stride;
  }
  return ragged;
}

//===----------------------------------------------------------------------------------------------------===//
// The three modes
//===----------------------------------------------------------------------------------------------------===//

static void sumFree(ContractionSums &sums, const RaggedDot &ragged, const GroupTable &table) {
  DotLoops loops = ragged.getLoops();
  int64_t group = *ragged.dims.rhsGroup, held = ragged.rhsShape[group];
  if (held == 0 || loops.lhsBatch.empty() || loops.lhsFree.empty() || loops.rhsFree.empty())
    return;
  Terms terms = sums.makeTerms(std::move(loops.lhsTerms), std::move(loops.rhsTerms));
  Offsets batchRows = ragged.getRows(ragged.dims.dot.lhsBatch), freeRows = ragged.getRows(ragged.lhsFree);
  Offsets raggedIndices = ragged.getRaggedIndices(ragged.lhsFree);
  int64_t output = 0, columns = loops.rhsFree.size();
  for (size_t b = 0; b < loops.lhsBatch.size(); ++b)
    for (size_t m = 0; m < loops.lhsFree.size(); ++m, output += columns) {
      std::optional<int64_t> found = table.findGroup(batchRows[b] + freeRows[m], raggedIndices[m], held);
      if (!found)
        continue;
      int64_t rhsBase = loops.rhsBatch[b] + (*found - table.getFirst()) * ragged.rhsStrides[group];
      for (int64_t n = 0; n < columns; ++n)
        sums.sum(output + n, terms, loops.lhsBatch[b] + loops.lhsFree[m], rhsBase + loops.rhsFree[n]);
    }
}

/// Which contracting offsets lie in a group, for one batch index.
static llvm::SmallVector<bool> findMembers(const RaggedDot &ragged, const GroupTable &table, int64_t group,
                                           int64_t batchRow) {
  Offsets rows = ragged.getRows(ragged.dims.dot.lhsContracting);
  Offsets raggedIndices = ragged.getRaggedIndices(ragged.dims.dot.lhsContracting);
  llvm::SmallVector<bool> isMember;
  for (auto [row, index] : llvm::zip_equal(rows, raggedIndices))
    isMember.push_back(table.contains(batchRow + row, group, index));
  return isMember;
}

/// Where sizes of groups differ by an outer contracted index, a group's tiles still follow each other as those of the
/// whole contraction do.
static void sumContracting(ContractionSums &sums, const RaggedDot &ragged, const GroupTable &table, int64_t held) {
  DotLoops loops = ragged.getLoops();
  if (loops.lhsFree.empty() || loops.rhsFree.empty())
    return;
  Terms all = sums.makeTerms(std::move(loops.lhsTerms), std::move(loops.rhsTerms));
  Offsets batchRows = ragged.getRows(ragged.dims.dot.lhsBatch);
  int64_t output = 0;
  for (int64_t group = table.getFirst(); group < table.getFirst() + held; ++group)
    for (size_t b = 0; b < loops.lhsBatch.size(); ++b) {
      Terms terms = all.select(findMembers(ragged, table, group, batchRows[b]));
      for (int64_t row : loops.lhsFree)
        for (int64_t column : loops.rhsFree)
          sums.sum(output++, terms, loops.lhsBatch[b] + row, loops.rhsBatch[b] + column);
    }
}

/// The values of the dot without groups; batches before the first group are left 0.
static void sumBatch(ContractionSums &sums, const RaggedDot &ragged, const GroupTable &table) {
  DotLoops loops = ragged.getLoops();
  if (loops.lhsBatch.empty() || loops.lhsFree.empty() || loops.rhsFree.empty())
    return;
  Terms terms = sums.makeTerms(std::move(loops.lhsTerms), std::move(loops.rhsTerms));
  Offsets rows = ragged.getRows(ragged.dims.dot.lhsBatch);
  Offsets raggedIndices = ragged.getRaggedIndices(ragged.dims.dot.lhsBatch);
  int64_t output = 0, outputs = loops.lhsFree.size() * loops.rhsFree.size();
  for (size_t b = 0; b < loops.lhsBatch.size(); ++b, output += outputs) {
    if (raggedIndices[b] < table.getStart(rows[b], table.getFirst()))
      continue;
    int64_t element = output;
    for (int64_t row : loops.lhsFree)
      for (int64_t column : loops.rhsFree)
        sums.sum(element++, terms, loops.lhsBatch[b] + row, loops.rhsBatch[b] + column);
  }
}

Expected<ContractionResult> reference::evaluateRaggedDotGeneral(const ContractionOperand &lhs,
                                                                const ContractionOperand &rhs,
                                                                const RaggedGroups &groups, const RaggedDims &dims,
                                                                Format result) {
  Expected<RaggedDot> ragged = createRaggedDot(lhs, rhs, groups, dims);
  if (!ragged)
    return ragged.takeError();
  int64_t held = 0;
  if (ragged->mode == Mode::Free)
    held = ragged->rhsShape[*dims.rhsGroup];
  if (ragged->mode == Mode::Contracting)
    held = groups.resultGroups.value_or(groups.sizes.shape.back() - groups.offset.value_or(0));
  if (Error error = checkHeldGroups(groups, held))
    return error;

  numerics::Shape shape;
  if (ragged->mode == Mode::Contracting)
    shape.push_back(held);
  appendSizes(ragged->lhsShape, dims.dot.lhsBatch, shape);
  appendSizes(ragged->lhsShape, ragged->lhsFree, shape);
  appendSizes(ragged->rhsShape, ragged->rhsFree, shape);
  Expected<ContractionSums> sums = ContractionSums::create(lhs, rhs, shape, result);
  if (!sums || sums->isEmpty())
    return sums ? sums->finish() : Expected<ContractionResult>(sums.takeError());
  GroupTable table(groups);
  if (ragged->mode == Mode::Free)
    sumFree(*sums, *ragged, table);
  else if (ragged->mode == Mode::Contracting)
    sumContracting(*sums, *ragged, table, held);
  else
    sumBatch(*sums, *ragged, table);
  return sums->finish();
}

Expected<ContractionResult> reference::evaluateRaggedDot(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                         const RaggedGroups &groups, Format result) {
  if (lhs.getShape().size() != 2 || rhs.getShape().size() != 3)
    return makeContractionError("expected lhs of rank 2 and rhs of rank 3, but got ",
                                std::to_string(lhs.getShape().size()), " and ", std::to_string(rhs.getShape().size()));
  RaggedDims dims;
  dims.dot.lhsContracting = dims.dot.rhsContracting = {1};
  dims.rhsGroup = 0;
  return evaluateRaggedDotGeneral(lhs, rhs, groups, dims, result);
}
