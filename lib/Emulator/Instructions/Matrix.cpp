//===- Matrix.cpp - mma.sync, mma.sp.sync, movmatrix -----------------------------------------------------------===//

#include "MatrixOperation.h"

namespace mlir::qnt::emulator {

std::optional<MatrixType> parseMatrixType(std::string_view name) {
  static constexpr std::string_view names[] = {"f16", "bf16", "tf32", "f32", "f64", "e4m3", "e5m2",
                                               "s8",  "u8",   "s4",   "u4",  "b1",  "s32"};
  for (unsigned i = 0; i < std::size(names); ++i)
    if (name == names[i])
      return MatrixType(i);
  return std::nullopt;
}

MatrixType expectMatrixType(DecodeContext &context) {
  std::string_view name = context.modifiers().peek();
  std::optional<MatrixType> type = parseMatrixType(name);
  if (!type) {
    context.fail("expected a type of matrix elements, but got '" + std::string(name) + "'");
    return MatrixType::F16;
  }
  context.modifiers().take(name);
  return *type;
}

ScalarType registerType(MatrixType type, bool isAccumulator) {
  if (type == MatrixType::F64)
    return ScalarType::F64;
  if (type == MatrixType::F32 && isAccumulator)
    return ScalarType::F32;
  return ScalarType::B32;
}

static constexpr MatrixForm kDenseForms[] = {
    {"m8n8k4", {8, 8, 4}, MatrixType::F16, 70, 64},      {"m16n8k8", {16, 8, 8}, MatrixType::F16, 75, 65},
    {"m16n8k16", {16, 8, 16}, MatrixType::F16, 80, 70},  {"m16n8k8", {16, 8, 8}, MatrixType::BF16, 80, 70},
    {"m16n8k16", {16, 8, 16}, MatrixType::BF16, 80, 70}, {"m16n8k4", {16, 8, 4}, MatrixType::TF32, 80, 70},
    {"m16n8k8", {16, 8, 8}, MatrixType::TF32, 80, 70},   {"m8n8k4", {8, 8, 4}, MatrixType::F64, 80, 70},
    {"m16n8k4", {16, 8, 4}, MatrixType::F64, 90, 78},    {"m16n8k8", {16, 8, 8}, MatrixType::F64, 90, 78},
    {"m16n8k16", {16, 8, 16}, MatrixType::F64, 90, 78},  {"m8n8k16", {8, 8, 16}, MatrixType::S8, 75, 65},
    {"m16n8k16", {16, 8, 16}, MatrixType::S8, 80, 70},   {"m16n8k32", {16, 8, 32}, MatrixType::S8, 80, 70},
    {"m8n8k32", {8, 8, 32}, MatrixType::S4, 75, 65},     {"m16n8k32", {16, 8, 32}, MatrixType::S4, 80, 70},
    {"m16n8k64", {16, 8, 64}, MatrixType::S4, 80, 70},   {"m8n8k128", {8, 8, 128}, MatrixType::B1, 75, 70},
    {"m16n8k128", {16, 8, 128}, MatrixType::B1, 80, 70}, {"m16n8k256", {16, 8, 256}, MatrixType::B1, 80, 70},
    {"m16n8k16", {16, 8, 16}, MatrixType::E4M3, 89, 87}, {"m16n8k32", {16, 8, 32}, MatrixType::E4M3, 89, 84},
};

static constexpr MatrixForm kSparseForms[] = {
    {"m16n8k16", {16, 8, 16}, MatrixType::F16, 80, 71},  {"m16n8k32", {16, 8, 32}, MatrixType::F16, 80, 71},
    {"m16n8k16", {16, 8, 16}, MatrixType::BF16, 80, 71}, {"m16n8k32", {16, 8, 32}, MatrixType::BF16, 80, 71},
    {"m16n8k8", {16, 8, 8}, MatrixType::TF32, 80, 71},   {"m16n8k16", {16, 8, 16}, MatrixType::TF32, 80, 71},
    {"m16n8k32", {16, 8, 32}, MatrixType::S8, 80, 71},   {"m16n8k64", {16, 8, 64}, MatrixType::S8, 80, 71},
    {"m16n8k64", {16, 8, 64}, MatrixType::S4, 80, 71},   {"m16n8k128", {16, 8, 128}, MatrixType::S4, 80, 71},
    {"m16n8k64", {16, 8, 64}, MatrixType::E4M3, 89, 84},
};

/// Accumulators that operands of a type have.
static bool fitsAccumulators(const MatrixOperation &matrix) {
  bool halfOrSingle = (matrix.c == MatrixType::F16 || matrix.c == MatrixType::F32) &&
                      (matrix.d == MatrixType::F16 || matrix.d == MatrixType::F32);
  switch (familyOf(matrix.a)) {
  case MatrixType::F16:
    return halfOrSingle && (matrix.c == matrix.d || (matrix.isQuad && matrix.d == MatrixType::F32));
  case MatrixType::E4M3:
    return halfOrSingle && matrix.c == matrix.d;
  case MatrixType::BF16:
  case MatrixType::TF32:
    return matrix.c == MatrixType::F32 && matrix.d == MatrixType::F32;
  case MatrixType::F64:
    return matrix.c == MatrixType::F64 && matrix.d == MatrixType::F64;
  default:
    return matrix.c == MatrixType::S32 && matrix.d == MatrixType::S32;
  }
}

static const MatrixForm *findForm(const MatrixOperation &matrix, std::string_view shape) {
  const MatrixForm *first = matrix.isSparse ? std::begin(kSparseForms) : std::begin(kDenseForms);
  const MatrixForm *last = matrix.isSparse ? std::end(kSparseForms) : std::end(kDenseForms);
  for (; first != last; ++first)
    if (first->shape == shape && first->a == familyOf(matrix.a))
      return first;
  return nullptr;
}

/// Registers of operands in the order d, a, b, c.
static void readRegisters(DecodeContext &context, MatrixOperation &matrix) {
  unsigned storedK = matrix.isSparse ? matrix.shape.k / 2 : matrix.shape.k;
  unsigned elements = matrix.isQuad ? 8 * kWarpSize : matrix.shape.m * matrix.shape.n;
  unsigned expected[] = {
      numRegisters(elements, matrix.d), matrix.isQuad ? 2 : numRegisters(matrix.shape.m * storedK, matrix.a),
      matrix.isQuad ? 2 : numRegisters(matrix.shape.n * matrix.shape.k, matrix.b), numRegisters(elements, matrix.c)};
  size_t got[] = {context.destinationVector(registerType(matrix.d, true)).size(),
                  context.sourceVector(registerType(matrix.a, false)).size(),
                  context.sourceVector(registerType(matrix.b, false)).size(),
                  context.sourceVector(registerType(matrix.c, true)).size()};
  static constexpr const char *names[] = {"d", "a", "b", "c"};
  for (unsigned i = 0; i < 4; ++i)
    if (got[i] != expected[i])
      context.fail("expected " + std::to_string(expected[i]) + " registers in operand " + names[i] +
                   " of this shape, but got " + std::to_string(got[i]));
  matrix.numA = uint8_t(expected[1]);
  matrix.numB = uint8_t(expected[2]);
}

/// The metadata and which lanes of a quad give it.
static void readSparse(DecodeContext &context, MatrixOperation &matrix) {
  matrix.pattern.groupColumns = matrix.a == MatrixType::TF32 ? 2 : isNibble(matrix.a) ? 8 : 4;
  // 16 rows of groups of four bits, from eight quads with registers of 32.
  matrix.pattern.numLanes = uint8_t(matrix.shape.k / (4 * matrix.pattern.groupColumns));
  matrix.pattern.isNarrow = elementBits(matrix.a) <= 8;
  context.source(ScalarType::B32);
  matrix.selector = uint8_t(context.immediate(0, 4 / matrix.pattern.numLanes - 1));
}

/// Types, and .xor.popc or .and.popc of bits.
static void readTypes(DecodeContext &context, MatrixOperation &matrix) {
  ModifierReader &reader = context.modifiers();
  matrix.saturate = reader.take("satfinite");
  if (reader.peek().substr(0, 6) == "kind::")
    requireTarget(context, "mma with '." + std::string(reader.peek()) + "'", 120, 87);
  matrix.d = expectMatrixType(context);
  matrix.a = expectMatrixType(context);
  matrix.b = expectMatrixType(context);
  matrix.c = expectMatrixType(context);
  if (matrix.a == MatrixType::B1 && !context.hasFailed()) {
    matrix.isXor = reader.expectOneOf({"xor", "and"}) == 0;
    reader.expectOneOf({"popc"});
    if (!matrix.isXor)
      requireTarget(context, "mma.and.popc", 80, 71);
  }
  if (matrix.saturate && !isByteInteger(matrix.a) && !isNibble(matrix.a))
    context.fail("expected no '.satfinite' with operands that are not integers of 8 or 4 bits");
}

static bool decodeMma(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  MatrixOperation matrix;
  bool ordered = reader.take("sp::ordered_metadata");
  matrix.isSparse = ordered || reader.take("sp");
  if (ordered)
    requireTarget(context, "mma.sp::ordered_metadata", 80, 85);
  reader.expectOneOf({"sync"});
  reader.expectOneOf({"aligned"});
  std::string_view shape = reader.peek();
  reader.expectOneOf({"m8n8k4", "m16n8k4", "m16n8k8", "m16n8k16", "m16n8k32", "m16n8k64", "m16n8k128", "m16n8k256",
                      "m8n8k16", "m8n8k32", "m8n8k128"});
  matrix.rowA = reader.expectOneOf({"row", "col"}) == 0;
  matrix.rowB = reader.expectOneOf({"row", "col"}) == 0;
  readTypes(context, matrix);
  if (context.hasFailed())
    return false;
  matrix.isQuad = shape == "m8n8k4" && matrix.a == MatrixType::F16;
  const MatrixForm *form = findForm(matrix, shape);
  if (!form || familyOf(matrix.a) != familyOf(matrix.b) ||
      (!isByteInteger(matrix.a) && !isNibble(matrix.a) && !isByteFloat(matrix.a) && matrix.a != matrix.b) ||
      !fitsAccumulators(matrix)) {
    context.fail("expected types that mma multiplies in the shape " + std::string(shape));
    return false;
  }
  matrix.shape = form->size;
  bool halfBytes = isByteFloat(matrix.a) && matrix.d == MatrixType::F16;
  if (halfBytes && matrix.isSparse)
    requireTarget(context, "mma.sp of 8-bit floats with f16 accumulators", 120, 87);
  requireTarget(context, "mma." + std::string(shape), form->target, halfBytes ? 87 : form->version);
  if (!matrix.isQuad && (!matrix.rowA || matrix.rowB))
    context.fail("expected '.row.col' with this shape");
  readRegisters(context, matrix);
  if (matrix.isSparse)
    readSparse(context, matrix);
  matrix.members = context.constant(kAllLanes);
  context.setPayload(matrix);
  return context.finish(executeMatrix);
}

//===--- movmatrix ---===//

namespace {
struct MoveMatrix {
  Slot members;
};
} // namespace

/// Lane l holds the elements (l / 4, 2 (l % 4)) and the one behind it; they come from the transposed places.
static void executeMoveMatrix(Warp &warp, const Operation &operation) {
  if (!gatherWarp(warp, operation.getPayload<MoveMatrix>().members, "movmatrix"))
    return;
  const uint64_t *source = warp.read(operation.sources[0]);
  LaneMask undefined = warp.undefinedLanes(operation.sources[0]);
  alignas(64) uint64_t values[kWarpSize] = {};
  Poison poison[kWarpSize];
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    for (unsigned half = 0; half < 2; ++half) {
      unsigned row = 2 * (lane % 4) + half;
      unsigned column = lane / 4;
      unsigned from = 4 * row + column / 2;
      values[lane] |= (source[from] >> (16 * (column % 2)) & 0xffff) << (16 * half);
      if (!hasLane(undefined, from))
        continue;
      Poison entry = warp.getPoison(operation.sources[0], from);
      entry.bytes = ByteMask((entry.bytes >> (2 * (column % 2)) & 3) << (2 * half));
      if (entry) {
        poison[lane].origin = entry.origin;
        poison[lane].bytes |= entry.bytes;
      }
    }
  }
  warp.writeLanes(operation.destinations[0], values);
  for (unsigned lane = 0; undefined && lane < kWarpSize; ++lane)
    warp.setPoison(operation.destinations[0], lane, poison[lane]);
}

