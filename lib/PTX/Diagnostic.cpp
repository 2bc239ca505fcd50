//===- Diagnostic.cpp - how errors are printed -----------------------------------------------------------===//
#include "Qnt/PTX/Diagnostic.h"

using namespace mlir::qnt::ptx;

std::string_view mlir::qnt::ptx::getName(ErrorClass errorClass) {
  switch (errorClass) {
  case ErrorClass::ParseError:
    return "parse_error";
  case ErrorClass::UnknownInstruction:
    return "unknown_instruction";
  case ErrorClass::InvalidLaunch:
    return "invalid_launch";
  }
  return {};
}

std::string Diagnostic::format(std::string_view file) const {
  std::string text(file);
  if (line != 0)
    text += ":" + std::to_string(line) + ":" + std::to_string(column);
  text += ": " + std::string(getName(errorClass)) + ": " + message;
  if (lineText.empty())
    return text;
  // A window of the line around the column.
  constexpr size_t width = 160;
  size_t at = column == 0 ? 0 : column - 1;
  size_t from = at > width / 2 && lineText.size() > width ? at - width / 2 : 0;
  std::string shown = lineText.substr(from, width);
  for (char &character : shown)
    if (static_cast<unsigned char>(character) < ' ' || character == 0x7f)
      character = ' ';
  text += "\n  " + shown;
  if (column != 0)
    text += "\n  " + std::string(at - from, ' ') + "^";
  return text;
}
