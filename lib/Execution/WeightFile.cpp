//===- WeightFile.cpp - constants of a program in a file beside its code ----------------------------------===//
#include "Qnt/Execution/WeightFile.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/PartData.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

static constexpr llvm::StringLiteral kMagic("QNTWGHTS");
static constexpr uint32_t kVersion = 1;

std::optional<uint64_t> WeightFile::getBytes(ElementsAttr value) {
  ShapedType type = value.getShapedType();
  unsigned width = getElementBits(type.getElementType()).value_or(0);
  if (type.getNumElements() == 0)
    return std::nullopt;
  if (width > 0 && width < 8 && isa<DenseIntElementsAttr>(value))
    return type.getNumElements();
  if (!llvm::is_contained({8u, 16u, 32u, 64u}, width))
    return std::nullopt;
  uint64_t bytes = static_cast<uint64_t>(type.getNumElements()) * (width / 8);
  FailureOr<PartBytes> data = getPartBytes(value);
  if (failed(data) || data->bytes.size() != (data->isSplat ? width / 8 : bytes))
    return std::nullopt;
  return bytes;
}

uint64_t WeightFile::add(StringRef name, ElementsAttr value) {
  uint64_t offset = llvm::alignTo(end, kAlignment), bytes = *getBytes(value);
  entries.push_back({name.str(), offset, bytes, value});
  end = offset + bytes;
  return offset;
}

const WeightFile::Entry *WeightFile::find(StringRef name) const {
  auto it = llvm::find_if(entries, [&](const Entry &entry) { return entry.name == name; });
  return it == entries.end() ? nullptr : &*it;
}

/// The elements of an entry; a splat is written out some at a time.
static void visitElements(const WeightFile::Entry &entry, llvm::function_ref<void(StringRef)> take) {
  if (entry.value.getElementType().isInteger() && entry.value.getElementType().getIntOrFloatBitWidth() < 8) {
    std::string bytes;
    for (const APInt &element : cast<DenseIntElementsAttr>(entry.value))
      bytes += static_cast<char>(element.getZExtValue());
    return take(bytes);
  }
  PartBytes data = *getPartBytes(entry.value);
  StringRef bytes(data.bytes.data(), data.bytes.size());
  if (!data.isSplat)
    return take(bytes);
  constexpr uint64_t kRun = 1 << 16;
  std::string run;
  while (run.size() < std::min(kRun, entry.bytes))
    run += bytes;
  for (uint64_t left = entry.bytes; left != 0; left -= std::min<uint64_t>(left, run.size()))
    take(StringRef(run).take_front(left));
}

void WeightFile::visit(llvm::function_ref<void(StringRef)> take) const {
  const std::string padding(kAlignment, '\0');
  uint64_t position = kHeaderBytes;
  for (const Entry &entry : entries) {
    take(StringRef(padding).take_front(entry.offset - position));
    visitElements(entry, take);
    position = entry.offset + entry.bytes;
  }
}

WeightFile::Hash WeightFile::computeHash() const {
  llvm::BLAKE3 hasher;
  visit([&](StringRef bytes) { hasher.update(bytes); });
  return hasher.final<32>();
}

std::string WeightFile::getHeader(const Hash &hash) const {
  std::string header(kHeaderBytes, '\0');
  llvm::copy(kMagic, header.begin());
  llvm::support::endian::write32le(&header[8], kVersion);
  llvm::support::endian::write32le(&header[12], entries.size());
  llvm::support::endian::write64le(&header[16], end);
  std::copy(hash.begin(), hash.end(), header.begin() + 32);
  return header;
}

void WeightFile::write(llvm::raw_ostream &stream, const Hash &hash) const {
  stream << getHeader(hash);
  visit([&](StringRef bytes) { stream << bytes; });
}
