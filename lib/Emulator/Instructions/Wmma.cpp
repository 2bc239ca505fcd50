//===- Wmma.cpp - wmma.load wmma.store wmma.mma -----------------------------------------------------------------===//
//
// PTX leaves the layout of wmma's fragments open. Here it is that of mma (FragmentLayout.h); f16 fragments, which have
// more registers than elements, repeat them.
//
//===----------------------------------------------------------------------===//

#include "MatrixOperation.h"

namespace mlir::qnt::emulator {

namespace {
/// Which matrix a fragment belongs to.
enum class FragmentKind : uint8_t { A, B, C };

/// wmma.load and wmma.store. Sources: the address, what is stored, and the stride.
struct FragmentAccess {
  MatrixShape shape;
  FragmentKind kind = FragmentKind::A;
  MatrixType type = MatrixType::F16;
  bool rowMajor = true;
  AddressSpace space = AddressSpace::Generic;
  uint8_t numUsed = 0; ///< registers that hold different elements
  bool narrowAddress = false;
  int64_t offset = 0;
  Slot members;
};
} // namespace

static constexpr MatrixForm kForms[] = {
    {"m16n16k16", {16, 16, 16}, MatrixType::F16, 70, 60}, {"m8n32k16", {8, 32, 16}, MatrixType::F16, 70, 61},
    {"m32n8k16", {32, 8, 16}, MatrixType::F16, 70, 61},   {"m16n16k16", {16, 16, 16}, MatrixType::BF16, 80, 70},
    {"m8n32k16", {8, 32, 16}, MatrixType::BF16, 80, 70},  {"m32n8k16", {32, 8, 16}, MatrixType::BF16, 80, 70},
    {"m16n16k16", {16, 16, 16}, MatrixType::S8, 72, 63},  {"m8n32k16", {8, 32, 16}, MatrixType::S8, 72, 63},
    {"m32n8k16", {32, 8, 16}, MatrixType::S8, 72, 63},    {"m16n16k8", {16, 16, 8}, MatrixType::TF32, 80, 70},
    {"m8n8k4", {8, 8, 4}, MatrixType::F64, 80, 70},       {"m8n8k32", {8, 8, 32}, MatrixType::S4, 75, 63},
    {"m8n8k128", {8, 8, 128}, MatrixType::B1, 75, 63},
};

/// The form of a shape; `type` is that of A and B, or of C when `isAccumulator`.
static const MatrixForm *findForm(std::string_view shape, MatrixType type, bool isAccumulator) {
  for (const MatrixForm &form : kForms) {
    bool isInteger = form.a == MatrixType::S8 || form.a == MatrixType::S4 || form.a == MatrixType::B1;
    bool fits = form.a == familyOf(type);
    if (isAccumulator)
      fits = type == MatrixType::S32   ? isInteger
             : type == MatrixType::F64 ? form.a == MatrixType::F64
             : type == MatrixType::F16 ? form.a == MatrixType::F16
                                       : type == MatrixType::F32 && !isInteger && form.a != MatrixType::F64;
    if (form.shape == shape && fits)
      return &form;
  }
  return nullptr;
}

/// Registers of a fragment: f16 always has 8 for A and B.
static unsigned fragmentRegisters(FragmentKind kind, MatrixType type, MatrixShape shape, bool allowCopies) {
  if (kind == FragmentKind::C)
    return numRegisters(shape.m * shape.n, type);
  if (allowCopies && type == MatrixType::F16)
    return 8;
  return numRegisters(kind == FragmentKind::A ? shape.m * shape.k : shape.n * shape.k, type);
}

//===--- Loads and stores ---===//

static unsigned perRegister(MatrixType type) { return type == MatrixType::F64 ? 1 : 32 / elementBits(type); }

static MatrixPlace placeOf(const FragmentAccess &access, unsigned lane, unsigned index, unsigned element) {
  unsigned count = perRegister(access.type);
  if (access.kind == FragmentKind::A)
    return placeInA(lane, index, element, access.shape.m, count);
  if (access.kind == FragmentKind::B)
    return placeInB(lane, index, element, access.shape.k, count);
  return placeInC(lane, index * count + element, access.shape.m);
}

/// Elements of a register lie one behind the other in memory.
static bool isContiguous(const FragmentAccess &access) {
  return access.kind == FragmentKind::B ? !access.rowMajor : access.rowMajor;
}

/// Addresses of an element of all lanes.
static void computeAddresses(Warp &warp, const Operation &operation, const FragmentAccess &access, unsigned index,
                             unsigned element, uint64_t (&addresses)[kWarpSize]) {
  const uint64_t *bases = warp.read(operation.sources[0]);
  const uint64_t *strides = warp.read(operation.sources[operation.numSources - 1]);
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    MatrixPlace place = placeOf(access, lane, index, element);
    uint64_t lead = access.rowMajor ? place.row : place.column;
    uint64_t rest = access.rowMajor ? place.column : place.row;
    uint64_t elements = lead * uint32_t(strides[lane]) + rest;
    uint64_t address = bases[lane] + uint64_t(access.offset) + elements * elementBits(access.type) / 8;
    addresses[lane] = access.narrowAddress ? uint32_t(address) : address;
  }
}

