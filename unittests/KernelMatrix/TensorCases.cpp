//===- TensorCases.cpp - contractions of two float tensors on tensor cores --------------------------------===//
//
// Batches in any order of the dimensions, rhs with neighbours along the columns or along K, static and dynamic sizes.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;

namespace {
/// A letter a dimension: b and c batches, m and p rows, n columns, k what is contracted.
struct Dimensions {
  const char *batch, *rows, *lhs, *rhs;
};

struct TensorSizes {
  int64_t m, n, k;
};

/// The operands of one case.
class DrawnProduct {
public:
  DrawnProduct(const Dimensions &dims, const TensorSizes &sizes, bool isColumnMajor, StringRef dynamic)
      : dims(dims), rhs(dims.rhs), dynamic(dynamic) {
    if (isColumnMajor)
      std::swap(rhs[rhs.find('k')], rhs[rhs.find('n')]);
    size = {{'b', 3}, {'c', 2}, {'m', sizes.m}, {'p', 3}, {'n', sizes.n}, {'k', sizes.k}};
  }

  Shape getShape(StringRef letters) const {
    Shape shape;
    for (char letter : letters)
      shape.push_back(size.at(letter));
    return shape;
  }
  /// "?x3x"
  std::string getText(StringRef letters) const {
    std::string text;
    for (char letter : letters)
      text += (dynamic.contains(letter) ? "?" : std::to_string(size.at(letter))) + "x";
    return text;
  }
  std::string getResult() const { return std::string(dims.batch) + dims.rows + "n"; }
  std::string getOp() const {
    return "qnt.dot_general %a, %b contracting = [" + getPlaces(dims.lhs, "k") + "] x [" + getPlaces(rhs, "k") +
           "] batch = [" + getPlaces(dims.lhs, dims.batch) + "] x [" + getPlaces(rhs, dims.batch) + "]";
  }

  Dimensions dims;
  std::string rhs;
  StringRef dynamic;

private:
  static std::string getPlaces(StringRef letters, StringRef chosen) {
    std::string places;
    for (char letter : chosen)
      places += (places.empty() ? "" : ", ") + std::to_string(letters.find(letter));
    return places;
  }

  std::map<char, int64_t> size;
};
} // namespace

static MatrixCase makeProduct(MLIRContext &context, Random &random, const DrawnProduct &drawn, FloatType type,
                              EpilogueKind epilogueKind, const std::string &number) {
  std::string element, result = drawn.getResult();
  llvm::raw_string_ostream(element) << type;
  DrawnOperand lhs = makeTensor(random, drawn.getShape(drawn.dims.lhs), type);
  DrawnOperand rhs = makeTensor(random, drawn.getShape(drawn.rhs), type);
  lhs.type = "tensor<" + drawn.getText(drawn.dims.lhs) + element + ">";
  rhs.type = "tensor<" + drawn.getText(drawn.rhs) + element + ">";
  Epilogue epilogue = makeEpilogue(context, random, epilogueKind, drawn.getShape(result), drawn.getText(result), type);
  std::string name = element + "_" + drawn.dims.lhs + "_" + drawn.rhs + "_" + number;
  return makeContractionCase(context, "tensor", name, drawn.getOp(), std::move(lhs), std::move(rhs),
                             drawn.getShape(result), type, drawn.getShape("k").front(), epilogue,
                             drawn.getText(result));
}

std::vector<MatrixCase> test::makeTensorCases(MLIRContext &context, MatrixScope scope) {
  const Dimensions dimensions[] = {
      {"", "m", "mk", "kn"},       {"b", "m", "bmk", "bkn"},   {"bc", "m", "bmck", "bkcn"},
      {"bc", "m", "bcmk", "bkcn"}, {"b", "m", "mbk", "kbn"},   {"cb", "m", "bcmk", "cbkn"},
      {"b", "mp", "bmpk", "bkn"},  {"b", "mp", "mbpk", "bkn"}, {"bc", "mp", "mcpbk", "kcbn"},
      {"", "mp", "mpk", "kn"},     {"b", "", "bk", "bkn"}};
  const TensorSizes sizes[] = {{64, 64, 64}, {17, 24, 40},  {33, 130, 33}, {1, 96, 160}, {5, 32, 72},
                               {20, 8, 256}, {100, 72, 31}, {16, 33, 128}, {9, 1, 7},    {70, 128, 32},
                               {8, 200, 24}, {34, 40, 80},  {3, 63, 15}};
  const char *dynamics[] = {"", "bcmp", "nk", "bc", "", "bcmpnk", "mp", "bk", "n"};
  FloatType types[] = {Float16Type::get(&context), BFloat16Type::get(&context)};
  Random random(17);
  std::vector<MatrixCase> cases;
  const size_t rounds = scope == MatrixScope::Sample ? 2 : 40;
  for (size_t round = 0; round < rounds; ++round)
    for (const Dimensions &dims : dimensions)
      for (bool isColumnMajor : {false, true})
        for (FloatType type : types) {
          size_t i = cases.size();
          // Types and orders take turns, so sizes step once for all four.
          DrawnProduct drawn(dims, sizes[(i / 4 + i % 4 + round) % std::size(sizes)], isColumnMajor,
                             dynamics[(i / 4 + i % 2 + 3 * round) % std::size(dynamics)]);
          EpilogueKind epilogue = kEpilogues[(i / 2 + round) % std::size(kEpilogues)];
          // Codes of less than a byte need rows of a known length.
          if (drawn.dynamic.contains('n') && (epilogue == EpilogueKind::ToI4 || epilogue == EpilogueKind::ToU4))
            epilogue = EpilogueKind::ToI8;
          cases.push_back(makeProduct(context, random, drawn, type, epilogue, std::to_string(i)));
        }
  return cases;
}
