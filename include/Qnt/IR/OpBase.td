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

/// No memory effect, so that an op without uses goes and equal ops may be one, but perhaps an error when the program runs:
/// it may run where it would not have run only where types and constants rule the error out (lib/IR/Speculation.cpp).
def Qnt_MayFail : TraitList<[NoMemoryEffect, DeclareOpInterfaceMethods<ConditionallySpeculatable>]>;

def Qnt_InferTypes : DeclareOpInterfaceMethods<InferTypeOpInterface>;
def Qnt_ReifyShapes : DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>;

#endif // QNT_IR_OPBASE_TD
