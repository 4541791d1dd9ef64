# -DMXSWEEP_SANITIZE=address;undefined (or thread) instruments everything.
set(MXSWEEP_SANITIZE "" CACHE STRING "Sanitizers, e.g. address;undefined")
if(MXSWEEP_SANITIZE)
  list(JOIN MXSWEEP_SANITIZE "," _mxsweep_sanitize)
  add_compile_options(-fsanitize=${_mxsweep_sanitize}
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(MXSWEEP_SANITIZE MATCHES "undefined")
    # Its check of virtual tables opens a pipe for every new type, which the
    # tests of descriptor shortage cannot spare.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  add_link_options(-fsanitize=${_mxsweep_sanitize})
  # Instrumented programs are large, and there are many of them.
  find_program(MXSWEEP_LLD ld.lld)
  if(MXSWEEP_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

# For target all_verify_interface_header_sets: whether a header compiles alone
# is known before any code is generated. Nothing else can be built so.
option(MXSWEEP_SYNTAX_ONLY "Read sources, generate nothing" OFF)
if(MXSWEEP_SYNTAX_ONLY)
  add_compile_options(-fsyntax-only)
endif()
