//===- AtomicFile.cpp - files that appear whole or not at all ---------------------------------------------===//

#include "Qnt/Files/AtomicFile.h"
#include "llvm/ADT/SmallString.h"

using namespace mlir::qnt::files;
namespace fs = llvm::sys::fs;

static llvm::Error makeError(llvm::StringRef path, std::error_code code) {
  return llvm::createStringError(code, "cannot write '" + path + "': " + code.message());
}

/// The file that a rename should replace: what a symbolic link points to.
static std::string resolve(llvm::StringRef path) {
  llvm::SmallString<256> real;
  if (!fs::real_path(path, real))
    return std::string(real);
  return path.str();
}

llvm::Expected<AtomicFile> AtomicFile::create(llvm::StringRef path) {
  AtomicFile file;
  file.path = resolve(path);
  fs::file_status status;
  bool exists = !fs::status(path, status) && fs::exists(status);
  if (exists && fs::is_directory(status))
    return makeError(path, std::make_error_code(std::errc::is_a_directory));
  if (path == "-" || (exists && !fs::is_regular_file(status))) {
    std::error_code code;
    file.stream = std::make_unique<llvm::raw_fd_ostream>(path, code);
    if (code)
      return makeError(path, code);
    return file;
  }
  if (std::optional<NamelessFile> nameless = NamelessFile::create(file.path)) {
    file.nameless.emplace(std::move(*nameless));
    file.stream = std::make_unique<llvm::raw_fd_ostream>(file.nameless->getDescriptor(), /*shouldClose=*/false);
    return file;
  }
  llvm::Expected<fs::TempFile> temporary = fs::TempFile::create(file.path + ".%%%%%%%%.tmp");
  if (!temporary)
    return makeError(path, llvm::errorToErrorCode(temporary.takeError()));
  file.temporary.emplace(std::move(*temporary));
  file.stream = std::make_unique<llvm::raw_fd_ostream>(file.temporary->FD, /*shouldClose=*/false);
  return file;
}

AtomicFile::AtomicFile(AtomicFile &&other)
    : path(std::move(other.path)), nameless(std::move(other.nameless)), temporary(std::move(other.temporary)),
      stream(std::move(other.stream)) {
  other.nameless.reset();
  other.temporary.reset();
}

/// Writes what is buffered; a stream that is destroyed with an error pending ends the program.
llvm::Error AtomicFile::finish() {
  if (!stream)
    return llvm::Error::success();
  stream->flush();
  std::error_code code = stream->error();
  stream->clear_error();
  stream.reset();
  return code ? makeError(path, code) : llvm::Error::success();
}

llvm::Error AtomicFile::keep() {
  if (nameless)
    return llvm::errorCodeToError(nameless->keep(path));
  return temporary ? temporary->keep(path) : llvm::Error::success();
}

llvm::Error AtomicFile::commit() {
  if (llvm::Error error = finish())
    return error;
  llvm::Error error = keep();
  nameless.reset();
  temporary.reset();
  if (error)
    return makeError(path, llvm::errorToErrorCode(std::move(error)));
  return llvm::Error::success();
}

AtomicFile::~AtomicFile() {
  llvm::consumeError(finish());
  if (temporary)
    llvm::consumeError(temporary->discard());
}
