//===- KernelTargets.cpp - which instruction set the kernels use -------------------------------------------===//

#include "Qnt/Numerics/Kernels.h"
#include "hwy/highway.h"
#include <cassert>
#include <cstring>

using namespace mlir::qnt::numerics;

/// Bits of the instruction sets of this machine that the kernels are compiled for; a better one has a lower bit.
static int64_t getMachineTargets() {
  static const int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return targets;
}

const char *mlir::qnt::numerics::getKernelTarget() {
  const int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);
}

std::vector<const char *> mlir::qnt::numerics::getKernelTargets() {
  std::vector<const char *> names;
  for (int64_t targets = getMachineTargets(); targets != 0; targets &= targets - 1)
    names.push_back(hwy::TargetName(targets & -targets));
  return names;
}

void mlir::qnt::numerics::setKernelTargetForTest(const char *name) {
  int64_t chosen = 0;
  for (int64_t targets = getMachineTargets(); name && targets != 0; targets &= targets - 1)
    if (std::strcmp(hwy::TargetName(targets & -targets), name) == 0)
      chosen = targets & -targets;
  assert((!name || chosen) && "expected one of getKernelTargets");
  hwy::SetSupportedTargetsForTest(chosen);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}
