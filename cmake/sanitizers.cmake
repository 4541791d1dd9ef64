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
endif()
