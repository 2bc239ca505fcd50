//===- SideFile.cpp - the data of a weight in a file beside the module --------------------------------------===//
#include "SideFile.h"
#include "MakeError.h"
#include "Qnt/Npy/Npy.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <mutex>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

using namespace mlir;
using namespace mlir::qnt;
namespace fs = llvm::sys::fs;

namespace {
/// A file in memory. The data of a blob ends with it.
struct Mapping {
  fs::mapped_file_region region;
  StringRef getBytes() const { return StringRef(region.const_data(), region.size()); }
};

/// The mappings that blobs hold, by where their elements begin: a blob does not say what it is made of.
class Mappings {
public:
  /// Never destroyed: blobs may end with the program.
  static Mappings &get() {
    static auto *mappings = new Mappings();
    return *mappings;
  }

  void add(const char *elements, Mapping *mapping) {
    const std::lock_guard<std::mutex> lock(mutex);
    byElements[elements] = mapping;
  }
  void remove(const char *elements) {
    const std::lock_guard<std::mutex> lock(mutex);
    byElements.erase(elements);
  }
  /// Calls `function` with the region whose elements begin there, if there is one; it stays until then.
  void withRegion(const char *elements, llvm::function_ref<void(fs::mapped_file_region &)> function) {
    const std::lock_guard<std::mutex> lock(mutex);
    if (Mapping *mapping = byElements.lookup(elements))
      function(mapping->region);
  }

private:
  std::mutex mutex;
  llvm::DenseMap<const char *, Mapping *> byElements;
};
} // namespace

SideFileUse::SideFileUse(ArrayRef<char> elements) : begin(elements.data()) {
  Mappings::get().withRegion(begin, [](fs::mapped_file_region &region) { region.willNeed(); });
}

SideFileUse::~SideFileUse() {
#ifdef MADV_DONTNEED
  // mapped_file_region::dontNeed() calls posix_madvise, which does nothing here in glibc.
  Mappings::get().withRegion(begin, [](fs::mapped_file_region &region) {
    (void)::madvise(const_cast<char *>(region.const_data()), region.size(), MADV_DONTNEED);
  });
#endif
}

static llvm::Expected<std::unique_ptr<Mapping>> mapFile(const Twine &path) {
  llvm::Expected<fs::file_t> file = fs::openNativeFileForRead(path);
  if (!file)
    return file.takeError();
  // Nothing is written: closing has nothing to report.
  llvm::scope_exit close([&] { [[maybe_unused]] std::error_code nothing = fs::closeFile(*file); });
  fs::file_status status;
  if (std::error_code code = fs::status(*file, status))
    return llvm::errorCodeToError(code);
  auto mapping = std::make_unique<Mapping>();
  if (status.getSize() == 0)
    return std::move(mapping);
  std::error_code code;
  mapping->region = fs::mapped_file_region(*file, fs::mapped_file_region::readonly, status.getSize(), 0, code);
  if (code)
    return llvm::errorCodeToError(code);
  return std::move(mapping);
}

/// The element type that NumPy writes for `type`; bf16 as ml_dtypes does.
static std::optional<npy::ElementType> getElementType(Type type) {
  unsigned size = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() / 8 : 0;
  if (type.isBF16())
    return npy::ElementType{'V', 2};
  if (isa<Float16Type, Float32Type, Float64Type>(type))
    return npy::ElementType{'f', size};
  if (type.isInteger(8) || type.isInteger(16) || type.isInteger(32) || type.isInteger(64))
    return npy::ElementType{type.isUnsignedInteger() ? 'u' : 'i', size};
  return std::nullopt;
}

static std::string printShape(ArrayRef<int64_t> shape) {
  return "[" + llvm::join(llvm::map_range(shape, [](int64_t size) { return std::to_string(size); }), ", ") + "]";
}

/// Where the elements begin; an error when they are not those of `type`.
static llvm::Expected<size_t> findElements(StringRef bytes, RankedTensorType type, npy::ElementType element) {
  std::string problem;
  std::optional<npy::Header> header = npy::parseHeader(std::string_view(bytes.data(), bytes.size()), problem);
  if (!header)
    return makeError(problem);
  if (!(header->type == element))
    return makeError("expected elements ", element.getDescription(), ", got ", header->type.getDescription());
  if (ArrayRef<int64_t>(header->shape) != type.getShape())
    return makeError("expected shape ", printShape(type.getShape()), ", got ", printShape(header->shape));
  if (header->isFortranOrder && type.getRank() > 1)
    return makeError("expected row-major order, got Fortran order");
  return header->dataOffset;
}

static llvm::Expected<AsmResourceBlob> makeBlob(std::unique_ptr<Mapping> mapping, size_t offset,
                                                RankedTensorType type) {
  size_t size = size_t(type.getNumElements()) * type.getElementTypeBitWidth() / 8;
  if (mapping->getBytes().size() - offset != size)
    return makeError("expected ", size, " bytes of elements, got ", mapping->getBytes().size() - offset);
  // A header of version 1 ends at a multiple of 64 bytes; others may not.
  size_t alignment = 64;
  while (offset % alignment != 0)
    alignment /= 2;
  ArrayRef<char> data(mapping->getBytes().data() + offset, size);
  Mappings::get().add(data.data(), mapping.get());
  return AsmResourceBlob(
      data, alignment,
      [mapping = std::move(mapping)](void *elements, size_t, size_t) {
        Mappings::get().remove(static_cast<const char *>(elements));
      },
      /*dataIsMutable=*/false);
}

llvm::Expected<AsmResourceBlob> mlir::qnt::mapSideFile(StringRef folder, StringRef key, RankedTensorType type) {
  if (llvm::sys::path::filename(key) != key || key == "." || key == "..")
    return makeError("expected a resource name without folders, got '", key, "'");
  std::optional<npy::ElementType> element = getElementType(type.getElementType());
  if (!element)
    return makeError("expected elements that a file holds, got ", type.getElementType());
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, key + ".npy");
  bool isNpy = fs::exists(path);
  if (!isNpy)
    llvm::sys::path::replace_extension(path, "bin");
  auto explain = [&](llvm::Error error) { return makeError("'", path, "': ", llvm::toString(std::move(error))); };
  llvm::Expected<std::unique_ptr<Mapping>> mapping = mapFile(path);
  if (!mapping)
    return explain(mapping.takeError());
  size_t offset = 0;
  if (isNpy) {
    llvm::Expected<size_t> found = findElements((*mapping)->getBytes(), type, *element);
    if (!found)
      return explain(found.takeError());
    offset = *found;
  }
  llvm::Expected<AsmResourceBlob> blob = makeBlob(std::move(*mapping), offset, type);
  if (!blob)
    return explain(blob.takeError());
  return std::move(*blob);
}
