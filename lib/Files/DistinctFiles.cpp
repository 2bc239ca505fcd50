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

llvm::Error files::checkInputsKept(llvm::ArrayRef<std::string> inputs, llvm::ArrayRef<std::string> outputs) {
  llvm::StringMap<llvm::StringRef> read;
  for (const std::string &name : inputs)
    if (std::string place = getPlace(name); !place.empty())
      read.try_emplace(place, name);
  for (const std::string &name : outputs) {
    auto it = read.find(getPlace(name));
    if (it != read.end())
      return llvm::createStringError("expected outputs to leave the inputs as they are, but got output '" + name +
                                     "' and input '" + it->second + "' for one file");
  }
  return llvm::Error::success();
}
