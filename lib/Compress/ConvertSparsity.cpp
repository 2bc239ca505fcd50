//===- ConvertSparsity.cpp - qnt-convert-sparsity ---------------------------------------------------------===//
#include "EncodedWeight.h"
#include "Qnt/Compress/Passes.h"
#include "Qnt/IR/LayoutMapping.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/SparseData.h"
#include "Qnt/Numerics/Packing.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CONVERTSPARSITY
#include "Qnt/Compress/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// What the options ask for.
struct SparseForm {
  std::optional<numerics::Sparsity> sparsity; ///< of n:m, the axis of a constant that has groups wins
  std::optional<numerics::SparseLayout> layout;
};

struct ConvertSparsityPass : qnt::impl::ConvertSparsityBase<ConvertSparsityPass> {
  using ConvertSparsityBase::ConvertSparsityBase;

  void runOnOperation() override {
    FailureOr<SparseForm> form = readForm();
    if (failed(form))
      return signalPassFailure();
    SmallVector<ConstantOp> constants;
    getOperation()->walk([&](ConstantOp op) {
      if (op.getType().getEncoding().getSparsity())
        constants.push_back(op);
    });
    PassSummary counts("qnt-convert-sparsity", getOperation());
    for (ConstantOp constant : constants)
      visit(constant, *form, counts);
  }

  FailureOr<SparseForm> readForm();
  void visit(ConstantOp constant, const SparseForm &form, PassSummary &counts);
};
} // namespace

FailureOr<SparseForm> ConvertSparsityPass::readForm() {
  auto fail = [&](const Twine &message) -> FailureOr<SparseForm> {
    return emitError(getOperation()->getLoc()) << "qnt-convert-sparsity: " << message;
  };
  SparseForm form;
  auto [n, m] = StringRef(sparsity).split(':');
  numerics::Sparsity wanted{numerics::Sparsity::Kind::NOfM, 0, 0, axis};
  if (sparsity == "bitmask")
    form.sparsity = numerics::Sparsity{numerics::Sparsity::Kind::Bitmask};
  else if (!n.getAsInteger(10, wanted.n) && !m.getAsInteger(10, wanted.m) && 0 < wanted.n && wanted.n < wanted.m)
    form.sparsity = wanted;
  else if (!sparsity.empty())
    return fail("expected sparsity bitmask, or n:m with 0 < n < m, got '" + Twine(sparsity) + "'");
  if (axis < -1)
    return fail("expected an axis of at least -1, got " + Twine(axis.getValue()));
  form.layout = numerics::findSparseLayout(layout);
  if (layout != "plain" && (!form.layout || form.layout->isTransposed))
    return fail("expected layout plain, compressed, mma_sp_k32 or mma_sp_k64, got '" + Twine(layout) + "'");
  return form;
}

//===----------------------------------------------------------------------------------------------------===//
// The new encoding
//===----------------------------------------------------------------------------------------------------===//

/// Null, with a reason, where `form` is none of this constant.
static EncodingAttr getEncoding(ConstantOp constant, const SparseForm &form, std::string &reason) {
  numerics::Encoding encoding = constant.getType().getEncoding().toNumerics();
  using Kind = numerics::Sparsity::Kind;
  if (form.sparsity) {
    int64_t given = form.sparsity->axis, last = encoding.rank() - 1;
    int64_t axis = encoding.sparsity.kind == Kind::NOfM ? encoding.sparsity.axis : given == -1 ? last : given;
    encoding.sparsity = *form.sparsity;
    encoding.sparsity.axis = form.sparsity->kind == Kind::NOfM ? axis : 0;
  }
  encoding.layout.clear();
  if (std::optional<numerics::SparseLayout> layout = form.layout) {
    layout->isTransposed =
        !layout->isPlainOrder() && encoding.sparsity.kind == Kind::NOfM && encoding.sparsity.axis == 0;
    encoding.layout = numerics::getSparseLayoutName(*layout).str();
  }
  // Not the diagnostic itself: this is no error.
  MLIRContext *context = constant.getContext();
  if (auto result = EncodingAttr::getChecked([&] { return makeSilentError(context); }, context, encoding))
    return result;
  llvm::raw_string_ostream stream(reason);
  stream << "its encoding cannot have ";
  if (encoding.sparsity.kind == Kind::NOfM)
    stream << "sparsity " << encoding.sparsity.n << ":" << encoding.sparsity.m << " along " << encoding.sparsity.axis;
  else
    stream << "a bitmask";
  stream << " and layout " << (encoding.layout.empty() ? "plain" : encoding.layout);
  return {};
}

