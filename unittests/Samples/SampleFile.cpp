//===- SampleFile.cpp - pinned samples of other packages -------------------------------------------------===//

#include "SampleFile.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ErrorHandling.h"
#include <fstream>

using namespace mlir::qnt::numerics;

std::optional<Format> mlir::qnt::numerics::getSampleFormat(llvm::StringRef dtype) {
  std::optional<Format> special = llvm::StringSwitch<std::optional<Format>>(dtype)
                                      .Case("fp8_e4m3fn", Format::F8E4M3FN)
                                      .Case("fp8_e5m2", Format::F8E5M2)
                                      .Case("fp6_e2m3fn", Format::F6E2M3FN)
                                      .Case("fp6_e3m2fn", Format::F6E3M2FN)
                                      .Case("fp4_e2m1fn", Format::F4E2M1FN)
                                      .Case("e8m0", Format::F8E8M0FNU)
                                      .Default(std::nullopt);
  if (special)
    return special;
  std::string name = dtype.str();
  if (dtype.starts_with("uint"))
    name = "u" + dtype.drop_front(4).str();
  else if (dtype.starts_with("int"))
    name = "i" + dtype.drop_front(3).str();
  return parseFormat(name);
}

/// Bytes of one element in the file: the narrow types have one, the others their own width.
static unsigned getStoredBytes(llvm::StringRef dtype) {
  if (dtype == "int64")
    return 8;
  std::optional<Format> format = getSampleFormat(dtype);
  return format ? (bitWidth(*format) + 7) / 8 : 1;
}

static SampleArray readArray(const nlohmann::json &record) {
  SampleArray array;
  array.dtype = record["dtype"].get<std::string>();
  for (const nlohmann::json &dim : record["shape"])
    array.shape.push_back(dim.get<int64_t>());
  std::string bytes = llvm::fromHex(record["bits"].get<std::string>());
  unsigned size = getStoredBytes(array.dtype);
  std::optional<Format> format = getSampleFormat(array.dtype);
  uint64_t mask = format && bitWidth(*format) < 64 ? (uint64_t(1) << bitWidth(*format)) - 1 : ~uint64_t(0);
  for (size_t i = 0; i < bytes.size(); i += size) {
    uint64_t bits = 0;
    for (unsigned byte = 0; byte < size; ++byte)
      bits |= uint64_t(uint8_t(bytes[i + byte])) << 8 * byte;
    array.bits.push_back(bits & mask);
  }
  return array;
}

Format mlir::qnt::numerics::requireSampleFormat(llvm::StringRef dtype) {
  if (std::optional<Format> format = getSampleFormat(dtype))
    return *format;
  llvm::report_fatal_error("expected a number format, but got " + llvm::Twine(dtype));
}

Format SampleArray::format() const { return requireSampleFormat(dtype); }

std::vector<double> SampleArray::values() const {
  std::vector<double> result;
  std::optional<Format> format = getSampleFormat(dtype);
  for (uint64_t code : bits)
    result.push_back(format ? decode(*format, code) : double(int64_t(code)));
  return result;
}

SampleArray mlir::qnt::numerics::makeSampleArray(llvm::StringRef dtype, llvm::ArrayRef<int64_t> shape,
                                                 llvm::ArrayRef<double> values) {
  SampleArray array;
  array.dtype = dtype.str();
  array.shape.assign(shape.begin(), shape.end());
  EncodeOptions options;
  options.overflow = Overflow::NonFinite;
  std::optional<Format> format = getSampleFormat(dtype);
  for (double value : values)
    array.bits.push_back(format ? encode(*format, value, options) : uint64_t(int64_t(value)));
  return array;
}

std::string SampleCase::getString(const char *attribute, const char *fallback) const {
  return has(attribute) ? attributes[attribute].get<std::string>() : fallback;
}

std::vector<int64_t> SampleCase::getDiffering(const std::string &output, bool &all) const {
  all = false;
  if (!has("differing") || !attributes["differing"].contains(output))
    return {};
  const nlohmann::json &indices = attributes["differing"][output];
  all = indices.is_string();
  return all ? std::vector<int64_t>() : indices.get<std::vector<int64_t>>();
}

static SampleArrays readArrays(const nlohmann::json &records) {
  SampleArrays arrays;
  for (auto &[name, record] : records.items())
    arrays.emplace(name, readArray(record));
  return arrays;
}

std::vector<SampleCase> mlir::qnt::numerics::loadSamples(const std::string &package) {
  std::ifstream file(std::string(QNT_SAMPLES_DIR) + "/" + package + ".json");
  nlohmann::json document = nlohmann::json::parse(file);
  std::vector<SampleCase> cases;
  for (nlohmann::json &record : document["cases"]) {
    SampleCase sample;
    sample.name = record["name"].get<std::string>();
    sample.op = record["op"].get<std::string>();
    sample.convention = record["convention"].get<std::string>();
    sample.inputs = readArrays(record["inputs"]);
    sample.outputs = readArrays(record["outputs"]);
    sample.attributes = std::move(record);
    sample.differs = sample.getString("differs");
    cases.push_back(std::move(sample));
  }
  return cases;
}
