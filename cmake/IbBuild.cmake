# Builds TARGET of the configured folder BUILD with as many compilers at once as this process may use processors:
# `cmake --build --parallel` without a number starts one for every source, whatever the machine holds.
#   cmake -DBUILD=folder -DTARGET=name -P IbBuild.cmake
# CMAKE_BUILD_PARALLEL_LEVEL of the environment overrides the number.
set(jobs $ENV{CMAKE_BUILD_PARALLEL_LEVEL})
if(NOT jobs)
  # nproc knows the processors that the process is bound to, not the share that its control group grants.
  execute_process(COMMAND nproc OUTPUT_VARIABLE jobs OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT jobs MATCHES "^[1-9][0-9]*$")
    set(jobs 1)
  endif()
  if(EXISTS /sys/fs/cgroup/cpu.max)
    file(READ /sys/fs/cgroup/cpu.max granted)
    if(granted MATCHES "^([0-9]+) ([0-9]+)")
      math(EXPR share "(${CMAKE_MATCH_1} + ${CMAKE_MATCH_2} - 1) / ${CMAKE_MATCH_2}")
      if(share LESS jobs)
        set(jobs ${share})
      endif()
    endif()
  endif()
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD} --target ${TARGET} --parallel ${jobs}
  RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the build of ${TARGET} in ${BUILD} failed, see above")
endif()
