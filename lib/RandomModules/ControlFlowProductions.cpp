//===- ControlFlowProductions.cpp - scf and cf ------------------------------------------------------------===//
#include "Productions.h"
#include "Regions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

//===----------------------------------------------------------------------------------------------------===//
// Alternatives
//===----------------------------------------------------------------------------------------------------===//

using Terminate = llvm::function_ref<void(ArrayRef<Known>)>;

/// Fills the first of several alternative blocks, which chooses the results, then the others, which give the like.
/// Returns what holds for all of them.
static SmallVector<Known> fillAlternatives(Generator &generator, ArrayRef<Block *> blocks, unsigned numOps,
                                           Terminate terminate) {
  SmallVector<Known> joined;
  for (Block *block : blocks)
    generator.inBlock(block, /*isolated=*/false, /*wide=*/false, {}, [&] {
      size_t sizeBefore = generator.getPoolSize();
      generator.produce(numOps);
      bool isFirst = block == blocks.front();
      SmallVector<Known> results = isFirst ? pickResults(generator, sizeBefore) : makeAlike(generator, joined);
      joined = isFirst ? results : joinFacts(joined, results);
      terminate(results);
    });
  return joined;
}

/// 0 when there is nothing that a region could use.
static unsigned getBudget(Generator &generator) {
  return generator.getPoolSize() == 0 ? 0 : generator.getRegionBudget();
}

static bool produceIf(Generator &generator) {
  unsigned numOps = getBudget(generator);
  if (numOps == 0)
    return false;
  Value condition = generator.makeCondition();
  Region thenRegion, elseRegion;
  SmallVector<Known> results = fillAlternatives(
      generator, {&thenRegion.emplaceBlock(), &elseRegion.emplaceBlock()}, numOps, [&](ArrayRef<Known> yielded) {
        scf::YieldOp::create(generator.getBuilder(), generator.getLoc(), getValues(yielded));
      });
  auto op = scf::IfOp::create(generator.getBuilder(), generator.getLoc(), getTypes(results), condition,
                              /*addThenBlock=*/false, /*addElseBlock=*/false);
  op.getThenRegion().takeBody(thenRegion);
  op.getElseRegion().takeBody(elseRegion);
  addResults(generator, op.getResults(), results);
  return true;
}

