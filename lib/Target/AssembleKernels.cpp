//===- AssembleKernels.cpp - PTX to a cubin by NVIDIA's assembler -----------------------------------------===//
#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/TemporaryFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Program.h"

using namespace mlir;
using namespace mlir::qnt;
using llvm::StringRef;

std::optional<std::string> qnt::findPtxas(StringRef given) {
  llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(given.empty() ? "ptxas" : given);
  // A path is given back as it is, whatever is there.
  return path && llvm::sys::fs::can_execute(*path) ? std::optional<std::string>(*path) : std::nullopt;
}

/// The number in front of `unit`: 40 of "Used 40 registers" for " registers".
static unsigned getNumberBefore(StringRef line, StringRef unit) {
  StringRef before = line.substr(0, line.find(unit));
  StringRef digits = before.substr(before.find_last_not_of("0123456789") + 1);
  unsigned number = 0;
  (void)digits.getAsInteger(10, number);
  return line.contains(unit) ? number : 0;
}

/// Lines of ptxas --verbose.
static std::vector<AssembledKernel> parseReport(StringRef report) {
  std::vector<AssembledKernel> kernels;
  llvm::SmallVector<StringRef> lines;
  report.split(lines, '\n');
  bool isKernel = false;
  for (StringRef line : lines) {
    if (line.contains("Compiling entry function '")) {
      kernels.emplace_back().name = line.split('\'').second.split('\'').first.str();
    } else if (line.contains("Function properties for ")) {
      isKernel = !kernels.empty() && line.rsplit(' ').second.trim() == kernels.back().name;
    } else if (isKernel && line.contains(" bytes stack frame")) {
      kernels.back().stackBytes = getNumberBefore(line, " bytes stack frame");
      kernels.back().spillStoreBytes = getNumberBefore(line, " bytes spill stores");
      kernels.back().spillLoadBytes = getNumberBefore(line, " bytes spill loads");
    } else if (!kernels.empty() && line.contains(" registers")) {
      kernels.back().registers = getNumberBefore(line, " registers");
    }
  }
  return kernels;
}

/// What ptxas warns of. That wgmma is serialised is a mere info to it.
static std::vector<std::string> findWarnings(StringRef report) {
  std::vector<std::string> warnings;
  for (StringRef line : llvm::split(report, '\n'))
    if (line.contains("warning") || line.contains("Potential Performance Loss"))
      warnings.push_back(line.trim().str());
  return warnings;
}

llvm::Expected<AssembledKernels> qnt::assembleKernels(StringRef ptx, const DeviceTarget &target, StringRef ptxas) {
  std::optional<std::string> program = findPtxas(ptxas);
  if (!program)
    return llvm::createStringError("expected NVIDIA's assembler " +
                                   (ptxas.empty() ? "ptxas on the path" : "'" + ptxas.str() + "'") +
                                   ": there is no such program");
  llvm::Expected<TemporaryFile> input = TemporaryFile::create("qnt-kernels", "ptx");
  if (!input)
    return input.takeError();
  llvm::Expected<TemporaryFile> output = TemporaryFile::create("qnt-kernels", "cubin");
  if (!output)
    return output.takeError();
  llvm::Expected<TemporaryFile> report = TemporaryFile::create("qnt-kernels", "txt");
  if (!report)
    return report.takeError();
  if (llvm::Error error = writeFile(input->getPath(), ptx))
    return error;
  std::string arch = "-arch=" + target.name.str();
  llvm::SmallVector<StringRef> command{*program, arch, "--verbose", "-o", output->getPath(), input->getPath()};
  std::optional<StringRef> redirects[] = {StringRef(""), report->getPath(), report->getPath()};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(*program, command, std::nullopt, redirects, 0, 0, &message);
  llvm::Expected<std::string> said = readFile(report->getPath());
  if (!said)
    return said.takeError();
  if (status != 0) {
    input->keep();
    return llvm::createStringError("ptxas failed: " + llvm::join(command, " ") + "\n" + message +
                                   StringRef(*said).trim());
  }
  llvm::Expected<std::string> cubin = readFile(output->getPath());
  if (!cubin)
    return cubin.takeError();
  return AssembledKernels{std::move(*cubin), parseReport(*said), findWarnings(*said)};
}
