//===- passes.c - C API: every pass and pipeline, with and without options, and their errors --------------===//
// RUN: %qnt_build/test/CAPI/passes | FileCheck %s
// Every pass and pipeline that quant-opt has can be named.
// RUN: quant-opt --help | sed -n 's/^ \{3,\}--\(qnt-[a-z0-9-]*\) .*/\1/p' | sort -u > %t.passes
// RUN: grep -x qnt-import %t.passes
// RUN: xargs %qnt_build/test/CAPI/passes < %t.passes
// Every pass has its creator.
// RUN: llvm-nm -D --defined-only %qnt_libs/libQnt-C.so | %python %S/Inputs/check-pass-creators.py %source
#include "qnt-c/Passes.h"
#include "Testing.h"
#include "mlir-c/Dialect/Arith.h"
#include "mlir-c/Dialect/Func.h"
#include "mlir-c/Dialect/Linalg.h"
#include "mlir-c/Dialect/Quant.h"
#include "mlir-c/Transforms.h"

static const char *const kProgram =
    "func.func @dense(%x: tensor<?x4xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {\n"
    "  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, -8.0]]> : tensor<4x2xf32>\n"
    "  %y = linalg.matmul ins(%x, %w : tensor<?x4xf32>, tensor<4x2xf32>)\n"
    "                     outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>\n"
    "  return %y : tensor<?x2xf32>\n"
    "}\n";

static MlirModule parse(MlirContext context) {
  MlirModule module = mlirModuleCreateParse(context, str(kProgram));
  EXPECT(!mlirModuleIsNull(module));
  return module;
}

static void print(MlirModule module) { mlirOperationPrint(mlirModuleGetOperation(module), writeText, stdout); }

/// Runs a pipeline given as text on a fresh module and prints it.
static void runText(MlirContext context, const char *pipeline) {
  MlirModule module = parse(context);
  MlirPassManager manager = mlirPassManagerCreate(context);
  EXPECT(mlirLogicalResultIsSuccess(
      mlirOpPassManagerAddPipeline(mlirPassManagerGetAsOpPassManager(manager), str(pipeline), writeText, stdout)));
  if (mlirLogicalResultIsSuccess(mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(module))))
    print(module);
  else
    printf("failed\n");
  mlirPassManagerDestroy(manager);
  mlirModuleDestroy(module);
}

static void testCreated(MlirContext context) {
  printf("@created\n");
  MlirModule module = parse(context);
  MlirPassManager manager = mlirPassManagerCreate(context);
  qntOpPassManagerAddImportPipeline(mlirPassManagerGetAsOpPassManager(manager));
  mlirPassManagerAddOwnedPass(manager, mlirCreateTransformsCanonicalizer());
  EXPECT(mlirLogicalResultIsSuccess(mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(module))));
  // The default options leave a weight of 8 elements as it is.
  mlirPassManagerAddOwnedPass(manager, mlirCreateQntCompressQuantizeWeights());
  EXPECT(mlirLogicalResultIsSuccess(mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(module))));
  // CHECK-LABEL: @created
  // CHECK: %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<4x2xf32>
  // CHECK: qnt.dot_general %{{.*}}, %[[W]]
  print(module);
  qntOpPassManagerAddFusePipeline(mlirPassManagerGetAsOpPassManager(manager));
  EXPECT(mlirLogicalResultIsSuccess(mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(module))));
  // CHECK: qnt.kernel "
  print(module);
  mlirPassManagerDestroy(manager);
  mlirModuleDestroy(module);
}

static void testText(MlirContext context) {
  printf("@text\n");
  // CHECK-LABEL: @text
  // CHECK: #[[I4:.*]] = #qnt.encoding<i4 : f32, block = 2x1, scale = f32>
  // CHECK: #[[I8:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
  // CHECK: %[[W:.*]] = qnt.constant {{.*}} : !qnt.array<4x2, #[[I4]]>
  // CHECK: %[[A:.*]] = qnt.quantize %{{.*}} dynamic(absmax) : tensor<?x4xf32> -> !qnt.array<?x4, #[[I8]]>
  // CHECK: qnt.dot_general %[[A]], %[[W]]
  runText(context,
          "qnt-import,qnt-quantize-weights{dtype=int4 granularity=per_block block-size=2 weight-num-threshold=0},"
          "qnt-quantize-activations{granularity=per_token}");
}

static void testErrors(MlirContext context) {
  printf("@errors\n");
  MlirPassManager manager = mlirPassManagerCreate(context);
  MlirOpPassManager passes = mlirPassManagerGetAsOpPassManager(manager);
  // CHECK-LABEL: @errors
  // CHECK: 'qnt-no-such-pass' does not refer to a registered pass or pass pipeline
  EXPECT(mlirLogicalResultIsFailure(mlirOpPassManagerAddPipeline(passes, str("qnt-no-such-pass"), writeText, stdout)));
  // CHECK: no such option colour
  EXPECT(mlirLogicalResultIsFailure(
      mlirOpPassManagerAddPipeline(passes, str("qnt-quantize-weights{colour=red}"), writeText, stdout)));
  mlirPassManagerDestroy(manager);
  // A pass that fails says why, and the result tells.
  // CHECK: error: qnt-quantize-weights: expected dtype int2..int8, {{.*}}, got 'int9'{{$}}
  // CHECK: failed
  runText(context, "qnt-import,qnt-quantize-weights{dtype=int9 weight-num-threshold=0}");
  // CHECK: done
  printf("\ndone\n");
}

/// Each name is that of a pass or pipeline.
static void testNamed(MlirContext context, int numNames, char **names) {
  for (int i = 0; i < numNames; ++i) {
    MlirPassManager manager = mlirPassManagerCreate(context);
    EXPECT(mlirLogicalResultIsSuccess(
        mlirOpPassManagerAddPipeline(mlirPassManagerGetAsOpPassManager(manager), str(names[i]), writeText, stdout)));
    mlirPassManagerDestroy(manager);
  }
}

int main(int argc, char **argv) {
  MlirDialectHandle handles[] = {mlirGetDialectHandle__func__(), mlirGetDialectHandle__arith__(),
                                 mlirGetDialectHandle__linalg__(), mlirGetDialectHandle__quant__()};
  MlirContext context = createContext(4, handles);
  qntRegisterAllPasses();
  qntRegisterAllPasses();
  testCreated(context);
  testText(context);
  testErrors(context);
  testNamed(context, argc - 1, argv + 1);
  mlirContextDestroy(context);
  return 0;
}
