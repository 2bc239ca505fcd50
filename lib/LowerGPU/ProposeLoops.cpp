//===- ProposeLoops.cpp - schedules that a function of rows or elements may have --------------------------===//
#include "RowReductions.h"
#include "TransposedReads.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

/// Bytes that a thread reads at once at best, and threads of a block without a reason for another number.
static constexpr int64_t kBestBytes = 16, kBlockThreads = 256;
/// Chunks and elements that a thread keeps of a row, at best and at most.
static constexpr int64_t kBestChunks = 4, kMostKept = 32;
/// Threads below which a GPU has too little to do.
static constexpr int64_t kBusyThreads = 65536;

//===----------------------------------------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct RowFacts {
  std::optional<int64_t> length, count; ///< of the longest row; of rows
};
} // namespace

/// The most elements that the reductions visit.
static std::optional<int64_t> findLength(LoopKernelFrame &frame, const RowReductions &rows) {
  Position row;
  for (const LinearIndex &size : rows.rowSizes) {
    IndexRange range = {0, size.isConstant() ? std::optional(size.constant - 1) : std::nullopt};
    KernelEmitter &e = frame.elements.e;
    row.push_back(frame.elements.space.addAtom(e.constant(0, e.b.getI64Type()), range, /*isTrusted=*/true));
  }
  int64_t longest = 0;
  for (linalg::GenericOp op : rows.ops) {
    SmallVector<LinearIndex> lengths;
    if (op.getNumReductionLoops() != 0)
      lengths.push_back(getReductionLength(frame, op));
    BodyValues body;
    body.loops = *rows.getLoops(frame, op, row);
    for (auto loop : op.getBody()->getOps<scf::ForOp>())
      if (isRowLoop(loop))
        lengths.push_back(
            getLoopLength(frame.elements, loop, frame.elements.getIndex(loop.getLowerBound(), body), body));
    for (const LinearIndex &length : lengths) {
      IndexRange range = frame.elements.space.getRange(length);
      if (!range.high)
        return std::nullopt;
      longest = std::max(longest, *range.high);
    }
  }
  return longest;
}

/// Bytes of the narrowest elements that are read in rows.
static int64_t findElementBytes(func::FuncOp function) {
  int64_t bytes = 8;
  for (Type type : function.getArgumentTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && tensor.getElementType().isIntOrFloat())
      if (!tensor.hasStaticShape() || tensor.getNumElements() > 1)
        bytes = std::min<int64_t>(bytes, llvm::divideCeil(tensor.getElementTypeBitWidth(), 8));
  return bytes;
}

/// Threads and chunks for rows of `length` in chunks of `vector`.
static Attribute makeRowwise(MLIRContext *context, const RowFacts &facts, int64_t vector) {
  if (!facts.length)
    return RowwiseScheduleAttr::get(context, 128, 1, 1, 0);
  auto numChunks = static_cast<int64_t>(llvm::divideCeil(*facts.length, vector));
  int64_t threads = numChunks <= 32                 ? llvm::PowerOf2Ceil(numChunks)
                    : numChunks <= 32 * kBestChunks ? 32
                                                    : llvm::PowerOf2Ceil(llvm::divideCeil(numChunks, kBestChunks));
  threads = std::clamp<int64_t>(threads, 1, 1024);
  while (facts.count && threads < 1024 && threads < numChunks && *facts.count * threads < kBusyThreads)
    threads *= 2;
  auto chunks = static_cast<int64_t>(llvm::divideCeil(numChunks, threads));
  if (chunks * vector > kMostKept)
    return RowwiseScheduleAttr::get(context, 512, 1, vector, 0);
  return RowwiseScheduleAttr::get(context, threads, std::max<int64_t>(1, 128 / threads), vector, chunks);
}

