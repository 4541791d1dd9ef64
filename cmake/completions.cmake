# Completions for shells: what the program prints for each, if it does.
set(_mxsweep_completions "${PROJECT_BINARY_DIR}/completions")
add_custom_command(
  OUTPUT "${_mxsweep_completions}/made"
  COMMAND
    "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:mxsweep>"
    "-DOUT=${_mxsweep_completions}" -P
    "${PROJECT_SOURCE_DIR}/cmake/package/completions.cmake"
  COMMAND "${CMAKE_COMMAND}" -E touch "${_mxsweep_completions}/made"
  DEPENDS mxsweep "${PROJECT_SOURCE_DIR}/cmake/package/completions.cmake"
  VERBATIM)
add_custom_target(
  mxsweep_completions ALL DEPENDS "${_mxsweep_completions}/made")

# mxsweep_completion(FILE DESTINATION)
function(mxsweep_completion file destination)
  install(
    FILES "${_mxsweep_completions}/${file}"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/${destination}"
    COMPONENT program
    OPTIONAL)
endfunction()
mxsweep_completion(mxsweep bash-completion/completions)
mxsweep_completion(_mxsweep zsh/vendor-completions)
mxsweep_completion(mxsweep.fish fish/vendor_completions.d)
