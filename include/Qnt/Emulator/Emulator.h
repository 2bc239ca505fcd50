//===- Emulator.h - runs PTX on the CPU ------------------------------------------------------------------===//
//
//   emulator::Device device;
//   auto program = device.load(text, {});                 // Result<std::shared_ptr<const Program>>
//   uint64_t x = device.allocate(1024, 256);
//   device.write(x, data, 1024);
//   std::optional<Report> report = device.launch(**program, "saxpy", configuration, parameters);
//
// A device may be used by one thread at a time.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMULATOR_EMULATOR_H
#define QNT_EMULATOR_EMULATOR_H

#include "Qnt/Emulator/Report.h"
#include "Qnt/PTX/Diagnostic.h"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::emulator {

struct Program;
class DeviceMemory;
struct Statistics;

/// One executed instruction of one warp.
struct TraceEvent {
  Dim3 block;
  uint32_t warp = 0;
  uint32_t activeLanes = 0; ///< bit per lane
  uint32_t line = 0;
  std::string_view kernel;
  std::string_view text; ///< the instruction's line
};

/// How a kernel is launched.
struct LaunchConfiguration {
  Dim3 grid;
  Dim3 block;
  Dim3 cluster;
  uint64_t dynamicSharedBytes = 0;
  bool cooperative = false;
  /// 0: warps take turns in order; others vary the order.
  uint64_t seed = 0;
  /// Instructions of the warps of one block, together.
  uint64_t limitInstructions = 500'000'000;
  /// 0: as many as the machine has. Results do not depend on it.
  unsigned hostThreads = 0;
  /// Significant bits that products of 8-bit floats keep in the accumulators of mma: 14 as the tensor cores of sm_89
  /// and sm_90, so that sums which are never promoted show; 0: exact.
  unsigned fp8AccumulatorBits = 0;
  /// Called for every instruction; blocks then run one after the other.
  std::function<void(const TraceEvent &)> trace;
  /// Takes what the kernel prints (vprintf); without it, standard output does.
  std::function<void(std::string_view)> print;
  /// Counts are added here when it is there.
  Statistics *statistics = nullptr;
};

/// A parameter of a kernel.
struct KernelParameter {
  std::string name;
  uint64_t offset = 0; ///< in the launch's parameter bytes
  uint64_t size = 0;
  uint64_t alignment = 1;
};

/// What a host may ask of a kernel.
struct KernelInfo {
  std::string name;
  std::vector<KernelParameter> parameters;
  uint64_t parameterBytes = 0;
  uint64_t staticSharedBytes = 0;
  uint64_t localBytes = 0;
  uint32_t registers = 0;        ///< declared, in 32-bit units
  Dim3 maxThreads{0, 0, 0};      ///< .maxntid; 0 where there is none
  Dim3 requiredThreads{0, 0, 0}; ///< .reqntid
};

struct VariableInfo {
  std::string name;
  bool isConstant = false;
  uint64_t address = 0;
  uint64_t size = 0;
};

struct LoadOptions {
  /// For messages.
  std::string fileName;
};

/// Limits of the device a kernel is checked against (those of sm_80 and later).
constexpr uint64_t kMaxThreadsPerBlock = 1024;
constexpr uint64_t kMaxSharedBytes = 232448; // 227 KB
constexpr uint64_t kMaxLocalBytes = 512 * 1024;

/// Memory of a device and the programs in it.
class Device {
public:
  Device();
  ~Device();
  Device(const Device &) = delete;
  Device &operator=(const Device &) = delete;

  /// Reads, checks and decodes PTX; its variables are placed in memory and initialised. The program must not outlive
  /// the device; its variables are freed with it.
  ptx::Result<std::shared_ptr<const Program>> load(std::string text, const LoadOptions &options = {});

  /// 0 when there is no room. The bytes are undefined.
  uint64_t allocate(uint64_t bytes, uint64_t alignment = 256);
  bool free(uint64_t address);
  /// A text says what is wrong with the range.
  std::optional<std::string> write(uint64_t address, const void *data, uint64_t bytes);
  std::optional<std::string> read(uint64_t address, void *data, uint64_t bytes) const;
  std::optional<std::string> fill(uint64_t address, uint8_t value, uint64_t bytes);
  std::optional<std::string> copy(uint64_t to, uint64_t from, uint64_t bytes);
  /// One byte for each of the range, not 0 where it was never written.
  std::optional<std::string> readUndefined(uint64_t address, uint8_t *undefined, uint64_t bytes) const;
  std::optional<std::string> writeConstant(uint64_t address, const void *data, uint64_t bytes);

  /// Runs a kernel to its end; `parameters` by the kernel's layout. A report when it is wrong.
  std::optional<Report> launch(const Program &program, std::string_view kernel,
                               const LaunchConfiguration &configuration, const std::vector<std::byte> &parameters);

  DeviceMemory &getMemory() { return *memory; }

private:
  std::shared_ptr<DeviceMemory> memory;
};

/// Kernels of a program, in the order of the text.
std::vector<std::string> getKernelNames(const Program &program);
std::optional<KernelInfo> getKernelInfo(const Program &program, std::string_view kernel);
std::vector<VariableInfo> getVariables(const Program &program);

} // namespace mlir::qnt::emulator

#endif // QNT_EMULATOR_EMULATOR_H
