//===- Fields.h - reads fields of a JSON object, naming what is wrong by its path ---------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_FIELDS_H
#define QNT_TOOLS_PTX_RUN_FIELDS_H

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::ptxrun {

using Json = nlohmann::json;

/// JSON text as a value; discarded with `error` set when it is no JSON, nests deeper than 64, or has a key twice.
Json parseJson(std::string_view text, std::string &error);

/// An object with its path in the file. The first error stays; functions return false from there on.
class Fields {
public:
  /// An object's fields may be those of `known` only.
  Fields(const Json &object, std::string path, std::string &error, std::initializer_list<const char *> known);

  bool isGood() const { return error.empty(); }
  bool has(const char *key) const { return object.is_object() && object.contains(key); }
  /// Says that a field is wrong; returns false.
  bool fail(const std::string &key, const std::string &message) const;
  /// "buffers[0].shape"
  std::string getPath(const std::string &key) const;
  /// The field, null with an error when it is not there.
  const Json *find(const char *key) const;

  bool readText(const char *key, std::string &text, bool isRequired) const;
  bool readFlag(const char *key, bool &flag) const;
  /// An integer from `low` to `high`; stays as it is when the field is missing and not required.
  bool readInteger(const char *key, int64_t low, uint64_t high, uint64_t &value, bool isRequired) const;
  bool readSigned(const char *key, int64_t low, int64_t high, int64_t &value) const;
  bool readNumber(const char *key, double &value) const;
  /// A list of `minCount` to `maxCount` integers from `low` to `high`.
  bool readIntegers(const char *key, size_t minCount, size_t maxCount, uint64_t low, uint64_t high,
                    std::vector<uint64_t> &values, bool isRequired) const;
  /// One of several words, as its index.
  bool readWord(const char *key, std::initializer_list<const char *> words, int &index, bool isRequired) const;

  const Json &getObject() const { return object; }
  std::string &getError() const { return error; }

private:
  const Json &object;
  std::string path;
  std::string &error;
};

/// A value for messages, cut where it is long.
std::string describe(const Json &value);

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_FIELDS_H
