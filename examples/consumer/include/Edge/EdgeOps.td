//===- EdgeOps.td - layers of a network for devices with two processors -------------------*- tablegen -*-===//
#ifndef EDGE_EDGEOPS_TD
#define EDGE_EDGEOPS_TD

include "Qnt/IR/OpBase.td"
include "Qnt/IR/QntInterfaces.td"
include "Qnt/IR/QntTypes.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Edge_Dialect : Dialect {
  let name = "edge";
  let cppNamespace = "::edge";
  let summary = "layers of a network for devices with two processors";
  let dependentDialects = ["::mlir::qnt::QntDialect"];
  let extraClassDeclaration = [{
    /// The range of a float result that calibration found: an array of two f64.
    static constexpr ::llvm::StringLiteral getRangeAttrName() { return "edge.range"; }
  }];
}

class Edge_Op<string mnemonic, list<Trait> traits = []> : Op<Edge_Dialect, mnemonic, traits>;

def Edge_LinearOp : Edge_Op<"linear", [Pure, Qnt_Mixing,
    DeclareOpInterfaceMethods<QuantizedOpInterface, ["mustQuantizeInput", "opType", "calibrate"]>]> {
  let summary = "x * weight + bias";
  let description = [{
    `x` is [n, in], `weight` [in, out], both an array or a float tensor; `bias` [out] is added in float.

    ```mlir
    %y = edge.linear %x, %w bias(%b : tensor<3xf32>) : (!qnt.array<?x4, #a8>, tensor<4x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$input, Qnt_ArrayOrFloatTensor:$weight, Optional<Qnt_FloatTensor>:$bias);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` `(` $bias^ `:` type($bias) `)`)? attr-dict `:`
    `(` type($input) `,` type($weight) `)` `->` type($result)
  }];
}

def Edge_ReluOp : Edge_Op<"relu", [Pure, Qnt_Univariate, AllTypesMatch<["input", "result"]>,
    DeclareOpInterfaceMethods<QuantizedOpInterface, ["mustQuantizeInput", "canFuse", "opType"]>]> {
  let summary = "max(x, 0)";
  let arguments = (ins Qnt_FloatTensor:$input);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

def Edge_StageOp : Edge_Op<"stage", [IsolatedFromAbove, RecursiveMemoryEffects, SingleBlock]> {
  let summary = "what one processor computes; values that cross may be arrays";
  let description = [{
    Carries arrays without looking into them: variadic operands and results, and a place in the 1:N conversion
    (EdgeDialect.cpp).

    ```mlir
    %y = edge.stage "dsp" (%a, %b) : (!qnt.array<?x4, #a8>, tensor<4x3xf32>) -> tensor<?x3xf32> {
    ^bb0(%x: !qnt.array<?x4, #a8>, %w: tensor<4x3xf32>):
      %z = edge.linear %x, %w : (!qnt.array<?x4, #a8>, tensor<4x3xf32>) -> tensor<?x3xf32>
      edge.end %z : tensor<?x3xf32>
    }
    ```
  }];
  let arguments = (ins StrAttr:$processor, Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyType>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $processor ` ` `(` $inputs `)` attr-dict `:` functional-type($inputs, $results) $body
  }];
  let hasVerifier = 1;
}

def Edge_EndOp : Edge_Op<"end", [Pure, Terminator, HasParent<"StageOp">]> {
  let summary = "the results of a stage";
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "attr-dict ($operands^ `:` type($operands))?";
}

#endif // EDGE_EDGEOPS_TD
