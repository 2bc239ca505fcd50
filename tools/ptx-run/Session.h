//===- Session.h - one launch on a device -------------------------------------------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_SESSION_H
#define QNT_TOOLS_PTX_RUN_SESSION_H

#include "BufferData.h"
#include "Options.h"
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/Kernels.h"

namespace mlir::qnt::ptxrun {

/// Why a launch did not end well: a report about the kernel, or anything else.
struct Problem {
  bool isReport = false;
  std::string className; ///< of a report
  uint32_t line = 0;
  std::string text; ///< the report, or what went wrong
};

/// A device with a kernel and its buffers, for one launch.
class Session {
public:
  Session(const Options &options, const LaunchFile &launch) : options(options), launch(launch) {}
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  /// Loads, launches, waits, and fetches the results of all outputs into `data`.
  std::optional<Problem> run(const std::string &ptx, std::vector<BufferData> &data);
  /// The profile, after a run with statistics.
  std::string getStatistics() const;
  float getMilliseconds() const { return milliseconds; }

private:
  std::optional<Problem> open(const std::string &ptx);
  std::optional<Problem> upload(std::vector<BufferData> &data);
  std::optional<Problem> makeArguments();
  std::optional<Problem> start();
  std::optional<Problem> download(std::vector<BufferData> &data);
  std::optional<Problem> checkWritten(size_t index);

  const Options &options;
  const LaunchFile &launch;
  QntrtContext context = nullptr;
  QntrtFunction function = nullptr;
  std::vector<QntrtPointer> pointers;
  std::vector<std::vector<uint8_t>> values; ///< of the arguments
  float milliseconds = 0;
};

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_SESSION_H
