//===- FormCaseVideo.cpp - video instructions with their selectors --------------------------------------===//

#include "Arithmetic/Video.h"
#include "FormCase.h"
#include <algorithm>

namespace lanes {

using namespace mlir::qnt::emulator;

namespace {
struct Part {
  const char *name;
  VideoPart part;
};
} // namespace
static const Part kParts[] = {{"", {0, 32}},    {".b0", {0, 8}},  {".b1", {8, 8}},  {".b2", {16, 8}},
                              {".b3", {24, 8}}, {".h0", {0, 16}}, {".h1", {16, 16}}};

static const std::string kNames[] = {"vadd", "vsub", "vabsdiff", "vmin", "vmax", "vavrg", "vshl", "vshr", "vset"};

static VideoOp opOf(const std::string &name) { return VideoOp(std::find(kNames, kNames + 9, name) - kNames); }
static Comparison comparisonOf(const std::string &name) {
  static const std::string names[] = {"eq", "ne", "lt", "le", "gt", "ge"};
  return Comparison(std::find(names, names + 6, name) - names);
}

static FormCase makeScalar(const Spelling &s, unsigned variant) {
  VideoModifiers m;
  m.op = opOf(s.opcode());
  bool isSet = m.op == VideoOp::Set;
  size_t a = isSet ? 1 : 2;
  m.signedD = !isSet && s[1] == "s32";
  m.signedA = s[a] == "s32";
  m.signedB = s[a + 1] == "s32";
  if (isSet)
    m.comparison = comparisonOf(s[3]);
  m.saturate = s.has("sat");
  m.wrapShift = s.has("wrap");
  const Part &partA = kParts[variant % 7], &partB = kParts[variant / 7 % 7], &partD = kParts[variant / 3 % 7];
  m.partA = partA.part;
  m.partB = partB.part;
  bool second = s.has("add") || s.has("min") || s.has("max");
  std::string selected;
  m.second = s.has("add")   ? VideoSecond::Add
             : s.has("min") ? VideoSecond::Minimum
             : s.has("max") ? VideoSecond::Maximum
                            : VideoSecond::None;
  if (!second && partD.part.bits != 32) {
    m.partD = partD.part;
    m.second = VideoSecond::Merge;
    selected = partD.name;
    second = true;
  }
  FormCase form = makeCase(s, "b32", {}, [=](const Inputs &in) { return videoScalar(in[0], in[1], in[2], m); });
  form.instruction.text =
      s.text + " %ro0" + selected + ", %r0" + partA.name + ", %r1" + partB.name + (second ? ", %r2;" : ";");
  return form;
}

static FormCase makeMad(const Spelling &s, unsigned variant) {
  VideoMadModifiers m;
  m.signedA = s[2] == "s32";
  m.signedB = s[3] == "s32";
  m.plusOne = s.has("po");
  m.saturate = s.has("sat");
  m.scale = s.has("shr7") ? 7 : s.has("shr15") ? 15 : 0;
  const Part &partA = kParts[variant % 7], &partB = kParts[variant / 7 % 7];
  m.partA = partA.part;
  m.partB = partB.part;
  unsigned sign = m.plusOne ? 0 : variant % 4; // none, a, b, c
  m.negateProduct = sign == 1 || sign == 2;
  m.negateC = sign == 3;
  FormCase form = makeCase(s, "b32", {}, [=](const Inputs &in) { return videoMad(in[0], in[1], in[2], m); });
  auto minus = [&](unsigned which) { return std::string(sign == which ? "-" : ""); };
  form.instruction.text = s.text + " %ro0, " + minus(1) + "%r0" + partA.name + ", " + minus(2) + "%r1" + partB.name +
                          ", " + minus(3) + "%r2;";
  return form;
}

static FormCase makeSimd(const Spelling &s, unsigned variant) {
  VideoSimdModifiers m;
  std::string name = s.opcode().substr(0, s.opcode().size() - 1);
  m.numLanes = s.opcode().back() == '2' ? 2 : 4;
  m.op = opOf(name);
  bool isSet = m.op == VideoOp::Set;
  size_t a = isSet ? 1 : 2;
  m.signedD = !isSet && s[1] == "s32";
  m.signedA = s[a] == "s32";
  m.signedB = s[a + 1] == "s32";
  if (isSet)
    m.comparison = comparisonOf(s[3]);
  m.saturate = s.has("sat");
  m.accumulate = s.has("add");
  char letter = m.numLanes == 2 ? 'h' : 'b';
  std::string selectA, selectB, mask;
  for (int i = 0; i < m.numLanes; ++i) {
    m.selectA[i] = uint8_t((variant + unsigned(3 * i)) % (2u * m.numLanes));
    m.selectB[i] = uint8_t((variant / 3 + unsigned(5 * i)) % (2u * m.numLanes));
    selectA = std::to_string(m.selectA[i]) + selectA;
    selectB = std::to_string(m.selectB[i]) + selectB;
  }
  m.mask = uint8_t(1 + variant % ((1u << m.numLanes) - 1));
  for (int i = 0; i < m.numLanes; ++i)
    if (m.mask >> i & 1)
      mask = std::to_string(i) + mask;
  bool plain = variant % 5 == 0; // defaults
  if (plain) {
    m.mask = uint8_t((1 << m.numLanes) - 1);
    for (int i = 0; i < m.numLanes; ++i) {
      m.selectA[i] = uint8_t(i);
      m.selectB[i] = uint8_t(i + m.numLanes);
    }
  }
  auto selected = [&](const std::string &digits) { return plain ? std::string() : std::string(".") + letter + digits; };
  FormCase form = makeCase(s, "b32", {}, [=](const Inputs &in) { return videoSimd(in[0], in[1], in[2], m); });
  form.instruction.text =
      s.text + " %ro0" + selected(mask) + ", %r0" + selected(selectA) + ", %r1" + selected(selectB) + ", %r2;";
  return form;
}

std::optional<FormCase> makeVideoCase(const Spelling &s, unsigned variant) {
  const std::string &op = s.opcode();
  if (op[0] != 'v')
    return std::nullopt;
  if (op == "vmad")
    return makeMad(s, variant);
  if (op.back() == '2' || op.back() == '4')
    return makeSimd(s, variant);
  return makeScalar(s, variant);
}

} // namespace lanes
