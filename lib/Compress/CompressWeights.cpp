//===- CompressWeights.cpp - what the passes that compress weights share ------------------------------------===//
#include "CompressWeights.h"
#include "MeasureError.h"
#include "Qnt/Files/DistinctFiles.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/Remarks.h"
#include "SideFile.h"
#include "WeightData.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::qnt;

std::optional<NonFinite> mlir::qnt::parseNonFinite(StringRef name) {
  return llvm::StringSwitch<std::optional<NonFinite>>(name)
      .Case("error", NonFinite::Error)
      .Case("keep", NonFinite::Keep)
      .Case("zero", NonFinite::Zero)
      .Default(std::nullopt);
}

char Declined::ID;

namespace {
/// A weight on its way.
struct Job {
  Weight weight;
  const CompressionMethod *method = nullptr;
  bool isTaken = false; ///< nothing that was known before stands in the way
  CompressionOutcome outcome;
};

/// One call of compressWeights.
class Runner {
public:
  Runner(Operation *root, const CompressionRun &run) : root(root), run(run) {}
  FailureOr<CompressionResult> compress();

private:
  void prepare();
  LogicalResult checkErrors() const;
  LogicalResult finish(Job &job);
  LogicalResult write(Job &job, const WeightRecord &record) const;
  void leaveAlone(const Job &job);

  Operation *root;
  const CompressionRun &run;
  std::vector<Job> jobs;
  CompressionResult result;
};
} // namespace

void Runner::prepare() {
  for (Weight &weight : findWeights(root, run.rules)) {
    Job job;
    std::string &obstacle = job.outcome.obstacle = weight.obstacle;
    if (obstacle.empty())
      job.method = run.choose(weight, obstacle);
    if (job.method)
      obstacle = job.method->findObstacle(weight);
    job.isTaken = job.method && obstacle.empty();
    job.weight = std::move(weight);
    jobs.push_back(std::move(job));
  }
}

/// What encode() returned, or why it did not.
static void setEncoded(CompressionOutcome &outcome, const Weight &weight, llvm::Expected<EncodedWeight> encoded) {
  if (!encoded) {
    llvm::handleAllErrors(
        encoded.takeError(), [&](const Declined &declined) { outcome.obstacle = declined.getReason(); },
        [&](const llvm::ErrorInfoBase &error) {
          outcome.error = "cannot compress '" + weight.name + "': " + error.message();
        });
  } else if (std::optional<int64_t> block = findUnusableScale(*encoded)) {
    outcome.obstacle = ("the scale of its block " + Twine(*block) + " would be 0, NaN or infinite").str();
  } else {
    outcome.encoded = std::move(*encoded);
  }
}

CompressionOutcome mlir::qnt::compressWeight(const Weight &weight, const CompressionMethod &method, NonFinite nonFinite,
                                             bool measuresErrors) {
  CompressionOutcome outcome;
  ArrayRef<char> bytes = *getRawElements(weight.value);
  SideFileUse use(bytes);
  Format format = weight.getFormat();
  WeightInput input{weight, {bytes.data(), format, weight.getType().getShape()}};
  std::optional<llvm::Expected<EncodedWeight>> encoded;
  bool mayBeNonFinite = nonFinite != NonFinite::Keep;
  if (mayBeNonFinite && method.findsNonFinite(weight)) {
    encoded = method.encode(input);
    mayBeNonFinite = *encoded && !(*encoded)->isFinite;
  }
  std::vector<char> finite;
  if (std::optional<int64_t> index =
          mayBeNonFinite ? findNonFinite(bytes, format, weight.getContext()) : std::nullopt) {
    if (nonFinite == NonFinite::Error) {
      outcome.error =
          ("expected finite weights, but element " + Twine(*index) + " of '" + weight.name + "' is NaN or infinite")
              .str();
      return outcome;
    }
    encoded.reset();
    finite = zeroNonFinite(bytes, format);
    input.data.data = finite.data();
  }
  if (!encoded)
    encoded = method.encode(input);
  setEncoded(outcome, weight, std::move(*encoded));
  if (outcome.encoded && measuresErrors)
    outcome.measured = measureError(input.data, *outcome.encoded);
  return outcome;
}

LogicalResult Runner::checkErrors() const {
  for (const Job &job : jobs)
    if (!job.outcome.error.empty()) {
      arith::ConstantOp constant = job.weight.constant;
      return constant.emitOpError() << job.outcome.error;
    }
  return success();
}

