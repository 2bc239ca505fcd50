//===- EinsumEquation.cpp - the notation of einsum --------------------------------------------------------===//
#include "Qnt/IR/EinsumEquation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace mlir::qnt;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::SmallVector;
using llvm::SmallVectorImpl;
using llvm::StringRef;

/// Dynamic sizes as ShapedType writes them; this file knows no MLIR.
static constexpr int64_t kDynamic = std::numeric_limits<int64_t>::min();

template <typename... Parts>
static Error makeError(const Parts &...parts) {
  return llvm::createStringError((llvm::Twine("") + ... + llvm::Twine(parts)).str());
}

std::string mlir::qnt::describeEinsumLabel(EinsumLabel label) {
  if (label < kFirstEllipsisLabel)
    return std::string("'") + static_cast<char>(label) + "'";
  return "ellipsis dimension " + std::to_string(label - kFirstEllipsisLabel);
}

namespace {
/// The subscripts of an operand or of the output: letters before and after the ellipsis.
struct Subscripts {
  std::string text; ///< without spaces
  EinsumLabels before, after;
  bool ellipsis = false;
  size_t getNumLetters() const { return before.size() + after.size(); }
};
} // namespace

static Expected<Subscripts> parseSubscripts(StringRef text) {
  Subscripts subscripts;
  subscripts.text = text.str();
  while (!text.empty()) {
    if (text.consume_front("...")) {
      if (subscripts.ellipsis)
        return makeError("expected at most one ellipsis in subscripts, but got '", subscripts.text, "'");
      subscripts.ellipsis = true;
      continue;
    }
    char letter = text.front();
    if (!llvm::isAlpha(letter))
      return makeError("expected letters and '...' as subscripts, but got '", subscripts.text, "'");
    (subscripts.ellipsis ? subscripts.after : subscripts.before).push_back(static_cast<unsigned char>(letter));
    text = text.drop_front();
  }
  return subscripts;
}

/// Number of dimensions under the operand's ellipsis.
static Expected<size_t> getEllipsisRank(const Subscripts &subscripts, size_t operand, size_t rank) {
  size_t letters = subscripts.getNumLetters();
  if (subscripts.ellipsis ? rank >= letters : rank == letters)
    return rank - letters;
  return makeError("expected operand #", std::to_string(operand), " of ", subscripts.ellipsis ? "at least " : "",
                   "rank ", std::to_string(letters), " as its subscripts '", subscripts.text, "' say, but got rank ",
                   std::to_string(rank));
}

/// Letters before the ellipsis, `count` dimensions of the ellipsis' `total` (the last ones), letters after it.
static EinsumLabels getLabels(const Subscripts &subscripts, size_t count, size_t total) {
  EinsumLabels labels = subscripts.before;
  for (size_t i = total - count; i < total; ++i)
    labels.push_back(kFirstEllipsisLabel + i);
  labels.append(subscripts.after);
  return labels;
}

/// The ellipsis' dimensions, then letters that occur once, sorted.
static EinsumLabels getImplicitOutput(ArrayRef<Subscripts> operands, size_t ellipsisRank) {
  std::map<EinsumLabel, unsigned> counts;
  for (const Subscripts &operand : operands)
    for (const EinsumLabels *labels : {&operand.before, &operand.after})
      for (EinsumLabel label : *labels)
        ++counts[label];
  EinsumLabels output = getLabels(Subscripts(), ellipsisRank, ellipsisRank);
  for (auto [label, count] : counts)
    if (count == 1)
      output.push_back(label);
  return output;
}

static Expected<EinsumLabels> getExplicitOutput(StringRef text, ArrayRef<EinsumLabels> operands, size_t ellipsisRank) {
  Expected<Subscripts> subscripts = parseSubscripts(text);
  if (!subscripts)
    return subscripts.takeError();
  if (ellipsisRank > 0 && !subscripts->ellipsis)
    return makeError("expected an ellipsis in the output for the dimensions under those of the operands, but got '",
                     text, "'");
  EinsumLabels output = getLabels(*subscripts, subscripts->ellipsis ? ellipsisRank : 0, ellipsisRank);
  for (size_t i = 0; i < output.size(); ++i) {
    EinsumLabel label = output[i];
    if (llvm::is_contained(ArrayRef(output).take_front(i), label))
      return makeError("expected each subscript once in the output, but got ", describeEinsumLabel(label), " twice");
    if (llvm::none_of(operands, [&](const EinsumLabels &labels) { return llvm::is_contained(labels, label); }))
      return makeError("expected subscripts of the output to occur in an operand, but got ",
                       describeEinsumLabel(label));
  }
  return output;
}

