//===- Failure.cpp - this thread's last failure -------------------------------------------------------------===//

#include "Failure.h"
#include "Qnt/Runtime/Emulation.h"
#include <cstdio>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

static std::string &getLastText() {
  thread_local std::string text;
  return text;
}
static std::optional<ReportText> &getLastReport() {
  thread_local std::optional<ReportText> report;
  return report;
}

QntrtStatus runtime::recordFailure(const Failure &failure, const std::string &call) {
  getLastText() = call + ": " + failure.text;
  getLastReport() = failure.report;
  return failure.status;
}

std::string runtime::toHex(uint64_t value) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

const char *qntrtGetLastError(void) { return getLastText().c_str(); }

QntrtStatus qntrtGetLastReport(QntrtReport *report) {
  const std::optional<ReportText> &last = getLastReport();
  if (!report)
    return finish(makeInvalid("expected a place for the report"), "qntrtGetLastReport");
  if (!last)
    return QntrtNotFound;
  *report = {last->className.c_str(), last->kernel.c_str(), last->line, last->text.c_str()};
  return QntrtSuccess;
}

const char *qntrtGetStatusName(QntrtStatus status) {
  static const char *const names[] = {
      "QntrtSuccess",      "QntrtInvalidArgument", "QntrtOutOfMemory", "QntrtNoDevice",      "QntrtDriverTooOld",
      "QntrtNotSupported", "QntrtInvalidModule",   "QntrtNotFound",    "QntrtInvalidLaunch", "QntrtKernelReported",
      "QntrtDriverError",  "QntrtNotReady",        "QntrtWrongState"};
  auto index = static_cast<size_t>(status);
  return index < sizeof names / sizeof *names ? names[index] : "unknown status";
}
