//===- ElementwiseKernel.cpp - elements that need no others of the results --------------------------------===//
//
// Results of one shape are computed together, chunk after chunk along their last dimension; those of another shape (the
// scales of an array, say) by the same threads afterwards. A chunk behind the end is computed from the first one and
// not stored.
//
// With a tile, a block computes a square over the last dimension of the results and over that of operands that are read
// transposed. These it first copies to shared memory, row by row as they lie in memory.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LoopKernels.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Results of one shape.
struct Section {
  SmallVector<size_t> results;
  ArrayRef<LinearIndex> sizes;
  int64_t vector = 1; ///< elements of a chunk
};

class ElementwiseKernel {
public:
  ElementwiseKernel(LoopKernelFrame &frame, ElementwiseScheduleAttr schedule)
      : frame(frame), elements(frame.elements), e(frame.elements.e), space(frame.elements.space), schedule(schedule) {}
  void emit(LaunchShape &shape);

private:
  void emitSection(const Section &section);
  void emitChunk(const Section &section, Value number, Value count, std::optional<int64_t> known);
  LaunchShape::Work getWork(const Section &section);

  LoopKernelFrame &frame;
  ElementEmitter &elements;
  KernelEmitter &e;
  IndexSpace &space;
  ElementwiseScheduleAttr schedule;
};
} // namespace

/// Results of equal sizes, in order of their first.
static SmallVector<Section> findSections(LoopKernelFrame &frame, int64_t vector) {
  SmallVector<Section> sections;
  for (auto [number, buffer] : llvm::enumerate(frame.outputs)) {
    ArrayRef<LinearIndex> sizes = buffer.sizes;
    auto *found = llvm::find_if(sections, [&](const Section &section) { return section.sizes == sizes; });
    if (found == sections.end()) {
      Section section{{}, sizes, 1};
      if (!sizes.empty() && sizes.back().isConstant())
        for (section.vector = vector; sizes.back().constant % section.vector != 0;)
          section.vector /= 2;
      sections.push_back(section);
      found = std::prev(sections.end());
    }
    found->results.push_back(number);
  }
  return sections;
}

/// The chunk with this number, when it is one of `count`.
void ElementwiseKernel::emitChunk(const Section &section, Value number, Value count, std::optional<int64_t> known) {
  Value isThere;
  if (!known || *known % (schedule.getThreads() * schedule.getChunks()) != 0) {
    isThere = e.isLess(number, count);
    number = e.select(isThere, number, e.constant(0, e.b.getI64Type()));
  }
  SmallVector<LinearIndex> sizes(section.sizes);
  if (!sizes.empty() && sizes.back().isConstant())
    sizes.back() = LinearIndex(sizes.back().constant / section.vector);
  elements.openScope();
  Position first = emitSplitNumber(elements, number, sizes, /*isTrusted=*/false);
  if (!first.empty())
    first.back() = first.back() * section.vector;
  SmallVector<SmallVector<Value>> values(section.results.size());
  for (int64_t i = 0; i < section.vector; ++i) {
    Position position = first;
    if (!position.empty())
      position.back() = position.back() + i;
    for (auto [result, list] : llvm::zip_equal(section.results, values))
      list.push_back(elements.getElement(frame.results[result], position));
  }
  auto storeAll = [&] {
    for (auto [result, list] : llvm::zip_equal(section.results, values))
      elements.store(frame.outputs[result], first, list);
  };
  elements.openScope();
  if (isThere)
    e.ifTrue(isThere, storeAll);
  else
    storeAll();
  elements.closeScope();
  elements.closeScope();
}

void ElementwiseKernel::emitSection(const Section &section) {
  auto type = e.b.getI64Type();
  std::optional<int64_t> known = 1;
  Value count;
  for (auto [dim, size] : llvm::enumerate(section.sizes)) {
    LinearIndex own =
        dim + 1 == section.sizes.size() && size.isConstant() ? LinearIndex(size.constant / section.vector) : size;
    known = known && own.isConstant() ? std::optional(*known * own.constant) : std::nullopt;
    count = count ? e.multiply(count, space.emit(own)) : space.emit(own);
  }
  if (!count)
    count = e.constant(1, type);
  Value block = e.b.createOrFold<arith::ExtUIOp>(type, e.blockId(0));
  Value thread = e.b.createOrFold<arith::ExtUIOp>(type, e.threadId());
  Value first = e.add(e.multiply(block, schedule.getThreads() * schedule.getChunks()), thread);
  for (int64_t i = 0; i < schedule.getChunks(); ++i)
    emitChunk(section, e.add(first, i * schedule.getThreads()), count, known);
}

LaunchShape::Work ElementwiseKernel::getWork(const Section &section) {
  LaunchShape::Work work;
  work.sizes = *findSizes(frame.results[section.results.front()]);
  work.divisors.assign(work.sizes.size(), 1);
  if (!work.divisors.empty())
    work.divisors.back() = section.vector;
  work.perBlock = schedule.getThreads() * schedule.getChunks();
  return work;
}

void ElementwiseKernel::emit(LaunchShape &shape) {
  shape.threads = schedule.getThreads();
  for (const Section &section : findSections(frame, schedule.getVector())) {
    emitSection(section);
    shape.works.push_back(getWork(section));
    if (elements.hasFailed())
      return;
  }
}

void mlir::qnt::emitElementwiseKernel(LoopKernelFrame &frame, ElementwiseScheduleAttr schedule, LaunchShape &shape) {
  ElementwiseKernel(frame, schedule).emit(shape);
}
