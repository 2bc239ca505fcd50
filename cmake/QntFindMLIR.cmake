# Finds MLIR 22 and its tools: libMLIR, with run-time type information, as Debian builds it. Another installation can be
# named by -DMLIR_DIR=<prefix>/lib/cmake/mlir.

find_package(MLIR 22.1 CONFIG HINTS /usr/lib/llvm-22/lib/cmake/mlir)
if(NOT MLIR_FOUND)
  message(FATAL_ERROR
    "MLIR 22.1 was not found. Install libmlir-22-dev and mlir-22-tools, or give -DMLIR_DIR=<prefix>/lib/cmake/mlir")
endif()
if(NOT TARGET MLIR)
  message(FATAL_ERROR
    "The MLIR in ${MLIR_DIR} has no shared library libMLIR, which Qnt links: build it with LLVM_BUILD_LLVM_DYLIB=ON")
endif()
if(NOT LLVM_ENABLE_RTTI)
  message(FATAL_ERROR
    "The MLIR in ${MLIR_DIR} has no run-time type information, which Qnt uses: build it with LLVM_ENABLE_RTTI=ON")
endif()
message(STATUS "MLIR ${LLVM_PACKAGE_VERSION} in ${MLIR_DIR}")

set(MLIR_LINK_MLIR_DYLIB ON)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

separate_arguments(QNT_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_definitions(${QNT_LLVM_DEFINITIONS})
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
set(LLVM_EXTERNAL_LIT ${LLVM_TOOLS_BINARY_DIR}/lit)
