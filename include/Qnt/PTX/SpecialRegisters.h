//===- SpecialRegisters.h - %tid, %laneid, %clock64 ... --------------------------------------------------===//
#ifndef QNT_PTX_SPECIALREGISTERS_H
#define QNT_PTX_SPECIALREGISTERS_H

#include "Qnt/PTX/Types.h"
#include <cstdint>
#include <optional>
#include <string_view>

namespace mlir::qnt::ptx {

/// Predefined registers; those with a number (%envreg3, %pm0, %pm0_64, %reserved_smem_offset_1) share one entry.
enum class SpecialRegister : uint8_t {
  Tid,
  Ntid,
  LaneId,
  WarpId,
  NwarpId,
  CtaId,
  NctaId,
  SmId,
  NsmId,
  GridId,
  IsExplicitCluster,
  ClusterId,
  NclusterId,
  ClusterCtaId,
  ClusterNctaId,
  ClusterCtaRank,
  ClusterNctaRank,
  LaneMaskEq,
  LaneMaskLe,
  LaneMaskLt,
  LaneMaskGe,
  LaneMaskGt,
  Clock,
  ClockHi,
  Clock64,
  Pm,
  Pm64,
  EnvReg,
  GlobalTimer,
  GlobalTimerLo,
  GlobalTimerHi,
  ReservedSmemOffsetBegin,
  ReservedSmemOffsetEnd,
  ReservedSmemOffsetCap,
  ReservedSmemOffset,
  TotalSmemSize,
  AggrSmemSize,
  DynamicSmemSize,
  CurrentGraphExec,
  Last = CurrentGraphExec,
};

/// A name such as "%tid" or "%envreg12".
struct SpecialRegisterName {
  SpecialRegister id;
  uint32_t number = 0; ///< of numbered ones, else 0
};

/// What `name` (with the %, without a component) stands for, or nothing.
std::optional<SpecialRegisterName> parseSpecialRegister(std::string_view name);
/// "%tid"; of numbered ones the stem, "%envreg".
std::string_view getName(SpecialRegister id);
/// U32, U64 or Pred; of one component.
ScalarType getType(SpecialRegister id);
/// %tid, %ntid, %ctaid ...: four components .x .y .z .w.
bool isVector(SpecialRegister id);

} // namespace mlir::qnt::ptx

#endif // QNT_PTX_SPECIALREGISTERS_H
