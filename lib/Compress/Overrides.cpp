//===- Overrides.cpp - options for some of the weights -------------------------------------------------------===//
#include "Overrides.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace mlir::qnt;

bool OverrideRule::matches(const Weight &weight) const {
  int64_t numElements = weight.getNumElements();
  // A pattern refers to its text, which would move with the rule.
  return llvm::cantFail(llvm::GlobPattern::create(name)).match(weight.name) &&
         (op.empty() || llvm::is_contained(weight.readers, op)) &&
         (layer.empty() || (layer == "first" ? weight.isFirst : weight.isLast)) && numElements >= minElements &&
         numElements <= maxElements;
}

static llvm::Error makeRuleError(const OverrideRule &rule, const Twine &message) {
  return llvm::createStringError("in override '" + rule.text + "': " + message);
}

static llvm::Error setElements(OverrideRule &rule, int64_t &limit, StringRef key, StringRef value) {
  if (value.getAsInteger(10, limit) || limit < 0)
    return makeRuleError(rule, "expected a number of elements for " + key + ", got '" + value + "'");
  return llvm::Error::success();
}

/// A selector, skip or one of `settings`.
static llvm::Error set(OverrideRule &rule, ArrayRef<StringRef> settings, StringRef key, StringRef value) {
  if (key == "name") {
    llvm::Expected<llvm::GlobPattern> pattern = llvm::GlobPattern::create(value);
    if (!pattern)
      return makeRuleError(rule,
                           "expected a glob pattern, got '" + value + "': " + llvm::toString(pattern.takeError()));
    rule.name = value.str();
    return llvm::Error::success();
  }
  if (key == "op") {
    if (!llvm::is_contained({"dot", "conv", "ragged_dot", "gather"}, value))
      return makeRuleError(rule, "expected op dot, conv, ragged_dot or gather, got '" + value + "'");
    rule.op = value.str();
    return llvm::Error::success();
  }
  if (key == "layer") {
    if (value != "first" && value != "last")
      return makeRuleError(rule, "expected layer first or last, got '" + value + "'");
    rule.layer = value.str();
    return llvm::Error::success();
  }
  if (key == "min-elements")
    return setElements(rule, rule.minElements, key, value);
  if (key == "max-elements")
    return setElements(rule, rule.maxElements, key, value);
  if (key == "skip") {
    if (value != "" && value != "true" && value != "false")
      return makeRuleError(rule, "expected skip true or false, got '" + value + "'");
    rule.skips = value != "false";
    return llvm::Error::success();
  }
  if (!llvm::is_contained(settings, key))
    return makeRuleError(rule, "expected name, op, layer, min-elements, max-elements, skip, " +
                                   llvm::join(settings, ", ") + ", got '" + key + "'");
  rule.settings[key.str()] = value.str();
  return llvm::Error::success();
}

/// name=head*/op=dot:dtype=int8/tail=mask. What has no '=' before the ':' is a name.
static llvm::Expected<OverrideRule> parseRule(StringRef text, ArrayRef<StringRef> known) {
  OverrideRule rule;
  rule.text = text.str();
  auto [selectors, settings] = text.split(':');
  if (settings.empty())
    return makeRuleError(rule, "expected selectors, ':' and settings");
  for (StringRef part : llvm::split(selectors, '/')) {
    auto [key, value] = part.contains('=') ? part.split('=') : std::pair<StringRef, StringRef>("name", part);
    if (llvm::Error error = set(rule, known, key.trim(), value.trim()))
      return std::move(error);
  }
  for (StringRef part : llvm::split(settings, '/')) {
    auto [key, value] = part.split('=');
    if (llvm::Error error = set(rule, known, key.trim(), value.trim()))
      return std::move(error);
  }
  return std::move(rule);
}

/// A value of a setting as text.
static std::optional<std::string> getText(const llvm::json::Value &value) {
  if (std::optional<StringRef> text = value.getAsString())
    return text->str();
  if (std::optional<int64_t> number = value.getAsInteger())
    return std::to_string(*number);
  if (std::optional<double> number = value.getAsNumber()) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format("%.17g", *number);
    return text;
  }
  if (std::optional<bool> flag = value.getAsBoolean())
    return *flag ? "true" : "false";
  return std::nullopt;
}

static llvm::Expected<OverrideRule> parseRule(const llvm::json::Value &value, ArrayRef<StringRef> known) {
  OverrideRule rule;
  llvm::raw_string_ostream(rule.text) << value;
  const llvm::json::Object *object = value.getAsObject();
  if (!object)
    return makeRuleError(rule, "expected an object");
  for (const auto &[key, entry] : *object) {
    std::optional<std::string> text = getText(entry);
    if (!text)
      return makeRuleError(rule, "expected a string, a number or true or false for '" + StringRef(key) + "'");
    if (llvm::Error error = set(rule, known, StringRef(key), *text))
      return std::move(error);
  }
  return std::move(rule);
}

static llvm::Expected<llvm::json::Array> readFile(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (std::error_code code = buffer.getError())
    return llvm::createStringError(code, "cannot read overrides '" + path + "': " + code.message());
  llvm::Expected<llvm::json::Value> value = llvm::json::parse((*buffer)->getBuffer());
  if (!value)
    return llvm::createStringError("cannot read overrides '" + path + "': " + llvm::toString(value.takeError()));
  if (llvm::json::Array *array = value->getAsArray())
    return std::move(*array);
  return llvm::createStringError("expected an array of rules in overrides '" + path + "'");
}

llvm::Expected<Overrides> Overrides::create(StringRef text, ArrayRef<StringRef> settings) {
  Overrides overrides;
  auto add = [&](llvm::Expected<OverrideRule> rule) -> llvm::Error {
    if (!rule)
      return rule.takeError();
    overrides.rules.push_back(std::move(*rule));
    return llvm::Error::success();
  };
  if (text.ends_with(".json")) {
    llvm::Expected<llvm::json::Array> array = readFile(text);
    if (!array)
      return array.takeError();
    for (const llvm::json::Value &value : *array)
      if (llvm::Error error = add(parseRule(value, settings)))
        return std::move(error);
    return std::move(overrides);
  }
  for (StringRef part : llvm::split(text, ';'))
    if (!part.trim().empty())
      if (llvm::Error error = add(parseRule(part.trim(), settings)))
        return std::move(error);
  return std::move(overrides);
}

std::optional<Settings> Overrides::getSettings(const Weight &weight, std::string &skippedBy) const {
  Settings settings;
  bool isSkipped = false;
  for (const OverrideRule &rule : rules) {
    if (!rule.matches(weight))
      continue;
    isSkipped = rule.skips;
    if (isSkipped)
      skippedBy = rule.text;
    for (const auto &[key, value] : rule.settings)
      settings[key] = value;
  }
  return isSkipped ? std::nullopt : std::optional<Settings>(std::move(settings));
}
