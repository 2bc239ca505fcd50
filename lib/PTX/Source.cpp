//===- Source.cpp - lines of a text ----------------------------------------------------------------------===//
#include "Qnt/PTX/Source.h"
#include <algorithm>
#include <cstring>

using namespace mlir::qnt::ptx;

Source::Source(std::string contents) : text(std::move(contents)) {
  lineStarts.push_back(0);
  const char *first = text.data(), *last = first + text.size();
  for (const char *at = first; at != last;) {
    const void *found = std::memchr(at, '\n', last - at);
    if (!found)
      break;
    at = static_cast<const char *>(found) + 1;
    lineStarts.push_back(static_cast<uint32_t>(at - first));
  }
}

std::string_view Source::getLine(uint32_t line) const {
  if (line == 0 || line > lineStarts.size())
    return {};
  size_t first = lineStarts[line - 1];
  size_t last = line < lineStarts.size() ? lineStarts[line] - 1 : text.size();
  if (last > first && text[last - 1] == '\r')
    --last;
  return std::string_view(text).substr(first, last - first);
}

Location Source::locate(size_t offset) const {
  auto after = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset);
  size_t line = after - lineStarts.begin();
  return {static_cast<uint32_t>(line), static_cast<uint32_t>(offset - lineStarts[line - 1] + 1)};
}

size_t Source::getOffset(Location location) const {
  if (location.line == 0 || location.line > lineStarts.size())
    return text.size();
  return std::min<size_t>(lineStarts[location.line - 1] + (location.column == 0 ? 0 : location.column - 1),
                          text.size());
}

Diagnostic Source::makeError(Location location, std::string message, ErrorClass errorClass) const {
  return {location.line, location.column, std::move(message), errorClass, std::string(getLine(location.line))};
}
