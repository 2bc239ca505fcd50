//===- Region.h - bytes with definedness, races and snapshots, page by page ----------------------------------===//
//
// An allocation of global memory, or the shared memory of a block. Bytes are made lazily by the host's system, shadow
// pages by the first tracked access, saved pages by the first write after beginSnapshot.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_REGION_H
#define QNT_LIB_EMULATOR_MEMORY_REGION_H

#include "Memory/ShadowPage.h"
#include <atomic>
#include <cstdlib>
#include <memory>

namespace mlir::qnt::emulator {

/// One bit for each byte: was it written?
class DefinedBits {
public:
  /// All undefined. Null words when the host has no room: check isValid.
  explicit DefinedBits(uint64_t size);

  bool isValid() const { return words != nullptr; }
  bool isDefined(uint64_t offset) const { return (words[offset / 64] >> (offset % 64) & 1) != 0; }
  /// Is all of the range written?
  bool areDefined(uint64_t offset, uint64_t size) const;
  void set(uint64_t offset, uint64_t size, bool defined);
  /// Copies bits of equal position in their word.
  uint64_t *getWords() { return words.get(); }
  const uint64_t *getWords() const { return words.get(); }

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  std::unique_ptr<uint64_t[], Free> words;
};

/// What a page held when the snapshot began.
struct SavedPage {
  std::byte data[kPageBytes];
  uint64_t defined[kPageBytes / 64];
};

/// What is kept beside a page's bytes. The lock is for several blocks at once.
class PageState {
public:
  void lock() {
    while (taken.test_and_set(std::memory_order_acquire)) {
    }
  }
  void unlock() { taken.clear(std::memory_order_release); }

  std::unique_ptr<ShadowPage> shadow;
  std::unique_ptr<SavedPage> saved;
  /// All its bytes were undefined when the snapshot began, and some were written since.
  bool wasUndefined = false;

private:
  std::atomic_flag taken = ATOMIC_FLAG_INIT;
};

class Region {
public:
  /// `size` undefined bytes. Check isValid: the host may have no room.
  explicit Region(uint64_t size);

  bool isValid() const { return data && defined.isValid(); }
  uint64_t getSize() const { return size; }
  std::byte *getData(uint64_t offset) { return data.get() + offset; }
  const std::byte *getData(uint64_t offset) const { return data.get() + offset; }
  DefinedBits &getDefined() { return defined; }
  const DefinedBits &getDefined() const { return defined; }
  PageState &getPage(uint64_t offset) { return pages[offset / kPageBytes]; }
  /// The shadow of a page that is locked, made when it is not there.
  ShadowPage &getShadow(PageState &page) {
    if (!page.shadow) {
      page.shadow = std::make_unique<ShadowPage>();
      hasShadow.store(true, std::memory_order_relaxed);
    }
    return *page.shadow;
  }

  /// Keeps a page's bytes for restore, once. The page is locked where several threads are at work.
  void save(uint64_t offset);
  /// Bytes are as they were at the snapshot; saved pages are dropped.
  void restore();
  void dropSaved();
  /// Forgets the accesses of a launch.
  void dropShadow();
  /// Forgets them but keeps the memory for the next.
  void clearShadow();
  /// Makes all undefined again.
  void makeUndefined();

private:
  struct Free {
    void operator()(std::byte *memory) const { std::free(memory); }
  };
  uint64_t getNumPages() const { return (size + kPageBytes - 1) / kPageBytes; }

  uint64_t size;
  std::unique_ptr<std::byte[], Free> data;
  DefinedBits defined;
  std::unique_ptr<PageState[]> pages;
  std::atomic<bool> hasShadow{false};
  std::atomic<bool> hasSaved{false};
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_REGION_H
