//===- Layout.cpp - memory layouts of codes ---------------------------------------------------------------===//
#include "Qnt/Numerics/Layout.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir::qnt;

static constexpr llvm::StringLiteral kLayouts[] = {"plain"};

bool numerics::isKnownLayout(llvm::StringRef name) { return llvm::is_contained(kLayouts, name); }

std::string numerics::describeLayouts() { return llvm::join(llvm::ArrayRef<llvm::StringLiteral>(kLayouts), ", "); }
