# -DMXSWEEP_SANITIZE=address;undefined (or thread) instruments everything.
set(MXSWEEP_SANITIZE "" CACHE STRING "Sanitizers, e.g. address;undefined")
if(MXSWEEP_SANITIZE)
  list(JOIN MXSWEEP_SANITIZE "," _mxsweep_sanitize)
  add_compile_options(-fsanitize=${_mxsweep_sanitize}
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${_mxsweep_sanitize})
endif()
