//===- Region.cpp - bytes with definedness, races and snapshots ----------------------------------------------===//

#include "Memory/Region.h"
#include <algorithm>
#include <cstring>
#include <new>

using namespace mlir::qnt::emulator;

namespace {

/// Bits [first, first + count) of a word, count in 1..64.
uint64_t maskOf(unsigned first, unsigned count) { return (~0ull >> (64 - count)) << first; }

} // namespace

DefinedBits::DefinedBits(uint64_t size)
    : words(static_cast<uint64_t *>(std::calloc(size / kPageBytes + 1, kPageBytes / 8))) {}

bool DefinedBits::areDefined(uint64_t offset, uint64_t size) const {
  while (size) {
    unsigned first = offset % 64, count = static_cast<unsigned>(std::min<uint64_t>(64 - first, size));
    uint64_t mask = maskOf(first, count);
    if ((words[offset / 64] & mask) != mask)
      return false;
    offset += count;
    size -= count;
  }
  return true;
}

void DefinedBits::set(uint64_t offset, uint64_t size, bool isDefined) {
  while (size) {
    unsigned first = offset % 64, count = static_cast<unsigned>(std::min<uint64_t>(64 - first, size));
    uint64_t &word = words[offset / 64];
    uint64_t mask = maskOf(first, count);
    word = isDefined ? word | mask : word & ~mask;
    offset += count;
    size -= count;
  }
}

Region::Region(uint64_t size)
    : size(size), data(static_cast<std::byte *>(std::calloc(size / kPageBytes + 1, kPageBytes))), defined(size),
      pages(new (std::nothrow) PageState[size / kPageBytes + 1]) {
  if (!pages)
    data.reset();
}

void Region::save(uint64_t offset) {
  PageState &page = getPage(offset);
  if (page.saved || page.wasUndefined)
    return;
  hasSaved.store(true, std::memory_order_relaxed);
  uint64_t begin = offset / kPageBytes * kPageBytes;
  const uint64_t *words = defined.getWords() + begin / 64;
  if (std::all_of(words, words + kPageBytes / 64, [](uint64_t word) { return word == 0; })) {
    page.wasUndefined = true;
    return;
  }
  page.saved = std::make_unique<SavedPage>();
  std::memcpy(page.saved->data, data.get() + begin, kPageBytes);
  std::memcpy(page.saved->defined, words, sizeof(page.saved->defined));
}

void Region::restore() {
  if (!hasSaved.load(std::memory_order_relaxed))
    return;
  for (uint64_t index = 0; index < getNumPages(); ++index) {
    PageState &page = pages[index];
    uint64_t *words = defined.getWords() + index * (kPageBytes / 64);
    if (page.wasUndefined)
      std::memset(words, 0, kPageBytes / 8);
    if (page.saved) {
      std::memcpy(data.get() + index * kPageBytes, page.saved->data, kPageBytes);
      std::memcpy(words, page.saved->defined, sizeof(page.saved->defined));
    }
  }
  dropSaved();
}

void Region::dropSaved() {
  if (!hasSaved.exchange(false))
    return;
  for (uint64_t index = 0; index < getNumPages(); ++index) {
    pages[index].saved.reset();
    pages[index].wasUndefined = false;
  }
}

void Region::dropShadow() {
  if (!hasShadow.exchange(false))
    return;
  for (uint64_t index = 0; index < getNumPages(); ++index)
    pages[index].shadow.reset();
}

void Region::clearShadow() {
  for (uint64_t index = 0; index < getNumPages(); ++index)
    if (pages[index].shadow)
      pages[index].shadow->clear();
}

void Region::makeUndefined() { std::memset(defined.getWords(), 0, (size / kPageBytes + 1) * (kPageBytes / 8)); }
