//===- MatmulCases.cpp - gemv and mma kernels of the matrix -----------------------------------------------===//
#include "EncodingList.h"
#include "MatrixCase.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;

namespace {
struct MatmulSizes {
  int64_t m, n, k;
};

/// What the left operand is.
enum class Activation { F16, BF16, F32, PerTensor8, PerToken8, Asymmetric8, TensorE4M3, TokenE4M3, TensorE5M2 };
} // namespace

static std::string getName(Activation activation) {
  static constexpr const char *names[] = {"f16",          "bf16",       "f32",       "a8tensor",  "a8token",
                                          "a8asymmetric", "e4m3tensor", "e4m3token", "e5m2tensor"};
  return names[static_cast<int>(activation)];
}

static DrawnOperand makeActivation(MLIRContext &context, Random &random, Activation activation, Shape shape) {
  Builder builder(&context);
  switch (activation) {
  case Activation::F16:
    return makeTensor(random, shape, builder.getF16Type());
  case Activation::BF16:
    return makeTensor(random, shape, builder.getBF16Type());
  case Activation::F32:
    return makeTensor(random, shape, builder.getF32Type());
  default:
    break;
  }
  StorageChoice storage = {"i8", Format::I8};
  if (activation == Activation::Asymmetric8)
    storage.zeroPoint = Format::I8;
  if (activation == Activation::TensorE4M3 || activation == Activation::TokenE4M3)
    storage = {"e4m3", Format::F8E4M3FN};
  if (activation == Activation::TensorE5M2)
    storage = {"e5m2", Format::F8E5M2};
  bool isPerToken = activation == Activation::PerToken8 || activation == Activation::Asymmetric8 ||
                    activation == Activation::TokenE4M3;
  numerics::BlockShape block = {isPerToken ? 1 : numerics::kWhole, numerics::kWhole};
  return makeArray(context, random, shape, makeEncoding(storage, Format::F32, block));
}

static FloatType getResultType(MLIRContext &context, Activation activation) {
  Builder builder(&context);
  if (activation == Activation::F16)
    return builder.getF16Type();
  if (activation == Activation::BF16)
    return builder.getBF16Type();
  return builder.getF32Type();
}

static Format getExpressed(Activation activation) {
  return activation == Activation::F16 ? Format::F16 : activation == Activation::BF16 ? Format::BF16 : Format::F32;
}

static MatrixCase makeMatmul(MLIRContext &context, Random &random, const std::string &kind,
                             const StorageChoice &storage, Granularity granularity, Activation activation,
                             const MatmulSizes &sizes, bool isTransposed, EpilogueKind epilogueKind) {
  unsigned inner = isTransposed ? 1 : 0;
  Shape lhsShape = {sizes.m, sizes.k}, rhsShape = {sizes.k, sizes.n};
  if (isTransposed)
    std::swap(rhsShape[0], rhsShape[1]);
  DrawnOperand lhs = makeActivation(context, random, activation, lhsShape);
  DrawnOperand rhs =
      makeArray(context, random, rhsShape,
                makeEncoding(storage, getExpressed(activation), makeBlock(granularity, 2, 1 - inner, inner, 32)));
  FloatType type = getResultType(context, activation);
  std::string shapeText = std::to_string(sizes.m) + "x" + std::to_string(sizes.n) + "x";
  Epilogue epilogue = makeEpilogue(context, random, epilogueKind, {sizes.m, sizes.n}, shapeText, type);
  std::string name = storage.name + "_" + getName(granularity) + "_" + getName(activation) + "_" +
                     std::to_string(sizes.m) + "x" + std::to_string(sizes.n) + "x" + std::to_string(sizes.k) +
                     (isTransposed ? "_nk" : "_kn");
  std::string op =
      std::string("qnt.dot_general %a, %b contracting = [1] x [") + (isTransposed ? "1" : "0") + "] batch = [] x []";
  return makeContractionCase(context, kind, name, op, std::move(lhs), std::move(rhs), {sizes.m, sizes.n}, type, sizes.k,
                             epilogue);
}

