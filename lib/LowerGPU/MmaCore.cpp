//===- MmaCore.cpp - sums of products on tensor cores, scaled by groups -----------------------------------===//
#include "MmaCore.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

/// Steps of an instruction in a tile of 128 bytes.
static constexpr unsigned kSteps = 4;

MmaCore::MmaCore(KernelEmitter &emitter, const ContractionKernel &contraction, const PreparedWeights &weights,
                 const ScaleSources &sources, int64_t tokens, Value column, Value row, const ActivationAddress &address,
                 Value matrix)
    : e(emitter), contraction(contraction), weights(weights), sources(sources),
      decode(emitter, contraction.getWeightStorage(), contraction.type), numTiles(tokens / 8), column(column), row(row),
      matrix(matrix), address(address) {
  // Tensors have no tables that columns are looked up in.
  if (contraction.tensors)
    return;
  int64_t paddedColumns = llvm::alignTo(contraction.columns, kWarpColumns);
  this->column = e.select(e.isLess(column, e.constant(paddedColumns)), column, e.constant(0));
}

bool MmaCore::needsRowSums() const { return isInteger() && (weights.zeroPoints || weights.zeroPoint != 0); }

SmallVector<Value> MmaCore::zeros(unsigned count, Type type) {
  Value zero = isa<FloatType>(type) ? e.real(0.0) : e.constant(0);
  return SmallVector<Value>(count, zero);
}

void MmaCore::emitLoadCodebook(Value shared, int64_t numThreads) {
  if (!weights.codebook)
    return;
  decode.setTable(shared);
  Type type = e.b.getIntegerType(16);
  int64_t entries = weights.codebook.getNumElements();
  for (int64_t first = 0; first < entries; first += numThreads) {
    Value bytes = e.multiply(e.add(e.threadId(), first), 2);
    e.ifTrue(e.isLess(bytes, e.constant(2 * entries)), [&] {
      e.store(e.load(type, e.offset(sources.codebook, bytes), 2, /*isInvariant=*/true), e.offset(shared, bytes), 2);
    });
  }
  e.barrier();
}

/// Number of elements along K of an instruction, and of a tile.
static int64_t getStepK(const ContractionKernel &contraction) { return contraction.hasByteOperands() ? 32 : 16; }

/// Groups end inside of a tile.
static bool hasFineGroups(const ContractionKernel &contraction) {
  return !contraction.hasOneGroup() && contraction.groupSize < getStepK(contraction) * kSteps;
}

/// Sums of a group go from one tile to the next.
static bool carriesSums(const ContractionKernel &contraction) {
  if (contraction.hasOneGroup())
    return contraction.type != MultiplicandType::F8;
  return contraction.isInteger() && contraction.groupSize > getStepK(contraction) * kSteps;
}

SmallVector<Value> MmaCore::emitInitial() {
  SmallVector<Value> state;
  if (hasTotals())
    state = zeros(getNumSums(), e.b.getF32Type());
  if (!carriesSums(contraction))
    return state;
  llvm::append_range(state, zeros(getNumSums(), getSumType()));
  if (needsRowSums())
    llvm::append_range(state, zeros(numTiles, e.b.getI32Type()));
  return state;
}

//===----------------------------------------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------------------------------------===//

