# IB_GLIBC: the oldest glibc that shared libraries shall run with, such as 2.28; by default that of this machine.
set(IB_GLIBC "" CACHE STRING "The oldest glibc that shared libraries shall run with")

# Links a shared library against what IB_GLIBC has (glibc/stubs.py). The unwinder comes from libgcc_s, which every
# distribution installs beside glibc: that of libgcc_eh.a asks for a glibc as new as this machine's.
function(ib_run_with_older_glibc target)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/glibc-${IB_GLIBC})
  execute_process(COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/glibc/stubs.py ${IB_GLIBC} ${CMAKE_C_COMPILER}
    ${folder} COMMAND_ERROR_IS_FATAL ANY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/glibc/older.cpp)
  # Without sections that nobody needs: some of libstdc++.a's ask for a newer glibc.
  target_link_options(${target} PRIVATE -L${folder} -Wl,--gc-sections,--no-undefined -shared-libgcc)
endfunction()
