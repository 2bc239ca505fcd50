//===- ModifierReader.cpp - reads the parts of an opcode -------------------------------------------------===//
#include "DecodeContext.h"
#include <algorithm>

namespace mlir::qnt::emulator {

static std::string quoteAll(std::initializer_list<std::string_view> names) {
  std::string text;
  for (std::string_view name : names)
    text += (text.empty() ? "'." : ", '.") + std::string(name) + "'";
  return text;
}

static std::string describe(std::string_view part) {
  return part.empty() ? std::string("the end of the opcode") : "'." + std::string(part) + "'";
}

std::string_view ModifierReader::peek() const { return atEnd() ? std::string_view() : parts[next]; }

bool ModifierReader::take(std::string_view name) {
  if (atEnd() || parts[next] != name)
    return false;
  ++next;
  return true;
}

std::optional<unsigned> ModifierReader::takeOneOf(std::initializer_list<std::string_view> names) {
  unsigned index = 0;
  for (std::string_view name : names) {
    if (take(name))
      return index;
    ++index;
  }
  return std::nullopt;
}

unsigned ModifierReader::expectOneOf(std::initializer_list<std::string_view> names) {
  if (std::optional<unsigned> index = takeOneOf(names))
    return *index;
  context.fail("expected " + std::string(names.size() > 1 ? "one of " : "") + quoteAll(names) + ", got " +
               describe(peek()));
  return 0;
}

ptx::ScalarType ModifierReader::takeType(std::initializer_list<ptx::ScalarType> types) {
  const ptx::ScalarType type = ptx::parseScalarType(peek());
  if (type == ptx::ScalarType::None || std::find(types.begin(), types.end(), type) == types.end())
    return ptx::ScalarType::None;
  ++next;
  return type;
}

ptx::ScalarType ModifierReader::expectType(std::initializer_list<ptx::ScalarType> types) {
  const ptx::ScalarType type = takeType(types);
  if (type != ptx::ScalarType::None)
    return type;
  std::string names;
  for (ptx::ScalarType allowed : types)
    names += (names.empty() ? "'." : ", '.") + std::string(ptx::getName(allowed)) + "'";
  context.fail("expected a type of " + names + ", got " + describe(peek()));
  return *types.begin();
}

bool ModifierReader::takeAnywhere(std::string_view name) {
  auto found = std::find(parts.begin() + static_cast<ptrdiff_t>(next), parts.end(), name);
  if (found == parts.end())
    return false;
  parts.erase(found);
  return true;
}

void ModifierReader::expectEnd() {
  if (!atEnd())
    context.fail("expected no modifier '." + std::string(peek()) + "' here");
}

} // namespace mlir::qnt::emulator
