//===- VectorTarget.cpp - what vector code may use of a processor -----------------------------------------===//
#include "VectorTarget.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir::qnt;

VectorTarget VectorTarget::fromFeatures(llvm::StringRef features) {
  llvm::StringSet<> present;
  llvm::SmallVector<llvm::StringRef> names;
  features.split(names, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef name : names)
    if (name.consume_front("+"))
      present.insert(name);
  VectorTarget target;
  target.hasFMA = present.contains("fma");
  target.hasPairs = present.contains("sse2");
  if (present.contains("avx2")) {
    target.vectorBits = 256;
    target.hasPairs = true;
  }
  // 512-bit integer vectors need BW; without VL and DQ no compiler uses the rest well.
  if (present.contains("avx512f") && present.contains("avx512bw") && present.contains("avx512vl")) {
    target.vectorBits = 512;
    target.hasFMA = target.hasPairs = true;
  }
  return target;
}