static SmallVector<Value> emitMma(KernelEmitter &e, const ContractionKernel &contraction, ArrayRef<Value> a,
                                  ArrayRef<Value> b, ArrayRef<Value> c) {
  MLIRContext *context = e.b.getContext();
  std::array<NVVM::MMALayout, 2> layouts = {NVVM::MMALayout::row, NVVM::MMALayout::col};
  auto result = LLVM::LLVMStructType::getLiteral(context, SmallVector<Type>(4, c.front().getType()));
  SmallVector<Value> operandA(a), operandB(b);
  std::optional<NVVM::MMAIntOverflow> overflow;
  std::array<NVVM::MMATypes, 2> types = {NVVM::MMATypes::f16, NVVM::MMATypes::f16};
  int64_t stepK = getStepK(contraction);
  if (contraction.type == MultiplicandType::F16) {
    auto half = VectorType::get(2, Float16Type::get(context));
    for (SmallVector<Value> *operands : {&operandA, &operandB})
      for (Value &value : *operands)
        value = e.bitcast(value, half);
  } else if (contraction.type == MultiplicandType::TF32) {
    types = {NVVM::MMATypes::tf32, NVVM::MMATypes::tf32};
    stepK = 8;
  } else if (!contraction.isInteger()) {
    types = {NVVM::MMATypes::bf16, NVVM::MMATypes::bf16};
  } else {
    // Codes of fewer bits, and those of uN, are stored without sign.
    bool isSigned = contraction.getWeightEncoding().getStorage() == Format::I8;
    bool isActivationSigned = contraction.getActivationEncoding().getStorage() == Format::I8;
    types = {isSigned ? NVVM::MMATypes::s8 : NVVM::MMATypes::u8,
             isActivationSigned ? NVVM::MMATypes::s8 : NVVM::MMATypes::u8};
    overflow = NVVM::MMAIntOverflow::wrapped;
  }
  Value products =
      NVVM::MmaOp::create(e.b, result, operandA, operandB, c, {16, 8, stepK}, std::nullopt, overflow, types, layouts);
  return e.unpackStruct(products);
}

/// NVVM has no operation for fp8.
static SmallVector<Value> emitFloat8Mma(KernelEmitter &e, const ContractionKernel &contraction, ArrayRef<Value> a,
                                        ArrayRef<Value> b, ArrayRef<Value> c) {
  auto getName = [](EncodingAttr encoding) { return encoding.getStorage() == Format::F8E4M3FN ? "e4m3" : "e5m2"; };
  std::string text = ("mma.sync.aligned.m16n8k32.row.col.f32." + Twine(getName(contraction.getWeightEncoding())) + "." +
                      getName(contraction.getActivationEncoding()) +
                      ".f32 {$0, $1, $2, $3}, {$4, $5, $6, $7}, {$8, $9}, {$10, $11, $12, $13};")
                         .str();
  SmallVector<Value> operands(a);
  llvm::append_range(operands, b);
  llvm::append_range(operands, c);
  auto type = LLVM::LLVMStructType::getLiteral(e.b.getContext(), SmallVector<Type>(4, e.b.getF32Type()));
  auto sums = LLVM::InlineAsmOp::create(
      e.b, TypeRange(type), operands, e.b.getStringAttr(text), e.b.getStringAttr("=f,=f,=f,=f,r,r,r,r,r,r,f,f,f,f"),
      /*has_side_effects=*/nullptr, /*is_align_stack=*/nullptr,
      LLVM::TailCallKindAttr::get(e.b.getContext(), LLVM::TailCallKind::None), LLVM::AsmDialectAttr(), ArrayAttr());
  return e.unpackStruct(sums.getResult(0));
}

/// Operand A of an instruction of 8 along K: `pairs` are elements 2t and 2t + 1 of rows g and g + 8, as bf16. The first
/// stands for column t, the second for t + 4, as in emitRoundedOperandB.
static std::array<Value, 4> widenToTF32(KernelEmitter &e, ArrayRef<Value> pairs) {
  auto low = [&](Value pair) { return e.shiftLeft(pair, 16); };
  auto high = [&](Value pair) { return e.bitAnd(pair, static_cast<int32_t>(0xFFFF0000)); };
  return {low(pairs[0]), low(pairs[1]), high(pairs[0]), high(pairs[1])};
}

/// What piece `piece` of the activations is multiplied with; each once, in order.
std::array<Value, 4> MmaCore::getOperandA(std::array<Value, 4> &decoded, unsigned piece) {
  if (contraction.type == MultiplicandType::TF32)
    return widenToTF32(e, ArrayRef<Value>(decoded).slice(2 * piece, 2));
  if (piece > 0)
    for (Value &value : decoded)
      value = decode.emitScaled(value, -8);
  return decoded;
}

