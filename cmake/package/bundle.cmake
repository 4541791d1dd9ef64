# Copies shared libraries that the program needs to where it finds them, beside
# Arrow's, with the licences that Debian has of them. Included while a component
# is installed; `program`, `arrow` (a folder), `libdir`, `docdir` (of the
# prefix) and two patterns are set: `leave`, libraries that the system has, and
# `take`, those of them that are copied all the same.
file(
  GET_RUNTIME_DEPENDENCIES
  EXECUTABLES "${program}"
  RESOLVED_DEPENDENCIES_VAR found
  UNRESOLVED_DEPENDENCIES_VAR missing
  DIRECTORIES "${arrow}"
  PRE_INCLUDE_REGEXES "${take}"
  PRE_EXCLUDE_REGEXES "${leave}")
if(missing)
  message(FATAL_ERROR "not found, but needed in the package: ${missing}")
endif()
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")

# Which package of Debian a file is of. /lib is /usr/lib, but dpkg knows files
# under one of the two names.
function(owner_of file result)
  string(REGEX REPLACE "^/usr" "" short "${file}")
  foreach(name "${file}" "${short}")
    execute_process(
      COMMAND dpkg -S "${name}"
      OUTPUT_VARIABLE said
      ERROR_QUIET)
    if(said MATCHES "^([^:]+):")
      set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

foreach(library ${found})
  if(library MATCHES "/lib(arrow|parquet)\\.so")
    continue() # with the program
  endif()
  # One file under the name that the loader asks for.
  get_filename_component(name "${library}" NAME)
  file(REAL_PATH "${library}" real)
  file(MAKE_DIRECTORY "${root}/${libdir}" "${root}/${docdir}/licenses")
  file(COPY_FILE "${real}" "${root}/${libdir}/${name}")
  list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${root}/${libdir}/${name}")
  owner_of("${real}" package)
  if(EXISTS "/usr/share/doc/${package}/copyright")
    file(REAL_PATH "/usr/share/doc/${package}/copyright" terms)
    file(COPY_FILE "${terms}" "${root}/${docdir}/licenses/${package}")
  endif()
endforeach()
