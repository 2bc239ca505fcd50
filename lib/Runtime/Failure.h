//===- Failure.h - what went wrong, before it becomes a status and a text -----------------------------------===//
#ifndef QNT_LIB_RUNTIME_FAILURE_H
#define QNT_LIB_RUNTIME_FAILURE_H

#include "Qnt/Runtime/Runtime.h"
#include <optional>
#include <sstream>
#include <string>

namespace mlir::qnt::runtime {

/// A defect that the emulator found.
struct ReportText {
  std::string className, kernel, text;
  uint32_t line = 0;
};

struct Failure {
  QntrtStatus status = QntrtInvalidArgument;
  std::string text; ///< without the call
  std::optional<ReportText> report = std::nullopt;
};

/// Nothing is success.
using Error = std::optional<Failure>;

inline Failure makeFailure(QntrtStatus status, std::string text) { return {status, std::move(text), std::nullopt}; }
inline Failure makeInvalid(std::string text) { return makeFailure(QntrtInvalidArgument, std::move(text)); }

/// Makes a failure this thread's last one, its text begun by `call`, and gives its status.
QntrtStatus recordFailure(const Failure &failure, const std::string &call);
/// "0x40" for addresses.
std::string toHex(uint64_t value);

/// Ends a function of the C interface: `call(arguments...)` stands before the text of a failure.
template <class... Arguments>
QntrtStatus finish(const Error &error, const char *call, const Arguments &...arguments) {
  if (!error)
    return QntrtSuccess;
  if (error->status == QntrtNotReady)
    return QntrtNotReady;
  std::ostringstream text;
  text << call << '(';
  [[maybe_unused]] const char *separator = "";
  ((text << separator << arguments, separator = ", "), ...);
  text << ')';
  return recordFailure(*error, text.str());
}

} // namespace mlir::qnt::runtime

#endif // QNT_LIB_RUNTIME_FAILURE_H
