//===- HeaderFile.cpp - the C header of a compiled program ------------------------------------------------===//
#include "HeaderFile.h"
#include "EntrySignature.h"
#include "EntryWrapper.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

std::string execution::getCName(const EntryPoint &entry, const NativeOptions &options) {
  return options.prefix + "_" + entry.name;
}

static constexpr llvm::StringLiteral kIntroduction = R"(
#include <stdint.h>

#ifndef QNT_STATUS
#define QNT_STATUS
/// What the functions return. With a status other than QNT_OK no result is written, all memory of the call is freed,
/// and *message, where message is not null, says why; it lives until the thread's next call.
enum {
  QNT_OK = %0,
  QNT_BAD_ARGUMENT = %1,  ///< sizes that the function does not take, a null pointer
  QNT_FAILED = %2,        ///< what the program asserts does not hold
  QNT_OUT_OF_MEMORY = %3,
  QNT_NO_DEVICE = %4,     ///< no such device, or it does not take the kernels
  QNT_NO_WEIGHTS = %5     ///< the file of the weights is not there, or is not this model's
};
#endif

// Tensors are row-major, elements aligned to their size; inputs are not written. bf16, f16 and smaller floats are raw bits.
// A result is memory that free() takes. A shape holds the sizes of all dimensions of the value.
// Functions may run in several threads at once.

#ifdef __cplusplus
extern "C" {
#endif
)";

static std::string getIntroduction() {
  std::string text = kIntroduction.str();
  for (CallStatus status : {CallStatus::Ok, CallStatus::BadArgument, CallStatus::Failed, CallStatus::OutOfMemory,
                            CallStatus::NoDevice, CallStatus::NoWeights}) {
    std::string number = std::to_string(static_cast<int>(status));
    text.replace(text.find("%" + number), 2, number);
  }
  return text;
}

/// "[?][8]", of a slot in memory.
static std::string getSizes(ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += "[" + (ShapedType::isDynamic(size) ? "?" : std::to_string(size)) + "]";
  return text;
}

/// A type on one line of a comment.
static std::string printInComment(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  for (size_t i = 0; (i = text.find("*/", i)) != std::string::npos;)
    text.replace(i, 2, "* /");
  return text;
}

static std::string getDeclaration(const Parameter &parameter, const EntryPoint &entry) {
  StringRef stars = parameter.isResult ? "*" : "";
  Type type = parameter.isResult ? entry.type.getResult(parameter.value) : entry.type.getInput(parameter.value);
  switch (parameter.kind) {
  case Parameter::Kind::Number:
    return (Twine(parameter.type) + " " + stars + parameter.name).str();
  case Parameter::Kind::Data:
    return (Twine(parameter.isResult ? "" : "const ") + parameter.type + " *" + stars + parameter.name).str();
  case Parameter::Kind::Shape:
    return (Twine(parameter.isResult ? "" : "const ") + parameter.type + " " + parameter.name + "[" +
            Twine(execution::getShape(type).size()) + "]")
        .str();
  }
  llvm_unreachable("unknown parameter");
}

/// What an element stands for, and how many there are.
static std::string getComment(const Parameter &parameter, const EntryPoint &entry) {
  if (parameter.kind == Parameter::Kind::Shape)
    return "";
  const Slot &slot = (parameter.isResult ? entry.results : entry.inputs)[parameter.value][parameter.slot];
  std::string text = printInComment(getElementTypeOrSelf(slot.logical));
  if (auto tensor = dyn_cast<RankedTensorType>(slot.type))
    text += getSizes(tensor.getShape());
  if (isPacked(slot))
    text += ", packed into bytes";
  return text;
}

static void writeFunction(llvm::raw_ostream &stream, const EntryPoint &entry, const NativeOptions &options) {
  stream << "\n/// @" << entry.name << "\n";
  for (auto [index, type] : llvm::enumerate(entry.type.getInputs()))
    stream << "///   input " << index << ": " << printInComment(type) << "\n";
  for (auto [index, type] : llvm::enumerate(entry.type.getResults()))
    stream << "///   result " << index << ": " << printInComment(type) << "\n";
  stream << "int32_t " << getCName(entry, options) << "(\n";
  if (!options.target.empty())
    stream << "    struct " << options.prefix << "_program *program,\n";
  for (const Parameter &parameter : getParameters(entry)) {
    std::string comment = getComment(parameter, entry);
    stream << "    " << getDeclaration(parameter, entry) << "," << (comment.empty() ? "" : " // " + comment) << "\n";
  }
  stream << "    const char **message);\n";
}

static constexpr llvm::StringLiteral kDeviceFunctions = R"(
#ifndef QNT_DEVICE
#define QNT_DEVICE
enum { QNT_DEVICE_CUDA = 0, QNT_DEVICE_EMULATED = 1 };
#endif

/// Kernels for %target on a device, and weights, which are copied there once.
struct %prefix_program;
/// Loads the kernels on a GPU (`index` says which), or on the device that executes and checks them on the CPU.
int32_t %prefix_open(int32_t device, int32_t index, struct %prefix_program **program, const char **message);
/// No function may run on it any more.
int32_t %prefix_close(struct %prefix_program *program);
)";

static constexpr llvm::StringLiteral kWeightFunctions = R"(
/// The weights lie in '%file' (%bytes bytes), which is mapped into memory when it is needed first: from the folder
/// that the environment variable QNT_WEIGHTS_FOLDER names, else from the folder of the shared library or executable
/// that holds this code. This function takes it from `path` (null: as before) unless it is in memory already. While a
/// process uses the file it must not change; another one can be renamed to its name.
int32_t %prefix_load_weights(const char *path, const char **message);
)";

static std::string fillIn(StringRef pattern, ArrayRef<std::pair<StringRef, StringRef>> values) {
  std::string text = pattern.str();
  for (auto [from, to] : values)
    for (size_t i = 0; (i = text.find(from.str(), i)) != std::string::npos; i += to.size())
      text.replace(i, from.size(), to.str());
  return text;
}

std::string execution::makeHeader(ArrayRef<EntryPoint> entries, const NativeOptions &options,
                                  const WeightFile *weights) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  std::string guard = StringRef(options.prefix).upper() + "_H";
  stream << "// Made by quant-compile" << (options.source.empty() ? "" : " from " + options.source) << ".\n";
  stream << "#ifndef " << guard << "\n#define " << guard << "\n" << getIntroduction();
  if (!options.target.empty())
    stream << fillIn(kDeviceFunctions, {{"%target", options.target}, {"%prefix", options.prefix}});
  if (weights)
    stream << fillIn(
        kWeightFunctions,
        {{"%file", options.weights}, {"%bytes", std::to_string(weights->getFileBytes())}, {"%prefix", options.prefix}});
  for (const EntryPoint &entry : entries)
    writeFunction(stream, entry, options);
  stream << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif // " << guard << "\n";
  return text;
}
