//===- CompressWeights.cpp - what the passes that compress weights share ------------------------------------===//
#include "CompressWeights.h"
#include "MeasureError.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/Remarks.h"
#include "WeightData.h"
#include "mlir/IR/Threading.h"
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
  std::string obstacle; ///< it is left alone
  std::string error;    ///< the run fails
  std::optional<EncodedWeight> encoded;
  WeightError measured;
};

/// One call of compressWeights.
class Runner {
public:
  Runner(Operation *root, const CompressionRun &run) : root(root), run(run) {}
  FailureOr<CompressionResult> compress();

private:
  void prepare();
  void encode(Job &job) const;
  LogicalResult checkErrors() const;
  LogicalResult finish(Job &job);
  FailureOr<Operation *> write(Job &job, WeightRecord &record) const;
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
    job.obstacle = weight.obstacle;
    if (job.obstacle.empty())
      job.method = run.choose(weight, job.obstacle);
    if (job.method)
      job.obstacle = job.method->findObstacle(weight);
    job.weight = std::move(weight);
    jobs.push_back(std::move(job));
  }
}

/// Runs beside others: neither the program nor diagnostics are touched.
void Runner::encode(Job &job) const {
  if (!job.obstacle.empty() || !job.method)
    return;
  ArrayRef<char> bytes = *getRawElements(job.weight.value);
  Format format = job.weight.getFormat();
  std::vector<char> finite;
  if (run.nonFinite != NonFinite::Keep)
    if (std::optional<int64_t> index = findNonFinite(bytes, format)) {
      if (run.nonFinite == NonFinite::Error) {
        job.error = ("expected finite weights, but element " + Twine(*index) + " of '" + job.weight.name +
                     "' is NaN or infinite")
                        .str();
        return;
      }
      finite = zeroNonFinite(bytes, format);
      bytes = finite;
    }
  WeightInput input{job.weight, {bytes.data(), format, job.weight.getType().getShape()}};
  llvm::Expected<EncodedWeight> encoded = job.method->encode(input);
  if (!encoded) {
    llvm::handleAllErrors(
        encoded.takeError(), [&](const Declined &declined) { job.obstacle = declined.getReason(); },
        [&](const llvm::ErrorInfoBase &error) {
          job.error = "cannot compress '" + job.weight.name + "': " + error.message();
        });
    return;
  }
  if (std::optional<int64_t> block = findUnusableScale(*encoded)) {
    job.obstacle = ("the scale of its block " + Twine(*block) + " would be 0, NaN or infinite").str();
    return;
  }
  if (run.measuresErrors)
    job.measured = measureError(input.data, *encoded);
  job.encoded = std::move(*encoded);
}

LogicalResult Runner::checkErrors() const {
  for (const Job &job : jobs)
    if (!job.error.empty()) {
      arith::ConstantOp constant = job.weight.constant;
      return constant.emitOpError() << job.error;
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
  remarkSkipped(run.pass, job.weight.constant, "'" + job.weight.name + "': " + job.obstacle);
  WeightRecord record = makeRecord(run.pass, job.weight);
  record.obstacle = job.obstacle;
  result.records.push_back(std::move(record));
}

/// The op that holds the compressed weight, with its readers.
FailureOr<Operation *> Runner::write(Job &job, WeightRecord &record) const {
  arith::ConstantOp constant = job.weight.constant;
  if (job.encoded->isPlain) {
    auto value = DenseResourceElementsAttr::get(job.weight.getType(), job.weight.name, std::move(job.encoded->codes));
    constant.setValueAttr(value);
    return constant.getOperation();
  }
  OpBuilder builder(constant);
  FailureOr<ConstantOp> built = buildConstant(builder, constant.getLoc(), std::move(*job.encoded), job.weight.name);
  if (failed(built))
    return failure();
  copySourceName(constant, *built);
  llvm::raw_string_ostream(record.encoding) << cast<ArrayType>(built->getType()).getEncoding();
  if (job.weight.isDisputed)
    remark::analysis(constant.getLoc(), getRemarkOpts(run.pass, constant)) << remark::reason(
        "'{0}': its readers take different dimensions as output and input, assumed 0 and 1", job.weight.name);
  replaceWeight(job.weight, built->getResult());
  return built->getOperation();
}

LogicalResult Runner::finish(Job &job) {
  if (!job.encoded) {
    leaveAlone(job);
    return success();
  }
  WeightRecord record = makeRecord(run.pass, job.weight);
  record.bytesAfter = job.encoded->getNumBytes();
  record.dtypeAfter = job.method->getDescription();
  record.error = job.measured;
  FailureOr<Operation *> built = write(job, record);
  if (failed(built))
    return failure();
  remarkDone(run.pass, *built) << remark::metric("Weight", record.name)
                               << remark::metric("BytesBefore", record.bytesBefore)
                               << remark::metric("BytesAfter", record.bytesAfter);
  ++result.numCompressed;
  result.bytesBefore += record.bytesBefore;
  result.bytesAfter += record.bytesAfter;
  result.records.push_back(std::move(record));
  return success();
}

FailureOr<CompressionResult> Runner::compress() {
  prepare();
  parallelForEach(root->getContext(), jobs, [&](Job &job) { encode(job); });
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
  if (root->getParentOp())
    return emitError(root->getLoc()) << pass << ": expected to run on the module when it writes a report, got '"
                                     << root->getName().getStringRef() << "'";
  CompressionReport report;
  report.add("", result.records);
  if (llvm::Error error = report.write(path))
    return emitError(root->getLoc()) << pass << ": " << llvm::toString(std::move(error));
  return success();
}

namespace {
/// Hands the report to each pass that wants one, also to those of nested pipelines.
struct ReportInstrumentation : PassInstrumentation {
  explicit ReportInstrumentation(std::shared_ptr<CompressionReport> report) : report(std::move(report)) {}

  void runBeforePass(Pass *pass, Operation *) override {
    if (auto *reports = dynamic_cast<ReportsCompression *>(pass))
      reports->setCollector(report);
  }

  std::shared_ptr<CompressionReport> report;
};
} // namespace

void mlir::qnt::collectReports(PassManager &manager, const std::shared_ptr<CompressionReport> &report) {
  manager.addInstrumentation(std::make_unique<ReportInstrumentation>(report));
}
