//===- NativeCodeTest.cpp - compiled files, called as C calls them, against the interpreter ---------------===//
#include "CallNative.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "gmock/gmock.h"
#include <malloc.h>
#include <thread>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using testing::HasSubstr;

//===----------------------------------------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------------------------------------===//

TEST_F(NativeCodeTest, floats_of_every_type) {
  for (StringRef type : {"f64", "f32", "f16", "bf16"}) {
    compile(R"(
      func.func @main(%x: tensor<?x3xT>, %y: tensor<?x3xT>) -> (tensor<?x3xT>, tensor<?x3xT>) {
        %p = arith.mulf %x, %y : tensor<?x3xT>
        %s = arith.addf %p, %x : tensor<?x3xT>
        return %p, %s : tensor<?x3xT>, tensor<?x3xT>
      })",
            {{"T", type}});
    for (int64_t rows : {0, 1, 2, 5, 17})
      compare("main", {{rows, 3}, {rows, 3}});
  }
}

TEST_F(NativeCodeTest, integers_of_every_width) {
  for (StringRef type : {"i64", "i32", "i16", "i8", "i1"}) {
    compile(R"(
      func.func @main(%x: tensor<2x?xT>, %y: tensor<2x?xT>) -> tensor<2x?xT> {
        %p = arith.muli %x, %y : tensor<2x?xT>
        %s = arith.subi %p, %x : tensor<2x?xT>
        return %s : tensor<2x?xT>
      })",
            {{"T", type}});
    for (int64_t columns : {0, 1, 9})
      compare("main", {{2, columns}, {2, columns}});
  }
}

TEST_F(NativeCodeTest, integers_in_wider_ones) {
  compile("func.func @main(%x: tensor<?xi5>, %y: tensor<3xi12>) -> (tensor<3xi12>, tensor<?xi5>) {"
          "  return %y, %x : tensor<3xi12>, tensor<?xi5> }");
  compare("main", {{40}, {3}});
}

static const char *const encodings[] = {
    "i2 : f32, block = 1x3, scale = f32",
    "u3 : f32, block = *x2, scale = f16, zero_point = u3",
    "i4 : f16, block = 2x5, scale = f16",
    "u5 : f64, block = *x*, scale = f64, zero_point = i8",
    "i6 : f32, block = 1x1, scale = f32",
    "u7 : bf16, block = 1x*, scale = bf16",
    "i8 : f32, block = 3x1, scale = f32, zero_point = f32",
    "u16 : f32, block = *x4, scale = f32",
    "f8E4M3FN : f32, block = 1x4, scale = f8E8M0FNU",
    "f6E2M3FN : f32, block = 1x4, scale = f32",
    "f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32",
    "i4 : f32, block = 1x2, scale = f32, zero_point = i4, decode = mul_sub",
    "lut<u4, f16> : f32, block = 1x*, scale = f32",
    "lut<u2, f32, group = 2x*> : f32, block = *x*",
    "i4 : f32, block = 1x*, scale = f32, sparsity = bitmask",
};

TEST_F(NativeCodeTest, arrays_of_every_encoding) {
  for (StringRef encoding : encodings) {
    SCOPED_TRACE(encoding.str());
    StringRef type = encoding.split(" : ").second.split(",").first;
    compile(R"(
      func.func @main(%a: !qnt.array<?x?, #qnt.encoding<ENC>>) -> (tensor<?x?xT>, !qnt.array<?x?, #qnt.encoding<ENC>>) {
        %y = qnt.dequantize %a : !qnt.array<?x?, #qnt.encoding<ENC>> -> tensor<?x?xT>
        return %y, %a : tensor<?x?xT>, !qnt.array<?x?, #qnt.encoding<ENC>>
      })",
            {{"ENC", encoding}, {"T", type}});
    for (auto [rows, columns] :
         {std::pair(3, 7), std::pair(1, 1), std::pair(4, 16), std::pair(0, 5), std::pair(2, 0)}) {
      compare("main", {{rows, columns}});
    }
  }
}

