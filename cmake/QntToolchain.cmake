# Compiler cache, linker, sanitizers and warnings. Everything here is a developer's choice made by a preset.

if(QNT_USE_CCACHE)
  find_program(QNT_CCACHE ccache)
  if(QNT_CCACHE)
    # A precompiled header's time stamp must not enter the hash: see also QNT_PCH_OPTIONS.
    # From the compiler's list of dependencies instead of preprocessing first, and the hash of a precompiled header once
    # instead of for every file: one second a file.
    set(QNT_CCACHE_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 CCACHE_INODECACHE=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${QNT_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${QNT_CCACHE_LAUNCHER})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${QNT_CCACHE_LAUNCHER})
  endif()
endif()

if(QNT_USE_LLD)
  find_program(QNT_LLD NAMES ld.lld-22 ld.lld REQUIRED)
  add_link_options(--ld-path=${QNT_LLD})
endif()

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-c++11-narrowing-const-reference>
                      -Wno-unknown-warning-option)
else()
  # GCC finds moves into llvm::Expected needless and values of MLIR's parsers unset; neither is so in every compiler.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-redundant-move> -Wno-maybe-uninitialized)
endif()
# Results must not depend on contraction choices of the compiler: no fused multiply-add unless written.
add_compile_options(-ffp-contract=off)
if(QNT_WERROR)
  add_compile_options(-Werror)
endif()

if(QNT_SANITIZE)
  # libMLIR is not instrumented and has no type information for vptr checks.
  add_compile_options(-fsanitize=${QNT_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all -gline-tables-only)
  add_link_options(-fsanitize=${QNT_SANITIZE} -fno-sanitize=vptr)
endif()
