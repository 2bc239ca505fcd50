//===- DeviceTarget.cpp - the GPUs that code is made for --------------------------------------------------===//
#include "Qnt/Target/DeviceTarget.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;

// The version of PTX is the first that knows the target, or a newer one where LLVM or the assembler needs it for the
// target's instructions: 8.4 for mma of fp8 on sm_89.
static constexpr DeviceTarget kTargets[] = {
    {"sm_80", "+ptx80", "8.0", 80},    {"sm_89", "+ptx84", "8.4", 89},    {"sm_90a", "+ptx83", "8.3", 90},
    {"sm_100a", "+ptx86", "8.6", 100}, {"sm_120a", "+ptx87", "8.7", 120},
};

llvm::ArrayRef<DeviceTarget> qnt::getDeviceTargets() { return kTargets; }

std::string qnt::describeDeviceTargets() {
  return llvm::join(llvm::map_range(kTargets, [](const DeviceTarget &target) { return target.name.str(); }), ", ");
}

llvm::Expected<const DeviceTarget *> qnt::findDeviceTarget(llvm::StringRef name) {
  for (const DeviceTarget &target : kTargets)
    if (target.name == name)
      return &target;
  return llvm::createStringError("expected a target of " + describeDeviceTargets() + ", got '" + name + "'");
}
