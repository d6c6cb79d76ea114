# Runs the gate on SOURCE: what it says must match SAYS, and OUTPUT must be there where PASSES is on and
# nowhere else.
file(REMOVE ${OUTPUT})
execute_process(
  COMMAND ${CMAKE_COMMAND} -DNVCC=${NVCC}
    "-DCODE=-gencode=arch=compute_75,code=sm_75;-gencode=arch=compute_90,code=sm_90"
    -DSOURCE=${SOURCE} -DOUTPUT=${OUTPUT} -DINCLUDE=${INCLUDE} -DCPP_INCLUDE=${CPP_INCLUDE} -P ${GATE}
  RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
set(passed OFF)
if(status EQUAL 0)
  set(passed ON)
endif()
set(made OFF)
if(EXISTS ${OUTPUT})
  set(made ON)
endif()
if(NOT passed STREQUAL PASSES OR NOT made STREQUAL PASSES OR NOT said MATCHES "${SAYS}")
  message(FATAL_ERROR
    "wanted: passes ${PASSES}, says ${SAYS}. Was: passes ${passed}, image ${made}, said\n${said}")
endif()
