//===- BufferData.h - the contents of buffers: from files, compared, to files -------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_BUFFERDATA_H
#define QNT_TOOLS_PTX_RUN_BUFFERDATA_H

#include "LaunchFile.h"

namespace mlir::qnt::ptxrun {

/// What a buffer starts with and has to end with.
struct BufferData {
  std::vector<uint8_t> initial;       ///< empty: uninitialised
  std::optional<npy::File> expected;  ///< its own type (exact) or f64 (bound)
  std::optional<npy::File> tolerance; ///< f64, where the bound is a file
  std::vector<uint8_t> result;
};

/// Reads a buffer's files, whose paths are relative to `folder`, and checks types and shapes. False with `error` set.
bool readBuffer(const Buffer &buffer, const std::string &path, const std::string &folder, BufferData &data,
                std::string &error);

/// Nothing when the result is as expected, else what differs: buffer, first element, got, expected, bound.
std::optional<std::string> compareBuffer(const Buffer &buffer, const BufferData &data);

/// Writes all results into `folder`, NAME.npy each, or none of them. False with `error` set.
bool writeResults(const LaunchFile &launch, const std::vector<BufferData> &data, const std::string &folder,
                  std::string &error);

/// "[3,17]" of an element in row-major order.
std::string describeElement(const npy::Shape &shape, uint64_t element);

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_BUFFERDATA_H