/// How often memory is accessed for a register, and what each access covers.
struct Pieces {
  unsigned count;
  unsigned bytes;
};
static Pieces piecesOf(const FragmentAccess &access) {
  unsigned bits = elementBits(access.type);
  if (bits < 8 || isContiguous(access))
    return {1, bits == 64 ? 8u : 4u};
  return {perRegister(access.type), bits / 8};
}

static Access accessOf(const FragmentAccess &access, const Pieces &pieces) {
  Access result;
  result.space = access.space;
  result.elementBytes = uint8_t(pieces.bytes);
  return result;
}

static bool checkOperands(Warp &warp, const Operation &operation) {
  return warp.requireDefined(operation.sources[0], kAllLanes, "address") &&
         warp.requireDefined(operation.sources[operation.numSources - 1], kAllLanes, "stride");
}

static void executeLoad(Warp &warp, const Operation &operation) {
  const FragmentAccess &access = operation.getPayload<FragmentAccess>();
  if (!gatherWarp(warp, access.members, "wmma.load") || !checkOperands(warp, operation))
    return;
  Pieces pieces = piecesOf(access);
  for (unsigned index = 0; index < access.numUsed; ++index) {
    alignas(64) uint64_t values[kWarpSize] = {};
    ByteMask undefined[kWarpSize] = {};
    for (unsigned piece = 0; piece < pieces.count; ++piece) {
      uint64_t addresses[kWarpSize];
      std::byte data[kWarpSize * 8];
      uint8_t flags[kWarpSize * 8] = {};
      computeAddresses(warp, operation, access, index, piece, addresses);
      if (!warp.getMemory().load(warp, operation, accessOf(access, pieces), kAllLanes, addresses, data, flags))
        return;
      for (unsigned lane = 0; lane < kWarpSize; ++lane) {
        uint64_t value = 0;
        std::memcpy(&value, data + lane * pieces.bytes, pieces.bytes);
        values[lane] |= value << (8 * pieces.bytes * piece);
        for (unsigned byte = 0; byte < pieces.bytes; ++byte)
          if (flags[lane * pieces.bytes + byte])
            undefined[lane] |= ByteMask(1 << (pieces.bytes * piece + byte));
      }
    }
    for (unsigned copy = index; copy < operation.numDestinations; copy += access.numUsed) {
      warp.writeLanes(operation.destinations[copy], values);
      for (unsigned lane = 0; lane < kWarpSize; ++lane) {
        if (!undefined[lane])
          continue;
        Poison poison;
        poison.bytes = undefined[lane];
        poison.origin.reportClass =
            access.space == AddressSpace::Shared ? ReportClass::UninitializedShared : ReportClass::UninitializedGlobal;
        poison.origin.line = operation.line;
        warp.setPoison(operation.destinations[copy], lane, poison);
      }
    }
  }
}

