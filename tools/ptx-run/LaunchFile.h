//===- LaunchFile.h - the description of a launch -----------------------------------------------------------===//
//
// docs/PtxRun.md says what the fields mean.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_LAUNCHFILE_H
#define QNT_TOOLS_PTX_RUN_LAUNCHFILE_H

#include "DataTypes.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <array>
#include <vector>

namespace mlir::qnt::ptxrun {

/// How far a result may be from what is expected.
struct Tolerance {
  bool isExact = true;
  double absolute = 0;
  std::string file; ///< a bound for each element, empty for the one above
  std::string derivation;
};

enum class Direction { In, Out, InOut, Scratch };

struct Buffer {
  std::string name;
  DataType type = DataType::F32;
  npy::Shape shape;
  uint64_t alignment = 256;
  Direction direction = Direction::In;
  std::string file;     ///< empty: uninitialised
  std::string expected; ///< empty: not compared
  Tolerance tolerance;

  bool isOutput() const { return direction == Direction::Out || direction == Direction::InOut; }
  uint64_t getNumElements() const;
  uint64_t getNumBytes() const { return getNumElements() * getSize(type); }
};

enum class ArgumentKind { Pointer, Bytes, TensorMap };

/// A parameter's value; scalars, structs and null pointers are bytes.
struct Argument {
  ArgumentKind kind = ArgumentKind::Bytes;
  size_t buffer = 0; ///< of pointers and tensor maps
  uint64_t offset = 0;
  std::vector<uint8_t> bytes;
  size_t alignment = 1;
  QntrtTensorMap map = {}; ///< without its address
};

struct Expectation {
  bool isError = false;
  std::string className;
  std::vector<std::string> alsoAccept;
  std::vector<uint64_t> lines; ///< empty: any
};

struct LaunchFile {
  std::string name, target, kernel;
  std::array<uint32_t, 3> grid = {1, 1, 1}, block = {1, 1, 1}, cluster = {1, 1, 1};
  uint64_t dynamicSharedBytes = 0;
  bool isCooperative = false, isOrderDependent = false;
  std::vector<Buffer> buffers;
  std::vector<Argument> arguments;
  Expectation expectation;
};

/// Reads the text of a launch file. Errors name the field by its path, "buffers[1].dtype".
std::optional<LaunchFile> parseLaunchFile(std::string_view text, std::string &error);

/// The classes that a report may have.
bool isReportClass(std::string_view name);

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_LAUNCHFILE_H