/// Every storage with each granularity; activations, sizes, epilogues and orders go round beside them, or in a product
/// sizes and orders alone.
static std::vector<MatrixCase> makeMatmulCases(MLIRContext &context, const std::string &kind,
                                               ArrayRef<MatmulSizes> sizes, MatrixScope scope) {
  const Granularity granularities[] = {Granularity::PerTensor, Granularity::PerChannel, Granularity::PerBlock,
                                       Granularity::Tile};
  const Activation activations[] = {Activation::F16,       Activation::BF16,        Activation::PerTensor8,
                                    Activation::PerToken8, Activation::Asymmetric8, Activation::F32,
                                    Activation::F16};
  Random random(7);
  std::vector<MatrixCase> cases;
  size_t i = 0;
  auto add = [&](const StorageChoice &storage, Granularity granularity, Activation activation, EpilogueKind epilogue) {
    cases.push_back(makeMatmul(context, random, kind, storage, granularity, activation, sizes[i % sizes.size()],
                               (i / 3) % 2, epilogue));
    ++i;
  };
  for (const StorageChoice &storage : getWeightStorages())
    for (Granularity granularity : granularities) {
      if (scope == MatrixScope::Sample) {
        add(storage, granularity, activations[i % std::size(activations)], kEpilogues[i % std::size(kEpilogues)]);
        continue;
      }
      for (Activation activation : ArrayRef(activations).drop_back())
        for (EpilogueKind epilogue : kEpilogues)
          add(storage, granularity, activation, epilogue);
    }
  return cases;
}

static constexpr MatmulSizes kGemvSizes[] = {{1, 64, 128}, {1, 33, 257},  {2, 40, 96},   {4, 128, 64},
                                             {7, 65, 130}, {16, 48, 160}, {1, 256, 512}, {3, 1, 31},
                                             {8, 96, 33},  {15, 17, 200}, {1, 130, 64}};
static constexpr MatmulSizes kMmaSizes[] = {{64, 64, 64},  {17, 24, 40},  {65, 130, 33},  {128, 64, 96}, {33, 127, 65},
                                            {48, 16, 256}, {100, 72, 31}, {129, 65, 129}, {20, 8, 512}};

std::vector<MatrixCase> test::makeGemvCases(MLIRContext &context, MatrixScope scope) {
  return makeMatmulCases(context, "gemv", kGemvSizes, scope);
}

std::vector<MatrixCase> test::makeMmaCases(MLIRContext &context, MatrixScope scope) {
  return makeMatmulCases(context, "mma", kMmaSizes, scope);
}

/// Each of `storages` with each granularity and activation, for few rows and for many in turn; epilogues go round, or
/// are all there in a product.
static std::vector<MatrixCase> makeRoundedCases(MLIRContext &context, const std::string &kind,
                                                ArrayRef<StorageChoice> storages, ArrayRef<Activation> activations,
                                                double loss, MatrixScope scope) {
  Random random(13);
  std::vector<MatrixCase> cases;
  const size_t numEpilogues = scope == MatrixScope::Sample ? 1 : std::size(kEpilogues);
  for (const StorageChoice &storage : storages)
    for (Granularity granularity :
         {Granularity::PerTensor, Granularity::PerChannel, Granularity::PerBlock, Granularity::Tile})
      for (Activation activation : activations)
        for (size_t epilogue = 0; epilogue < numEpilogues; ++epilogue) {
          size_t i = cases.size();
          ArrayRef<MatmulSizes> sizes = i % 2 ? ArrayRef(kMmaSizes) : ArrayRef(kGemvSizes);
          cases.push_back(makeMatmul(context, random, kind, storage, granularity, activation,
                                     sizes[i / 2 % sizes.size()], (i / 3) % 2, kEpilogues[i % std::size(kEpilogues)]));
          cases.back().loss = loss;
        }
  return cases;
}

std::vector<MatrixCase> test::makeTF32Cases(MLIRContext &context, MatrixScope scope) {
  std::vector<MatrixCase> cases =
      makeRoundedCases(context, "tf32", getWeightStorages(), Activation::F32, 0x1p-11, scope);
  for (MatrixCase &convolution : makeF32ConvolutionCases(context, scope)) {
    convolution.loss = 0x1p-11;
    cases.push_back(std::move(convolution));
  }
  return cases;
}

/// The emulated device keeps all bits of the sums, so they lose nothing; a GPU may (docs/Numerics.md).
std::vector<MatrixCase> test::makeFP8Cases(MLIRContext &context, MatrixScope scope) {
  const StorageChoice storages[] = {
      {"e4m3", Format::F8E4M3FN}, {"e5m2", Format::F8E5M2}, {"mxfp8", Format::F8E4M3FN, {}, Format::F8E8M0FNU}};
  return makeRoundedCases(context, "fp8", storages,
                          {Activation::TensorE4M3, Activation::TokenE4M3, Activation::TensorE5M2}, /*loss=*/0, scope);
}
