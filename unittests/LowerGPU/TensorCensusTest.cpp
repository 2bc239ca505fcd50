//===- TensorCensusTest.cpp - what ptxas makes of contractions of two float tensors -----------------------===//
#include "AssembledProgram.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

namespace {
class TensorCensus : public AssembledProgram {
protected:
  struct Product {
    std::string lhs, rhs, result, dims;
  };
  /// A kernel of one product of f16 or bf16.
  MachineCode assembleProduct(const Product &product, StringRef element, StringRef target, unsigned numKernels = 1) {
    auto tensor = [&](const std::string &shape) { return "tensor<" + shape + "x" + element.str() + ">"; };
    std::string lhs = tensor(product.lhs), rhs = tensor(product.rhs), result = tensor(product.result);
    std::string text = "func.func @main(%x: " + lhs + ", %w: " + rhs + ") -> " + result +
                       " {\n  %y = qnt.kernel (%a = %x : " + lhs + ", %b = %w : " + rhs + ") -> " + result +
                       " {\n    %d = qnt.dot_general %a, %b " + product.dims + " : (" + lhs + ", " + rhs + ") -> " +
                       result + "\n    qnt.yield %d : " + result + "\n  }\n  return %y : " + result + "\n}\n";
    SCOPED_TRACE(text + " for " + target.str());
    return assemble(text, target, lowerAll, numKernels);
  }
  /// Copies of 16 bytes; later targets have another way to write the width.
  static unsigned countCopies(const MachineCode &code, StringRef target) {
    return code.count(Opcode::LDGSTS, target.starts_with("sm_1") ? 0 : 128);
  }
};
} // namespace

TEST_F(TensorCensus, BothOrdersUseTensorCoresAndAsynchronousCopies) {
  for (StringRef target : kTargets)
    for (StringRef element : {"f16", "bf16"})
      for (const Product &product :
           {Product{"128x256", "256x128", "128x128", "contracting = [1] x [0] batch = [] x []"},
            Product{"128x256", "128x256", "128x128", "contracting = [1] x [1] batch = [] x []"}}) {
        MachineCode code = assembleProduct(product, element, target);
        EXPECT_EQ(code.count(Opcode::HMMA), 64u);
        EXPECT_EQ(code.countTF32(), 0u);
        // Four stages at most of 64 rows and 128 columns, which 128 threads copy: the first three and one in the loop.
        EXPECT_EQ(countCopies(code, target), 4u * 12u);
        // Two for each 8 rows and one for each 16 columns and 16 along K.
        EXPECT_EQ(code.count(Opcode::LDSM), 8u + 16u);
      }
}

/// The products of attention: batches between the other dimensions, heads narrower than what a warp computes.
TEST_F(TensorCensus, AttentionSpillsOnNoTarget) {
  const Product scores = {"?x128x12x32", "?x128x12x32", "?x12x128x128",
                          "contracting = [3] x [3] batch = [0, 2] x [0, 2]"},
                context = {"?x12x128x128", "?x128x12x32", "?x12x128x32",
                           "contracting = [3] x [1] batch = [0, 1] x [0, 2]"};
  for (StringRef target : kTargets) {
    MachineCode code = assembleProduct(scores, "f16", target);
    EXPECT_EQ(code.count(Opcode::HMMA), 64u);
    EXPECT_GT(countCopies(code, target), 0u);
    code = assembleProduct(context, "bf16", target);
    // Two fragments of 16 columns are all there is.
    EXPECT_EQ(code.count(Opcode::HMMA), 32u);
    EXPECT_EQ(code.count(Opcode::LDSM), 8u + 8u);
    EXPECT_GT(countCopies(code, target), 0u);
  }
}

/// Elements that are read one by one, dynamic sizes between others, few rows, a split K.
TEST_F(TensorCensus, TailsSpillOnNoTarget) {
  const std::pair<Product, unsigned> products[] = {
      {{"33x47", "47x131", "33x131", "contracting = [1] x [0] batch = [] x []"}, 1},
      {{"33x47", "131x47", "33x131", "contracting = [1] x [1] batch = [] x []"}, 1},
      {{"?x?x?x47", "?x131x?x47", "?x?x?x131", "contracting = [3] x [3] batch = [0, 2] x [0, 2]"}, 1},
      {{"1x4096", "4096x256", "1x256", "contracting = [1] x [0] batch = [] x []"}, 2},
      {{"?x?", "?x?", "?x?", "contracting = [1] x [0] batch = [] x []"}, 1},
      {{"16x64", "64x256", "16x256", "contracting = [1] x [0] batch = [] x []"}, 1}};
  for (StringRef target : kTargets)
    for (const auto &[product, numKernels] : products)
      EXPECT_GT(assembleProduct(product, "f16", target, numKernels).count(Opcode::HMMA), 0u);
}