static void executeStore(Warp &warp, const Operation &operation) {
  const FragmentAccess &access = operation.getPayload<FragmentAccess>();
  if (!gatherWarp(warp, access.members, "wmma.store") || !checkOperands(warp, operation))
    return;
  Pieces pieces = piecesOf(access);
  for (unsigned index = 0; index < access.numUsed; ++index) {
    Slot slot = operation.sources[1 + index];
    if (!warp.requireDefined(slot, kAllLanes, "value to store"))
      return;
    const uint64_t *values = warp.read(slot);
    for (unsigned piece = 0; piece < pieces.count; ++piece) {
      uint64_t addresses[kWarpSize];
      std::byte data[kWarpSize * 8];
      const uint8_t flags[kWarpSize * 8] = {};
      computeAddresses(warp, operation, access, index, piece, addresses);
      for (unsigned lane = 0; lane < kWarpSize; ++lane) {
        uint64_t value = values[lane] >> (8 * pieces.bytes * piece);
        std::memcpy(data + lane * pieces.bytes, &value, pieces.bytes);
      }
      if (!warp.getMemory().store(warp, operation, accessOf(access, pieces), kAllLanes, addresses, data, flags))
        return;
    }
  }
}

//===--- Decoding ---===//

static std::string_view expectShape(ModifierReader &reader) {
  std::string_view shape = reader.peek();
  reader.expectOneOf({"m16n16k16", "m8n32k16", "m32n8k16", "m16n16k8", "m8n8k4", "m8n8k32", "m8n8k128"});
  return shape;
}

static AddressSpace takeSpace(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  if (reader.take("global"))
    return AddressSpace::Global;
  std::optional<unsigned> shared = reader.takeOneOf({"shared", "shared::cta"});
  if (shared && *shared == 1)
    requireTarget(context, "shared::cta", 30, 78);
  return shared ? AddressSpace::Shared : AddressSpace::Generic;
}

static const MatrixForm *checkForm(DecodeContext &context, std::string_view shape, MatrixType type,
                                   bool isAccumulator) {
  const MatrixForm *form = context.hasFailed() ? nullptr : findForm(shape, type, isAccumulator);
  if (!form && !context.hasFailed())
    context.fail("expected a type that wmma has in the shape " + std::string(shape));
  if (form)
    requireTarget(context, "wmma." + std::string(shape), form->target, form->version);
  return form;
}

/// Elements between rows or columns where the text gives no stride.
static unsigned defaultStride(const FragmentAccess &access) {
  unsigned rows = access.kind == FragmentKind::B ? access.shape.k : access.shape.m;
  unsigned columns = access.kind == FragmentKind::A ? access.shape.k : access.shape.n;
  return access.rowMajor ? columns : rows;
}

static void checkCount(DecodeContext &context, size_t got, unsigned expected, const char *operand) {
  if (got != expected)
    context.fail("expected " + std::to_string(expected) + " registers in operand " + operand +
                 " of this shape, but got " + std::to_string(got));
}

