//===- Regions.h - filling regions and choosing what leaves them ------------------------------------------===//
#ifndef QNT_LIB_RANDOMMODULES_REGIONS_H
#define QNT_LIB_RANDOMMODULES_REGIONS_H

#include "Generator.h"

namespace mlir::qnt::random_modules {

/// One to four different values of the pool.
SmallVector<Known> pickInputs(Generator &generator, unsigned maxNumber = 4);

/// One to three values that were made in the block that the builder is in (any others of the pool where there are
/// none).
SmallVector<Known> pickResults(Generator &generator, size_t sizeBefore);

/// For each of `like` a value of the same type and sizes, from the pool or new; a carried value changed where that is
/// possible.
SmallVector<Known> makeAlike(Generator &generator, ArrayRef<Known> like);

/// Block arguments for values of which nothing but the type is known (`arguments` are what comes in first).
SmallVector<Known> addArguments(Generator &generator, Block *block, ArrayRef<Known> like);

/// `facts` of each that hold for both.
SmallVector<Known> joinFacts(ArrayRef<Known> first, ArrayRef<Known> second);

/// Makes results usable.
void addResults(Generator &generator, ValueRange results, ArrayRef<Known> like);

SmallVector<Value> getValues(ArrayRef<Known> known);
SmallVector<Type> getTypes(ArrayRef<Known> known);

} // namespace mlir::qnt::random_modules

#endif // QNT_LIB_RANDOMMODULES_REGIONS_H
