//===- Report.cpp - what compression did to each weight -----------------------------------------------------===//
#include "Qnt/Compress/Report.h"
#include "Qnt/Files/AtomicFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <array>
#include <cmath>

using namespace mlir::qnt;
using llvm::StringRef;

namespace {
/// Sums over all records.
struct Totals {
  int64_t numCompressed = 0, numLeft = 0, numElements = 0, bytesBefore = 0, bytesAfter = 0;

  explicit Totals(llvm::ArrayRef<WeightRecord> records) {
    for (const WeightRecord &record : records) {
      bool isLeft = record.dtypeAfter.empty();
      (isLeft ? numLeft : numCompressed) += 1;
      numElements += record.numElements;
      bytesBefore += record.bytesBefore;
      bytesAfter += isLeft ? record.bytesBefore : record.bytesAfter;
    }
  }
  double getBitsPerWeight() const { return numElements == 0 ? 0.0 : 8.0 * bytesAfter / numElements; }
};

using Row = std::array<std::string, 11>;
} // namespace

static std::string formatNumber(const char *format, double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format(format, value);
  return text;
}

static std::string joinShape(llvm::ArrayRef<int64_t> shape) {
  return llvm::join(llvm::map_range(shape, [](int64_t size) { return std::to_string(size); }), "x");
}

static Row makeRow(const WeightRecord &record) {
  Row row{record.name, joinShape(record.shape), record.dtypeBefore, "-", std::to_string(record.bytesBefore)};
  if (record.dtypeAfter.empty()) {
    row[10] = record.obstacle;
    return row;
  }
  row[3] = record.dtypeAfter;
  row[5] = std::to_string(record.bytesAfter);
  row[6] = formatNumber("%.3f", record.getBitsPerWeight());
  row[7] = formatNumber("%.6f", record.error.relative);
  row[8] = formatNumber("%.2f", record.error.noise);
  row[9] = record.error.worstBlock < 0
               ? "-"
               : std::to_string(record.error.worstBlock) + ": " + formatNumber("%.6f", record.error.worstRelative);
  return row;
}

/// Numbers are right-aligned; the last column ends the line.
static void writeRow(const Row &row, llvm::ArrayRef<size_t> widths, llvm::raw_ostream &stream) {
  std::string line;
  for (auto [column, text] : llvm::enumerate(row)) {
    std::string padding(widths[column] - text.size(), ' ');
    bool isNumber = column >= 4 && column <= 8;
    line += (column ? "  " : "") + (isNumber ? padding + text : text + padding);
  }
  stream << StringRef(line).rtrim() << "\n";
}

void CompressionReport::add(StringRef root, llvm::ArrayRef<WeightRecord> records) {
  std::lock_guard<std::mutex> lock(mutex);
  llvm::append_range(recordsOfRoot[root.str()], records);
}

std::vector<WeightRecord> CompressionReport::getRecords() const {
  std::vector<WeightRecord> all;
  for (const auto &[root, records] : recordsOfRoot)
    llvm::append_range(all, records);
  return all;
}

void CompressionReport::writeTable(llvm::raw_ostream &stream) const {
  std::vector<WeightRecord> records = getRecords();
  std::vector<Row> rows{Row{"weight", "shape", "from", "to", "bytes", "bytes after", "bits/weight", "relative error",
                            "SNR dB", "worst block", "left alone because"}};
  for (const WeightRecord &record : records)
    rows.push_back(makeRow(record));
  Totals totals(records);
  rows.push_back(Row{"total", std::to_string(totals.numCompressed) + " compressed", "",
                     std::to_string(totals.numLeft) + " left alone", std::to_string(totals.bytesBefore),
                     std::to_string(totals.bytesAfter), formatNumber("%.3f", totals.getBitsPerWeight())});
  std::array<size_t, std::tuple_size_v<Row>> widths{};
  for (const Row &row : rows)
    for (auto [width, text] : llvm::zip(widths, row))
      width = std::max(width, text.size());
  for (const Row &row : rows)
    writeRow(row, widths, stream);
}

/// JSON has no infinity: nothing differs.
static llvm::json::Value makeFinite(double value) {
  return std::isfinite(value) ? llvm::json::Value(value) : llvm::json::Value(nullptr);
}

static void writeRecord(llvm::json::OStream &json, const WeightRecord &record) {
  json.attribute("pass", record.pass);
  json.attribute("name", record.name);
  json.attributeArray("shape", [&] {
    for (int64_t size : record.shape)
      json.value(size);
  });
  json.attribute("dtype_before", record.dtypeBefore);
  json.attribute("bytes_before", record.bytesBefore);
  if (record.dtypeAfter.empty()) {
    json.attribute("left_alone", record.obstacle);
    return;
  }
  json.attribute("dtype_after", record.dtypeAfter);
  json.attribute("encoding", record.encoding);
  json.attribute("bytes_after", record.bytesAfter);
  json.attribute("bits_per_weight", record.getBitsPerWeight());
  json.attribute("relative_error", makeFinite(record.error.relative));
  json.attribute("cosine", record.error.cosine);
  json.attribute("snr_db", makeFinite(record.error.noise));
  if (record.error.worstBlock >= 0) {
    json.attribute("worst_block", record.error.worstBlock);
    json.attribute("worst_block_relative_error", makeFinite(record.error.worstRelative));
  }
}

void CompressionReport::writeJson(llvm::raw_ostream &stream) const {
  std::vector<WeightRecord> records = getRecords();
  Totals totals(records);
  llvm::json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attributeArray("weights", [&] {
      for (const WeightRecord &record : records)
        json.object([&] { writeRecord(json, record); });
    });
    json.attributeObject("total", [&] {
      json.attribute("compressed", totals.numCompressed);
      json.attribute("left_alone", totals.numLeft);
      json.attribute("elements", totals.numElements);
      json.attribute("bytes_before", totals.bytesBefore);
      json.attribute("bytes_after", totals.bytesAfter);
      json.attribute("bits_per_weight", totals.getBitsPerWeight());
    });
  });
  stream << "\n";
}

llvm::Error CompressionReport::write(StringRef path) const {
  llvm::Expected<files::AtomicFile> file = files::AtomicFile::create(path);
  if (!file)
    return file.takeError();
  if (path.ends_with(".json"))
    writeJson(file->getStream());
  else
    writeTable(file->getStream());
  return file->commit();
}