TEST_F(NativeCodeTest, arrays_of_static_shape) {
  compile(R"(
    #e = #qnt.encoding<u3 : f32, block = 2x2, scale = f16, zero_point = u3>
    func.func @main(%a: !qnt.array<3x7, #e>) -> (tensor<3x7xf32>, !qnt.array<3x7, #e>) {
      %y = qnt.dequantize %a : !qnt.array<3x7, #e> -> tensor<3x7xf32>
      return %y, %a : tensor<3x7xf32>, !qnt.array<3x7, #e>
    })");
  compare("main", {{3, 7}});
}

TEST_F(NativeCodeTest, code_book_of_vectors) {
  compile(R"(
    #e = #qnt.encoding<lut<u3, f32, group = *x*, vector = 1x2> : f32, block = 1x*, scale = f32>
    func.func @main(%a: !qnt.array<?x?, #e>) -> (tensor<?x?xf32>, !qnt.array<?x?, #e>) {
      %y = qnt.dequantize %a : !qnt.array<?x?, #e> -> tensor<?x?xf32>
      return %y, %a : tensor<?x?xf32>, !qnt.array<?x?, #e>
    })");
  for (int64_t columns : {0, 2, 10})
    compare("main", {{3, columns}});
  EXPECT_EQ(getFailure("main", {{3, 10}}, /*sizes=*/{{3, 9}}),
            "1 main: input 0: expected a multiple of 2 in dimension 1");
}

TEST_F(NativeCodeTest, quantizes) {
  compile(R"(
    #e = #qnt.encoding<i4 : f32, block = 1x3, scale = f32, zero_point = i4>
    func.func @main(%x: tensor<?x?xf32>) -> !qnt.array<?x?, #e> {
      %q = qnt.quantize %x dynamic(minmax) : tensor<?x?xf32> -> !qnt.array<?x?, #e>
      return %q : !qnt.array<?x?, #e>
    })");
  for (auto [rows, columns] : {std::pair(3, 7), std::pair(1, 1), std::pair(2, 6), std::pair(0, 5), std::pair(2, 0)})
    compare("main", {{rows, columns}});
}

