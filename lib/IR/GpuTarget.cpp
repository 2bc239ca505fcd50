//===- GpuTarget.cpp - what the GPUs that kernels are compiled for can do ---------------------------------===//
//
// Shared memory of a block: CUDA C++ Programming Guide, "Technical Specifications per Compute Capability".
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/GpuTarget.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

static constexpr int64_t kKiB = 1024;

static ArrayRef<GpuTarget> getGpuTargets() {
  static const GpuTarget targets[] = {
      {"sm_80", 80, 163 * kKiB},    {"sm_89", 89, 99 * kKiB},    {"sm_90a", 90, 227 * kKiB},
      {"sm_100a", 100, 227 * kKiB}, {"sm_120a", 120, 99 * kKiB},
  };
  return targets;
}

std::optional<GpuTarget> mlir::qnt::findGpuTarget(StringRef name) {
  for (const GpuTarget &target : getGpuTargets())
    if (target.name == name)
      return target;
  return std::nullopt;
}

std::string mlir::qnt::describeGpuTargets() {
  return llvm::join(llvm::map_range(getGpuTargets(), [](const GpuTarget &target) { return target.name; }), ", ");
}

std::optional<GpuTarget> mlir::qnt::getGpuTarget(Operation *op) {
  for (; op; op = op->getParentOp())
    if (auto name = op->getAttrOfType<StringAttr>(kTargetAttrName); name && isa<ModuleOp>(op))
      return findGpuTarget(name.getValue());
  return std::nullopt;
}