/// One size per label; a size 1 under the ellipsis gives way, a dynamic one gives way to a static one.
static Error resolveSizes(EinsumEquation &equation, ArrayRef<ArrayRef<int64_t>> shapes) {
  for (auto [labels, shape] : llvm::zip_equal(equation.operands, shapes))
    for (auto [label, size] : llvm::zip_equal(labels, shape)) {
      auto [it, isNew] = equation.sizes.insert({label, size});
      int64_t &known = it->second;
      bool mayBroadcast = label >= kFirstEllipsisLabel;
      if (isNew || known == size || (mayBroadcast && size == 1))
        continue;
      if (known == kDynamic || (mayBroadcast && known == 1))
        known = size;
      else if (size != kDynamic)
        return makeError("expected one size for ", describeEinsumLabel(label), ", but got ", std::to_string(known),
                         " and ", std::to_string(size));
    }
  return Error::success();
}

/// Reads the operands' subscripts: a label per dimension, and the rank of the ellipsis.
static Expected<size_t> parseOperands(StringRef text, ArrayRef<ArrayRef<int64_t>> shapes,
                                      SmallVectorImpl<Subscripts> &subscripts,
                                      SmallVectorImpl<EinsumLabels> &operands) {
  SmallVector<StringRef> texts;
  text.split(texts, ',');
  if (texts.size() != shapes.size())
    return makeError("expected ", std::to_string(texts.size()), " operands as the equation has, but got ",
                     std::to_string(shapes.size()));
  SmallVector<size_t> ellipsisRanks;
  for (auto [i, operandText] : llvm::enumerate(texts)) {
    Expected<Subscripts> parsed = parseSubscripts(operandText);
    if (!parsed)
      return parsed.takeError();
    Expected<size_t> ellipsisRank = getEllipsisRank(*parsed, i, shapes[i].size());
    if (!ellipsisRank)
      return ellipsisRank.takeError();
    subscripts.push_back(*parsed);
    ellipsisRanks.push_back(*ellipsisRank);
  }
  size_t total = *llvm::max_element(ellipsisRanks);
  for (auto [operand, rank] : llvm::zip_equal(subscripts, ellipsisRanks))
    operands.push_back(getLabels(operand, rank, total));
  return total;
}

Expected<EinsumEquation> EinsumEquation::parse(StringRef text, ArrayRef<ArrayRef<int64_t>> shapes) {
  std::string compact;
  llvm::copy_if(text, std::back_inserter(compact), [](char c) { return c != ' '; });
  auto [inputs, output] = StringRef(compact).split("->");
  bool isExplicit = inputs.size() != compact.size();

  EinsumEquation equation;
  SmallVector<Subscripts> subscripts;
  Expected<size_t> ellipsisRank = parseOperands(inputs, shapes, subscripts, equation.operands);
  if (!ellipsisRank)
    return ellipsisRank.takeError();
  if (isExplicit) {
    Expected<EinsumLabels> labels = getExplicitOutput(output, equation.operands, *ellipsisRank);
    if (!labels)
      return labels.takeError();
    equation.output = *labels;
  } else {
    equation.output = getImplicitOutput(subscripts, *ellipsisRank);
  }
  if (Error error = resolveSizes(equation, shapes))
    return error;
  return equation;
}

bool EinsumEquation::isBroadcast(EinsumLabel label, int64_t size) const {
  return label >= kFirstEllipsisLabel && size == 1 && sizes.lookup(label) != 1;
}

EinsumLabels EinsumEquation::getLoneSummedLabels() const {
  EinsumLabels lone;
  for (auto [label, size] : sizes) {
    EinsumLabel wanted = label;
    auto count =
        llvm::count_if(operands, [&](const EinsumLabels &labels) { return llvm::is_contained(labels, wanted); });
    if (count == 1 && !llvm::is_contained(output, label))
      lone.push_back(label);
  }
  return lone;
}