/// On codes: the integer path's bits.
TEST_F(NativeCodeTest, contracts) {
  compile(R"(
    #a = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
    #w = #qnt.encoding<i4 : f32, block = *x1, scale = f32>
    func.func @main(%x: !qnt.array<?x12, #a>, %w: !qnt.array<12x5, #w>) -> tensor<?x5xf32> {
      %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x []
             : (!qnt.array<?x12, #a>, !qnt.array<12x5, #w>) -> tensor<?x5xf32>
      return %y : tensor<?x5xf32>
    })");
  for (int64_t rows : {0, 1, 7})
    compare("main", {{rows, 12}, {12, 5}});
}

TEST_F(NativeCodeTest, values_without_dimensions) {
  compile(R"(
    #e = #qnt.encoding<i4 : f32, scale = f32>
    func.func @main(%x: tensor<f32>, %a: !qnt.array<#e>) -> (tensor<f32>, !qnt.array<#e>) {
      %y = qnt.dequantize %a : !qnt.array<#e> -> tensor<f32>
      %z = arith.addf %x, %y : tensor<f32>
      return %z, %a : tensor<f32>, !qnt.array<#e>
    }
    func.func @nothing() { return }
    func.func @constant() -> tensor<3xf32> {
      %c = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
      return %c : tensor<3xf32>
    })");
  compare("main", {{}, {}});
  compare("nothing", {});
  compare("constant", {});
}

TEST_F(NativeCodeTest, results_that_are_inputs) {
  compile(R"(
    func.func @main(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
      return %x, %x : tensor<?xf32>, tensor<?xf32>
    })");
  compare("main", {{5}});
}

/// compare() checks that inputs keep their bytes.
TEST_F(NativeCodeTest, inputs_are_not_written) {
  compile(R"(
    func.func private @set(%x: tensor<?xf32>) -> tensor<?xf32> {
      %c0 = arith.constant 0 : index
      %one = arith.constant 1.0 : f32
      %y = tensor.insert %one into %x[%c0] : tensor<?xf32>
      return %y : tensor<?xf32>
    }
    func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {
      %y = func.call @set(%x) : (tensor<?xf32>) -> tensor<?xf32>
      return %y : tensor<?xf32>
    }
    func.func @fill(%x: tensor<4xf32>) -> tensor<4xf32> {
      %one = arith.constant 1.0 : f32
      %y = linalg.fill ins(%one : f32) outs(%x : tensor<4xf32>) -> tensor<4xf32>
      return %y : tensor<4xf32>
    }
    #e = #qnt.encoding<i8 : f32, block = 1x3, scale = f32>
    func.func @part(%a: !qnt.array<2x6, #e>) -> tensor<2x2xf32> {
      %c0 = arith.constant 0 : index
      %one = arith.constant 1.0 : f32
      %codes, %scales = qnt.disassemble %a : !qnt.array<2x6, #e> -> (tensor<2x6xi8>, tensor<2x2xf32>)
      %y = tensor.insert %one into %scales[%c0, %c0] : tensor<2x2xf32>
      return %y : tensor<2x2xf32>
    })");
  compare("main", {{5}});
  compare("fill", {{4}});
  compare("part", {{2, 6}});
}

TEST_F(NativeCodeTest, numbers) {
  compile(R"(
    func.func @main(%a: f32, %b: f64, %c: f16, %d: bf16, %e: i1, %f: i5, %g: i32, %h: index)
        -> (f32, f64, f16, bf16, i1, i5, i32, index) {
      %r0 = arith.addf %a, %a : f32
      %r1 = arith.addf %b, %b : f64
      %r2 = arith.addf %c, %c : f16
      %r3 = arith.addf %d, %d : bf16
      %true = arith.constant true
      %r4 = arith.xori %e, %true : i1
      %r5 = arith.addi %f, %f : i5
      %r6 = arith.addi %g, %g : i32
      %r7 = arith.addi %h, %h : index
      return %r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7 : f32, f64, f16, bf16, i1, i5, i32, index
    }
    func.func @one(%x: i5) -> i5 { return %x : i5 })");
  auto *main =
      getFunction<int32_t(float, double, uint16_t, uint16_t, uint8_t, int8_t, int32_t, int64_t, float *, double *,
                          uint16_t *, uint16_t *, uint8_t *, int8_t *, int32_t *, int64_t *, const char **)>("main");
  ASSERT_TRUE(main);
  float a;
  double b;
  uint16_t c, d;
  uint8_t e;
  int8_t f;
  int32_t g;
  int64_t h;
  EXPECT_EQ(main(1.5f, -2.5, 0x3c00, 0x3f80, 1, 9, -7, int64_t(1) << 40, &a, &b, &c, &d, &e, &f, &g, &h, nullptr), 0);
  EXPECT_EQ(a, 3.0f);
  EXPECT_EQ(b, -5.0);
  EXPECT_EQ(c, 0x4000);
  EXPECT_EQ(d, 0x4000);
  EXPECT_EQ(e, 0);
  EXPECT_EQ(f, -14); // 18 in five bits
  EXPECT_EQ(g, -14);
  EXPECT_EQ(h, int64_t(1) << 41);
  auto *one = getFunction<int32_t(int8_t, int8_t *, const char **)>("one");
  ASSERT_TRUE(one);
  EXPECT_EQ(one(-3, &f, nullptr), 0);
  EXPECT_EQ(f, -3);
}

//===----------------------------------------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------------------------------------===//

static const char *const checked = R"(
  func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {
    %c0 = arith.constant 0 : index
    %c2 = arith.constant 2 : index
    %n = tensor.dim %x, %c0 : tensor<?x4xf32>
    %y = arith.addf %x, %x : tensor<?x4xf32>
    %even = arith.remui %n, %c2 : index
    %holds = arith.cmpi eq, %even, %c0 : index
    cf.assert %holds, "expected an even number of rows"
    return %y : tensor<?x4xf32>
  }
  func.func @grow(%n: tensor<i64>) -> tensor<?xf64> {
    %size = tensor.extract %n[] : tensor<i64>
    %i = arith.index_cast %size : i64 to index
    %c = arith.constant 1.0 : f64
    %y = tensor.splat %c[%i] : tensor<?xf64>
    return %y : tensor<?xf64>
  })";