static std::string printType(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

static WeightRecord makeRecord(StringRef pass, const Weight &weight) {
  RankedTensorType type = weight.getType();
  WeightRecord record;
  record.pass = pass.str();
  record.name = weight.name;
  record.shape.assign(type.getShape().begin(), type.getShape().end());
  record.dtypeBefore = printType(type.getElementType());
  record.numElements = type.getNumElements();
  record.bytesBefore = record.numElements * type.getElementTypeBitWidth() / 8;
  return record;
}

void Runner::leaveAlone(const Job &job) {
  ++result.numLeft;
  remarkSkipped(run.pass, job.weight.constant, "'" + job.weight.name + "': " + job.outcome.obstacle);
  WeightRecord record = makeRecord(run.pass, job.weight);
  record.obstacle = job.outcome.obstacle;
  result.records.push_back(std::move(record));
}

/// Puts the compressed weight in the place of the constant and says so.
LogicalResult Runner::write(Job &job, const WeightRecord &record) const {
  isolateWeight(job.weight);
  arith::ConstantOp constant = job.weight.constant;
  Operation *written = constant;
  std::string name = getResourcePrefix(root) + job.weight.name;
  if (job.outcome.encoded->isPlain) {
    constant.setValueAttr(
        DenseResourceElementsAttr::get(job.weight.getType(), name, std::move(job.outcome.encoded->codes)));
  } else {
    OpBuilder builder(constant);
    FailureOr<ConstantOp> built = buildConstant(builder, constant.getLoc(), std::move(*job.outcome.encoded), name);
    if (failed(built))
      return failure();
    copySourceName(constant, *built);
    replaceWeight(job.weight, built->getResult());
    written = *built;
  }
  if (job.weight.isDisputed)
    remark::analysis(written->getLoc(), getRemarkOpts(run.pass, written)) << remark::reason(
        "'{0}': its readers take different dimensions as output and input, assumed 0 and 1", job.weight.name);
  remarkDone(run.pass, written) << remark::metric("Weight", record.name)
                                << remark::metric("BytesBefore", record.bytesBefore)
                                << remark::metric("BytesAfter", record.bytesAfter);
  return success();
}

LogicalResult Runner::finish(Job &job) {
  if (!job.outcome.encoded) {
    leaveAlone(job);
    return success();
  }
  WeightRecord record = makeRecord(run.pass, job.weight);
  record.bytesAfter = job.outcome.encoded->getNumBytes();
  record.dtypeAfter = job.method->getDescription();
  record.error = job.outcome.measured;
  if (!job.outcome.encoded->isPlain)
    llvm::raw_string_ostream(record.encoding)
        << EncodingAttr::fromNumerics(root->getContext(), job.outcome.encoded->encoding);
  if (!run.isDry && failed(write(job, record)))
    return failure();
  ++result.numCompressed;
  result.bytesBefore += record.bytesBefore;
  result.bytesAfter += record.bytesAfter;
  result.records.push_back(std::move(record));
  return success();
}

FailureOr<CompressionResult> Runner::compress() {
  prepare();
  forEachShown<Job>(
      root->getContext(), run, jobs, [](const Job &job) { return job.isTaken ? job.weight.getNumElements() : 0; },
      [&](Job &job) {
        if (job.isTaken)
          job.outcome = compressWeight(job.weight, *job.method, run.nonFinite, run.measuresErrors || run.isDry);
      });
  if (failed(checkErrors()))
    return failure();
  for (Job &job : jobs)
    if (failed(finish(job)))
      return failure();
  return std::move(result);
}

FailureOr<CompressionResult> mlir::qnt::compressWeights(Operation *root, const CompressionRun &run) {
  return Runner(root, run).compress();
}

llvm::Error ReportsCompression::checkReport(Operation *root, StringRef path) const {
  if (path.empty())
    return llvm::Error::success();
  if (root->getParentOp())
    return llvm::createStringError("expected to run on the module when it writes a report, got '" +
                                   root->getName().getStringRef() + "'");
  for (const std::string &output : outputs)
    if (llvm::Error error = files::checkDistinctFiles({output, path.str()}))
      return error;
  return llvm::Error::success();
}

/// Names the op that a pass ran on, so that records of functions that ran side by side get one order.
static std::string getRootName(Operation *root) {
  auto symbol = root->getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName());
  return symbol ? symbol.str() : std::string();
}

LogicalResult mlir::qnt::reportResult(Operation *root, StringRef pass, StringRef path, const CompressionResult &result,
                                      const std::shared_ptr<CompressionReport> &collector) {
  if (collector)
    collector->add(getRootName(root), result.records);
  if (path.empty())
    return success();
  CompressionReport report;
  report.add("", result.records);
  if (llvm::Error error = report.write(path))
    return emitError(root->getLoc()) << pass << ": " << llvm::toString(std::move(error));
  return success();
}

namespace {
/// Calls `prepare` with each pass that compresses weights before it runs, also with those of nested pipelines.
struct PassPreparation : PassInstrumentation {
  explicit PassPreparation(std::function<void(ReportsCompression &)> prepare) : prepare(std::move(prepare)) {}

  void runBeforePass(Pass *pass, Operation *) override {
    if (auto *reports = dynamic_cast<ReportsCompression *>(pass))
      prepare(*reports);
  }

  std::function<void(ReportsCompression &)> prepare;
};
} // namespace

void mlir::qnt::collectReports(PassManager &manager, const std::shared_ptr<CompressionReport> &report) {
  manager.addInstrumentation(
      std::make_unique<PassPreparation>([report](ReportsCompression &pass) { pass.setCollector(report); }));
}

void mlir::qnt::showProgress(PassManager &manager, const std::shared_ptr<CompressionProgress> &progress) {
  manager.addInstrumentation(
      std::make_unique<PassPreparation>([progress](ReportsCompression &pass) { pass.setProgress(progress); }));
}

void mlir::qnt::protectOutputs(PassManager &manager, std::vector<std::string> paths) {
  manager.addInstrumentation(std::make_unique<PassPreparation>(
      [paths = std::move(paths)](ReportsCompression &pass) { pass.setOutputs(paths); }));
}