static bool decodeAccess(DecodeContext &context, bool isLoad) {
  ModifierReader &reader = context.modifiers();
  FragmentAccess access;
  access.kind = isLoad ? FragmentKind(reader.expectOneOf({"a", "b", "c"})) : FragmentKind::C;
  if (!isLoad)
    reader.expectOneOf({"d"});
  reader.expectOneOf({"sync"});
  reader.expectOneOf({"aligned"});
  access.rowMajor = reader.expectOneOf({"row", "col"}) == 0;
  std::string_view shape = expectShape(reader);
  access.space = takeSpace(context);
  access.type = expectMatrixType(context);
  const MatrixForm *form = checkForm(context, shape, access.type, access.kind == FragmentKind::C);
  if (!form)
    return false;
  access.shape = form->size;
  if (elementBits(access.type) < 8 && !isContiguous(access))
    context.fail("expected '.row' for A and '.col' for B of elements below 8 bits");
  unsigned expected = fragmentRegisters(access.kind, access.type, access.shape, /*allowCopies=*/true);
  access.numUsed = uint8_t(fragmentRegisters(access.kind, access.type, access.shape, /*allowCopies=*/false));
  ScalarType registers = registerType(access.type, access.kind == FragmentKind::C);
  if (isLoad)
    checkCount(context, context.destinationVector(registers).size(), expected, "r");
  AddressSource address = context.address();
  if (access.space == AddressSpace::Generic && address.space != AddressSpace::Generic)
    access.space = address.space;
  access.offset = address.offset;
  access.narrowAddress = address.bits == 32;
  if (!isLoad)
    checkCount(context, context.sourceVector(registers).size(), expected, "r");
  if (context.operandsLeft())
    context.source(ScalarType::U32);
  else
    context.addSource(context.constant(defaultStride(access)));
  access.members = context.constant(kAllLanes);
  context.setPayload(access);
  return context.finish(isLoad ? executeLoad : executeStore);
}

//===--- wmma.mma ---===//

/// Reads d, a, b and c; copies of A and B are dropped.
static void readFragments(DecodeContext &context, MatrixOperation &matrix) {
  unsigned expected[] = {fragmentRegisters(FragmentKind::C, matrix.d, matrix.shape, true),
                         fragmentRegisters(FragmentKind::A, matrix.a, matrix.shape, true),
                         fragmentRegisters(FragmentKind::B, matrix.b, matrix.shape, true),
                         fragmentRegisters(FragmentKind::C, matrix.c, matrix.shape, true)};
  checkCount(context, context.destinationVector(registerType(matrix.d, true)).size(), expected[0], "d");
  checkCount(context, context.sourceVector(registerType(matrix.a, false)).size(), expected[1], "a");
  checkCount(context, context.sourceVector(registerType(matrix.b, false)).size(), expected[2], "b");
  checkCount(context, context.sourceVector(registerType(matrix.c, true)).size(), expected[3], "c");
  matrix.numA = uint8_t(expected[1]);
  matrix.numB = uint8_t(expected[2]);
}

/// Types behind the shape: f16 names d and c alone.
static void readTypes(DecodeContext &context, MatrixOperation &matrix) {
  ModifierReader &reader = context.modifiers();
  if (std::optional<Rounding> rounding = takeRounding(reader))
    matrix.rounding = *rounding;
  matrix.d = expectMatrixType(context);
  MatrixType second = expectMatrixType(context);
  if (reader.atEnd()) {
    matrix.c = second;
    return;
  }
  matrix.a = second;
  matrix.b = expectMatrixType(context);
  matrix.c = expectMatrixType(context);
  matrix.saturate = reader.take("satfinite");
}

static bool fitsAccumulators(const MatrixOperation &matrix) {
  auto half = [](MatrixType type) { return type == MatrixType::F16 || type == MatrixType::F32; };
  switch (familyOf(matrix.a)) {
  case MatrixType::F16:
    return half(matrix.c) && half(matrix.d);
  case MatrixType::BF16:
  case MatrixType::TF32:
    return matrix.c == MatrixType::F32 && matrix.d == MatrixType::F32;
  case MatrixType::F64:
    return matrix.c == MatrixType::F64 && matrix.d == MatrixType::F64;
  default:
    return matrix.c == MatrixType::S32 && matrix.d == MatrixType::S32;
  }
}