/// The first reader whose types say how its operand is encoded; null when there is none.
static Operation *findTiedReader(ConstantOp constant) {
  for (Operation *user : constant->getUsers())
    if (!isa<DequantizeOp, DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(user))
      return user;
  return nullptr;
}

//===----------------------------------------------------------------------------------------------------===//
// The new parts
//===----------------------------------------------------------------------------------------------------===//

/// Codes and mask in memory as `encoding` says. An error where groups do not allow it.
static llvm::Expected<numerics::StoredSparse> store(const numerics::ArrayParts &parts,
                                                    const numerics::Encoding &encoding) {
  Format format = encoding.codebook ? encoding.codebook->index : encoding.storage;
  if (encoding.sparsity.kind == numerics::Sparsity::Kind::NOfM) {
    // Counts the kept elements of each group too.
    llvm::Expected<numerics::KeptCodes> kept =
        numerics::compressCodes(parts.codes, parts.mask, parts.shape, encoding.sparsity, [&](int64_t element) {
          return encoding.layout.empty() ? std::optional<uint64_t>(0) : findZeroCode(encoding, parts, element);
        });
    if (!kept)
      return kept.takeError();
    if (std::optional<numerics::SparseLayout> layout = numerics::findSparseLayout(encoding.layout))
      return numerics::packKept(*kept, parts.shape, encoding.sparsity, format, *layout);
  }
  numerics::Shape codeShape = parts.shape;
  if (encoding.codebook && encoding.codebook->isVector())
    codeShape = numerics::getGridShape(parts.shape, encoding.codebook->vector);
  std::vector<uint64_t> mask(parts.mask.begin(), parts.mask.end());
  return numerics::StoredSparse{numerics::packCodes(parts.codes, codeShape, numerics::bitWidth(format)),
                                numerics::packCodes(mask, parts.shape, 1)};
}

/// Codes and mask take the place of those of `constant`, which lies in `root`.
static void rewrite(ConstantOp constant, EncodingAttr encoding, const numerics::StoredSparse &stored, Operation *root) {
  auto name = constant->getAttrOfType<StringAttr>(QntDialect::getNameAttrName());
  std::string prefix = getResourcePrefix(root) + (name ? name.str() : "weights");
  ArrayType type = constant.getType().withEncoding(encoding);
  constant.setCodesAttr(copyToResource(type.getPackedCodesType(), stored.codes, prefix + "_codes"));
  constant.setMaskAttr(copyToResource(type.getPackedMaskType(), stored.positions, prefix + "_mask"));
  constant.getResult().setType(type);
}

void ConvertSparsityPass::visit(ConstantOp constant, const SparseForm &form, PassSummary &counts) {
  auto skip = [&](const Twine &reason) {
    counts.add(numSkipped, "constants-skipped");
    remarkSkipped("qnt-convert-sparsity", constant, reason);
  };
  std::string reason;
  EncodingAttr encoding = getEncoding(constant, form, reason);
  if (!encoding)
    return skip(reason);
  if (encoding == constant.getType().getEncoding())
    return;
  if (Operation *reader = findTiedReader(constant))
    return skip("its reader " + reader->getName().getStringRef() + " knows its encoding");
  FailureOr<numerics::ArrayParts> parts = getCodeParts(constant);
  if (failed(parts))
    return skip("its codes lie in layout " + constant.getType().getEncoding().getLayout().getValue());
  llvm::Expected<numerics::StoredSparse> stored = store(*parts, encoding.toNumerics());
  if (!stored)
    return skip(llvm::toString(stored.takeError()));
  rewrite(constant, encoding, *stored, getOperation());
  counts.add(numConverted, "constants-converted");
  remarkDone("qnt-convert-sparsity", constant);
}