SmallVector<Attribute> mlir::qnt::proposeRowwise(LoopKernelFrame &frame, std::string &reason) {
  std::optional<RowReductions> rows = RowReductions::find(frame);
  RowFacts facts;
  if (rows)
    facts.length = findLength(frame, *rows);
  if (facts.length == 0)
    frame.elements.fail("its rows are empty");
  if (frame.elements.hasFailed()) {
    reason = frame.elements.getReason();
    frame.elements.forgetFailure();
    return {};
  }
  facts.count = 1;
  for (const LinearIndex &size : rows->rowSizes)
    facts.count = size.isConstant() && facts.count ? std::optional(*facts.count * size.constant) : std::nullopt;
  int64_t best = std::min<int64_t>(8, kBestBytes / findElementBytes(frame.function)), vector = best;
  SmallVector<Attribute> proposed;
  while (vector > 1 && facts.length && *facts.length % vector != 0)
    vector /= 2;
  MLIRContext *context = frame.function.getContext();
  proposed.push_back(makeRowwise(context, facts, vector));
  // Codes of less than a byte: a thread owns whole bytes.
  for (int64_t packed : {2, 4, 8})
    if (packed > vector)
      proposed.push_back(makeRowwise(context, facts, packed));
  return proposed;
}

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// What a kernel reads and writes for an element of its largest result.
struct ElementFacts {
  std::optional<int64_t> count; ///< of elements
  int64_t widest = 1;           ///< bytes of an element, of tensors that are not small
  double readBytes = 0;
};
} // namespace

static ElementFacts findElementFacts(LoopKernelFrame &frame) {
  ElementFacts facts;
  facts.count = 0;
  auto getCount = [](RankedTensorType type) {
    return type.hasStaticShape() ? std::optional(type.getNumElements()) : std::nullopt;
  };
  for (const ElementBuffer &buffer : frame.outputs) {
    std::optional<int64_t> own = getCount(buffer.type);
    facts.count = own && facts.count ? std::optional(std::max(*own, *facts.count)) : std::nullopt;
  }
  auto add = [&](RankedTensorType type, bool isRead) {
    std::optional<int64_t> elements = getCount(type);
    int64_t bytes = ElementBuffer{{}, type, {}}.getElementBytes();
    double share = elements && facts.count.value_or(0) != 0
                       ? static_cast<double>(*elements) / static_cast<double>(*facts.count)
                       : 1.0;
    facts.readBytes += isRead ? share * static_cast<double>(bytes) : 0.0;
    // What is small is read again and again, from a cache.
    if (share > 1.0 / 16)
      facts.widest = std::max(facts.widest, bytes);
  };
  for (const ElementBuffer &buffer : frame.outputs)
    add(buffer.type, /*isRead=*/false);
  for (Type type : frame.function.getArgumentTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      add(tensor, /*isRead=*/true);
  return facts;
}

/// Four at most: as many as a thread needs to ask for kBestBytes, while there is work for the whole GPU.
static int64_t findChunks(const ElementFacts &facts, int64_t vector) {
  int64_t chunks = 1;
  while (chunks < kBestChunks && facts.readBytes * static_cast<double>(2 * chunks * vector) <= kBestBytes &&
         (!facts.count || *facts.count / (2 * chunks * vector) >= kBusyThreads))
    chunks *= 2;
  return chunks;
}

SmallVector<Attribute> mlir::qnt::proposeElementwise(LoopKernelFrame &frame) {
  ElementFacts facts = findElementFacts(frame);
  int64_t vector = kBestBytes / facts.widest, threads = kBlockThreads;
  if (facts.count)
    threads = std::clamp<int64_t>(llvm::alignTo(llvm::divideCeil(*facts.count, vector), 32), 32, kBlockThreads);
  MLIRContext *context = frame.function.getContext();
  SmallVector<Attribute> proposed;
  for (ArrayRef<size_t> results : groupResults(frame))
    if (TransposedReads transposed = findTransposedReads(frame, results); !transposed.reads.empty() && proposed.empty())
      proposed.push_back(ElementwiseScheduleAttr::get(context, std::min<int64_t>(kBlockThreads, 64 * facts.widest), 1,
                                                      1, /*tile=*/32));
  proposed.push_back(ElementwiseScheduleAttr::get(context, threads, vector, findChunks(facts, vector), 0));
  return proposed;
}
