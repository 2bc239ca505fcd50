//===- StatementErrorsTest.cpp - every error of constants, operands, statements and calls --------------===//
#include "TestSupport.h"

using namespace mlir::qnt::ptx;

// A backtick marks the place of the error.
static const ErrorCase errorsOfConstants[] = {
    {Place::Body, "mov.u32 %r1, `1 ? 2.0 : 3;", "expected integers around '?' and ':'"},
    {Place::Body, "mov.u32 %r1, `~1.0;", "expected an integer after '~'"},
    {Place::Body, "mov.u32 %r1, (`.f32)1;", "expected '.s64' or '.u64' in a cast, got '.f32'"},
    {Place::Body, "mov.u32 %r1, `(.s64)1.5;", "expected an integer after a cast"},
    {Place::Body, "mov.f32 %f1, 1.0`+2;", "expected two integers or two floats at '+'"},
    {Place::Body, "mov.u32 %r1, 1`/0;", "expected a divisor that is not 0 in a constant expression"},
    {Place::Body, "mov.u32 %r1, 1`%(0);", "expected a divisor that is not 0 in a constant expression"},
    {Place::Body, "mov.f32 %f1, 1.0`|2.0;", "expected integers at '|'"},
    {Place::Body, "mov.f32 %f1, -`0f3f800000;", "expected no pattern of a float in an expression, got '0f3f800000'"},
    {Place::Body, "mov.u32 %r1, (1`;", "expected ')', got ';'"},
    {Place::Body, "mov.u32 %r1, 1 ? 2`;", "expected ':', got ';'"},
    {Place::Body, "mov.u32 %r1, 1 + `;", "expected a constant, got ';'"},
};

