# Writes the completions that the program prints, one file a shell, into OUT:
#   cmake -DPROGRAM=mxsweep -DOUT=folder -P completions.cmake
# A program that has no such command leaves none.
set(file_bash mxsweep)
set(file_zsh _mxsweep)
set(file_fish mxsweep.fish)
file(MAKE_DIRECTORY "${OUT}")
foreach(shell bash zsh fish)
  execute_process(
    COMMAND "${PROGRAM}" completion ${shell}
    INPUT_FILE /dev/null
    OUTPUT_FILE "${OUT}/${file_${shell}}"
    ERROR_QUIET
    RESULT_VARIABLE failed
    TIMEOUT 10)
  if(failed)
    file(REMOVE "${OUT}/${file_${shell}}")
  endif()
endforeach()