void MmaCore::multiply(MutableArrayRef<Value> sums, ArrayRef<Value> words, unsigned stepInBlock, unsigned step,
                       ArrayRef<OperandB> operandB, MutableArrayRef<NegatedZeroPoint> zeroPoints) {
  for (unsigned fragment = 0; fragment < contraction.getNumFragments(); ++fragment) {
    std::array<NegatedZeroPoint *, 2> rowZeroPoints = {nullptr, nullptr};
    if (!isInteger())
      rowZeroPoints = {&zeroPoints[2 * fragment], &zeroPoints[2 * fragment + 1]};
    std::array<Value, 4> operandA;
    if (contraction.tensors)
      llvm::copy(words.slice(4 * fragment, 4), operandA.begin());
    else
      operandA = decode.decode(words, stepInBlock, fragment, rowZeroPoints);
    for (unsigned piece = 0, pieces = operandB.front()[step].size(); piece < pieces; ++piece) {
      std::array<Value, 4> multiplied = getOperandA(operandA, piece);
      for (unsigned tile = 0; tile < numTiles; ++tile) {
        MutableArrayRef<Value> values = sums.slice(4 * (fragment * numTiles + tile), 4);
        auto emit = contraction.type == MultiplicandType::F8 ? emitFloat8Mma : emitMma;
        llvm::copy(emit(e, contraction, multiplied, operandB[tile][step][piece], values), values.begin());
      }
    }
  }
}

void MmaCore::addRowSums(MutableArrayRef<Value> rowSums, unsigned step, ArrayRef<OperandB> operandB) {
  // Activations of floats have no encoding.
  if (rowSums.empty())
    return;
  bool isSigned = contraction.getActivationEncoding().getStorage() == Format::I8;
  StringRef text = isSigned ? "dp4a.s32.s32 $0, $1, $2, $3;" : "dp4a.u32.u32 $0, $1, $2, $3;";
  for (auto [tile, sum] : llvm::enumerate(rowSums))
    for (Value bytes : operandB[tile][step].front())
      sum = e.instruction(text, {bytes, e.constant(0x01010101), sum});
}

