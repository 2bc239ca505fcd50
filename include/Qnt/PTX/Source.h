//===- Source.h - the text of a module and its lines -----------------------------------------------------===//
#ifndef QNT_PTX_SOURCE_H
#define QNT_PTX_SOURCE_H

#include "Qnt/PTX/Diagnostic.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::ptx {

/// A text that stays where it is, so that views into it live as long as it does, with a table of where lines start.
class Source {
public:
  explicit Source(std::string text);
  Source(const Source &) = delete;
  Source &operator=(const Source &) = delete;

  std::string_view getText() const { return text; }
  size_t getNumLines() const { return lineStarts.size(); }
  /// Line `line` (from 1) without its end; empty when there is no such line.
  std::string_view getLine(uint32_t line) const;
  /// Where the byte at `offset` stands.
  Location locate(size_t offset) const;
  /// The offset of a location's byte; the end of the text when the text is shorter.
  size_t getOffset(Location location) const;
  /// An error at `location`, with its line.
  Diagnostic makeError(Location location, std::string message, ErrorClass errorClass = ErrorClass::ParseError) const;

private:
  std::string text;
  std::vector<uint32_t> lineStarts;
};

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_SOURCE_H
