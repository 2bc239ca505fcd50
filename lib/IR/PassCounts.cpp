//===- PassCounts.cpp - what the passes of a run counted ----------------------------------------------------===//
#include "Qnt/IR/PassCounts.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/DialectInterface.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Hangs the counts on the dialect, which every pass finds through its context.
struct PassCountsInterface : DialectInterface::Base<PassCountsInterface> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PassCountsInterface)

  PassCountsInterface(Dialect *dialect, std::shared_ptr<PassCounts> counts)
      : Base(dialect), counts(std::move(counts)) {}

  std::shared_ptr<PassCounts> counts;
};
} // namespace

void PassCounts::add(StringRef pass, ArrayRef<std::pair<StringRef, int64_t>> counts) {
  std::lock_guard<std::mutex> lock(mutex);
  Counts &ofPass = countsOfPass[pass.str()];
  ++ofPass.numRuns;
  for (auto [name, value] : counts)
    ofPass.sums[name.str()] += value;
}

void PassCounts::write(raw_ostream &stream) const {
  size_t width = StringRef("pass").size();
  for (const auto &[pass, counts] : countsOfPass)
    width = std::max(width, pass.size());
  auto writeLine = [&](StringRef pass, StringRef runs, StringRef counted) {
    std::string line = (pass.str() + std::string(width - pass.size(), ' ') + llvm::formatv("  {0,4}  ", runs).str());
    stream << StringRef(line + counted.str()).rtrim() << "\n";
  };
  writeLine("pass", "runs", "counted");
  for (const auto &[pass, counts] : countsOfPass) {
    std::string counted = llvm::join(
        llvm::map_range(counts.sums, [](const auto &sum) { return sum.first + "=" + std::to_string(sum.second); }),
        ", ");
    writeLine(pass, std::to_string(counts.numRuns), counted);
  }
}

void mlir::qnt::collectCounts(MLIRContext &context, std::shared_ptr<PassCounts> counts) {
  auto *dialect = context.getOrLoadDialect<QntDialect>();
  if (auto *present = dialect->getRegisteredInterface<PassCountsInterface>())
    present->counts = std::move(counts);
  else
    dialect->addInterface<PassCountsInterface>(std::move(counts));
}

PassCounts *mlir::qnt::getPassCounts(MLIRContext &context) {
  auto *dialect = context.getLoadedDialect<QntDialect>();
  auto *collected = dialect ? dialect->getRegisteredInterface<PassCountsInterface>() : nullptr;
  return collected ? collected->counts.get() : nullptr;
}
