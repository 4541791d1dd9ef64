# Where things go at `cmake --install`. Included after the program's target
# exists. The Arrow libraries of the wheel are not for others, so they lie in
# a directory of their own; their run path is $ORIGIN already, and the
# program finds them relative to itself, so the tree can be moved as a whole.
set(_mxsweep_private_libdir "${CMAKE_INSTALL_LIBDIR}/mxsweep")
file(RELATIVE_PATH _mxsweep_bin_to_lib "${CMAKE_INSTALL_FULL_BINDIR}"
     "${CMAKE_INSTALL_FULL_LIBDIR}/mxsweep")
set_target_properties(
  mxsweep PROPERTIES INSTALL_RPATH "$ORIGIN/${_mxsweep_bin_to_lib}")
install(
  TARGETS mxsweep
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT program)
if(ArrowWheel_FOUND)
  # A library need not be executable.
  install(
    FILES ${ArrowWheel_LIBRARIES_TO_BUNDLE}
    DESTINATION "${_mxsweep_private_libdir}"
    COMPONENT program)
  install(
    FILES ${ArrowWheel_LICENSES}
    DESTINATION "${CMAKE_INSTALL_DOCDIR}/arrow"
    COMPONENT program)
endif()

# The man page comes from the same table of flags as --help. It is made by
# running the program, so not when cross-compiling; completions likewise.
if(NOT CMAKE_CROSSCOMPILING)
  add_custom_command(
    OUTPUT "${PROJECT_BINARY_DIR}/mxsweep.1"
    COMMAND mxsweep --man > "${PROJECT_BINARY_DIR}/mxsweep.1"
    DEPENDS mxsweep
    VERBATIM)
  add_custom_target(mxsweep_man ALL DEPENDS "${PROJECT_BINARY_DIR}/mxsweep.1")
  install(
    FILES "${PROJECT_BINARY_DIR}/mxsweep.1"
    DESTINATION "${CMAKE_INSTALL_MANDIR}/man1"
    COMPONENT page)
  include(completions)
endif()
# Help and messages name docs/*.md.
install(
  DIRECTORY "${PROJECT_SOURCE_DIR}/docs"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}"
  COMPONENT program)
install(
  FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/README.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}"
  COMPONENT program)
