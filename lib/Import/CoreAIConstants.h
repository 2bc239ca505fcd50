//===- CoreAIConstants.h - the data of coreai.constant ------------------------------------------------------===//
//
// Core AI's integers say whether they are signed (si4, ui8); ours do not. Its resources of elements of less than a byte
// are packed over the whole tensor, low bits first, and those of fp4 hold one element a byte.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_COREAICONSTANTS_H
#define QNT_LIB_IMPORT_COREAICONSTANTS_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::qnt {

/// si32 and ui32 become i32, alone and in tensors; nothing for tensors with an encoding, and unranked ones.
std::optional<Type> toSignless(Type type);

/// si4 -> i4, ui8 -> u8, f8E4M3FN, f32 ...; nothing for types that hold no codes and no numbers.
std::optional<numerics::Format> getCoreAIFormat(Type elementType);

/// The bits of every element. Nothing when there is no data, or not as much as the type needs.
std::optional<std::vector<uint64_t>> readCoreAICodes(ElementsAttr attr);

/// The numbers of an integer constant.
std::optional<SmallVector<int64_t>> readCoreAIIntegers(ElementsAttr attr);

/// Elements of `type` from their bits.
DenseElementsAttr makeElements(RankedTensorType type, ArrayRef<uint64_t> codes);

/// The same data as elements of `type`: signless, or in another shape. Shares a resource where its bytes stay the same.
ElementsAttr retypeElements(ElementsAttr attr, RankedTensorType type);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_COREAICONSTANTS_H
