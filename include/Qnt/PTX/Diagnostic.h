//===- Diagnostic.h - errors of PTX text, and a result that is a value or an error -----------------------===//
//
// Functions that may fail return Result<T>; there are no exceptions. A diagnostic about text carries the line itself.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_PTX_DIAGNOSTIC_H
#define QNT_PTX_DIAGNOSTIC_H

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace mlir::qnt::ptx {

/// What kind of defect a diagnostic is about; getName gives the spelling of reports.
enum class ErrorClass : uint8_t {
  ParseError,         ///< text that is not PTX, or names that are not declared
  UnknownInstruction, ///< an opcode, modifier or form that is not there
  InvalidLaunch,      ///< a launch or an argument that does not fit
};

/// "parse_error", "unknown_instruction", "invalid_launch".
std::string_view getName(ErrorClass errorClass);

/// A place in a text; lines and columns count from 1, a line of 0 is no place.
struct Location {
  uint32_t line = 0;
  uint32_t column = 0;
};

/// One error.
struct Diagnostic {
  uint32_t line = 0;
  uint32_t column = 0;
  std::string message;
  ErrorClass errorClass = ErrorClass::ParseError;
  /// The text of the line, without its end; empty when there is none.
  std::string lineText;

  /// `file:line:column: parse_error: message`, then the line and a caret below the column. Long lines are cut.
  std::string format(std::string_view file) const;
};

/// A value or the error that stands in its place.
template <class T>
class [[nodiscard]] Result {
public:
  Result(T value) : state(std::move(value)) {}
  Result(Diagnostic error) : state(std::move(error)) {}

  explicit operator bool() const { return state.index() == 0; }
  T &operator*() { return *std::get_if<0>(&state); }
  const T &operator*() const { return *std::get_if<0>(&state); }
  T *operator->() { return std::get_if<0>(&state); }
  const T *operator->() const { return std::get_if<0>(&state); }
  /// The error of a result without a value.
  const Diagnostic &getError() const {
    assert(state.index() == 1 && "expected a result without a value");
    return *std::get_if<1>(&state);
  }

private:
  std::variant<T, Diagnostic> state;
};

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_DIAGNOSTIC_H
