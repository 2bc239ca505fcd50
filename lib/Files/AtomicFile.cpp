//===- AtomicFile.cpp - files that appear whole or not at all ---------------------------------------------===//

#include "Qnt/Files/AtomicFile.h"
#include "FilePlace.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

using namespace mlir::qnt::files;
namespace fs = llvm::sys::fs;

llvm::Error AtomicFile::makeError(std::error_code code) const {
  return llvm::createStringError(code, "cannot write '" + name + "': " + code.message());
}

static std::string getFolder(llvm::StringRef place) {
  llvm::StringRef folder = llvm::sys::path::parent_path(place);
  return folder.empty() ? "." : folder.str();
}

/// Of a length of its own: one made from the file's name could be too long where that is not.
static std::string getTemporaryModel(llvm::StringRef place) {
  llvm::SmallString<256> model(getFolder(place));
  llvm::sys::path::append(model, "qnt-%%%%%%%%.tmp");
  return std::string(model);
}

llvm::Expected<AtomicFile> AtomicFile::create(llvm::StringRef path) {
  AtomicFile file;
  file.name = path.str();
  fs::file_status status;
  std::error_code code = path == "-" ? std::error_code() : fs::status(path, status);
  bool isThere = !code;
  // A name that is too long, links in a circle: nothing that a rename could put there.
  if (!isThere && (code != std::errc::no_such_file_or_directory || path.empty()))
    return file.makeError(code);
  if (isThere && fs::is_directory(status))
    return file.makeError(std::make_error_code(std::errc::is_a_directory));
  if (isThere && !fs::is_regular_file(status)) {
    file.stream = std::make_unique<llvm::raw_fd_ostream>(path, code);
    if (code)
      return file.makeError(code);
    return file;
  }
  file.place = getFilePlace(path);
  if (std::error_code problem = file.openTemporary())
    return file.makeError(problem);
  return file;
}

std::error_code AtomicFile::openTemporary() {
  if (std::optional<NamelessFile> opened = NamelessFile::create(getFolder(place))) {
    nameless.emplace(std::move(*opened));
    stream = std::make_unique<llvm::raw_fd_ostream>(nameless->getDescriptor(), /*shouldClose=*/false);
    return {};
  }
  int descriptor = -1;
  llvm::SmallString<256> path;
  if (std::error_code code = fs::createUniqueFile(getTemporaryModel(place), descriptor, path))
    return code;
  temporary = std::string(path);
  llvm::sys::RemoveFileOnSignal(temporary);
  stream = std::make_unique<llvm::raw_fd_ostream>(descriptor, /*shouldClose=*/true);
  return {};
}

AtomicFile::AtomicFile(AtomicFile &&other)
    : name(std::move(other.name)), place(std::move(other.place)), nameless(std::move(other.nameless)),
      temporary(std::exchange(other.temporary, {})), stream(std::move(other.stream)) {
  other.nameless.reset();
}

/// A stream that is destroyed with an error pending ends the program.
std::error_code AtomicFile::closeStream() {
  if (!stream)
    return {};
  bool isTemporary = !nameless && !temporary.empty();
  if (isTemporary)
    stream->close();
  else
    stream->flush();
  std::error_code code = stream->error();
  stream->clear_error();
  stream.reset();
  return code;
}

llvm::Error AtomicFile::finish() {
  std::error_code code = closeStream();
  if (!code && nameless) {
    code = nameless->link(getTemporaryModel(place), temporary);
    if (!temporary.empty())
      llvm::sys::RemoveFileOnSignal(temporary);
  } else if (!code && !temporary.empty()) {
    // Its folder may be gone.
    code = fs::access(temporary, fs::AccessMode::Exist);
  }
  nameless.reset();
  return code ? makeError(code) : llvm::Error::success();
}

llvm::Error AtomicFile::commit() {
  if (llvm::Error error = finish())
    return error;
  if (temporary.empty())
    return llvm::Error::success();
  if (std::error_code code = fs::rename(temporary, place))
    return makeError(code);
  llvm::sys::DontRemoveFileOnSignal(temporary);
  temporary.clear();
  return llvm::Error::success();
}

/// Nothing of it is wanted: nobody needs to know what goes wrong.
AtomicFile::~AtomicFile() {
  std::error_code ignored = closeStream();
  if (temporary.empty())
    return;
  ignored = fs::remove(temporary);
  llvm::sys::DontRemoveFileOnSignal(temporary);
}

llvm::Error mlir::qnt::files::commitAll(llvm::MutableArrayRef<AtomicFile> files) {
  for (AtomicFile &file : files)
    if (llvm::Error error = file.finish())
      return error;
  for (AtomicFile &file : files)
    if (llvm::Error error = file.commit())
      return error;
  return llvm::Error::success();
}
