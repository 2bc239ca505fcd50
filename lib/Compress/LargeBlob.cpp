//===- LargeBlob.cpp - memory for the parts of compressed weights -------------------------------------------===//
#include "LargeBlob.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/MathExtras.h"
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

using namespace mlir;

#ifdef MADV_HUGEPAGE

static constexpr size_t kHugePage = 2 << 20;

/// A mapping that begins at a huge page; null when there is none to be had.
static char *mapHugePages(size_t size) {
  size_t reserved = size + kHugePage;
  void *mapping = ::mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED)
    return nullptr;
  char *begin = static_cast<char *>(mapping), *end = begin + reserved;
  char *data = begin + llvm::offsetToAlignedAddr(begin, llvm::Align(kHugePage));
  char *dataEnd = data + llvm::alignTo(size, 4096);
  if (data != begin)
    ::munmap(begin, data - begin);
  if (dataEnd != end)
    ::munmap(dataEnd, end - dataEnd);
  // Advice: small pages serve as well.
  (void)::madvise(data, dataEnd - data, MADV_HUGEPAGE);
  return data;
}

AsmResourceBlob mlir::qnt::allocateBlob(size_t size) {
  if (size >= 2 * kHugePage)
    if (char *data = mapHugePages(size))
      return AsmResourceBlob(
          ArrayRef<char>(data, size), /*dataAlignment=*/64,
          [](void *begin, size_t bytes, size_t) { ::munmap(begin, bytes); }, /*dataIsMutable=*/true);
  return HeapAsmResourceBlob::allocate(size, /*align=*/64);
}

#else

AsmResourceBlob mlir::qnt::allocateBlob(size_t size) { return HeapAsmResourceBlob::allocate(size, /*align=*/64); }

#endif

AsmResourceBlob mlir::qnt::copyToBlob(ArrayRef<char> data) {
  AsmResourceBlob blob = allocateBlob(data.size());
  llvm::copy(data, blob.getMutableData().begin());
  return blob;
}
