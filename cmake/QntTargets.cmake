# qnt_add_library, qnt_add_tool, qnt_add_unittest: one call a target, so that a stage's CMakeLists.txt lists
# only its sources and what it stands on.

include(GNUInstallDirs)
# Installed programs find the libraries installed beside them.
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}" "$ORIGIN")

# qnt_add_subdirectories(PTX Emulator ...): those that hold a CMakeLists.txt.
macro(qnt_add_subdirectories)
  foreach(directory ${ARGN})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${directory}/CMakeLists.txt)
      add_subdirectory(${directory})
    endif()
  endforeach()
endmacro()

# Precompiled headers. Each is built once and reused by every target of its kind, so that a file pays for parsing what is
# its own:
#   QntPch       upstream headers, the dialect's ops, GoogleTest: every stage on MLIR, tools, tests
#   QntPlainPch  the standard library and GoogleTest: tests without MLIR
set(QNT_PCH_OPTIONS "")
if(QNT_USE_PCH AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(QNT_PCH_OPTIONS -Xclang -fno-pch-timestamp)
endif()

function(qnt_use_pch target pch)
  if(QNT_USE_PCH)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${QNT_PCH_OPTIONS}>)
    target_precompile_headers(${target} REUSE_FROM ${pch})
    get_target_property(dependencies ${pch} MANUALLY_ADDED_DEPENDENCIES)
    if(dependencies)
      add_dependencies(${target} ${dependencies})
    endif()
  endif()
endfunction()

# qnt_add_pch(QntPch header ...)
function(qnt_add_pch name)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/pch/${name}.cpp CONTENT "// Holds a precompiled header.\n")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/pch/${name}.cpp)
  target_compile_options(${name} PRIVATE ${QNT_PCH_OPTIONS})
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

if(QNT_USE_PCH)
  set(standard_headers <algorithm> <cmath> <cstdint> <functional> <map> <numeric> <optional> <random> <string>
    <vector>)
  set(upstream_headers
    <llvm/ADT/TypeSwitch.h> <llvm/Support/raw_ostream.h>
    <mlir/IR/Builders.h> <mlir/IR/BuiltinAttributes.h> <mlir/IR/BuiltinOps.h> <mlir/IR/BuiltinTypes.h>
    <mlir/IR/DialectImplementation.h> <mlir/IR/OpDefinition.h> <mlir/IR/OpImplementation.h>
    <mlir/IR/PatternMatch.h> <mlir/Pass/Pass.h>
    <mlir/Dialect/Func/IR/FuncOps.h> <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/Tensor/IR/Tensor.h>
    <mlir/Dialect/Affine/IR/AffineOps.h> <mlir/Dialect/Arith/Utils/Utils.h>
    <mlir/Dialect/ControlFlow/IR/ControlFlow.h> <mlir/Dialect/LLVMIR/LLVMDialect.h>
    <mlir/Dialect/GPU/IR/GPUDialect.h> <mlir/Dialect/LLVMIR/NVVMDialect.h>
    <mlir/Dialect/Linalg/IR/Linalg.h> <mlir/Dialect/Linalg/Transforms/Transforms.h> <mlir/Dialect/Math/IR/Math.h>
    <mlir/Dialect/MemRef/IR/MemRef.h> <mlir/Dialect/SCF/IR/SCF.h> <mlir/Dialect/Vector/IR/VectorOps.h>
    <mlir/IR/ImplicitLocOpBuilder.h> <mlir/IR/Matchers.h> <mlir/IR/Remarks.h> <mlir/Parser/Parser.h>
    <mlir/Pass/PassManager.h> <mlir/Transforms/DialectConversion.h>)
  set(test_headers "")
  if(QNT_BUILD_TESTS)
    find_package(GTest REQUIRED)
    set(test_headers <gmock/gmock.h> <gtest/gtest.h>)
    qnt_add_pch(QntPlainPch ${standard_headers} ${test_headers})
    target_link_libraries(QntPlainPch PRIVATE GTest::gtest)
  endif()
  if(QNT_BUILD_COMPILER)
    qnt_add_pch(QntPch ${standard_headers} ${upstream_headers} ${test_headers}
                ${PROJECT_SOURCE_DIR}/include/Qnt/IR/QntOps.h)
    add_dependencies(QntPch QntIRIncGen)
    if(QNT_BUILD_TESTS)
      target_link_libraries(QntPch PRIVATE GTest::gtest) # its definitions, which the tests have on their command line
    endif()
  endif()
endif()

# Compiles a few files together: headers cost half of the time or more. Files are few in a batch, so that one that was
# edited is compiled again in seconds; tests are edited less often than what they test.
function(qnt_use_unity target files)
  if(QNT_USE_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${files})
  endif()
endfunction()

# qnt_add_library(QntIR [NO_MLIR] SOURCES a.cpp ... [DEPENDS tablegen targets] [LINK QntNumerics ...])
# NO_MLIR: a library of plain C++ that neither includes nor links MLIR.
function(qnt_add_library name)
  cmake_parse_arguments(ARG "NO_MLIR" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  add_library(Qnt::${name} ALIAS ${name})
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${name} PUBLIC cxx_std_17)
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  qnt_use_unity(${name} 6)
  if(NOT ARG_NO_MLIR)
    target_link_libraries(${name} PUBLIC MLIR LLVM)
    qnt_use_pch(${name} QntPch)
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  set_property(GLOBAL APPEND PROPERTY QNT_LIBRARIES ${name})
endfunction()

# qnt_add_tool(quant-opt [NO_MLIR] SOURCES ... LINK ...)
function(qnt_add_tool name)
  cmake_parse_arguments(ARG "NO_MLIR" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  qnt_use_unity(${name} 4)
  if(NOT ARG_NO_MLIR)
    qnt_use_pch(${name} QntPch)
  endif()
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# qnt_add_unittest(QntNumericsTests [NO_MLIR] SOURCES ... LINK ...): a GoogleTest program, known to ctest and to lit.
function(qnt_add_unittest name)
  cmake_parse_arguments(ARG "NO_MLIR" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/unittests)
  qnt_use_unity(${name} 8)
  if(ARG_NO_MLIR)
    qnt_use_pch(${name} QntPlainPch)
  else()
    qnt_use_pch(${name} QntPch)
  endif()
  add_dependencies(qnt-unittests ${name})
endfunction()

# qnt_tablegen_dialect-like helper lives with the stage that needs it; passes share this one.
# qnt_add_pass_tablegen(Compress): include/Qnt/Compress/Passes.td -> Passes.h.inc and Passes.capi.*.inc, target
# QntCompressPassIncGen
function(qnt_add_pass_tablegen stage)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name=Qnt${stage})
  mlir_tablegen(Passes.capi.h.inc -gen-pass-capi-header --prefix Qnt${stage})
  mlir_tablegen(Passes.capi.cpp.inc -gen-pass-capi-impl --prefix Qnt${stage})
  add_public_tablegen_target(Qnt${stage}PassIncGen)
endfunction()
