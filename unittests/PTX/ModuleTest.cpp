//===- ModuleTest.cpp - heads, functions, debug sections, limits ------------------------------------------===//
#include "TestSupport.h"

using namespace mlir::qnt::ptx;

TEST(Modules, Head) {
  Module module = parsePiece(
      Place::Alone, "// made by hand\n.version 7.10\n.target sm_90a, debug, texmode_independent\n.address_size 32\n");
  EXPECT_EQ(module.majorVersion, 7u);
  EXPECT_EQ(module.minorVersion, 10u);
  EXPECT_EQ(module.target, "sm_90a");
  EXPECT_EQ(module.targetFlags, (std::vector<std::string_view>{"debug", "texmode_independent"}));
  EXPECT_EQ(module.addressSize, 32u);
}

TEST(Modules, CommentsAndLines) {
  Module module =
      parsePiece(Place::Alone,
                 ".version 8.0 /* a\n b */ .target/**/sm_80\r\n  # 5 \"x.cu\"\n#line 3\n.global .b32 x; // \xc3\xa9\n");
  EXPECT_EQ(module.variables.at(0).location.line, 5u);
  EXPECT_EQ(module.variables.at(0).location.column, 14u);
}

TEST(Modules, DeclarationsAndDefinitionsOfFunctions) {
  Module module = parsePiece(
      Place::Module,
      ".func (.param .b32 r) f(.param .b64 a);\n.entry caller() { .param .b32 r; .param .b64 a; call (r), f, (a); }\n"
      ".visible .func (.param .b32 r0) f(.param .b64 a0) .noreturn { trap; }\n.extern .func g;\n"
      ".weak .func (.reg .b32 r) h(.reg .pred p) { @p mov.b32 r, 1; ret; }");
  ASSERT_EQ(module.functions.size(), 5u);
  const Function &defined = module.functions[module.findFunction("f")];
  EXPECT_TRUE(defined.hasBody);
  EXPECT_TRUE(defined.directives.isNoReturn);
  EXPECT_EQ(defined.linkage, Linkage::Visible);
  EXPECT_EQ(defined.getReturns()[0].name, "r0");
  EXPECT_EQ(defined.getParameters()[0].name, "a0");
  EXPECT_FALSE(module.functions[module.findFunction("g")].hasBody);
  const Function &registers = module.functions[module.findFunction("h")];
  EXPECT_EQ(registers.variables[0].registerIndex, 0u);
  EXPECT_EQ(registers.registers.at(1).type, ScalarType::Pred);
  EXPECT_EQ(registers.instructions[0].guard.registerIndex, registers.variables[1].registerIndex);
}

TEST(Modules, PerformanceDirectives) {
  Module module = parsePiece(
      Place::Module,
      ".entry e() .reqntid 128, 2 .minnctapersm 3 .maxnreg 64 .reqnctapercluster 2,1,1 .explicitcluster\n"
      ".maxclusterrank 8 .blocksareclusters .pragma \"nounroll\"; .maxnctapersm 4 { .pragma \"x\", \"y\"; ret; }\n"
      ".entry m() .maxntid 256 { ret; }\n.func f() .abi_preserve 4 .abi_preserve_control 1 { ret; }");
  const PerformanceDirectives &directives = module.functions[0].directives;
  EXPECT_EQ(*directives.requiredThreads, (std::array<uint32_t, 3>{128, 2, 1}));
  EXPECT_FALSE(directives.maxThreads);
  EXPECT_EQ(*directives.minBlocksPerMultiprocessor, 3u);
  EXPECT_EQ(*directives.maxBlocksPerMultiprocessor, 4u);
  EXPECT_EQ(*directives.maxRegisters, 64u);
  EXPECT_EQ((*directives.requiredCluster)[0], 2u);
  EXPECT_TRUE(directives.isExplicitCluster);
  EXPECT_EQ(*directives.maxClusterRank, 8u);
  EXPECT_TRUE(directives.blocksAreClusters);
  EXPECT_EQ(directives.pragmas, (std::vector<std::string_view>{"nounroll", "x", "y"}));
  EXPECT_EQ((*module.functions[1].directives.maxThreads)[0], 256u);
  EXPECT_EQ(*module.functions[2].directives.abiPreserve, 4u);
  EXPECT_EQ(*module.functions[2].directives.abiPreserveControl, 1u);
}

