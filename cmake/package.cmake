# Packages by CPack (docs/releasing.md, docs/decisions/021). Included after
# install.cmake. Of the components `program` is in both packages; `debian` has
# units, user and configuration; `portable` has every library that is not the C
# library's. `cmake --install` leaves these two out.
#
# Debian 12 and 13 have the same libraries but for those of `_mxsweep_unlike`,
# whose names carry their version: these are in the package, for both.
set(_mxsweep_package "${PROJECT_SOURCE_DIR}/cmake/package")
set(_mxsweep_unlike
    "^lib(icuuc|icudata|unistring|absl_[a-z_0-9]+|arrow|parquet)\\.so")
set(_mxsweep_glibc "^(ld-linux.*|lib(c|m|pthread|dl|rt|resolv))\\.so")

# The loader takes a DT_RPATH, unlike a DT_RUNPATH, for libraries of libraries,
# too.
target_link_options(mxsweep PRIVATE -Wl,--disable-new-dtags)

# mxsweep_bundle(COMPONENT TAKE LEAVE): brings libraries along.
function(mxsweep_bundle component take leave)
  set(arrow "")
  if(ArrowWheel_FOUND)
    list(GET ArrowWheel_LIBRARIES_TO_BUNDLE 0 arrow)
    get_filename_component(arrow "${arrow}" DIRECTORY)
  endif()
  install(
    CODE "
set(program \"$<TARGET_FILE:mxsweep>\")
set(arrow \"${arrow}\")
set(libdir \"${_mxsweep_private_libdir}\")
set(docdir \"${CMAKE_INSTALL_DOCDIR}\")
set(take [[${take}]])
set(leave [[${leave}]])
include(\"${_mxsweep_package}/bundle.cmake\")"
    COMPONENT ${component}
    EXCLUDE_FROM_ALL)
endfunction()
mxsweep_bundle(debian "${_mxsweep_unlike}" ".*")
mxsweep_bundle(portable "^$" "${_mxsweep_glibc}")

# mxsweep_debian(DESTINATION FILES...)
function(mxsweep_debian destination)
  install(
    FILES ${ARGN}
    DESTINATION "${destination}"
    COMPONENT debian
    EXCLUDE_FROM_ALL)
endfunction()
mxsweep_debian(lib/systemd/system "${_mxsweep_package}/mxsweep.service"
               "${_mxsweep_package}/mxsweep.timer")
mxsweep_debian(/etc/mxsweep "${_mxsweep_package}/nightly.conf")
mxsweep_debian("${CMAKE_INSTALL_DOCDIR}" "${_mxsweep_package}/copyright")
install(
  FILES "${_mxsweep_package}/sysusers.conf"
  DESTINATION lib/sysusers.d
  RENAME mxsweep.conf
  COMPONENT debian
  EXCLUDE_FROM_ALL)
install(
  FILES "${_mxsweep_package}/lintian-overrides"
  DESTINATION share/lintian/overrides
  RENAME mxsweep
  COMPONENT debian
  EXCLUDE_FROM_ALL)

# Debian wants pages and changes packed, without the time of packing.
function(mxsweep_packed source name destination)
  set(packed "${PROJECT_BINARY_DIR}/${name}.gz")
  add_custom_command(
    OUTPUT "${packed}"
    COMMAND gzip -9nc "${source}" > "${packed}"
    DEPENDS "${source}"
    VERBATIM)
  add_custom_target(mxsweep_packed_${name} ALL DEPENDS "${packed}")
  mxsweep_debian("${destination}" "${packed}")
endfunction()
mxsweep_packed("${PROJECT_SOURCE_DIR}/docs/changelog.md" changelog
               "${CMAKE_INSTALL_DOCDIR}")
string(TIMESTAMP _mxsweep_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file("${_mxsweep_package}/changelog.in"
               "${PROJECT_BINARY_DIR}/debian_changelog")
mxsweep_packed("${PROJECT_BINARY_DIR}/debian_changelog" changelog.Debian
               "${CMAKE_INSTALL_DOCDIR}")
if(TARGET mxsweep_man)
  mxsweep_packed("${PROJECT_BINARY_DIR}/mxsweep.1" mxsweep.1
                 "${CMAKE_INSTALL_MANDIR}/man1")
endif()

set(CPACK_PACKAGE_NAME mxsweep)
set(CPACK_PACKAGE_VENDOR "the mxsweep authors")
set(CPACK_PACKAGE_CONTACT "the mxsweep authors <mxsweep@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "bulk scanner for MX records")
set(CPACK_PACKAGE_FILE_NAME
    "mxsweep-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_OUTPUT_FILE_PREFIX "${PROJECT_BINARY_DIR}/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_PROJECT_CONFIG_FILE "${_mxsweep_package}/components.cmake")

set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_NAME mxsweep)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Asks millions of domain names for their MX records and the addresses
of the mail hosts, through resolvers of one's choice or a private unbound,
and writes one table in CSV, JSON lines, Parquet or Arrow. The package has
a timer for nightly scans, which is not enabled.")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "unbound, publicsuffix")
# dpkg-shlibdeps would add those that are in the package. These names hold on 12
# and 13: where a package is called otherwise there, it provides this one.
set(_mxsweep_needs
    "libarchive13 (>= 3.6)" libbz2-1.0 "libc6 (>= 2.36)" libgcc-s1 liblzma5
    "libmaxminddb0 (>= 1.7)" libmnl0 libpsl5 "libstdc++6 (>= 12)"
    "liburing2 (>= 2.3)" libxxhash0 "libzstd1 (>= 1.5)" zlib1g)
list(JOIN _mxsweep_needs ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${_mxsweep_package}/postinst" "${_mxsweep_package}/prerm"
    "${_mxsweep_package}/postrm" "${_mxsweep_package}/conffiles")
include(CPack)
