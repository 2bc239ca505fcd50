//===- ContractionBenchmark.cpp - compiled contractions, one thread --------------------------------------===//
//
// GMAC/s counts 10^9 products of the result's sums a second. Operands are arguments of the program, packed as they lie
// in memory. linalg/f32_f32 is the same product with the sum as second operand of its addition, which no pass of ours
// knows: upstream's passes lower it to plain loops.
//
//   contraction-benchmark --benchmark_filter=dot/i8
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/IR/QntDialect.h"
#include "benchmark/benchmark.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using reference::InterpreterValue;
using reference::Tensor;

namespace {

struct Case {
  const char *name;
  int64_t m, n, k;
  const char *text; ///< M, N, K stand for the sizes
};

const Case cases[] = {
    {"dot/i8_i8", 512, 512, 512, R"(
#i8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @main(%a: !qnt.array<MxK, #i8>, %b: !qnt.array<KxN, #i8>) -> tensor<MxNxi32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (!qnt.array<MxK, #i8>, !qnt.array<KxN, #i8>) -> tensor<MxNxi32>
  return %y : tensor<MxNxi32>
})"},
    {"dot/f32_u4", 512, 512, 512, R"(
#u4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #u4>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #u4>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_u4", 1, 4096, 4096, R"(
#u4 = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #u4>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #u4>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_u4_4_rows", 4, 4096, 4096, R"(
#w = #qnt.encoding<u4 : f32, block = 1x32, scale = f32, zero_point = u4>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_u4_columns", 1, 4096, 4096, R"(
#w = #qnt.encoding<u4 : f32, block = 32x1, scale = f32, zero_point = u4>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<KxN, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<KxN, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_i3", 1, 4096, 4096, R"(
#w = #qnt.encoding<i3 : f32, block = 1x64, scale = f16>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_f8E4M3FN", 1, 4096, 4096, R"(
#w = #qnt.encoding<f8E4M3FN : bf16, block = 1x*, scale = f32>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_mxfp4", 1, 4096, 4096, R"(
#w = #qnt.encoding<f4E2M1FN : bf16, block = 1x32, scale = f8E8M0FNU>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"decode/f32_table", 1, 4096, 4096, R"(
#w = #qnt.encoding<lut<u4, f32> : f32, block = 1x64, scale = f32>
func.func @main(%a: tensor<MxKxf32>, %b: !qnt.array<NxK, #w>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x []
         : (tensor<MxKxf32>, !qnt.array<NxK, #w>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"dot/f32_f32", 512, 512, 512, R"(
func.func @main(%a: tensor<MxKxf32>, %b: tensor<KxNxf32>) -> tensor<MxNxf32> {
  %y = qnt.dot_general %a, %b contracting = [1] x [0] batch = [] x []
         : (tensor<MxKxf32>, tensor<KxNxf32>) -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
    {"linalg/f32_f32", 512, 512, 512, R"(
func.func @main(%a: tensor<MxKxf32>, %b: tensor<KxNxf32>) -> tensor<MxNxf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<MxNxf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<MxNxf32>) -> tensor<MxNxf32>
  %y = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                                        affine_map<(m, n, k) -> (m, n)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
         ins(%a, %b : tensor<MxKxf32>, tensor<KxNxf32>) outs(%zeros : tensor<MxNxf32>) {
  ^bb0(%x: f32, %w: f32, %sum: f32):
    %p = arith.mulf %x, %w : f32
    %s = arith.addf %p, %sum : f32
    linalg.yield %s : f32
  } -> tensor<MxNxf32>
  return %y : tensor<MxNxf32>
})"},
};

/// The text of a case with its sizes.
std::string getText(const Case &c) {
  std::string text;
  for (llvm::StringRef rest = c.text; !rest.empty(); rest = rest.drop_front()) {
    bool isSize = rest.size() > 1 && (rest[1] == 'x' || rest[1] == ',') && llvm::StringRef("MNK").contains(rest[0]);
    text += isSize ? std::to_string(rest[0] == 'M' ? c.m : rest[0] == 'N' ? c.n : c.k) : std::string(1, rest[0]);
  }
  return text;
}

std::vector<uint64_t> drawCodes(std::mt19937 &random, int64_t count, unsigned width) {
  std::vector<uint64_t> codes(count);
  for (uint64_t &code : codes)
    code = random() & ((uint64_t(1) << width) - 1);
  return codes;
}

Tensor drawFloats(std::mt19937 &random, Type type, ArrayRef<int64_t> shape) {
  std::vector<double> values(numerics::getNumElements(shape));
  for (double &value : values)
    value = std::uniform_real_distribution<double>(0.5, 1.0)(random);
  return Tensor::fromFloats(type, shape, values);
}

InterpreterValue drawInput(std::mt19937 &random, Type type) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array) {
    auto tensor = cast<RankedTensorType>(type);
    return drawFloats(random, tensor.getElementType(), tensor.getShape());
  }
  SmallVector<Tensor> parts;
  for (Type part : array.getPartTypes()) {
    auto tensor = cast<RankedTensorType>(part);
    if (isa<FloatType>(tensor.getElementType()))
      parts.push_back(drawFloats(random, tensor.getElementType(), tensor.getShape()));
    else
      parts.emplace_back(tensor.getElementType(), tensor.getShape(),
                         drawCodes(random, tensor.getNumElements(), tensor.getElementTypeBitWidth()));
  }
  return llvm::cantFail(reference::Array::fromPartTensors(array.getEncoding(), parts));
}

void runCase(benchmark::State &state, const Case &c) {
  MLIRContext context;
  context
      .loadDialect<QntDialect, func::FuncDialect, arith::ArithDialect, linalg::LinalgDialect, tensor::TensorDialect>();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(getText(c), &context);
  if (!module)
    return state.SkipWithError("the module does not parse");
  std::mt19937 random(1);
  SmallVector<InterpreterValue> inputs;
  for (Type type : module->lookupSymbol<func::FuncOp>("main").getArgumentTypes())
    inputs.push_back(drawInput(random, type));
  llvm::Expected<execution::CompiledProgram> program = execution::CompiledProgram::compile(*module);
  if (!program)
    return state.SkipWithError(llvm::toString(program.takeError()).c_str());
  llvm::Expected<execution::Invocation> invocation = program->prepare("main", inputs);
  if (!invocation)
    return state.SkipWithError(llvm::toString(invocation.takeError()).c_str());
  for (auto iteration : state)
    if (llvm::Error error = invocation->run())
      return state.SkipWithError(llvm::toString(std::move(error)).c_str());
  double products = static_cast<double>(c.m) * c.n * c.k * 1e-9;
  state.counters["GMAC/s"] = benchmark::Counter(products, benchmark::Counter::kIsIterationInvariantRate);
}

} // namespace

int main(int argc, char **argv) {
  for (const Case &c : cases)
    benchmark::RegisterBenchmark(c.name, [&](benchmark::State &state) {
      runCase(state, c);
    })->Unit(benchmark::kMillisecond);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