static bool produceIndexSwitch(Generator &generator) {
  unsigned numOps = getBudget(generator);
  if (numOps == 0)
    return false;
  Known index = generator.makeIndexInput(0, 3);
  auto numCases = static_cast<unsigned>(generator.getRandom().between(1, 2));
  std::vector<Region> regions(numCases + 1);
  SmallVector<Block *> blocks;
  for (Region &region : regions)
    blocks.push_back(&region.emplaceBlock());
  SmallVector<Known> results = fillAlternatives(generator, blocks, numOps, [&](ArrayRef<Known> yielded) {
    scf::YieldOp::create(generator.getBuilder(), generator.getLoc(), getValues(yielded));
  });
  auto op = scf::IndexSwitchOp::create(generator.getBuilder(), generator.getLoc(), getTypes(results), index.value,
                                       llvm::to_vector(llvm::seq<int64_t>(0, numCases)), numCases);
  op.getDefaultRegion().takeBody(regions.back());
  for (unsigned i = 0; i < numCases; ++i)
    op.getCaseRegions()[i].takeBody(regions[i]);
  addResults(generator, op.getResults(), results);
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------------------------------------===//

/// Results of a loop: nothing but their types is known.
static SmallVector<Known> forget(Generator &generator, ArrayRef<Known> carried) {
  SmallVector<Known> known(carried);
  for (Known &one : known)
    one.facts = generator.getTypeFacts(one.getType(), one.facts.shape);
  return known;
}

static bool produceFor(Generator &generator) {
  unsigned numOps = getBudget(generator);
  if (numOps == 0)
    return false;
  OpBuilder &builder = generator.getBuilder();
  SmallVector<Known> carried = pickInputs(generator, 2);
  int64_t first = generator.getRandom().between(0, 2), step = generator.getRandom().between(1, 2);
  Value lower = generator.makeIndex(first), by = generator.makeIndex(step);
  Value upper = generator.makeIndexInput(0, 4).value;
  auto op = scf::ForOp::create(builder, generator.getLoc(), lower, upper, by, getValues(carried));
  if (!op.getBody()->empty())
    op.getBody()->getTerminator()->erase();
  Facts induction;
  induction.bounds = {first, 4};
  induction.isFinite = true;
  SmallVector<Known> arguments = {{op.getInductionVar(), induction}};
  for (auto [argument, known] : llvm::zip(op.getRegionIterArgs(), carried))
    arguments.push_back({argument, generator.getTypeFacts(known.getType(), known.facts.shape)});
  generator.inBlock(op.getBody(), /*isolated=*/false, /*wide=*/false, arguments, [&] {
    generator.produce(numOps);
    SmallVector<Known> next = makeAlike(generator, carried);
    scf::YieldOp::create(builder, generator.getLoc(), getValues(next));
  });
  addResults(generator, op.getResults(), forget(generator, carried));
  return true;
}

/// Adds 1 to a counter.
static Value makeNext(Generator &generator, Value counter) {
  return arith::AddIOp::create(generator.getBuilder(), generator.getLoc(), counter, generator.makeIndex(1));
}

static Value makeLess(Generator &generator, Value counter, Value limit) {
  return arith::CmpIOp::create(generator.getBuilder(), generator.getLoc(), arith::CmpIPredicate::slt, counter, limit);
}

/// A counter runs to a limit; the other values are carried.
static bool produceWhile(Generator &generator) {
  unsigned numOps = getBudget(generator);
  if (numOps == 0)
    return false;
  OpBuilder &builder = generator.getBuilder();
  SmallVector<Known> carried = pickInputs(generator, 2);
  Value limit = generator.makeIndexInput(0, 3).value;
  Known start{generator.makeIndex(0), {}};
  carried.insert(carried.begin(), start);
  auto op = scf::WhileOp::create(builder, generator.getLoc(), getTypes(carried), getValues(carried));
  Block *before = &op.getBefore().emplaceBlock(), *after = &op.getAfter().emplaceBlock();
  SmallVector<Known> arguments = addArguments(generator, before, carried);
  generator.inBlock(before, /*isolated=*/false, /*wide=*/false, ArrayRef<Known>(arguments).drop_front(), [&] {
    generator.produce(numOps / 2);
    Value condition = makeLess(generator, arguments.front().value, limit);
    scf::ConditionOp::create(builder, generator.getLoc(), condition, getValues(arguments));
  });
  SmallVector<Known> forwarded = addArguments(generator, after, carried);
  generator.inBlock(after, /*isolated=*/false, /*wide=*/false, ArrayRef<Known>(forwarded).drop_front(), [&] {
    generator.produce(numOps);
    SmallVector<Value> next = {makeNext(generator, forwarded.front().value)};
    next.append(getValues(makeAlike(generator, ArrayRef<Known>(carried).drop_front())));
    scf::YieldOp::create(builder, generator.getLoc(), next);
  });
  addResults(generator, op.getResults(), forget(generator, carried));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------------------------------------===//

static Block *addBlock(Generator &generator) {
  auto *block = new Block();
  generator.getBuilder().getBlock()->getParent()->push_back(block);
  return block;
}

/// Goes on in `block`, whose arguments become usable.
static void continueIn(Generator &generator, Block *block, ArrayRef<Known> like) {
  generator.getBuilder().setInsertionPointToEnd(block);
  addResults(generator, block->getArguments(), like);
}

/// cf.cond_br or cf.switch to blocks that meet again.
static bool produceBranch(Generator &generator) {
  unsigned numOps = generator.isInFunctionBody() ? getBudget(generator) : 0;
  if (numOps == 0)
    return false;
  OpBuilder &builder = generator.getBuilder();
  bool isSwitch = generator.getRandom().chance(35);
  SmallVector<Block *> blocks = {addBlock(generator), addBlock(generator)};
  if (isSwitch) {
    blocks.push_back(addBlock(generator));
    Value index = generator.makeIndexInput(0, 3).value;
    Value flag = arith::IndexCastOp::create(builder, generator.getLoc(), builder.getI32Type(), index);
    cf::SwitchOp::create(builder, generator.getLoc(), flag, blocks[0], ValueRange(), ArrayRef<int32_t>{0, 1},
                         BlockRange({blocks[1], blocks[2]}), {ValueRange(), ValueRange()});
  } else {
    cf::CondBranchOp::create(builder, generator.getLoc(), generator.makeCondition(), blocks[0], blocks[1]);
  }
  Block *join = addBlock(generator);
  SmallVector<Known> results = fillAlternatives(generator, blocks, numOps, [&](ArrayRef<Known> values) {
    if (join->getNumArguments() == 0)
      for (Type type : getTypes(values))
        join->addArgument(type, generator.getLoc());
    cf::BranchOp::create(builder, generator.getLoc(), join, getValues(values));
  });
  continueIn(generator, join, results);
  return true;
}

/// A loop of blocks: header(counter, carried), body, exit.
static bool produceBranchLoop(Generator &generator) {
  unsigned numOps = generator.isInFunctionBody() ? getBudget(generator) : 0;
  if (numOps == 0)
    return false;
  OpBuilder &builder = generator.getBuilder();
  SmallVector<Known> carried = pickInputs(generator, 2);
  Value limit = generator.makeIndexInput(0, 3).value;
  Known start{generator.makeIndex(0), {}};
  carried.insert(carried.begin(), start);
  Block *header = addBlock(generator), *body = addBlock(generator), *exit = addBlock(generator);
  cf::BranchOp::create(builder, generator.getLoc(), header, getValues(carried));
  SmallVector<Known> arguments = addArguments(generator, header, carried);
  builder.setInsertionPointToEnd(header);
  cf::CondBranchOp::create(builder, generator.getLoc(), makeLess(generator, arguments.front().value, limit), body,
                           exit);
  generator.inBlock(body, /*isolated=*/false, /*wide=*/false, ArrayRef<Known>(arguments).drop_front(), [&] {
    generator.produce(numOps);
    SmallVector<Value> next = {makeNext(generator, arguments.front().value)};
    next.append(getValues(makeAlike(generator, ArrayRef<Known>(carried).drop_front())));
    cf::BranchOp::create(builder, generator.getLoc(), header, next);
  });
  builder.setInsertionPointToEnd(exit);
  for (const Known &argument : arguments)
    generator.add(argument.value, argument.facts);
  return true;
}

void random_modules::addControlFlowProductions(Productions &productions) {
  productions.push_back({"control", 6, produceIf});
  productions.push_back({"control", 2, produceIndexSwitch});
  productions.push_back({"control", 5, produceFor});
  productions.push_back({"control", 3, produceWhile});
  productions.push_back({"control", 4, produceBranch});
  productions.push_back({"control", 2, produceBranchLoop});
}
