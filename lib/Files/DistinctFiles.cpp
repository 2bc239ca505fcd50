//===- DistinctFiles.cpp - outputs that are not one file --------------------------------------------------===//

#include "Qnt/Files/DistinctFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir::qnt;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Where the file is put, in one spelling; empty for what is written directly.
static std::string getPlace(llvm::StringRef name) {
  fs::file_status status;
  bool exists = !fs::status(name, status) && fs::exists(status);
  if (name == "-" || (exists && !fs::is_regular_file(status)))
    return "";
  llvm::SmallString<256> place;
  if (!fs::real_path(name, place))
    return std::string(place);
  // A file to come, in a folder that is there, or the run fails anyway.
  llvm::StringRef folder = path::parent_path(name);
  if (fs::real_path(folder.empty() ? "." : folder, place))
    place = folder;
  path::append(place, path::filename(name));
  return std::string(place);
}

llvm::Error files::checkDistinctFiles(llvm::ArrayRef<std::string> paths) {
  llvm::StringMap<llvm::StringRef> given;
  for (const std::string &name : paths) {
    std::string place = getPlace(name);
    if (place.empty())
      continue;
    auto [it, isNew] = given.try_emplace(place, name);
    if (!isNew)
      return llvm::createStringError("expected a file for each output, but got '" + it->second + "' and '" + name +
                                     "' for one file");
  }
  return llvm::Error::success();
}
