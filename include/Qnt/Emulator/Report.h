//===- Report.h - a defect found while a kernel runs -----------------------------------------------------===//
//
// Prints as
//
//   shared_race: kernel 'histogram', line 27, block (0,0,0), thread (32,0,0), address 0x40 in shared: write conflicts
//   with the write at line 27 by thread (0,0,0)
//
// on one line.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMULATOR_REPORT_H
#define QNT_EMULATOR_REPORT_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlir::qnt::emulator {

/// What is wrong. The spelling of each class, getName, is part of the interface of ptx-run.
enum class ReportClass : uint8_t {
  ParseError,
  UnknownInstruction,
  UninitializedRegister,
  UninitializedGlobal,
  UninitializedShared,
  UninitializedLocal,
  OutOfBoundsGlobalRead,
  OutOfBoundsGlobalWrite,
  OutOfBoundsShared,
  OutOfBoundsLocal,
  NullPointer,
  WrongAddressSpace,
  MisalignedAccess,
  StackOverflow,
  SharedRace,
  GlobalRace,
  ClusterRace,
  DivergentBarrier,
  DivergentCollective,
  Deadlock,
  InfiniteLoop,
  CpAsyncNotWaited,
  TmaNotWaited,
  BulkSourceOverwritten,
  MissingProxyFence,
  MbarrierUninitialized,
  MbarrierLeaked,
  WgmmaNotWaited,
  WgmmaInFlight,
  WgmmaMissingFence,
  ExitedClusterPeer,
  MissingResult,
  InvalidLaunch,
  /// The kernel executed `trap`: a failed assertion of its own.
  Trap,
  Last = Trap,
};

/// "shared_race" for SharedRace.
std::string_view getName(ReportClass reportClass);
std::optional<ReportClass> parseReportClass(std::string_view name);

/// Sizes and indices of grids, blocks and threads.
struct Dim3 {
  uint32_t x = 1, y = 1, z = 1;

  uint64_t count() const { return static_cast<uint64_t>(x) * y * z; }
  bool operator==(const Dim3 &other) const { return x == other.x && y == other.y && z == other.z; }
  bool operator!=(const Dim3 &other) const { return !(*this == other); }
};

/// "(0,1,2)".
std::string toString(const Dim3 &index);
/// "0x1f"
std::string toHex(uint64_t value);

/// One defect. Fields that are not known are left out of the text.
struct Report {
  ReportClass reportClass = ReportClass::InvalidLaunch;
  std::string kernel;
  /// Of the PTX text, from 1; 0 when unknown.
  uint32_t line = 0;
  std::optional<Dim3> block;
  std::optional<Dim3> thread;
  std::optional<uint64_t> address;
  /// "global", "shared", "local", "const", "param"; printed after the address.
  std::string space;
  /// The sentence after the colon, the other party in it.
  std::string text;

  /// The other party where there are two, for programs; `text` names it already.
  struct Party {
    uint32_t line = 0;
    Dim3 block;
    Dim3 thread;
  };
  std::optional<Party> other;

  /// One line, without its end.
  std::string toString() const;
};

} // namespace mlir::qnt::emulator

#endif // QNT_EMULATOR_REPORT_H
