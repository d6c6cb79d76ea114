# Where there is no nvcc, the build says that the image is left out, and goes on.
file(REMOVE_RECURSE ${FOLDER})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${FOLDER} -DIB_NVCC=OFF -DBUILD_TESTING=OFF
  RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT status EQUAL 0 OR NOT said MATCHES "nvcc not found, ib_cuda.fatbin is left out")
  message(FATAL_ERROR "configured with ${status} and said\n${said}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${FOLDER} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the build ended with ${status}")
endif()
