//===- DistinctFiles.cpp - outputs that are not one file --------------------------------------------------===//

#include "Qnt/Files/DistinctFiles.h"
#include "FilePlace.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir::qnt;
namespace fs = llvm::sys::fs;

/// Where the file is put, in one spelling; empty for what is written directly.
static std::string getPlace(llvm::StringRef name) {
  fs::file_status status;
  bool exists = !fs::status(name, status) && fs::exists(status);
  if (name == "-" || (exists && !fs::is_regular_file(status)))
    return "";
  return files::getFilePlace(name);
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
