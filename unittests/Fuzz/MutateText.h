//===- MutateText.h - changes of a module's text by words and lines ---------------------------------------===//
//
// Changes of single bytes seldom leave something that the parser accepts. These change a number into a number at an
// edge, a word into another word of the text or of another input, and drop, double and swap words and lines, so that
// verifiers, folds and passes are reached.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_MUTATETEXT_H
#define QNT_UNITTESTS_FUZZ_MUTATETEXT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <random>
#include <string>

namespace mlir::qnt::fuzz {

/// One change, or a few; `donor` is where words and lines may come from.
std::string changeText(llvm::StringRef text, llvm::StringRef donor, std::minstd_rand &random);

/// The mutator of libFuzzer: half of the time its own changes of bytes. Returns the new size.
size_t mutateText(uint8_t *data, size_t size, size_t maxSize, unsigned seed);
/// Its crossover: `first` with a word or line of `second`.
size_t crossText(llvm::ArrayRef<uint8_t> first, llvm::ArrayRef<uint8_t> second, uint8_t *result, size_t maxSize,
                 unsigned seed);

} // namespace mlir::qnt::fuzz

#endif // QNT_UNITTESTS_FUZZ_MUTATETEXT_H