TEST(Modules, AliasesAndAttributes) {
  Module module =
      parsePiece(Place::Module, ".visible .func g();\n.visible .func a();\n.alias a, g;\n.visible .func g() { ret; }\n"
                                ".func .attribute(.unified(1, 2)) u() { ret; }\n.pragma \"p\";");
  EXPECT_EQ(module.functions[module.findFunction("a")].aliasOf, module.findFunction("g"));
  EXPECT_TRUE(module.functions[module.findFunction("u")].hasUnifiedUuid);
  EXPECT_EQ(module.pragmas.size(), 1u);
}

TEST(Modules, FilesAndSections) {
  Module module = parsePiece(Place::Module, ".file 1 \"a b.cu\"\n.file 2 \"b.cu\", 1700000000, 99\n"
                                            ".section .debug_info\n{\n.b8 1, 2\n.b32 .debug_abbrev\n$L__x:\n.b64 "
                                            "k\n.b32 $L__x-$L__y\n.b8 -1\n.b64 $L__x+4\n}\n"
                                            ".section .debug_loc { }");
  ASSERT_EQ(module.files.size(), 2u);
  EXPECT_EQ(module.files[0].name, "a b.cu");
  EXPECT_FALSE(module.files[0].timestamp);
  EXPECT_EQ(*module.files[1].timestamp, 1700000000u);
  EXPECT_EQ(*module.files[1].size, 99u);
  ASSERT_EQ(module.sections.size(), 2u);
  EXPECT_EQ(module.sections[0].name, ".debug_info");
  EXPECT_EQ(module.sections[1].body, " ");
}

TEST(Modules, OldDebugLines) {
  Module module = parsePiece(
      Place::Alone,
      ".version 1.4\n.target sm_13\n@@DWARF .section .debug_info, \"\",@progbits\n@@DWARF .byte 1\n.global .b32 x;\n");
  EXPECT_EQ(module.variables.size(), 1u);
}

TEST(Modules, ATreeOutlivesItsMoves) {
  Module first = parsePiece(Place::Body, "mov.b32 %r1, 1;");
  std::vector<Module> modules;
  modules.push_back(std::move(first));
  modules.reserve(100);
  EXPECT_EQ(modules[0].getText(getKernel(modules[0]).instructions[0]), "mov.b32 %r1, 1;");
}

//===-----------------------------------------------------------------------------------------------------===//
// Limits
//===-----------------------------------------------------------------------------------------------------===//

static std::string repeat(const std::string &text, size_t count) {
  std::string result;
  for (size_t index = 0; index < count; ++index)
    result += text;
  return result;
}

TEST(Limits, Nesting) {
  auto getError = [](const std::string &text) {
    Result<Module> result = parseModule(text);
    return result ? std::string() : result.getError().message;
  };
  EXPECT_EQ(getError(wrap(Place::Body, repeat("{", 255) + repeat("}", 255))), "");
  EXPECT_EQ(getError(wrap(Place::Body, repeat("{", 256) + repeat("}", 256))), "expected at most 256 nested blocks");
  EXPECT_EQ(getError(wrap(Place::Body, "mov.b32 %r1, " + repeat("(", 200) + "1" + repeat(")", 200) + ";")), "");
  EXPECT_EQ(getError(wrap(Place::Body, "mov.b32 %r1, " + repeat("(", 100000) + "1" + repeat(")", 100000) + ";")),
            "expected at most 256 levels of nesting");
  EXPECT_EQ(getError(wrap(Place::Body, "mov.b32 %r1, " + repeat("-", 100000) + "1;")),
            "expected at most 256 levels of nesting");
  EXPECT_EQ(getError(wrap(Place::Body, "mov.b32 %r1, 1" + repeat("?1:1", 100000) + ";")),
            "expected at most 256 levels of nesting");
  EXPECT_EQ(getError(wrap(Place::Module, ".global .b8 x" + repeat("[1]", 65) + ";")), "expected at most 64 dimensions");
}

