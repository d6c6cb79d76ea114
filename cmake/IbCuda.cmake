# The device image: one fatbin with machine code for every architecture here, and PTX of the newest, so
# that later ones can run it, and of the oldest, for those between (11.0), for which newer PTX is of no
# use. Without nvcc there is none, and the build says so.
set(IB_CUDA_ARCHITECTURES 75 80 86 89 90 100 120)
set(IB_CUDA_PTX 75 120)
set(IB_CUDA_FOLDER ${CMAKE_CURRENT_LIST_DIR}/../cuda)

option(IB_CUDA_IMAGE "Compile the device image where nvcc is found" ON)
find_program(IB_NVCC nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)

# TARGET NAME...: TARGET.fatbin of kernels/NAME.cu, gated by what ptxas says of each architecture.
function(ib_add_fatbin target)
  if(NOT IB_CUDA_IMAGE)
    return()
  endif()
  if(NOT IB_NVCC)
    message(STATUS "cuda: nvcc not found, ${target}.fatbin is left out; the rest is built")
    return()
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR})
  set(source ${folder}/${target}.cu)
  set(all "")
  foreach(name ${ARGN})
    string(APPEND all "#include \"${IB_CUDA_FOLDER}/kernels/${name}.cu\"\n")
  endforeach()
  file(CONFIGURE OUTPUT ${source} CONTENT "${all}" @ONLY)
  set(code "")
  foreach(architecture ${IB_CUDA_PTX})
    list(APPEND code "-gencode=arch=compute_${architecture},code=compute_${architecture}")
  endforeach()
  foreach(architecture ${IB_CUDA_ARCHITECTURES})
    list(APPEND code "-gencode=arch=compute_${architecture},code=sm_${architecture}")
  endforeach()
  file(GLOB headers CONFIGURE_DEPENDS ${IB_CUDA_FOLDER}/include/ib/* ${IB_CUDA_FOLDER}/kernels/*.cu)
  add_custom_command(
    OUTPUT ${folder}/${target}.fatbin
    COMMAND ${CMAKE_COMMAND} -DNVCC=${IB_NVCC} "-DCODE=${code}" -DSOURCE=${source}
      -DOUTPUT=${folder}/${target}.fatbin -DINCLUDE=${IB_CUDA_FOLDER}/include
      -DCPP_INCLUDE=${IB_CUDA_FOLDER}/../cpp/include
      -P ${IB_CUDA_FOLDER}/../cmake/IbCompileFatbin.cmake
    DEPENDS ${source} ${headers} ${IB_CUDA_FOLDER}/../cmake/IbCompileFatbin.cmake
    COMMENT "Compiling ${target}.fatbin" VERBATIM)
  add_custom_target(${target}_fatbin ALL DEPENDS ${folder}/${target}.fatbin)
endfunction()
