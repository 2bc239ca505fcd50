//===- Fields.cpp - reads fields of a JSON object, naming what is wrong by its path -------------------------===//

#include "Fields.h"
#include <set>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

namespace {

/// Looks at a text before it is read: where it is no JSON, how deep it goes, keys that come twice.
class TextCheck : public nlohmann::json_sax<Json> {
public:
  explicit TextCheck(std::string &error) : error(error) {}
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(int64_t) override { return true; }
  bool number_unsigned(uint64_t) override { return true; }
  bool number_float(double, const std::string &) override { return true; }
  bool string(std::string &) override { return true; }
  bool binary(Json::binary_t &) override { return true; }
  bool start_object(size_t) override { return enter(); } // NOLINT(readability-identifier-naming): nlohmann's names
  bool start_array(size_t) override { return enter(); }  // NOLINT(readability-identifier-naming)
  bool end_object() override { return leave(); }         // NOLINT(readability-identifier-naming)
  bool end_array() override { return leave(); }          // NOLINT(readability-identifier-naming)
  bool key(std::string &name) override {
    if (keys.back().insert(name).second)
      return true;
    error = "expected field '" + name.substr(0, 100) + "' once in its object";
    return false;
  }
  // NOLINTNEXTLINE(readability-identifier-naming)
  bool parse_error(size_t position, const std::string &, const Json::exception &) override {
    error = "expected JSON, got something else at byte " + std::to_string(position);
    return false;
  }

private:
  bool enter() {
    constexpr size_t maxDepth = 64;
    keys.emplace_back();
    if (keys.size() <= maxDepth)
      return true;
    error = "expected objects and lists at most 64 deep";
    return false;
  }
  bool leave() {
    keys.pop_back();
    return true;
  }

  std::string &error;
  std::vector<std::set<std::string>> keys;
};

} // namespace

Json ptxrun::parseJson(std::string_view text, std::string &error) {
  TextCheck check(error);
  if (!Json::sax_parse(text, &check)) {
    error = error.empty() ? "expected JSON" : error;
    return Json(Json::value_t::discarded);
  }
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

std::string ptxrun::describe(const Json &value) {
  constexpr size_t maxLength = 60;
  std::string text = value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  return text.size() <= maxLength ? text : text.substr(0, maxLength) + "...";
}

Fields::Fields(const Json &object, std::string path, std::string &error, std::initializer_list<const char *> known)
    : object(object), path(std::move(path)), error(error) {
  if (!object.is_object()) {
    if (error.empty())
      error =
          (this->path.empty() ? "the file" : "'" + this->path + "'") + ": expected an object, got " + describe(object);
    return;
  }
  for (const auto &item : object.items()) {
    bool isKnown = false;
    for (const char *name : known)
      isKnown |= item.key() == name;
    if (!isKnown)
      fail(item.key().substr(0, 100), "there is no such field");
  }
}

std::string Fields::getPath(const std::string &key) const { return path.empty() ? key : path + "." + key; }

bool Fields::fail(const std::string &key, const std::string &message) const {
  if (error.empty())
    error = "'" + getPath(key) + "': " + message;
  return false;
}

const Json *Fields::find(const char *key) const {
  if (!isGood())
    return nullptr;
  if (has(key))
    return &object.at(key);
  fail(key, "expected this field, it is missing");
  return nullptr;
}

bool Fields::readText(const char *key, std::string &text, bool isRequired) const {
  if (!isRequired && !has(key))
    return isGood();
  const Json *value = find(key);
  if (!value)
    return false;
  if (!value->is_string())
    return fail(key, "expected a text, got " + describe(*value));
  text = value->get<std::string>();
  if (text.empty() || text.find('\0') != std::string::npos)
    return fail(key, "expected a text that is not empty and has no zero byte");
  return isGood();
}

bool Fields::readFlag(const char *key, bool &flag) const {
  if (!has(key))
    return isGood();
  const Json &value = object.at(key);
  if (!value.is_boolean())
    return fail(key, "expected true or false, got " + describe(value));
  flag = value.get<bool>();
  return isGood();
}

/// A whole number that is not negative.
static bool toUnsigned(const Json &value, uint64_t &number) {
  if (!value.is_number_integer() || (!value.is_number_unsigned() && value.get<int64_t>() < 0))
    return false;
  number = value.get<uint64_t>();
  return true;
}

bool Fields::readInteger(const char *key, int64_t low, uint64_t high, uint64_t &number, bool isRequired) const {
  if (!isRequired && !has(key))
    return isGood();
  const Json *value = find(key);
  if (!value)
    return false;
  uint64_t read = 0;
  if (!toUnsigned(*value, read) || read < static_cast<uint64_t>(low) || read > high)
    return fail(key, "expected an integer from " + std::to_string(low) + " to " + std::to_string(high) + ", got " +
                         describe(*value));
  number = read;
  return isGood();
}

bool Fields::readSigned(const char *key, int64_t low, int64_t high, int64_t &number) const {
  const Json *value = find(key);
  if (!value)
    return false;
  bool isLarge = value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX;
  if (!value->is_number_integer() || isLarge || value->get<int64_t>() < low || value->get<int64_t>() > high)
    return fail(key, "expected an integer from " + std::to_string(low) + " to " + std::to_string(high) + ", got " +
                         describe(*value));
  number = value->get<int64_t>();
  return isGood();
}

bool Fields::readNumber(const char *key, double &number) const {
  const Json *value = find(key);
  if (!value)
    return false;
  if (!value->is_number())
    return fail(key, "expected a number, got " + describe(*value));
  number = value->get<double>();
  return isGood();
}

bool Fields::readIntegers(const char *key, size_t minCount, size_t maxCount, uint64_t low, uint64_t high,
                          std::vector<uint64_t> &values, bool isRequired) const {
  if (!isRequired && !has(key))
    return isGood();
  const Json *list = find(key);
  if (!list)
    return false;
  std::string counts =
      minCount == maxCount ? std::to_string(minCount) : std::to_string(minCount) + " to " + std::to_string(maxCount);
  if (!list->is_array() || list->size() < minCount || list->size() > maxCount)
    return fail(key, "expected a list of " + counts + " integers, got " + describe(*list));
  values.clear();
  for (const Json &item : *list) {
    uint64_t value = 0;
    if (!toUnsigned(item, value) || value < low || value > high)
      return fail(std::string(key) + "[" + std::to_string(values.size()) + "]",
                  "expected an integer from " + std::to_string(low) + " to " + std::to_string(high) + ", got " +
                      describe(item));
    values.push_back(value);
  }
  return isGood();
}

bool Fields::readWord(const char *key, std::initializer_list<const char *> words, int &index, bool isRequired) const {
  if (!isRequired && !has(key))
    return isGood();
  const Json *value = find(key);
  if (!value)
    return false;
  std::string list;
  int place = 0;
  for (const char *word : words) {
    if (value->is_string() && value->get_ref<const std::string &>() == word) {
      index = place;
      return isGood();
    }
    list += (place++ == 0 ? "'" : ", '") + std::string(word) + "'";
  }
  return fail(key, "expected one of " + list + ", got " + describe(*value));
}
