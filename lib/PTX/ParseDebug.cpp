//===- ParseDebug.cpp - .file, .loc and .section ---------------------------------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;

/// .file 1 "kernel.cu", timestamp, size
bool ModuleParser::parseFile() {
  advance();
  File file;
  Location location = token.location;
  if (!expectUnsigned32("the number of a file", file.number))
    return false;
  if (!token.is(Kind::String))
    return failExpected("the name of a file");
  file.name = token.text;
  advance();
  if (consumeIf(Kind::Comma)) {
    uint64_t timestamp = 0, size = 0;
    if (!expectInteger("a time stamp", timestamp) || !expect(Kind::Comma, "','") ||
        !expectInteger("the size of a file", size))
      return false;
    file.timestamp = timestamp;
    file.size = size;
  }
  if (!fileNumbers.insert(file.number).second)
    return fail(location, "duplicate file number " + std::to_string(file.number));
  module.files.push_back(file);
  return true;
}

/// .loc 1 20 3, function_name $L__info_string2+16, inlined_at 1 40 7
bool ModuleParser::parseLoc() {
  advance();
  SourceLocation location;
  if (!expectUnsigned32("the number of a file", location.file) || !expectUnsigned32("a line", location.line) ||
      !expectUnsigned32("a column", location.column))
    return false;
  while (consumeIf(Kind::Comma)) {
    Token word;
    if (!expectIdentifier("'function_name' or 'inlined_at'", word))
      return false;
    if (word.text == "function_name") {
      Token name;
      if (!expectIdentifier("the label of a function's name", name))
        return false;
      location.functionName = name.text;
      if (consumeIf(Kind::Plus) && !expectUnsigned32("an offset", location.functionNameOffset))
        return false;
    } else if (word.text == "inlined_at") {
      location.isInlined = true;
      if (!expectUnsigned32("the number of a file", location.inlinedAtFile) ||
          !expectUnsigned32("a line", location.inlinedAtLine) ||
          !expectUnsigned32("a column", location.inlinedAtColumn))
        return false;
    } else {
      return fail(word.location, "expected 'function_name' or 'inlined_at', got '" + std::string(word.text) + "'");
    }
  }
  body->sourceLocations.push_back(location);
  return true;
}

/// .section .debug_info { .b8 1, 2 ... .b64 label ... label: }
bool ModuleParser::parseSection() {
  advance();
  Section section;
  section.location = token.location;
  if (!token.is(Kind::DotName) && !token.is(Kind::Identifier))
    return failExpected("the name of a section");
  section.name = token.text;
  advance();
  const char *first = token.end();
  if (!expect(Kind::LeftBrace, "'{' after the name of a section"))
    return false;
  while (!token.is(Kind::RightBrace)) {
    switch (token.kind) {
    case Kind::DotName:
    case Kind::Identifier:
    case Kind::Integer:
    case Kind::String:
    case Kind::Comma:
    case Kind::Colon:
    case Kind::Plus:
    case Kind::Minus:
    case Kind::LeftParen:
    case Kind::RightParen:
      advance();
      continue;
    default:
      return failExpected("data or '}' in a section");
    }
  }
  section.body = std::string_view(first, token.begin() - first);
  module.sections.push_back(section);
  advance();
  return true;
}