static bool decodeMovmatrix(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  for (std::string_view part : {"sync", "aligned", "m8n8", "trans", "b16"})
    reader.expectOneOf({part});
  requireTarget(context, "movmatrix", 75, 78);
  context.destination(ScalarType::B32);
  context.source(ScalarType::B32);
  context.setPayload(MoveMatrix{context.constant(kAllLanes)});
  return context.finish(executeMoveMatrix);
}

void registerMatrix(OpcodeTable &table) {
  table.beginFamily("Matrix");
  const std::string dense = "mma.sync.aligned.";
  const std::string sparse = "mma.(sp|sp::ordered_metadata).sync.aligned.";
  table.add("mma", decodeMma,
            {dense + "m8n8k4.(row|col).(row|col).f16.f16.f16.f16",
             dense + "m8n8k4.(row|col).(row|col).f32.f16.f16.(f16|f32)",
             dense + "(m16n8k8|m16n8k16).row.col.f16.f16.f16.f16",
             dense + "(m16n8k8|m16n8k16).row.col.f32.f16.f16.f32",
             dense + "(m16n8k8|m16n8k16).row.col.f32.bf16.bf16.f32",
             dense + "(m16n8k4|m16n8k8).row.col.f32.tf32.tf32.f32",
             dense + "(m8n8k4|m16n8k4|m16n8k8|m16n8k16).row.col.f64.f64.f64.f64",
             dense + "(m8n8k16|m16n8k16|m16n8k32).row.col{.satfinite}.s32.(s8|u8).(s8|u8).s32",
             dense + "(m8n8k32|m16n8k32|m16n8k64).row.col{.satfinite}.s32.(s4|u4).(s4|u4).s32",
             dense + "(m8n8k128|m16n8k128|m16n8k256).row.col.s32.b1.b1.s32.(xor|and).popc",
             dense + "(m16n8k16|m16n8k32).row.col.f32.(e4m3|e5m2).(e4m3|e5m2).f32",
             dense + "(m16n8k16|m16n8k32).row.col.f16.(e4m3|e5m2).(e4m3|e5m2).f16",
             sparse + "(m16n8k16|m16n8k32).row.col.f16.f16.f16.f16",
             sparse + "(m16n8k16|m16n8k32).row.col.f32.f16.f16.f32",
             sparse + "(m16n8k16|m16n8k32).row.col.f32.bf16.bf16.f32",
             sparse + "(m16n8k8|m16n8k16).row.col.f32.tf32.tf32.f32",
             sparse + "(m16n8k32|m16n8k64).row.col{.satfinite}.s32.(s8|u8).(s8|u8).s32",
             sparse + "(m16n8k64|m16n8k128).row.col{.satfinite}.s32.(s4|u4).(s4|u4).s32",
             sparse + "m16n8k64.row.col.f32.(e4m3|e5m2).(e4m3|e5m2).f32",
             sparse + "m16n8k64.row.col.f16.(e4m3|e5m2).(e4m3|e5m2).f16"});
  table.add("movmatrix", decodeMovmatrix, {"movmatrix.sync.aligned.m8n8.trans.b16"});
}

} // namespace mlir::qnt::emulator
