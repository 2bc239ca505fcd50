//===- EpilogueKernelsTest.cpp - what kernels of tensor cores do behind the contraction -------------------===//
#include "TensorCoreFixture.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class EpilogueKernels : public TensorCoreFixture {};
} // namespace

/// Bias along the columns, residual, clamp, cast.
static constexpr StringLiteral kBiasResidualClamp = R"(
    %low = arith.constant -20.0 : f32
    %high = arith.constant 30.0 : f32
    %e = tensor.empty(%rows) : tensor<?x72xf16>
    %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>,
        affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
        ins(%d, %bias, %other : !y, tensor<72xf32>, !y) outs(%e : !r) {
    ^bb0(%p: f32, %q: f32, %o: f32, %out: f16):
      %s = arith.addf %p, %q : f32
      %t = arith.addf %s, %o : f32
      %u = arith.maximumf %t, %low : f32
      %v = arith.minimumf %u, %high : f32
      %w = arith.truncf %v : f32 to f16
      linalg.yield %w : f16
    } -> !r
)";

TEST_F(EpilogueKernels, Epilogue) {
  for (StringRef schedule : {kGemv, kMma}) {
    ContractionCase drawn;
    drawn.rows = 6;
    drawn.columns = 72;
    drawn.result = "f32";
    drawn.yielded = "f16";
    drawn.epilogue =
        "    %c0 = arith.constant 0 : index\n    %rows = tensor.dim %a, %c0 : !x\n" + kBiasResidualClamp.str();
    drawn.schedule = getSchedule(schedule, drawn);
    check(drawn);
  }
}

/// Results are quantized with scales of the tensor, the columns and the rows; columns that fill no 8, rows that fill no
/// tile.
TEST_F(EpilogueKernels, QuantizedResults) {
  struct Result {
    const char *encoding, *ops;
  } results[] = {{"#qnt.encoding<i8 : f32, block = *x*, scale = f32>",
                  "    %s = arith.constant dense<37.5> : tensor<1x1xf32>\n    %r = qnt.quantize %d scale(%s : "
                  "tensor<1x1xf32>) : !y -> "
                  "!r\n"},
                 {"#qnt.encoding<u8 : f32, block = *x1, scale = f32>",
                  "    %r = qnt.quantize %d scale(%columnScales : tensor<1xCx f32>) : !y -> !r\n"},
                 {"#qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = i8>",
                  "    %r = qnt.quantize %d scale(%rowScales : tensor<?x1xf32>) zero_point(%rowZeros : tensor<?x1xi8>) "
                  "convention = "
                  "#qnt.convention<qwix> : !y -> !r\n"},
                 {"#qnt.encoding<i16 : f32, block = *x*, scale = f16, tensor_scale = f32>",
                  "    %s = arith.constant dense<0.5> : tensor<1x1xf16>\n    %t = arith.constant dense<0.25> : "
                  "tensor<f32>\n    %r = "
                  "qnt.quantize %d scale(%s : tensor<1x1xf16>) tensor_scale(%t : tensor<f32>) : !y -> !r\n"}};
  for (const Result &result : results)
    for (int64_t columns : {72, 65})
      for (bool isInteger : {false, true}) {
        ContractionCase drawn;
        drawn.rows = 6;
        drawn.columns = columns;
        drawn.result = "f32";
        drawn.yielded = result.encoding;
        drawn.epilogue = result.ops;
        size_t at = drawn.epilogue.find("xCx f32");
        if (at != std::string::npos)
          drawn.epilogue.replace(at, 7, "x" + std::to_string(columns) + "xf32");
        drawn.activations = isInteger ? "i8" : "f16";
        drawn.schedule = getSchedule(columns == 65 ? kGemv : kMma, drawn);
        check(drawn);
      }
}

TEST_F(EpilogueKernels, ElementwiseOpsOnTensors) {
  ContractionCase drawn;
  drawn.rows = 6;
  drawn.result = "f32";
  drawn.epilogue = R"(
    %zero = arith.constant dense<0.0> : tensor<6x64xf32>
    %s = arith.addf %d, %other : !y
    %r = arith.maximumf %s, %zero : !y
)";
  drawn.isDynamic = false;
  for (StringRef schedule : {kGemv, kMma}) {
    drawn.schedule = getSchedule(schedule, drawn);
    check(drawn);
  }
}