/// Groups of several tiles, which go on in the next one, unless this is the group's last: the state behind a tile.
SmallVector<Value> MmaCore::addGroupAtEnd(ArrayRef<Value> totals, ArrayRef<Value> sums, ArrayRef<Value> rowSums,
                                          Value step, Value isLastOfWarp) {
  int64_t tiles = contraction.groupSize / (getStepK(contraction) * kSteps);
  Value next = e.remainder(e.add(step, 1), tiles);
  Value isGroupEnd = arith::CmpIOp::create(e.b, arith::CmpIPredicate::eq, next, e.constant(0));
  isGroupEnd = e.b.createOrFold<arith::OrIOp>(isGroupEnd, isLastOfWarp);
  auto join = [](ArrayRef<Value> first, ArrayRef<Value> second, ArrayRef<Value> third) {
    SmallVector<Value> values(first);
    llvm::append_range(values, second);
    llvm::append_range(values, third);
    return values;
  };
  SmallVector<Value> kept = join(totals, sums, rowSums);
  auto ifOp = scf::IfOp::create(e.b, TypeRange(ValueRange(kept)), isGroupEnd, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(e.b);
  e.b.setInsertionPointToStart(ifOp.elseBlock());
  scf::YieldOp::create(e.b, kept);
  e.b.setInsertionPointToStart(ifOp.thenBlock());
  Value group = e.divide(step, tiles);
  SmallVector<Value> added(totals);
  addGroup(added, correctSums(sums, rowSums, group), group);
  scf::YieldOp::create(e.b, join(added, zeros(sums.size(), getSumType()), zeros(rowSums.size(), e.b.getI32Type())));
  return ifOp.getResults();
}

OperandB MmaCore::loadOperandB(Value tile, unsigned rowTile) {
  Value lane = e.laneId();
  if (contraction.type == MultiplicandType::F32)
    return emitSplitOperandB(e, tile, 8 * rowTile, lane);
  if (contraction.type == MultiplicandType::TF32)
    return emitRoundedOperandB(e, tile, 8 * rowTile, lane);
  if (!contraction.decodedActivations)
    return emitLoadOperandB(e, tile, 8 * rowTile, lane);
  Value zeroPoint;
  if (contraction.getActivationEncoding().getZeroPoint())
    zeroPoint = loadZeroPointOfRow(e.add(e.add(row, e.shiftRight(lane, 2)), 8 * int64_t(rowTile)));
  return emitDecodedOperandB(e, tile, 8 * rowTile, lane, *contraction.decodedActivations, zeroPoint);
}

SmallVector<Value> MmaCore::emitStep(ValueRange state, ArrayRef<SmallVector<Value>> words, Value tile, Value step,
                                     Value isLastOfWarp) {
  SmallVector<Value> totals, sums, rowSums;
  if (hasTotals())
    totals.assign(state.begin(), state.begin() + getNumSums());
  state = state.drop_front(totals.size());
  bool carries = carriesSums(contraction), isFine = hasFineGroups(contraction);
  auto reset = [&] {
    sums = zeros(getNumSums(), getSumType());
    rowSums = zeros(needsRowSums() ? numTiles : 0, e.b.getI32Type());
  };
  reset();
  if (carries) {
    sums.assign(state.begin(), state.begin() + getNumSums());
    rowSums.assign(state.begin() + getNumSums(), state.end());
  }
  SmallVector<OperandB> operandB;
  for (unsigned i = 0; i < numTiles; ++i)
    operandB.push_back(loadOperandB(tile, i));

  int64_t tileK = getStepK(contraction) * kSteps;
  unsigned groupSteps = isFine ? contraction.groupSize / getStepK(contraction) : kSteps;
  unsigned blockSteps = kSteps / words.size();
  SmallVector<NegatedZeroPoint> zeroPoints;
  for (unsigned i = 0; i < kSteps; ++i) {
    bool isFirst = i % groupSteps == 0;
    Value group = e.constant(0);
    if (isFine)
      group = e.add(e.multiply(step, kSteps / groupSteps), i / groupSteps);
    else if (!hasOneGroup())
      group = e.divide(step, contraction.groupSize / tileK);
    if (isFirst && !isInteger())
      zeroPoints = loadZeroPoints(group);
    multiply(sums, words[i / blockSteps], i % blockSteps, i, operandB, zeroPoints);
    addRowSums(rowSums, i, operandB);
    bool isEnd = (i + 1) % groupSteps == 0;
    if (!isEnd || !hasTotals())
      continue;
    if (!carries) {
      addGroup(totals, correctSums(sums, rowSums, group), group);
      reset();
      continue;
    }
    return addGroupAtEnd(totals, sums, rowSums, step, isLastOfWarp);
  }
  SmallVector<Value> result(totals);
  if (carries) {
    llvm::append_range(result, sums);
    llvm::append_range(result, rowSums);
  }
  return result;
}

//===----------------------------------------------------------------------------------------------------===//
// Scales and zero points
//===----------------------------------------------------------------------------------------------------===//

/// The entries of this lane's 8 columns. A group that lies behind the last reads that one.
SmallVector<Value> MmaCore::loadTable(Value table, Type element, Value group) {
  int64_t paddedColumns = llvm::alignTo(contraction.columns, kWarpColumns), groups = contraction.getNumGroups();
  unsigned bytes = element.getIntOrFloatBitWidth() / 8;
  if (hasFineGroups(contraction))
    group = e.select(e.isLess(group, e.constant(groups)), group, e.constant(groups - 1));
  if (matrix)
    group = e.add(group, e.multiply(matrix, groups));
  Value entry = e.add(e.multiply(e.toI64(group), paddedColumns), e.toI64(column));
  Value pointer = e.offset(table, e.multiply(entry, static_cast<int64_t>(bytes)));
  unsigned perVector = 16 / bytes;
  SmallVector<Value> values;
  for (unsigned first = 0; first < 8; first += perVector)
    llvm::append_range(values, e.unpackVector(e.load(VectorType::get(perVector, element),
                                                     e.offset(pointer, int64_t(first) * bytes), 16,
                                                     /*isInvariant=*/true)));
  return values;
}

SmallVector<NegatedZeroPoint> MmaCore::loadZeroPoints(Value group) {
  if (!weights.zeroPoints)
    return SmallVector<NegatedZeroPoint>(8, NegatedZeroPoint(weights.zeroPoint));
  SmallVector<NegatedZeroPoint> zeroPoints;
  for (Value bits : loadTable(sources.weightZeroPoints, e.b.getIntegerType(16), group)) {
    Value wide = e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), bits);
    zeroPoints.emplace_back(e.instruction("prmt.b32 $0, $1, $1, 0x1010;", {wide}));
  }
  return zeroPoints;
}