TEST_F(NativeCodeTest, bad_arguments) {
  compile(checked);
  using Main = int32_t(const float *, const int64_t *, float **, int64_t *, const char **);
  auto *main = getFunction<Main>("main");
  ASSERT_TRUE(main);
  float x[8] = {}, *y = nullptr;
  int64_t shape[2] = {2, 4}, out[2] = {-1, -1};
  const char *message = nullptr;
  auto expect = [&](int32_t status, StringRef text) {
    EXPECT_EQ(status, 1);
    EXPECT_EQ(StringRef(message), "main: " + text.str());
    EXPECT_EQ(y, nullptr);
    EXPECT_EQ(out[0], -1);
  };
  expect(main(nullptr, shape, &y, out, &message), "input 0: expected data, but got a null pointer");
  expect(main(x, nullptr, &y, out, &message), "input 0: expected its sizes, but got a null pointer");
  expect(main(x, shape, nullptr, out, &message), "expected a place for result0, but got a null pointer");
  expect(main(x, shape, &y, nullptr, &message), "expected a place for result0_shape, but got a null pointer");
  int64_t inner[2] = {2, 5}, negative[2] = {-1, 4}, huge[2] = {int64_t(1) << 39, 4};
  expect(main(x, inner, &y, out, &message), "input 0: expected size 4 in dimension 1");
  expect(main(x, negative, &y, out, &message), "input 0: expected a size from 0 to 2^40 in dimension 0");
  expect(main(x, huge, &y, out, &message), "input 0: expected at most 2^40 elements");
  // Nobody asks why.
  EXPECT_EQ(main(x, inner, &y, out, nullptr), 1);
  // No data where there are no elements.
  int64_t empty[2] = {0, 4};
  EXPECT_EQ(main(nullptr, empty, &y, out, &message), 0);
  EXPECT_EQ(out[0], 0);
  free(y);
}

TEST_F(NativeCodeTest, failures_of_the_program) {
  compile(checked);
  EXPECT_THAT(getFailure("main", {{3, 4}}), HasSubstr("expected an even number of rows"));
  EXPECT_THAT(getFailure("main", {{3, 4}}), testing::StartsWith("2 "));
  compare("main", {{2, 4}}); // and then it works
  auto *grow = getFunction<int32_t(const int64_t *, double **, int64_t *, const char **)>("grow");
  ASSERT_TRUE(grow);
  double *y = nullptr;
  int64_t shape[1];
  const char *message = nullptr;
  int64_t n = -1;
  EXPECT_EQ(grow(&n, &y, shape, &message), 2);
  EXPECT_THAT(message, HasSubstr("expected sizes that are not negative"));
  n = (int64_t(1) << 40) - 1;
  EXPECT_EQ(grow(&n, &y, shape, &message), 3);
  EXPECT_STREQ(message, "out of memory");
  n = 3;
  EXPECT_EQ(grow(&n, &y, shape, &message), 0);
  EXPECT_EQ(y[2], 1.0);
  free(y);
}

