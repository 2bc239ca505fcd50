//===- OpBase.td - what every op file includes ----------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_OPBASE_TD
#define QNT_IR_OPBASE_TD

include "Qnt/IR/QntTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Qnt_Op<string mnemonic, list<Trait> traits = []> : Op<Qnt_Dialect, mnemonic, traits>;

/// Decides table fusion: a univariate op may enter a lookup table, a mixing op never does.
def Qnt_Univariate : NativeOpTrait<"Univariate"> { let cppNamespace = "::mlir::qnt"; }
def Qnt_Mixing : NativeOpTrait<"Mixing"> { let cppNamespace = "::mlir::qnt"; }

def Qnt_InferTypes : DeclareOpInterfaceMethods<InferTypeOpInterface>;
def Qnt_ReifyShapes : DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>;

#endif // QNT_IR_OPBASE_TD
