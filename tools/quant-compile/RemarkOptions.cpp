//===- RemarkOptions.cpp - remarks of passes, as quant-opt shows them ---------------------------------------===//
#include "RemarkOptions.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Remark/RemarkStreamer.h"
#include "llvm/Support/Regex.h"

using namespace mlir;
namespace cl = llvm::cl;

cl::OptionCategory remarkCategory("remark options, as of quant-opt");

namespace {
enum class Format { Print, Yaml, Bitstream };
enum class Policy { All, Final };
} // namespace

static cl::opt<Format> format("remark-format", cl::init(Format::Print), cl::desc("Where remarks go"),
                              cl::values(clEnumValN(Format::Print, "emitRemark", "Print them (default)"),
                                         clEnumValN(Format::Yaml, "yaml", "Into a YAML file"),
                                         clEnumValN(Format::Bitstream, "bitstream", "Into a bitstream file")),
                              cl::cat(remarkCategory));
static cl::opt<Policy> policy("remark-policy", cl::init(Policy::All), cl::desc("Which of them"),
                              cl::values(clEnumValN(Policy::All, "all", "All (default)"),
                                         clEnumValN(Policy::Final, "final", "The last ones of each place")),
                              cl::cat(remarkCategory));
static cl::opt<std::string> allFilter("remarks-filter", cl::desc("Show all remarks of categories that match: qnt"),
                                      cl::value_desc("regex"), cl::cat(remarkCategory));
static cl::opt<std::string> passedFilter("remarks-filter-passed", cl::desc("Show what was done"),
                                         cl::value_desc("regex"), cl::cat(remarkCategory));
static cl::opt<std::string> missedFilter("remarks-filter-missed", cl::desc("Show what was left, and why"),
                                         cl::value_desc("regex"), cl::cat(remarkCategory));
static cl::opt<std::string> failedFilter("remarks-filter-failed", cl::desc("Show what failed"), cl::value_desc("regex"),
                                         cl::cat(remarkCategory));
static cl::opt<std::string> analysisFilter("remarks-filter-analyse", cl::desc("Show what passes counted"),
                                           cl::value_desc("regex"), cl::cat(remarkCategory));
static cl::opt<std::string>
    outputFile("remarks-output-file",
               cl::desc("File of yaml and bitstream (mlir-remarks.yaml, mlir-remarks.bitstream)"),
               cl::value_desc("file"), cl::cat(remarkCategory));

/// What the option or --remarks-filter matches; nothing where neither was given. The engine takes a filter of all kinds
/// only where each kind has one.
static std::optional<std::string> getFilter(const cl::opt<std::string> &option) {
  if (option.empty() || allFilter.empty())
    return option.empty() && allFilter.empty() ? std::nullopt : std::optional<std::string>(option + allFilter);
  return "(" + option + ")|(" + allFilter + ")";
}

static llvm::Error checkFilters() {
  for (const cl::opt<std::string> *option :
       {&allFilter, &passedFilter, &missedFilter, &failedFilter, &analysisFilter}) {
    std::string problem;
    if (!option->empty() && !llvm::Regex(*option).isValid(problem))
      return llvm::createStringError("expected a regular expression as --" + option->ArgStr + ", got '" +
                                     option->getValue() + "': " + problem);
  }
  return llvm::Error::success();
}

llvm::Error enableRemarks(MLIRContext &context) {
  remark::RemarkCategories categories{std::nullopt, getFilter(passedFilter), getFilter(missedFilter),
                                      getFilter(analysisFilter), getFilter(failedFilter)};
  if (!categories.passed && !categories.missed && !categories.analysis && !categories.failed)
    return llvm::Error::success();
  if (llvm::Error error = checkFilters())
    return error;
  std::unique_ptr<remark::detail::RemarkEmittingPolicyBase> emitting;
  if (policy == Policy::Final)
    emitting = std::make_unique<remark::RemarkEmittingPolicyFinal>();
  else
    emitting = std::make_unique<remark::RemarkEmittingPolicyAll>();
  if (format == Format::Print) {
    [[maybe_unused]] LogicalResult enabled = remark::enableOptimizationRemarks(context, nullptr, std::move(emitting),
                                                                               categories, /*printAsEmitRemarks=*/true);
    assert(succeeded(enabled) && "no file is opened");
    return llvm::Error::success();
  }
  bool isYaml = format == Format::Yaml;
  std::string path = outputFile;
  if (path.empty())
    path = isYaml ? "mlir-remarks.yaml" : "mlir-remarks.bitstream";
  if (succeeded(remark::enableOptimizationRemarksWithLLVMStreamer(
          context, path, isYaml ? llvm::remarks::Format::YAML : llvm::remarks::Format::Bitstream, std::move(emitting),
          categories)))
    return llvm::Error::success();
  return llvm::createStringError("cannot write remarks to '" + path + "'");
}
