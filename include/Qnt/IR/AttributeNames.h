//===- AttributeNames.h - attributes of the dialect that stand on ops of others ---------------------------===//
//
// QntDialect.td says what each is for; DiscardableAttributes.cpp verifies them.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_ATTRIBUTENAMES_H
#define QNT_IR_ATTRIBUTENAMES_H

#include "llvm/ADT/StringRef.h"

namespace mlir::qnt {

/// Attribute of a module: the name of the target that its kernels are scheduled for.
inline constexpr llvm::StringLiteral kTargetAttrName = "qnt.target";

/// Attribute of a function: what it is a kernel by, once it is lowered.
inline constexpr llvm::StringLiteral kFunctionScheduleName = "qnt.schedule";

/// Attribute of linalg ops: the kernel that all ops with this name are to be, together.
inline constexpr llvm::StringLiteral kLoopKernelName = "qnt.kernel";

/// Attribute of an op in which packed codes are taken out one by one.
inline constexpr llvm::StringLiteral kDecodeSinglyAttrName = "qnt.decode_singly";

/// Attribute of a contraction while it is lowered: whether its sums are taken in f32.
inline constexpr llvm::StringLiteral kSumsInF32AttrName = "qnt.sums_in_f32";

/// The parts of an array as the text of a module names them, in the order of PartKind.
inline constexpr llvm::StringLiteral kPartKeywords[] = {"codes",    "scales",       "zero_points",
                                                        "codebook", "tensor_scale", "mask"};

/// Name of the attribute that says which part an argument or result of an expanded function is: one of kPartKeywords.
/// Attributes of the array are copied to each part.
inline constexpr llvm::StringLiteral kPartAttrName = "qnt.part";
/// The value of kPartAttrName for what a converter adds behind the parts: the size of the inner dimension of the value.
inline constexpr llvm::StringLiteral kInnerSizeName = "inner_size";

} // namespace mlir::qnt

#endif // QNT_IR_ATTRIBUTENAMES_H