static Value toF32(KernelEmitter &e, Value value) {
  return value.getType().isF32() ? value : e.b.createOrFold<arith::ExtFOp>(e.b.getF32Type(), value);
}

/// f32, 0 for a group behind the last.
SmallVector<Value> MmaCore::loadScales(Value group) {
  SmallVector<Value> scales = loadTable(sources.weightScales, weights.scales.getElementType(), group);
  Value isPresent;
  if (hasFineGroups(contraction))
    isPresent = e.isLess(group, e.constant(contraction.getNumGroups()));
  for (Value &scale : scales) {
    scale = toF32(e, scale);
    if (isPresent)
      scale = e.select(isPresent, scale, e.real(0.0));
  }
  return scales;
}

Value MmaCore::getRow(unsigned rowTile, unsigned index) {
  Value inTile = e.multiply(e.bitAnd(e.laneId(), 3), 2);
  return e.add(row, e.add(inTile, 8 * int64_t(rowTile) + index));
}

/// i32
Value MmaCore::loadZeroPointOfRow(Value row) {
  EncodingAttr encoding = contraction.getActivationEncoding();
  Type type = encoding.getZeroPointType();
  unsigned bytes = type.getIntOrFloatBitWidth() / 8;
  Value pointer = sources.activationZeroPoints;
  if (contraction.hasScalesPerRow)
    pointer = e.offset(pointer, e.multiply(e.toI64(address.getScaleRow(e, row)), static_cast<int64_t>(bytes)));
  Value zeroPoint = e.load(type, pointer, bytes, /*isInvariant=*/true);
  if (bytes == 4)
    return zeroPoint;
  return numerics::getInfo(*encoding.getZeroPoint()).isSigned
             ? e.b.createOrFold<arith::ExtSIOp>(e.b.getI32Type(), zeroPoint)
             : e.b.createOrFold<arith::ExtUIOp>(e.b.getI32Type(), zeroPoint);
}

/// Float path: times the scale of the activations.
void MmaCore::scaleRows(MutableArrayRef<Value> values) {
  if (!contraction.hasActivationArray() || !contraction.getActivationEncoding().getScale())
    return;
  Type type = contraction.getActivationEncoding().getScaleType();
  for (unsigned tile = 0; tile < numTiles; ++tile)
    for (unsigned index = 0; index < 2; ++index) {
      Value scale = toF32(e, loadOfRow(sources.activationScales, type, tile, index));
      for (unsigned i = 0; i < 8; ++i) {
        Value &value = values[getIndex(i, tile, index)];
        value = arith::MulFOp::create(e.b, value, scale);
      }
    }
}

Value MmaCore::loadOfRow(Value source, Type element, unsigned rowTile, unsigned index) {
  Value pointer = source;
  unsigned bytes = element.getIntOrFloatBitWidth() / 8;
  if (contraction.hasScalesPerRow) {
    Value number = address.getScaleRow(e, getRow(rowTile, index));
    pointer = e.offset(source, e.multiply(e.toI64(number), static_cast<int64_t>(bytes)));
  }
  return e.load(element, pointer, bytes, /*isInvariant=*/true);
}

/// sum - zero point of the weights * sum of the activations of the row.
SmallVector<Value> MmaCore::correctSums(ValueRange sums, ValueRange rowSums, Value group) {
  if (!needsRowSums())
    return SmallVector<Value>(sums);
  SmallVector<Value> zeroPoints(8, e.constant(weights.zeroPoint)), corrected(sums);
  if (weights.zeroPoints)
    zeroPoints = loadTable(sources.weightZeroPoints, e.b.getI32Type(), group);
  Value lane = e.laneId(), firstRowLane = e.multiply(e.bitAnd(lane, 3), 8);
  for (auto [tile, partial] : llvm::enumerate(rowSums)) {
    // Four lanes have read the row's elements.
    Value sum = e.add(partial, e.shuffle(partial, e.bitXor(lane, 1)));
    sum = e.add(sum, e.shuffle(sum, e.bitXor(lane, 2)));
    for (unsigned index = 0; index < 2; ++index) {
      Value ofRow = e.shuffle(sum, e.add(firstRowLane, 4 * int64_t(index)));
      for (unsigned i = 0; i < 8; ++i) {
        Value &value = corrected[getIndex(i, tile, index)];
        value = e.subtract(value, e.multiply(zeroPoints[i], ofRow));
      }
    }
  }
  return corrected;
}