/// Neither a call that fails nor one that works keeps memory.
TEST_F(NativeCodeTest, keeps_no_memory) {
  compile(checked);
  auto *main = getFunction<int32_t(const float *, const int64_t *, float **, int64_t *, const char **)>("main");
  ASSERT_TRUE(main);
  float x[16] = {};
  auto call = [&](int64_t rows) {
    int64_t shape[2] = {rows, 4}, out[2];
    float *y = nullptr;
    int32_t status = main(x, shape, &y, out, nullptr);
    free(y);
    return status;
  };
  EXPECT_EQ(call(3), 2);
  EXPECT_EQ(call(4), 0);
  size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 100; ++i)
    if (call(3) != 2 || call(4) != 0)
      FAIL();
  EXPECT_EQ(mallinfo2().uordblks, before);
}

TEST_F(NativeCodeTest, runs_in_threads) {
  compile(checked);
  auto *main = getFunction<int32_t(const float *, const int64_t *, float **, int64_t *, const char **)>("main");
  ASSERT_TRUE(main);
  std::vector<std::thread> threads;
  std::atomic<int> numWrong = 0;
  for (int64_t rows = 1; rows <= 4; ++rows)
    threads.emplace_back([&, rows] {
      std::vector<float> x(4 * rows, static_cast<float>(rows));
      for (int i = 0; i < 2000; ++i) {
        int64_t shape[2] = {rows, 4}, out[2];
        float *y = nullptr;
        int32_t status = main(x.data(), shape, &y, out, nullptr);
        bool isRight = rows % 2 ? status == 2 && !y : status == 0 && out[0] == rows && y[4 * rows - 1] == 2 * rows;
        numWrong += !isRight;
        free(y);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(numWrong, 0);
}

//===----------------------------------------------------------------------------------------------------===//
// What cannot be compiled
//===----------------------------------------------------------------------------------------------------===//

TEST_F(NativeCodeTest, names) {
  EXPECT_EQ(getError("func.func @\"a b\"() { return }"),
            "function @a b has no name in C: expected letters, digits and underscores");
  EXPECT_EQ(getError("func.func private @f() { return }"), "the module has no public function");
  options.prefix = "2x";
  EXPECT_EQ(getError("func.func @f() { return }"),
            "expected a prefix of letters, digits and underscores, no digit first, got '2x'");
  options.prefix = "model";
  options.cpu = "abacus";
  EXPECT_THAT(getError("func.func @f() { return }"), HasSubstr(", got 'abacus'"));
  options.cpu = "native";
  options.entries = {"g"};
  EXPECT_EQ(getError("func.func @f() { return }"), "the module has no function @g");
  options.entries = {"f", "f"};
  compile("func.func @f() { return } func.func @g() { return }");
  EXPECT_TRUE(getFunction<int32_t(const char **)>("f"));
  EXPECT_FALSE(getFunction<int32_t(const char **)>("g"));
}

TEST_F(NativeCodeTest, linkers) {
  const char *program = "func.func @f() { return }";
  options.linker = "no-such-linker";
  EXPECT_EQ(getError(program), "expected a program that links, one of no-such-linker: none is there");
  options.linker = "false";
  EXPECT_THAT(getError(program), testing::MatchesRegex("the linker failed: .*false -shared -o .* .*\\.o -lm"));
}

TEST(NativeFormats, by_the_end_of_the_name) {
  EXPECT_EQ(llvm::cantFail(getNativeFormat("a/b.ll")), NativeFormat::LLVMIR);
  EXPECT_EQ(llvm::cantFail(getNativeFormat("b.o")), NativeFormat::Object);
  EXPECT_EQ(llvm::cantFail(getNativeFormat("b.c.so")), NativeFormat::SharedLibrary);
  EXPECT_EQ(llvm::toString(getNativeFormat("b.ptx").takeError()),
            "expected an output that ends in .ll, .o or .so, got 'b.ptx'");
}
