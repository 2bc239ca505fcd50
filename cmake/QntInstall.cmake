# cmake --install and find_package(Qnt).

include(CMakePackageConfigHelpers)
get_property(libraries GLOBAL PROPERTY QNT_LIBRARIES)
if(NOT libraries)
  return()
endif()
install(TARGETS ${libraries} EXPORT QntTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/Qnt ${PROJECT_SOURCE_DIR}/include/qnt-c DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.td")
install(DIRECTORY ${PROJECT_BINARY_DIR}/include/Qnt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.inc" PATTERN "Version.h")
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Qnt)
install(EXPORT QntTargets NAMESPACE Qnt:: DESTINATION ${package_dir})
configure_package_config_file(cmake/QntConfig.cmake.in ${PROJECT_BINARY_DIR}/cmake/QntConfig.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/QntConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cmake/QntConfig.cmake ${PROJECT_BINARY_DIR}/cmake/QntConfigVersion.cmake
        DESTINATION ${package_dir})