TEST(Diagnostics, Constants) { checkErrors(errorsOfConstants); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfOperands[] = {
    {Place::Body, "setp.eq.s32 `%p1|5, %r1, %r2;", "expected two registers in a pair 'p|q'"},
    {Place::Body, "add.s32 %r1, %r2, -`foo;", "undeclared name 'foo'"},
    {Place::Body, "add.s32 %r1, %r2, -`foo;", "undeclared name 'foo'"},
    {Place::Body, "add.s32 %r1, %r2, `!%r3;", "expected a predicate after '!'"},
    {Place::Body, "selp.b32 %r1, %r2, %r3, `-%p1;", "expected '!' to negate a predicate"},
    {Place::Body, "bra.uni `5;", "expected a label, got '5'"},
    {Place::Body, ".shared .b32 s; mov.u32 %r1, `-s;", "expected a register after '-'"},
    {Place::Body, "mov.u32 %r1, `%bar;", "undeclared name '%bar'"},
    {Place::Body, "mov.u32 %r1, %tid`.q;", "expected a component of a vector of 4, got '.q'"},
    {Place::Body, "mov.u32 %r1, %r2`.q0;", "expected no selector, or one such as .b0, .h1 or .b3210, got '.q0'"},
    {Place::Body, ".reg .v2 .b32 v; mov.u32 %r1, v`.z;", "expected a component of a vector of 2, got '.z'"},
    {Place::Body, ".shared .b32 s[4]; ld.shared.b32 %r1, s[`%r1];", "expected a constant index, got '%r1'"},
    {Place::Body, ".shared .b32 s; mov.u32 %r1, `s+1.5;", "expected an integer offset"},
    {Place::Body, "ld.global.v2.b32 {%r1, `{%r2}}, [%rd1];", "expected an element of a vector, got '{'"},
    {Place::Body, "ld.global.v2.b32 {`}, [%rd1];", "expected an operand, got '}'"},
    {Place::Body, "ld.global.v2.b32 {%r1, %r2, `[%rd1];", "expected an element of a vector, got '['"},
    {Place::Body, "ld.global.b32 %r1, [`{%r1}];", "expected a register, a symbol or a constant in an address, got '{'"},
    {Place::Body, "ld.local.b32 %r1, [`1.5];", "expected an integer address"},
    {Place::Body, "L: ld.global.b32 %r1, [`L];", "expected a register or a variable in an address"},
    {Place::Body, "ld.global.b32 %r1, [`%rd1+1.5];", "expected an integer offset"},
    {Place::Body, "ld.global.b32 %r1, [%rd1`-4];", "expected ']', got '-'"},
    {Place::Body, "ld.global.b32 %r1, [%rd1+`%rd2];", "expected a constant, got '%rd2'"},
    {Place::Body, "ld.global.b32 %r1, [%rd1, `[%rd2]];", "expected coordinates, got '['"},
    {Place::Body, "ld.global.b32 %r1, [`%f1];", "expected an integer register as address, got '%f1' of type .f32"},
    {Place::Body, "ld.global.b32 %r1, [`%p1];", "expected an integer register as address, got '%p1' of type .pred"},
    {Place::Body, "add.s32 %r1, %r2, `;", "expected an operand, got ';'"},
    {Place::Body, "add.s32 %r1 `%r2, 1;", "expected ',' or ';' after an operand, got '%r2'"},
    {Place::Body, R"(mov.u32 %r1, `"foo";)", "expected an operand, got 'foo'"},
    {Place::Body, "L: mov.u64 %rd1, `L;", "expected no label or table of targets as operand of 'mov'"},
    {Place::Body, "mov.u32 `%r10, 1;", "undeclared name '%r10'"},
    {Place::Body, "mov.u32 %r1, `%r;", "undeclared name '%r'"},
    {Place::Body, "add.s32 %r1, %r2, 1 `ret;", "expected ',' or ';' after an operand, got 'ret'"},
};

TEST(Diagnostics, Operands) { checkErrors(errorsOfOperands); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfStatements[] = {
    {Place::Body, "bra `L;", "undeclared label 'L'"},
    {Place::Body, "{ L: } bra `L;", "undeclared label 'L'"},
    {Place::Body, "L: mov.u32 %r1, 1; `L: mov.u32 %r1, 2;", "duplicate declaration of 'L'"},
    {Place::Body, ".reg .b32 x; `x: mov.u32 %r1, 1;", "duplicate declaration of 'x'"},
    {Place::Body, "@%p1 `.b32;", "expected an instruction after a guard, got '.b32'"},
    {Place::Body, "`;", "expected an instruction, a directive or '}', got ';'"},
    {Place::Body, "`.foo;", "expected a directive that is known in a body, got '.foo'"},
    {Place::Body, "@`qq mov.u32 %r1, 1;", "undeclared name 'qq'"},
    {Place::Body, "@`%r1 mov.u32 %r1, 1;", "expected a predicate after '@', got '%r1'"},
    {Place::Body, "@`5 mov.u32 %r1, 1;", "expected a predicate after '@', got '5'"},
    {Place::Body, "@%p1 L`: mov.u32 %r1, 1;", "expected an operand, got ':'"},
    {Place::Body, "`brx.idx %r1, 5;", "expected the operands of 'brx' to be an index and a table of '.branchtargets'"},
    {Place::Body, "A: ts: .branchtargets A; A2: `ts: .branchtargets A;", "duplicate declaration of 'ts'"},
    {Place::Body, "ts: .branchtargets `5;", "expected a label, got '5'"},
    {Place::Body, "ts: .branchtargets `A; brx.idx %r1, ts;", "undeclared label 'A'"},
    {Place::Body, "A: ts: .branchtargets A `A;", "expected ';' after a table, got 'A'"},
    {Place::Body, "ts: .calltargets `f;", "undeclared function 'f'"},
    {Place::Body, "P: .callprototype `foo(.param .b32 x);", "expected '_' in a prototype, got 'foo'"},
    {Place::Body, "P: .callprototype _(.param .b32 `5);", "expected the name of a parameter, got '5'"},
    {Place::Body, "P: .callprototype _() `call;", "expected ';' after a table, got 'call'"},
};

TEST(Diagnostics, Statements) { checkErrors(errorsOfStatements); }

// A backtick marks the place of the error.
static const ErrorCase errorsOfCalls[] = {
    {Place::Call, "call `ff;", "undeclared name 'ff'"},
    {Place::Call, "`call %rd1, (p32);", "expected a prototype or a table of targets in a call through a register"},
    {Place::Call, "call `k1;", "expected a function to call, got kernel 'k1'"},
    {Place::Call, "`call f;", "expected 1 arguments of a call, got 0"},
    {Place::Call, "`call g, (p32);", "expected 1 results of a call, got 0"},
    {Place::Call, "call (`5), g, (p32);", "expected a register, a variable or '_' for the result of a call"},
    {Place::Call, "call f, (`_);", "expected an argument, got '_'"},
    {Place::Call, "call f, (`1.5);", "expected a constant argument to have the type of the parameter, .b32"},
    {Place::Call, "call arr, (`5);", "expected a constant argument to have the type of the parameter, .b8"},
    {Place::Call, "call f, (`l);", "expected an argument in the .param space, got 'l'"},
    {Place::Call, "call f, (`q);", "expected an argument that is no parameter of the caller, got 'q'"},
    {Place::Call, "call f, (`p64);", "expected an argument of 4 bytes aligned to 4, got 8 bytes aligned to 8"},
    {Place::Call, "call f, (`[%rd1]);", "expected an argument, got '['"},
    {Place::Call, "call f, (`k1);", "expected a variable, a register or a constant as argument"},
    {Place::Call, "call f, (`%rd1);", "expected an argument of 4 bytes aligned to 4, got a register of type .b64"},
    {Place::Call, "call f, (`%tid.x);", "expected a whole register as argument"},
    {Place::Call, "call `5, (p32);", "expected the function to call, got '5'"},
    {Place::Call, "call `l, (p32);", "expected a function or a register to call, got 'l'"},
    {Place::Call, "P: .callprototype _(.param .b32 _); call `f, (p32), P;", "expected a register to call through 'P'"},
    {Place::Call, "call %rd1, (p32), `f;", "expected a prototype or a table of targets, got 'f'"},
    {Place::Call, "call f `(p32);", "expected ',' or ';' after an operand, got '('"},
    {Place::Call, "call (p32) `g, (p32);", "expected ',' after the returns of a call, got 'g'"},
    {Place::Call, "P: .callprototype _(); `P: mov.u32 %r1, 1;", "duplicate declaration of 'P'"},
    {Place::Call, "P: .callprototype _(.param .b64 _); call %rd1, (`p32), P;",
     "expected an argument of 8 bytes aligned to 8, got 4 bytes aligned to 4"},
    {Place::Call, "P: .calltargets f, arr; call %rd1, (`p32), P;",
     "expected an argument of 4 bytes aligned to 1 in an array, got 4 bytes aligned to 4"},
    {Place::Call, "P: mov.u32 %r1, 1; `P: .calltargets f;", "duplicate declaration of 'P'"},
    {Place::Call, "P: mov.u32 %r1, 1; `P: .callprototype _();", "duplicate declaration of 'P'"},
    {Place::Call, ".func h() `{ ret; }", "expected ';' after the declaration of a function, got '{'"},
};

TEST(Diagnostics, Calls) { checkErrors(errorsOfCalls); }