/// Every prefix of a text parses or has an error; with a byte changed, too.
TEST(Limits, TruncatedAndChangedTexts) {
  const std::string text =
      wrap(Place::Call, "@!%p1 ld.global.v2.b32 {%r1,_}, [%rd1+4]; { .reg .b32 t<5>; mov.b32 t1, (1+2)*3; }\n"
                        "T: .branchtargets L; brx.idx %r1, T; L: setp.eq.f32 %p1|%p2, %f1, 0f3F800000;\n"
                        "P: .callprototype _(.param .b32 _); call %rd1, (p32), P; .loc 1 2 3\n");
  for (size_t length = 0; length < text.size(); ++length) {
    std::string changed = text;
    changed[length] = "{}()[];:@<>,.%$\"0 \n\x80"[length % 20];
    for (const std::string &broken : {text.substr(0, length), changed}) {
      Result<Module> result = parseModule(broken);
      if (!result) {
        EXPECT_GT(result.getError().line, 0u);
        EXPECT_FALSE(result.getError().message.empty());
      }
    }
  }
}

//===-----------------------------------------------------------------------------------------------------===//
// Diagnostics and types
//===-----------------------------------------------------------------------------------------------------===//

TEST(DiagnosticFormat, LineAndCaret) {
  Result<Module> result = parseModule(".version 8.0\n.target sm_80\n\t.globl .b32 x;\n");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.getError().format("a.ptx"),
            "a.ptx:3:2: parse_error: expected a directive that is known in a module, got '.globl'\n"
            "   .globl .b32 x;\n"
            "   ^");
}

TEST(DiagnosticFormat, LongLinesAreCut) {
  std::string line = std::string(1000, ' ') + "?" + std::string(1000, ' ');
  Result<Module> result = parseModule(".version 8.0\n.target sm_80\n" + line);
  ASSERT_FALSE(result);
  std::string text = result.getError().format("a.ptx");
  EXPECT_LT(text.size(), 400u);
  size_t caretLine = text.rfind('\n');
  EXPECT_EQ(text[text.rfind('\n', caretLine - 1) + (text.find('^') - caretLine)], '?');
}

TEST(DiagnosticFormat, WithoutAPlace) {
  Diagnostic diagnostic = {0, 0, "no grid", ErrorClass::InvalidLaunch, ""};
  EXPECT_EQ(diagnostic.format("a.json"), "a.json: invalid_launch: no grid");
  EXPECT_EQ(getName(ErrorClass::UnknownInstruction), "unknown_instruction");
}

TEST(Types, NamesAndWidths) {
  for (unsigned index = 1; index <= static_cast<unsigned>(ScalarType::Last); ++index) {
    ScalarType type = static_cast<ScalarType>(index);
    EXPECT_EQ(parseScalarType(getName(type)), type);
    EXPECT_GT(getBitWidth(type), 0u) << getName(type);
  }
  EXPECT_EQ(parseScalarType("b33"), ScalarType::None);
  EXPECT_EQ(parseScalarType(""), ScalarType::None);
  EXPECT_EQ(getBitWidth(ScalarType::BF16x2), 32u);
  EXPECT_EQ(getByteSize(ScalarType::Pred), 1u);
  EXPECT_FALSE(isDeclarable(ScalarType::BF16));
  EXPECT_TRUE(isDeclarable(ScalarType::SurfRef));
}

TEST(Sources, LinesAndOffsets) {
  Source source("ab\r\ncd\n\nef");
  EXPECT_EQ(source.getNumLines(), 4u);
  EXPECT_EQ(source.getLine(1), "ab");
  EXPECT_EQ(source.getLine(3), "");
  EXPECT_EQ(source.getLine(4), "ef");
  EXPECT_EQ(source.getLine(5), "");
  EXPECT_EQ(source.locate(4).line, 2u);
  EXPECT_EQ(source.locate(5).column, 2u);
  EXPECT_EQ(source.getOffset({4, 2}), 9u);
  EXPECT_EQ(source.getOffset({9, 1}), 10u);
}
