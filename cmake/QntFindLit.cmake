# A build without MLIR finds its test runner itself: lit of LLVM's packages or of PyPI. FileCheck is used where it is.

find_program(QNT_LIT NAMES lit lit-22 HINTS /usr/lib/llvm-22/bin)
find_program(QNT_FILECHECK NAMES FileCheck FileCheck-22 HINTS /usr/lib/llvm-22/bin)
set(LLVM_TOOLS_BINARY_DIR "")
if(QNT_FILECHECK)
  get_filename_component(LLVM_TOOLS_BINARY_DIR ${QNT_FILECHECK} DIRECTORY)
endif()

# The two functions of LLVM's own CMake files that the test folders call.
function(configure_lit_site_cfg input output)
  cmake_parse_arguments(ARG "" "MAIN_CONFIG" "" ${ARGN})
  set(LIT_SITE_CFG_IN_HEADER "# Written by CMake from ${input}.")
  configure_file(${input} ${output} @ONLY)
endfunction()

function(add_lit_testsuite target comment)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  if(NOT QNT_LIT)
    message(STATUS "lit was not found: no target ${target} (install llvm-22-tools, or lit from PyPI)")
    return()
  endif()
  add_custom_target(${target} COMMAND ${QNT_LIT} -sv ${ARG_UNPARSED_ARGUMENTS} COMMENT "${comment}" USES_TERMINAL)
  add_dependencies(${target} ${ARG_DEPENDS})
endfunction()
