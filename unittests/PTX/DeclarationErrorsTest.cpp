//===- DeclarationErrorsTest.cpp - every error of tokens, directives, variables and functions ----------===//
#include "TestSupport.h"

using namespace mlir::qnt::ptx;

// A backtick marks the place of the error.
static const ErrorCase errorsOfLexer[] = {
    {Place::Module, "`/* comment", "expected the end of a comment, '*/'"},
    {Place::Module, ".global .b32 a; `. ;", "expected a name after '.'"},
    {Place::Module, R"(.pragma `"x)", R"(expected the end of a string, '"')"},
    {Place::Module, "`@@FOO", "expected '@@DWARF'"},
    {Place::Module, "`\x01", "expected PTX, got a character that it does not use"},
    {Place::Body, "mov.u64 %rd1, `0x1FFFFFFFFFFFFFFFF;", "expected an integer of at most 64 bits"},
    {Place::Body, "mov.u32 %r1, 5`a;", "expected the end of a number"},
    {Place::Body, "mov.f32 %f1, `0f3f8000;", "expected 8 hexadecimal digits after '0f'"},
    {Place::Body, "mov.f64 %rd1, `0d3ff;", "expected 16 hexadecimal digits after '0d'"},
    {Place::Body, "mov.f32 %f1, 0f3f800000`0;", "expected the end of a number"},
    {Place::Body, "mov.f32 %f1, `1.5e;", "expected digits in the exponent of a number"},
    {Place::Body, "mov.f32 %f1, 1.5`x;", "expected the end of a number"},
    {Place::Body, "mov.f64 %rd1, `1e999;", "expected a number in the range of f64"},
    {Place::Body, "mov.u32 %r1, `^;", "expected an operand, got '^'"},
};