static bool decodeWmmaMma(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  MatrixOperation matrix;
  std::optional<unsigned> bitwise = reader.takeOneOf({"xor", "and"});
  if (bitwise)
    reader.expectOneOf({"popc"});
  matrix.isXor = bitwise && *bitwise == 0;
  if (bitwise && !matrix.isXor)
    requireTarget(context, "wmma.mma.and.popc", 80, 71);
  reader.expectOneOf({"sync"});
  reader.expectOneOf({"aligned"});
  reader.expectOneOf({"row", "col"});
  reader.expectOneOf({"row", "col"});
  std::string_view shape = expectShape(reader);
  readTypes(context, matrix);
  const MatrixForm *form = checkForm(context, shape, matrix.a, /*isAccumulator=*/false);
  if (!form)
    return false;
  matrix.shape = form->size;
  bool sameOperands = matrix.a == matrix.b;
  if (!sameOperands || !fitsAccumulators(matrix) || bool(bitwise) != (matrix.a == MatrixType::B1))
    context.fail("expected types that wmma multiplies in the shape " + std::string(shape));
  bool isInteger = isByteInteger(matrix.a) || isNibble(matrix.a);
  if (matrix.saturate && !isInteger)
    context.fail("expected no '.satfinite' with operands that are not integers of 8 or 4 bits");
  readFragments(context, matrix);
  matrix.members = context.constant(kAllLanes);
  context.setPayload(matrix);
  return context.finish(executeMatrix);
}

static bool decodeWmma(DecodeContext &context) {
  if (context.modifiers().take("load"))
    return decodeAccess(context, /*isLoad=*/true);
  if (context.modifiers().take("store"))
    return decodeAccess(context, /*isLoad=*/false);
  context.modifiers().expectOneOf({"mma"});
  return decodeWmmaMma(context);
}

void registerWmma(OpcodeTable &table) {
  table.beginFamily("Matrix");
  const std::string wide = "(m16n16k16|m8n32k16|m32n8k16)";
  const std::string space = "{.(global|shared|shared::cta)}";
  std::vector<std::string> forms;
  for (std::string part : {"load.a", "load.b"}) {
    std::string head = "wmma." + part + ".sync.aligned.";
    forms.push_back(head + "(row|col)." + wide + space + ".(f16|bf16|s8|u8)");
    forms.push_back(head + "(row|col).m16n16k8" + space + ".tf32");
    forms.push_back(head + "(row|col).m8n8k4" + space + ".f64");
    std::string layout = part == "load.a" ? "row" : "col";
    forms.push_back(head + layout + ".m8n8k32" + space + ".(s4|u4)");
    forms.push_back(head + layout + ".m8n8k128" + space + ".b1");
  }
  for (std::string part : {"load.c", "store.d"}) {
    std::string head = "wmma." + part + ".sync.aligned.(row|col).";
    forms.push_back(head + wide + space + ".(f16|f32|s32)");
    forms.push_back(head + "m16n16k8" + space + ".f32");
    forms.push_back(head + "m8n8k4" + space + ".f64");
    forms.push_back(head + "(m8n8k32|m8n8k128)" + space + ".s32");
  }
  const std::string mma = "wmma.mma.sync.aligned.(row|col).(row|col).";
  forms.push_back(mma + wide + ".(f16|f32).(f16|f32)");
  forms.push_back(mma + wide + ".f32.bf16.bf16.f32");
  forms.push_back(mma + "m16n16k8.f32.tf32.tf32.f32");
  forms.push_back(mma + "m8n8k4{.(rn|rz|rm|rp)}.f64.f64.f64.f64");
  forms.push_back(mma + wide + ".s32.s8.s8.s32{.satfinite}");
  forms.push_back(mma + wide + ".s32.u8.u8.s32{.satfinite}");
  forms.push_back("wmma.mma.sync.aligned.row.col.m8n8k32.s32.s4.s4.s32{.satfinite}");
  forms.push_back("wmma.mma.sync.aligned.row.col.m8n8k32.s32.u4.u4.s32{.satfinite}");
  forms.push_back("wmma.mma.(xor|and).popc.sync.aligned.row.col.m8n8k128.s32.b1.b1.s32");
  table.add("wmma", decodeWmma, forms);
}

} // namespace mlir::qnt::emulator
