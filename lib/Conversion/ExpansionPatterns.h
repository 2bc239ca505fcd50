//===- ExpansionPatterns.h - patterns of the array expansion, a file a family -----------------------------===//
#ifndef QNT_LIB_CONVERSION_EXPANSIONPATTERNS_H
#define QNT_LIB_CONVERSION_EXPANSIONPATTERNS_H

#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

bool hasArray(TypeRange types);

/// func.func, call, call_indirect, constant.
void populateFunctionExpansion(const TypeConverter &converter, RewritePatternSet &patterns, ConversionTarget &target);
/// scf.execute_region, cf.switch, qnt.invoke_quant, kernel, yield.
void populateRegionExpansion(const TypeConverter &converter, RewritePatternSet &patterns, ConversionTarget &target);
/// arith.select, ub.poison, qnt.cast.
void populateValueExpansion(const TypeConverter &converter, RewritePatternSet &patterns, ConversionTarget &target);

} // namespace mlir::qnt

#endif // QNT_LIB_CONVERSION_EXPANSIONPATTERNS_H