TEST(Diagnostics, Lexer) { checkErrors(errorsOfLexer); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfHead[] = {
    {Place::Alone, "`.target sm_80", "expected '.version' at the start, got '.target'"},
    {Place::Alone, ".version `8 .target sm_80", "expected a version such as 8.0, got '8'"},
    {Place::Alone, ".version `10.0 .target sm_80", "expected a version from 1.0 to 9.x, got '10.0'"},
    {Place::Alone, ".version 8.0 `.address_size 64", "expected '.target' after the version, got '.address_size'"},
    {Place::Alone, ".version 8.0 .target `foo", "expected an architecture such as sm_90, got 'foo'"},
    {Place::Alone, ".version 8.0 .target `debug, sm_80", "expected an architecture such as sm_90 first, got 'debug'"},
    {Place::Alone, ".version 8.0 .target sm_80 .address_size `17", "expected an address size of 32 or 64, got '17'"},
    {Place::Alone, ".version 8.0`", "expected '.target' after the version, got the end of the text"},
    {Place::Alone, ".version 8.0 .target sm_80 `.version 8.0", "expected '.version' at the start only, got '.version'"},
    {Place::Alone, ".version 8.0 .target sm_80, `foo", "expected an architecture such as sm_90, got 'foo'"},
};

TEST(Diagnostics, Head) { checkErrors(errorsOfHead); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfDebug[] = {
    {Place::Module, ".file 1 `x", "expected the name of a file, got 'x'"},
    {Place::Module, R"(.file 1 "a" .file `1 "b")", "duplicate file number 1"},
    {Place::Module, R"(.file `"a")", "expected the number of a file, got 'a'"},
    {Place::Module, R"(.file 1 "a", `"b")", "expected a time stamp, got 'b'"},
    {Place::Module, ".section `foo { }", "expected the name of a section, got 'foo'"},
    {Place::Module, ".section .debug_info { `1 }",
     "expected a label, '.b8', '.b16', '.b32', '.b64' or '}' in a section, got '1'"},
    {Place::Module, ".section .debug_info { L `.b8 1 }", "expected ':' after a label in a section, got '.b8'"},
    {Place::Module, ".section .debug_info { .b8 1, `}", "expected a number or a label in a section, got '}'"},
    {Place::Module, ".section .debug_info { .b8 `x }", "expected a number (labels take '.b32' or '.b64'), got 'x'"},
    {Place::Module, ".section .debug_info { .b32 `.func }", "expected a number or a label in a section, got '.func'"},
    {Place::Module, ".section .debug_info `;", "expected '{' after the name of a section, got ';'"},
    {Place::Body, ".loc 1 2 3, `foo 1", "expected 'function_name', got 'foo'"},
    {Place::Body, ".loc 1 2 3, function_name L, `foo", "expected 'inlined_at', got 'foo'"},
    {Place::Body, ".loc 1 2 3, function_name L, inlined_at `x", "expected the number of a file, got 'x'"},
    {Place::Body, ".loc 1 `-2 3", "expected a line, got '-'"},
    {Place::Body, ".loc 1 2 `5000000000", "expected a column of 32 bits, got '5000000000'"},
};

TEST(Diagnostics, Debug) { checkErrors(errorsOfDebug); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfModule[] = {
    {Place::Module, "`ret;", "expected a directive, got 'ret'"},
    {Place::Module, "`.foo;", "expected a directive that is known in a module, got '.foo'"},
    {Place::Module, ".extern `.visible .global .b32 x;", "expected a state space, got '.visible'"},
    {Place::Module, ".common `.func f() { ret; }", "expected a variable after '.common', got '.func'"},
    {Place::Module, ".pragma `;", "expected a string after '.pragma', got ';'"},
    {Place::Module, R"(.pragma "x" `.global)", "expected ';' after a pragma, got '.global'"},
    {Place::Module, ".alias `f, g;", "undeclared function 'f'"},
    {Place::Module, ".func g() { ret; } .alias `g, g;",
     "expected the declaration of a function, without a body, to become an alias"},
    {Place::Module, ".func f(); .entry g() { ret; } .alias f, `g;", "expected a function with a body behind an alias"},
    {Place::Module, ".func g() { ret; } .func f(); .alias f, g `.func", "expected ';' after an alias, got '.func'"},
    {Place::Module, "`@@DWARF x", "expected '.section' (there is no @@DWARF since PTX 2.0), got '@@DWARF x'"},
    {Place::Module, "`}", "expected a directive, got '}'"},
    {Place::Module, ".func g(); .func `f(); .alias f, g;", "expected a function with a body behind alias 'f'"},
};

TEST(Diagnostics, Module) { checkErrors(errorsOfModule); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfVariables[] = {
    {Place::Module, ".global .align `3 .b32 x;", "expected the alignment to be a power of two, got 3"},
    {Place::Module, ".global .attribute(`.foo) .b32 x;", "expected '.managed' or '.unified', got '.foo'"},
    {Place::Module, ".global `x;", "expected the type of a variable, got 'x'"},
    {Place::Module, ".global .v2 `.pred x;", "expected no vector of predicates"},
    {Place::Module, ".global .v4 `.f64 x;", "expected a vector of at most 128 bits"},
    {Place::Module, ".global `.shared .b32 x;", "expected one state space, got '.shared'"},
    {Place::Module, ".const `[2] .b32 x;", "expected no bank of constants (gone since PTX 2.2), got '['"},
    {Place::Module, ".align 4 `.b32 x;", "expected a state space, got '.b32'"},
    {Place::Module, ".extern .global .b32 x[2][`];", "expected the size of an inner dimension, got ']'"},
    {Place::Module, ".global .b8 `x[4294967296][4294967296];", "expected 'x' to have less than 2^63 bytes"},
    {Place::Module, "`.reg .b32 x;", "expected registers to be declared in a function"},
    {Place::Module, ".global .pred `x;", "expected predicate 'x' to be a register"},
    {Place::Module, ".local .b32 `x;", "expected 'x' in the .local space to be declared in a function"},
    {Place::Module, ".param .b32 `x;", "expected 'x' in the .param space to be declared in a function"},
    {Place::Module, ".tex .u32 `x;", "unsupported state space '.tex'"},
    {Place::Module, ".shared .b32 `x = 1;", "expected no initial value of 'x' in the .shared space"},
    {Place::Module, ".common .shared .b32 `x;", "expected common 'x' to be in the .global space"},
    {Place::Module, ".shared .attribute(.managed) .b32 `x;", "expected managed 'x' to be in the .global space"},
    {Place::Module, ".extern .global .b32 `x = 1;", "expected no initial value of external 'x'"},
    {Place::Module, ".global .b32 `x[];", "expected the size of 'x', which is not external"},
    {Place::Module, ".global .b32 x `.b32", "expected ',' or ';' after a variable, got '.b32'"},
    {Place::Module, ".global .b32 x; .global .b32 `x;", "duplicate declaration of 'x'"},
    {Place::Module, ".func x() { ret; } .global .b32 `x;", "duplicate declaration of 'x'"},
    {Place::Module, ".extern .global .b32 x; .global .b64 `x;", "expected 'x' to be declared with one space and type"},
    {Place::Module, ".extern .global .b32 x[2]; .global .b32 `x[3];", "expected 'x' to be declared with one size"},
    {Place::Module, ".global .b32 x[`y];", "expected the size of a dimension, got 'y'"},
    {Place::Module, ".global .align 4 .b32 `4;", "expected the name of a variable, got '4'"},
    {Place::Body, "`.reg .texref x;", "expected a type that registers can have, got '.texref'"},
    {Place::Body, ".reg .b32 x; .reg .b32 `x;", "duplicate declaration of 'x'"},
    {Place::Body, ".reg .b32 x `x;", "expected ',' or ';' after a register, got 'x'"},
    {Place::Body, ".reg .b32 `%r<5>;", "duplicate declaration of '%r'"},
    {Place::Body, ".reg .b32 x2; .reg .b32 `x<3>;", "duplicate declaration of 'x'"},
    {Place::Body, ".reg .b32 x<3>; .reg .b32 `x2;", "duplicate declaration of 'x2'"},
    {Place::Body, ".reg .b32 x<`;", "expected the number of registers, got ';'"},
    {Place::Body, ".reg .b32 x<3`;", "expected '>', got ';'"},
    {Place::Body, ".global .texref `x;", "expected 'x' of an opaque type to be declared in the module"},
    {Place::Body, ".local .b32 x; .local .b32 `x;", "duplicate declaration of 'x'"},
    {Place::Body, ".extern `.shared .b32 x[];", "expected '.func' after a linkage in a body, got '.shared'"},
    {Place::Body, ".reg .b32 `5;", "expected the name of a register, got '5'"},
};

TEST(Diagnostics, Variables) { checkErrors(errorsOfVariables); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfInitializers[] = {
    {Place::Module, ".global .b32 x = `{1};", "expected a single initial value, got '{'"},
    {Place::Module, ".global .b32 x[2] = `1;", "expected '{' before the initial values of an array, got '1'"},
    {Place::Module, ".global .b32 x[2] = {1, 2, `3};", "expected at most 2 initial values"},
    {Place::Module, ".global .b32 x[2][2] = {`1};", "expected '{', got '1'"},
    {Place::Module, ".global .b32 x[] = `{};", "expected an initial value"},
    {Place::Module, ".global .u64 x = `y;", "undeclared symbol 'y' in an initial value"},
    {Place::Module, ".global .b32 a; .global .u64 x = a+`1.5;", "expected an integer addend"},
    {Place::Module, ".global .b32 a; .global .u8 x = `0xffff(a);", "expected a mask of one byte, such as 0xFF00"},
    {Place::Module, ".global .b32 a; .global .b8 x = `0xff(a);",
     "expected a byte of an address in a variable of unsigned type"},
    {Place::Module, ".global .b32 a; .global .b64 x = `a;", "expected an address in a variable of type .u32 or .u64"},
    {Place::Module, ".func f() { ret; } .global .u64 x = `generic(f);",
     "expected the name of a function alone as its address"},
    {Place::Module, ".shared .b32 a; .global .u64 x = `a;",
     "expected the address of a variable in the .global or .const space"},
    {Place::Module, ".global .f16 x = `1.0;", "expected no initial value of type .f16"},
    {Place::Module, ".global .u32 x = `1.5;", "expected an integer as initial value of type .u32"},
    {Place::Module, ".global .f32 x = `1;", "expected a float as initial value of type .f32"},
    {Place::Module, ".global .b8 x[2][4000000000] = {{1}, {`1}};", "expected a smaller initial value"},
    {Place::Module, ".global .b8 x[][4611686018427387904] = {{1}, `{1}, {1}, {1}, {1}};",
     "expected a smaller initial value"},
    {Place::Module, ".global .texref x = { a = `.b32 };", "expected the value of a field, got '.b32'"},
    {Place::Module, ".global .texref x = { `1 };", "expected a field of a texture, sampler or surface, got '1'"},
    {Place::Module, ".global .b32 x[2] = {1 `2};", "expected ',' or '}' in an initial value, got '2'"},
    {Place::Module, ".global .b32 a; .global .u64 x = generic(a`;", "expected ')', got ';'"},
};

TEST(Diagnostics, Initializers) { checkErrors(errorsOfInitializers); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfFunctions[] = {
    {Place::Module, ".entry f(`.reg .b32 x) { ret; }", "expected a parameter of a kernel in the .param space"},
    {Place::Module, ".func f(`.global .b32 x) { ret; }", "expected a parameter in the .param or .reg space"},
    {Place::Module, ".func f(.param .u64 `.ptr x) { ret; }", "expected '.ptr' in kernels only, got '.ptr'"},
    {Place::Module, ".entry f(.param .pred `x) { ret; }", "expected no predicate in the .param space"},
    {Place::Module, ".entry f(.param .v2 .b32 `x) { ret; }", "expected no vector in the .param space"},
    {Place::Module, ".entry f(.param .b32 `x[]) { ret; }", "expected the size of parameter 'x' of a kernel"},
    {Place::Module, ".entry f(.param .b32 x `{", "expected ',' or ')' after a parameter, got '{'"},
    {Place::Module, ".entry f() .maxntid `0 { ret; }", "expected a positive number"},
    {Place::Module, ".entry f() .maxntid 1, 1, `1, 1 { ret; }", "expected at most three dimensions"},
    {Place::Module, ".entry f() .maxnreg `0 { ret; }", "expected a positive number"},
    {Place::Module, ".func f() `.maxntid 1 { ret; }", "expected a directive of functions, got '.maxntid'"},
    {Place::Module, ".entry f() `.noreturn { ret; }", "expected a directive of kernels, got '.noreturn'"},
    {Place::Module, ".entry f() .maxntid 1 .reqntid 1 `{ ret; }",
     "expected one of '.maxntid' and '.reqntid', got both"},
    {Place::Module, ".entry f() .blocksareclusters `{ ret; }",
     "expected '.reqntid' and '.reqnctapercluster' beside '.blocksareclusters'"},
    {Place::Module, ".func (.param .b32 `x, .param .b32 y) f() { ret; }", "expected several results to be registers"},
    {Place::Module, ".func f(); .entry `f() { ret; }", "expected 'f' to be a kernel or a function, not both"},
    {Place::Module, ".func f() { ret; } .func `f() { ret; }", "duplicate declaration of 'f' after its body"},
    {Place::Module, ".extern .func f(); .func `f() { ret; }", "expected no body of external 'f'"},
    {Place::Module, ".func f(); .func `f(.param .b32 x) { ret; }",
     "expected 'f' to be declared with one number of parameters"},
    {Place::Module, ".func f(.param .b32 x); .func f(.param .f32 `x) { ret; }",
     "expected parameter 'x' of 'f' to have the space, type and alignment of its first declaration"},
    {Place::Module, ".global .b32 f; .func `f() { ret; }", "duplicate declaration of 'f'"},
    {Place::Module, ".extern .func `f() { ret; }", "expected no body of external 'f'"},
    {Place::Module, ".func f() `ret;", "expected a body or ';' after the head of a function, got 'ret'"},
    {Place::Module, ".func f(.param .b32 x, .param .b32 `x) { ret; }", "duplicate declaration of 'x'"},
    {Place::Module, ".func f(.param .b32 `_) { ret; }", "expected the name of a parameter, got '_'"},
    {Place::Module, ".func `5() { ret; }", "expected the name of a function, got '5'"},
    {Place::Module, ".entry f() .maxntid `x { ret; }", "expected a number of threads or blocks, got 'x'"},
    {Place::Module, ".entry f() .maxnreg `5000000000 { ret; }",
     "expected a number after '.maxnreg' of 32 bits, got '5000000000'"},
    {Place::Module, ".func f() { ret; } .entry g(.param .b32 x, `5) { ret; }", "expected a state space, got '5'"},
};

TEST(Diagnostics, Functions) { checkErrors(errorsOfFunctions); }
