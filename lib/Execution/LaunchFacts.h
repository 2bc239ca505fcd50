//===- LaunchFacts.h - what the host does with kernels, for the manifest ----------------------------------===//
//
// Numbers that are computed are expressions in the sizes and numbers that a function takes, as docs/ManifestSchema.json
// describes them: "ceildiv((input0_dim0 * 64), 256)".
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_LAUNCHFACTS_H
#define QNT_LIB_EXECUTION_LAUNCHFACTS_H

#include "EntryPoint.h"
#include "mlir/IR/BuiltinOps.h"
#include <optional>
#include <string>
#include <vector>

namespace mlir::qnt::execution {

/// Nothing: it depends on more than sizes and numbers that the function takes.
using Expression = std::optional<std::string>;

/// What a kernel gets as one of its arguments.
struct ArgumentFacts {
  std::string type;
  bool isBuffer, isOutput;
  StringRef role;                 ///< input, result, constant, workspace, parameter, size, scalar, unknown
  std::optional<unsigned> index;  ///< of an input or result of an entry, of a parameter of another function
  std::string part;               ///< of an array; else empty
  std::string constant;           ///< its name; else empty
  std::optional<unsigned> buffer; ///< number of memory that the function allocates
  Expression value;               ///< of a number
};

/// A launch as the host's code has it; sizes that are computed are nothing.
struct LaunchFacts {
  std::string function, kernel;
  SmallVector<std::optional<int64_t>, 3> grid;
  std::vector<Expression> gridExpressions;
  SmallVector<int32_t, 3> block, cluster;
  std::optional<int64_t> sharedBytes;
  Expression sharedExpression;
  std::vector<ArgumentFacts> arguments;
  std::vector<Expression> conditions; ///< all must hold; empty: it is always done
  bool isInLoop = false;
};

/// Memory of the device that a function allocates. What only one of two branches allocates, and both give on, is one.
struct BufferFacts {
  std::string function;
  unsigned number;
  std::string type;
  std::vector<Expression> sizes;
};

/// A constant that the host's code copies to the device.
struct ConstantFacts {
  std::string name;   ///< the symbol
  std::string source; ///< the resource that it was; else empty
  std::string elementType;
  SmallVector<int64_t> shape;
  std::string layout; ///< of Numerics/Layout.h; row_major for all that is not arranged for tensor cores
  uint64_t bytes;
};

/// Launches and allocations of the functions in `module`, in its order, before allocations are planned.
void collectLaunches(ModuleOp module, ArrayRef<EntryPoint> entries, std::vector<LaunchFacts> &launches,
                     std::vector<BufferFacts> &buffers);
/// Constants in memory of the device.
std::vector<ConstantFacts> collectConstants(ModuleOp module);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_LAUNCHFACTS_H
