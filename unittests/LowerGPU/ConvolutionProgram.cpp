//===- ConvolutionProgram.cpp - drawn programs of one kernel that holds a convolution ---------------------===//
#include "ConvolutionProgram.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::Tensor;

std::string ConvolutionCase::describe() const {
  return llvm::formatv("{0}{1} x {2}{3}, {4} x {5} -> {6}, {7}x{8}x{9}x{10} -> {11}, groups {12} {13}, {14}",
                       activations, activationZeroPoints ? " zero points" : "", weights.storage,
                       weights.zeroPoints ? " zero points" : "", input, kernel, output, batch, height, width, inputs,
                       outputs, featureGroups, batchGroups, schedule)
      .str();
}

namespace {
class ConvolutionDrawer {
public:
  ConvolutionDrawer(MLIRContext &context, const ConvolutionCase &drawn, std::mt19937 &random)
      : context(context), drawn(drawn), random(random) {}

  ContractionProgram draw();

private:
  int64_t drawInteger(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  double drawReal() { return std::normal_distribution<double>(0.0, 1.0)(random); }
  /// Size of the dimension that a letter of an order names.
  int64_t getSize(char dim, char last) const;
  SmallVector<int64_t> getShape(StringRef order, char last) const;
  int64_t getResultSize(unsigned i) const;
  std::string print(ArrayRef<int64_t> shape, StringRef order, StringRef element) const;
  void addInput(StringRef name, StringRef element, ArrayRef<int64_t> shape, StringRef type,
                function_ref<double()> drawValue);
  std::string addActivations();
  std::string getOp() const;

  MLIRContext &context;
  const ConvolutionCase &drawn;
  std::mt19937 &random;
  ContractionProgram program;
  std::string arguments;
};
} // namespace

int64_t ConvolutionDrawer::getResultSize(unsigned i) const {
  int64_t size = i == 0 ? drawn.height : drawn.width;
  int64_t padded = (size - 1) * drawn.lhsDilation[i] + 1 + drawn.padding[2 * i] + drawn.padding[2 * i + 1];
  return (padded - ((drawn.window[i] - 1) * drawn.rhsDilation[i] + 1)) / drawn.strides[i] + 1;
}

/// `which`: 'i'nput, 'k'ernel or 'o'utput.
int64_t ConvolutionDrawer::getSize(char dim, char which) const {
  switch (dim) {
  case 'b':
    return which == 'o' ? drawn.batch / drawn.batchGroups : drawn.batch;
  case 'f':
    return which == 'o' ? drawn.outputs : drawn.inputs;
  case 'i':
    return drawn.inputs / drawn.featureGroups;
  case 'o':
    return drawn.outputs;
  default:
    break;
  }
  unsigned i = dim - '0';
  return which == 'k' ? drawn.window[i] : which == 'o' ? getResultSize(i) : i == 0 ? drawn.height : drawn.width;
}

SmallVector<int64_t> ConvolutionDrawer::getShape(StringRef order, char which) const {
  SmallVector<int64_t> shape;
  for (char dim : order)
    shape.push_back(getSize(dim, which));
  return shape;
}

std::string ConvolutionDrawer::print(ArrayRef<int64_t> shape, StringRef order, StringRef element) const {
  std::string text;
  for (auto [size, dim] : llvm::zip_equal(shape, order))
    text += (dim == 'b' && drawn.isDynamic && size != 1 ? "?" : std::to_string(size)) + "x";
  return text + element.str();
}

void ConvolutionDrawer::addInput(StringRef name, StringRef element, ArrayRef<int64_t> shape, StringRef type,
                                 function_ref<double()> drawValue) {
  SmallVector<double> values(numerics::getNumElements(shape));
  for (double &value : values)
    value = drawValue();
  Type elementType = getBuiltinType(&context, *numerics::parseFormat(element));
  if (auto floatType = dyn_cast<FloatType>(elementType)) {
    program.inputs.push_back(Tensor::fromFloats(floatType, shape, values));
  } else {
    std::vector<uint64_t> bits;
    for (double value : values)
      bits.push_back(static_cast<uint64_t>(static_cast<int64_t>(value)) & 0xFF);
    program.inputs.push_back(Tensor(IntegerType::get(&context, 8), shape, bits));
  }
  arguments += (arguments.empty() ? "%" : ", %") + (name + ": tensor<" + type + ">").str();
}

std::string ConvolutionDrawer::addActivations() {
  SmallVector<int64_t> shape = getShape(drawn.input, 'i');
  if (!drawn.isInteger()) {
    std::string type = print(shape, drawn.input, drawn.activations);
    addInput("x", drawn.activations, shape, type,
             [&] { return drawn.isExact ? static_cast<double>(drawInteger(-4, 4)) : drawReal(); });
    program.text += "!x = tensor<" + type + ">\n";
    return "";
  }
  std::string block;
  SmallVector<int64_t> grid;
  for (char dim : drawn.input) {
    bool isOwn = dim == 'b' && drawn.perImage;
    block += (block.empty() ? "" : "x") + std::string(isOwn ? "1" : "*");
    grid.push_back(isOwn ? drawn.batch : 1);
  }
  std::string zeroPoint = drawn.activationZeroPoints ? ", zero_point = " + drawn.activations : "";
  std::string arrayShape = print(shape, drawn.input, "");
  program.text += llvm::formatv("!x = !qnt.array<{0}, #qnt.encoding<{1} : f32, block = {2}, scale = f32{3}>>\n",
                                StringRef(arrayShape).drop_back(), drawn.activations, block, zeroPoint)
                      .str();
  bool isSigned = drawn.activations == "i8";
  int64_t low = isSigned ? -128 : 0;
  std::string codeType = print(shape, drawn.input, "i8"), scaleType = print(grid, drawn.input, "f32");
  addInput("codes", drawn.activations, shape, codeType,
           [&] { return static_cast<double>(drawInteger(low, low + 255)); });
  addInput("s", "f32", grid, scaleType, [&] { return 0.001 + 0.01 * std::abs(drawReal()); });
  std::string parts = "%codes, %s", types = "tensor<" + codeType + ">, tensor<" + scaleType + ">";
  if (drawn.activationZeroPoints) {
    std::string zeroPointType = print(grid, drawn.input, "i8");
    addInput("z", drawn.activations, grid, zeroPointType,
             [&] { return static_cast<double>(drawInteger(low, low + 255)); });
    parts += ", %z";
    types += ", tensor<" + zeroPointType + ">";
  }
  return "  %x = qnt.assemble " + parts + " : (" + types + ") -> !x\n";
}

static std::string printOrder(StringRef order) {
  std::string text;
  for (char dim : order)
    text += (text.empty() ? "" : ", ") + std::string(1, dim);
  return "[" + text + "]";
}

static std::string printList(ArrayRef<int64_t> values) {
  std::string text;
  for (int64_t value : values)
    text += (text.empty() ? "" : ", ") + std::to_string(value);
  return "[" + text + "]";
}

std::string ConvolutionDrawer::getOp() const {
  std::string op =
      "qnt.conv_general_dilated %a, %b dims = <" + printOrder(drawn.input) + " x " + printOrder(drawn.kernel) + " -> " +
      printOrder(drawn.output) + "> strides = " + printList(drawn.strides) + " padding = " + printList(drawn.padding) +
      " lhs_dilation = " + printList(drawn.lhsDilation) + " rhs_dilation = " + printList(drawn.rhsDilation);
  if (drawn.featureGroups > 1)
    op += " feature_groups = " + std::to_string(drawn.featureGroups);
  if (drawn.batchGroups > 1)
    op += " batch_groups = " + std::to_string(drawn.batchGroups);
  return op + (drawn.isInteger() ? " accumulator = <i32>" : "") + " : (!x, !w) -> !y\n";
}

ContractionProgram ConvolutionDrawer::draw() {
  DrawnWeights weights = drawn.weights;
  weights.isExact = drawn.isExact;
  weights.shape = getShape(drawn.kernel, 'k');
  SmallVector<int64_t> block(weights.block.empty() ? SmallVector<int64_t>{0, 0, 0, 1} : weights.block);
  weights.block.clear();
  for (char dim : drawn.kernel)
    weights.block.push_back(block[StringRef("01io").find(dim)]);
  std::string constant = drawConstant(weights, random, program.text), assemble = addActivations();
  std::string result = "tensor<" + print(getShape(drawn.output, 'o'), drawn.output, drawn.result) + ">";
  program.text +=
      "!y = " + result + "\nfunc.func @main(" + arguments + ") -> !y {\n" + constant + assemble +
      "  %y = qnt.kernel \"convolution\" " + (drawn.schedule.empty() ? "" : "schedule(" + drawn.schedule + ") ") +
      "(%a = %x : !x, %b = %w : !w) -> !y {\n    %d = " + getOp() + drawn.epilogue +
      (drawn.epilogue.empty() ? "    qnt.yield %d : !y\n" : "    qnt.yield %r : !y\n") + "  }\n  return %y : !y\n}\n";
  return std::move(program);
}

ContractionProgram qnt::testing::drawProgram(MLIRContext &context, const ConvolutionCase &drawn, std::mt19937 &random) {
  return ConvolutionDrawer(context, drawn, random).draw();
}