/// Integer path: the terms of a group, f32 (i32 where the result is).
SmallVector<Value> MmaCore::scaled(ValueRange sums, Value group) {
  EncodingAttr activations = contraction.getActivationEncoding();
  SmallVector<Value> terms(sums), scales, columnSums;
  if (weights.sums)
    columnSums = loadTable(sources.weightSums, e.b.getI32Type(), group);
  bool isFloat = !contraction.getResultType().getElementType().isInteger();
  if (isFloat && weights.scales)
    scales = loadScales(group);
  for (unsigned tile = 0; tile < numTiles; ++tile)
    for (unsigned index = 0; index < 2; ++index) {
      Value zeroPoint, scale;
      if (weights.sums)
        zeroPoint = loadZeroPointOfRow(getRow(tile, index));
      if (isFloat && activations.getScale())
        scale = toF32(e, loadOfRow(sources.activationScales, activations.getScaleType(), tile, index));
      for (unsigned i = 0; i < 8; ++i) {
        Value &term = terms[getIndex(i, tile, index)];
        if (zeroPoint)
          term = e.subtract(term, e.multiply(zeroPoint, columnSums[i]));
        if (!isFloat)
          continue;
        term = arith::SIToFPOp::create(e.b, e.b.getF32Type(), term);
        if (scale)
          term = arith::MulFOp::create(e.b, term, scale);
        if (!scales.empty())
          term = arith::MulFOp::create(e.b, term, scales[i]);
      }
    }
  return terms;
}

void MmaCore::addGroup(MutableArrayRef<Value> totals, ValueRange sums, Value group) {
  if (isInteger()) {
    for (auto [total, term] : llvm::zip_equal(totals, scaled(sums, group)))
      total = arith::AddFOp::create(e.b, total, term);
    return;
  }
  if (hasOneGroup()) {
    for (auto [total, sum] : llvm::zip_equal(totals, sums))
      total = arith::AddFOp::create(e.b, total, sum);
    return;
  }
  SmallVector<Value> scales = loadScales(group);
  for (unsigned tile = 0; tile < numTiles; ++tile)
    for (unsigned index = 0; index < 2; ++index)
      for (unsigned i = 0; i < 8; ++i) {
        unsigned number = getIndex(i, tile, index);
        totals[number] = LLVM::FMAOp::create(e.b, sums[number], scales[i], totals[number]);
      }
}

SmallVector<Value> MmaCore::emitPartial(ValueRange state) {
  if (hasTotals())
    return SmallVector<Value>(state.take_front(getNumSums()));
  return correctSums(state.take_front(getNumSums()), state.drop_front(getNumSums()), e.constant(0));
}

SmallVector<Value> MmaCore::emitResults(ValueRange partial) {
  SmallVector<Value> results(partial);
  if (isInteger()) {
    if (!hasOneGroup())
      return results;
    results = scaled(partial, e.constant(0));
    if (results.front().getType().isF32())
      for (Value &value : results)
        value = arith::AddFOp::create(e.b, e.real(0.0), value);
    return results;
  }
  if (hasOneGroup() && weights.scales) {
    SmallVector<Value> scales = loadScales(e.constant(0));
    for (unsigned tile = 0; tile < numTiles; ++tile)
      for (unsigned index = 0; index < 2; ++index)
        for (unsigned i = 0; i < 8; ++i) {
          Value &value = results[getIndex(i, tile, index)];
          value = arith::MulFOp::create(e.b, value, scales[i]);
        }
  }
  scaleRows(results);
  return results;
}
