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
    uint64_t value = 0;
    if (!expectInteger("a time stamp", value))
      return false;
    file.timestamp = value;
    if (consumeIf(Kind::Comma)) {
      if (!expectInteger("the size of a file", value))
        return false;
      file.size = value;
    }
  }
  if (!fileNumbers.insert(file.number).second)
    return fail(location, "duplicate file number " + std::to_string(file.number));
  module.files.push_back(file);
  return true;
}

/// , function_name $L__info_string2+16, inlined_at 1 40 7
bool ModuleParser::parseInlined(SourceLocation &location) {
  Token name;
  if (!token.is(Kind::Identifier) || token.text != "function_name")
    return failExpected("'function_name'");
  advance();
  if (!expectIdentifier("the label of a function's name", name))
    return false;
  location.functionName = name.text;
  if (consumeIf(Kind::Plus) && !expectUnsigned32("an offset", location.functionNameOffset))
    return false;
  if (!expect(Kind::Comma, "','"))
    return false;
  if (!token.is(Kind::Identifier) || token.text != "inlined_at")
    return failExpected("'inlined_at'");
  advance();
  location.isInlined = true;
  return expectUnsigned32("the number of a file", location.inlinedAtFile) &&
         expectUnsigned32("a line", location.inlinedAtLine) && expectUnsigned32("a column", location.inlinedAtColumn);
}

/// .loc 1 20 3, function_name ...
bool ModuleParser::parseLoc() {
  advance();
  SourceLocation location;
  if (!expectUnsigned32("the number of a file", location.file) || !expectUnsigned32("a line", location.line) ||
      !expectUnsigned32("a column", location.column))
    return false;
  if (consumeIf(Kind::Comma) && !parseInlined(location))
    return false;
  body->sourceLocations.push_back(location);
  return true;
}

/// -5, label+4, label-other, .debug_str+4
bool ModuleParser::parseSectionValue(bool mayBeLabel) {
  bool isSection = token.is(Kind::DotName) && token.text.substr(0, 7) == ".debug_";
  if (isSection || token.is(Kind::Identifier)) {
    if (!mayBeLabel)
      return failExpected("a number (labels take '.b32' or '.b64')");
    advance();
    bool isDifference = token.is(Kind::Minus);
    if (!consumeIf(Kind::Plus) && !consumeIf(Kind::Minus))
      return true;
    if (isDifference && token.is(Kind::Identifier)) {
      advance();
      return true;
    }
  } else {
    consumeIf(Kind::Minus);
  }
  uint64_t value = 0;
  return expectInteger("a number or a label in a section", value);
}

/// label:  or  .b8 1, 2
bool ModuleParser::parseSectionLine() {
  if (token.is(Kind::Identifier)) {
    advance();
    return expect(Kind::Colon, "':' after a label in a section");
  }
  if (!isDotName(".b8") && !isDotName(".b16") && !isDotName(".b32") && !isDotName(".b64"))
    return failExpected("a label, '.b8', '.b16', '.b32', '.b64' or '}' in a section");
  bool mayBeLabel = isDotName(".b32") || isDotName(".b64");
  advance();
  do {
    if (!parseSectionValue(mayBeLabel))
      return false;
  } while (consumeIf(Kind::Comma));
  return true;
}

/// .section .debug_info { .b8 1, 2 ... .b64 label ... label: }
bool ModuleParser::parseSection() {
  advance();
  Section section;
  section.location = token.location;
  if (!token.is(Kind::DotName))
    return failExpected("the name of a section");
  section.name = token.text;
  advance();
  const char *first = token.end();
  if (!expect(Kind::LeftBrace, "'{' after the name of a section"))
    return false;
  while (!token.is(Kind::RightBrace))
    if (!parseSectionLine())
      return false;
  section.body = std::string_view(first, token.begin() - first);
  module.sections.push_back(section);
  advance();
  return true;
}
