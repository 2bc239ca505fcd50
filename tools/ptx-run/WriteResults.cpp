//===- WriteResults.cpp - all results as files, or none -----------------------------------------------------===//

#include "BufferData.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

namespace {

/// Files beside those that they will replace; what was not committed disappears.
class PendingFiles {
public:
  ~PendingFiles() {
    for (const auto &[temporary, path] : files)
      ::unlink(temporary.c_str());
  }
  bool write(const std::string &path, const std::string &header, const std::vector<uint8_t> &data, std::string &error);
  bool commit(std::string &error);

private:
  std::vector<std::pair<std::string, std::string>> files; ///< where it is, where it shall be
};

} // namespace

static bool writeAll(int descriptor, const char *data, size_t size) {
  while (size > 0) {
    ssize_t count = ::write(descriptor, data, std::min<size_t>(size, 1 << 30));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    data += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

bool PendingFiles::write(const std::string &path, const std::string &header, const std::vector<uint8_t> &data,
                         std::string &error) {
  std::string temporary = path + "." + std::to_string(::getpid()) + ".part";
  int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor >= 0)
    files.emplace_back(temporary, path);
  bool isWritten = descriptor >= 0 && writeAll(descriptor, header.data(), header.size()) &&
                   writeAll(descriptor, reinterpret_cast<const char *>(data.data()), data.size());
  int code = errno;
  if (descriptor >= 0 && ::close(descriptor) != 0 && isWritten) {
    code = errno;
    isWritten = false;
  }
  if (!isWritten)
    error = "cannot write '" + path + "': " + std::strerror(code);
  return isWritten;
}

bool PendingFiles::commit(std::string &error) {
  // A directory in the place of a file is found before the first file is replaced.
  for (const auto &[temporary, path] : files) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
      error = "cannot write '" + path + "': " + std::strerror(EISDIR);
      return false;
    }
  }
  for (const auto &[temporary, path] : files)
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
      error = "cannot write '" + path + "': " + std::strerror(errno);
      return false;
    }
  files.clear();
  return true;
}

/// Makes a directory with those above it.
static bool makeFolder(const std::string &folder, std::string &error) {
  for (size_t place = folder.find('/', 1);; place = folder.find('/', place + 1)) {
    std::string part = folder.substr(0, place);
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) {
      error = "cannot make directory '" + part + "': " + std::strerror(errno);
      return false;
    }
    if (place == std::string::npos)
      return true;
  }
}

bool ptxrun::writeResults(const LaunchFile &launch, const std::vector<BufferData> &data, const std::string &folder,
                          std::string &error) {
  if (!makeFolder(folder, error))
    return false;
  PendingFiles files;
  for (size_t index = 0; index < launch.buffers.size(); ++index) {
    const Buffer &buffer = launch.buffers[index];
    std::string header = npy::makeHeader(getStorage(buffer.type), buffer.shape);
    if (buffer.isOutput() && !files.write(folder + "/" + buffer.name + ".npy", header, data[index].result, error))
      return false;
  }
  return files.commit(error);
}
