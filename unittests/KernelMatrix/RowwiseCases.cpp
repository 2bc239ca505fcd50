//===- RowwiseCases.cpp - dynamic quantization and normalization kernels of the matrix --------------------===//
#include "EncodingList.h"
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;

namespace {
struct RowShape {
  int64_t rows, columns;
};
} // namespace

static std::string printEncoding(const StorageChoice &storage, MLIRContext &context, Format expressed,
                                 numerics::BlockShape block) {
  std::string text;
  llvm::raw_string_ostream(text) << EncodingAttr::fromNumerics(&context,
                                                               makeEncoding(storage, expressed, std::move(block)));
  return text;
}

static MatrixCase makeCase(const std::string &name, const DrawnOperand &x, const std::string &ops,
                           const std::string &resultType) {
  MatrixCase result;
  result.kind = "rowwise";
  result.name = "rowwise_" + name;
  result.function = makeFunction(result.name, {{"%x", x.type}}, ops, "%q", resultType);
  result.inputs = {x.value};
  return result;
}

static std::string getShapeText(const RowShape &shape) {
  return std::to_string(shape.rows) + "x" + std::to_string(shape.columns);
}

/// A scale of each row, or of each block of a row, from its elements: one right result.
static MatrixCase makeDynamicQuantize(MLIRContext &context, Random &random, const StorageChoice &storage,
                                      const RowShape &shape, FloatType type, bool isBlocked, size_t which) {
  DrawnOperand x = makeTensor(random, {shape.rows, shape.columns}, type);
  numerics::BlockShape block = {1, isBlocked ? 32 : numerics::kWhole};
  std::string arrayType =
      "!qnt.array<" + getShapeText(shape) + ", " + printEncoding(storage, context, *getFormat(type), block) + ">";
  const char *rule = storage.zeroPoint ? "minmax" : "absmax";
  std::string ops = std::string("%q = qnt.quantize %x dynamic(") + rule + ") : " + x.type + " -> " + arrayType + "\n";
  return makeCase("quantize_" + storage.name + (isBlocked ? "_block_" : "_token_") + std::to_string(which), x, ops,
                  arrayType);
}

/// rmsnorm in f32: y = x / sqrt(mean(x^2) + eps), then a dynamic quantize of each row.
static MatrixCase makeRmsNorm(MLIRContext &context, Random &random, const RowShape &shape, size_t which) {
  Builder builder(&context);
  DrawnOperand x = makeTensor(random, {shape.rows, shape.columns}, builder.getF32Type());
  std::string rows = "tensor<" + std::to_string(shape.rows) + "xf32>", count = std::to_string(shape.columns) + ".0";
  std::string arrayType = "!qnt.array<" + getShapeText(shape) + ", #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>";
  std::string ops = R"(
    %zero = arith.constant 0.0 : f32
    %count = arith.constant COUNT : f32
    %eps = arith.constant 1.0e-5 : f32
    %e = tensor.empty() : ROWS
    %init = linalg.fill ins(%zero : f32) outs(%e : ROWS) -> ROWS
    %sum = linalg.generic {indexing_maps = [affine_map<(r, c) -> (r, c)>, affine_map<(r, c) -> (r)>],
                           iterator_types = ["parallel", "reduction"]} ins(%x : TYPE) outs(%init : ROWS) {
    ^bb0(%v: f32, %s: f32):
      %p = arith.mulf %v, %v : f32
      %n = arith.addf %s, %p : f32
      linalg.yield %n : f32
    } -> ROWS
    %y = linalg.generic {indexing_maps = [affine_map<(r, c) -> (r, c)>, affine_map<(r, c) -> (r)>, affine_map<(r, c) -> (r, c)>],
                         iterator_types = ["parallel", "parallel"]} ins(%x, %sum : TYPE, ROWS) outs(%x : TYPE) {
    ^bb0(%v: f32, %s: f32, %o: f32):
      %m = arith.divf %s, %count : f32
      %a = arith.addf %m, %eps : f32
      %root = math.sqrt %a : f32
      %n = arith.divf %v, %root : f32
      linalg.yield %n : f32
    } -> TYPE
    %q = qnt.quantize %y dynamic(absmax) : TYPE -> ARRAY
)";
  const std::pair<const char *, const std::string &> replacements[] = {
      {"COUNT", count}, {"ROWS", rows}, {"TYPE", x.type}, {"ARRAY", arrayType}};
  for (const auto &[from, to] : replacements)
    for (size_t at = 0; (at = ops.find(from, at)) != std::string::npos; at += to.size())
      ops.replace(at, std::string(from).size(), to);
  MatrixCase result = makeCase("rmsnorm_" + std::to_string(which), x, ops, arrayType);
  result.isExact = false;
  result.codeSlack = 1;
  result.relativeSlack = 1e-5;
  return result;
}

/// softmax over the columns.
static MatrixCase makeSoftmax(MLIRContext &context, Random &random, const RowShape &shape, size_t which) {
  Builder builder(&context);
  DrawnOperand x = makeTensor(random, {shape.rows, shape.columns}, builder.getF32Type());
  std::string ops = "%e = tensor.empty() : " + x.type + "\n%q = linalg.softmax dimension(1) ins(%x : " + x.type +
                    ") outs(%e : " + x.type + ") -> " + x.type + "\n";
  MatrixCase result = makeCase("softmax_" + std::to_string(which), x, ops, x.type);
  result.isExact = false;
  result.relativeSlack = 1e-5;
  return result;
}

std::vector<MatrixCase> test::makeRowwiseCases(MLIRContext &context, MatrixScope scope) {
  Builder builder(&context);
  const FloatType types[] = {builder.getF32Type(), builder.getF16Type(), builder.getBF16Type()};
  const RowShape shapes[] = {{4, 64}, {3, 257}, {1, 1000}, {17, 31}, {2, 2049}, {40, 8}};
  Random random(19);
  std::vector<MatrixCase> cases;
  size_t i = 0;
  for (const StorageChoice &storage : getQuantizedStorages()) {
    if (storage.tensorScale)
      continue; // its scale is of the whole tensor, not of a row
    const size_t numTurns = scope == MatrixScope::Sample ? 1 : 3 * std::size(shapes);
    for (size_t turn = 0; turn < 3 * numTurns; ++turn, ++i)
      cases.push_back(makeDynamicQuantize(context, random, storage,
                                          shapes[(numTurns == 1 ? i : i / 3) % std::size(shapes)], types[i % 3],
                                          turn / numTurns == 2, i));
  }
  for (const RowShape &shape : shapes) {
    cases.push_back(makeRmsNorm(context, random, shape, i));
    cases.push_back(makeSoftmax(context, random, shape, i++));
  }
  return cases;
}
