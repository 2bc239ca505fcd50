//===- SystemCalls.h - functions that the CUDA driver provides -------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_SYSTEMCALLS_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_SYSTEMCALLS_H

#include "Operation.h"
#include "Program.h"
#include <string_view>

namespace mlir::qnt::emulator {

class DecodeContext;

/// Payload of a call whose callee is one of these.
struct SystemCallPayload {
  const CallSite *site = nullptr;
};

/// What executes a call of `name`, a function without a body; null when there is none of this name. The site has the
/// arguments and results of the call.
Execute findSystemCall(DecodeContext &context, std::string_view name, const CallSite &site);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_SYSTEMCALLS_H
