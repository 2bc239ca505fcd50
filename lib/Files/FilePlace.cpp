//===- FilePlace.cpp - where a path leads -------------------------------------------------------------------===//

#include "FilePlace.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <filesystem>

using namespace mlir::qnt;
namespace fs = llvm::sys::fs;

/// What is behind links of which the last leads to nothing. As many as Linux follows; a circle ends somewhere.
static std::string followLinks(llvm::StringRef path) {
  constexpr int maxLinks = 40;
  std::filesystem::path place = path.str();
  for (int count = 0; count < maxLinks; ++count) {
    std::error_code noLink;
    std::filesystem::path target = std::filesystem::read_symlink(place, noLink);
    if (noLink)
      break;
    // An absolute target stands for itself.
    place = place.parent_path() / target;
  }
  return place.string();
}

std::string files::getFilePlace(llvm::StringRef path) {
  llvm::SmallString<256> place;
  if (!fs::real_path(path, place))
    return std::string(place);
  std::string end = followLinks(path);
  llvm::StringRef folder = llvm::sys::path::parent_path(end);
  if (fs::real_path(folder.empty() ? "." : folder, place))
    return end;
  llvm::sys::path::append(place, llvm::sys::path::filename(end));
  return std::string(place);
}
