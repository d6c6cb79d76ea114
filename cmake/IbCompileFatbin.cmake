# Compiles SOURCE to OUTPUT with NVCC for CODE and reads what ptxas says of every kernel on every
# architecture: registers spilled to memory, or more static shared memory than a block may have, is an
# error. The report is left beside OUTPUT.
# No fused multiply-add: results must be equal on every device and on the host.
execute_process(
  COMMAND ${NVCC} -fatbin -std=c++20 -O3 -fmad=false -Werror=all-warnings -Xptxas=-v --threads=0
    -I${INCLUDE} -I${CPP_INCLUDE} ${CODE} -o ${OUTPUT}.new ${SOURCE}
  RESULT_VARIABLE status OUTPUT_VARIABLE report ERROR_VARIABLE report)
file(WRITE ${OUTPUT}.txt "${report}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${report}")
endif()

# Bytes a block may have, static and dynamic together.
set(limit_75 65536)
set(limit_80 166912)
set(limit_86 101376)
set(limit_89 101376)
set(limit_90 232448)
set(limit_100 232448)
set(limit_120 101376)
# Static shared memory has this limit everywhere.
set(static_limit 49152)

string(REPLACE ";" "," lines "${report}")
string(REPLACE "\n" ";" lines "${lines}")
set(kernels 0)
set(spill_reports 0)
foreach(line IN LISTS lines)
  if(line MATCHES "Compiling entry function '([^']+)' for 'sm_([0-9]+)'")
    set(kernel ${CMAKE_MATCH_1})
    set(architecture ${CMAKE_MATCH_2})
    math(EXPR kernels "${kernels} + 1")
  elseif(line MATCHES "([0-9]+) bytes stack frame, ([0-9]+) bytes spill stores, ([0-9]+) bytes spill loads")
    math(EXPR spill_reports "${spill_reports} + 1")
    if(NOT CMAKE_MATCH_2 EQUAL 0 OR NOT CMAKE_MATCH_3 EQUAL 0)
      message(FATAL_ERROR "${kernel} spills on sm_${architecture}: ${line}")
    endif()
  elseif(line MATCHES "([0-9]+) bytes smem")
    set(bytes ${CMAKE_MATCH_1})
    set(limit ${limit_${architecture}})
    if(limit GREATER static_limit)
      set(limit ${static_limit})
    endif()
    if(bytes GREATER limit)
      message(FATAL_ERROR
        "${kernel} on sm_${architecture} has ${bytes} bytes of shared memory, at most ${limit} fit")
    endif()
  endif()
endforeach()
if(kernels EQUAL 0)
  message(FATAL_ERROR "ptxas reported no kernel: the gate read nothing")
endif()
if(spill_reports LESS kernels)
  message(FATAL_ERROR "ptxas reported ${kernels} kernels, but spills of ${spill_reports}: see ${OUTPUT}.txt")
endif()
file(RENAME ${OUTPUT}.new ${OUTPUT})
message(STATUS "ptxas: ${kernels} kernels, no spills, shared memory within limits")
