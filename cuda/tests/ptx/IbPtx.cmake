# Kernels translated back from the PTX that nvcc makes of them, to run on the harness: see
# docs/concepts/kernels-on-the-host.md.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
file(GLOB translator CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/ptx2cpp/*.py)
list(APPEND translator ${CMAKE_CURRENT_LIST_DIR}/translate.py)

add_library(ib_ptx_runtime OBJECT ptx/runtime/counters.cpp ptx/runtime/place.cpp)
target_include_directories(ib_ptx_runtime PUBLIC ${CMAKE_CURRENT_LIST_DIR}/..)
target_link_libraries(ib_ptx_runtime PRIVATE ib_flags)
set_target_properties(ib_ptx_runtime PROPERTIES POSITION_INDEPENDENT_CODE ON)

# SOURCES: PTX translated into one library of objects.
function(ib_add_translated name)
  set(sources "")
  foreach(ptx ${ARGN})
    get_filename_component(stem ${ptx} NAME_WE)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}/${stem}.cpp)
    add_custom_command(OUTPUT ${source}
      COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/translate.py ${ptx} ${source}
      DEPENDS ${ptx} ${translator} COMMENT "Translating ${stem}.ptx" VERBATIM)
    list(APPEND sources ${source})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_library(${name} OBJECT ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..)
  # Functions of 30,000 statements: what -O2 and points-to analysis gain is less than they cost. Memory has no types
  # in PTX.
  target_compile_options(${name} PRIVATE -O1 -fno-tree-pta -fno-strict-aliasing -Wno-unused-label)
  target_link_libraries(${name} PRIVATE ib_flags)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()

# RESULT ARCHITECTURE FILE.cu...: what nvcc makes of them for that virtual architecture, with the flags of the
# device image.
function(ib_compile_ptx result architecture)
  set(all "")
  set(cuda ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../..)
  file(GLOB headers CONFIGURE_DEPENDS ${cuda}/include/ib/*)
  foreach(kernel ${ARGN})
    get_filename_component(stem ${kernel} NAME_WE)
    set(ptx ${CMAKE_CURRENT_BINARY_DIR}/ptx_${architecture}/${stem}.ptx)
    add_custom_command(OUTPUT ${ptx}
      COMMAND ${IB_NVCC} -ptx -arch=compute_${architecture} -std=c++20 -O3 -fmad=false
        -I${cuda}/include -I${cuda}/../cpp/include -o ${ptx} ${kernel}
      DEPENDS ${kernel} ${headers} COMMENT "Compiling ${stem}.ptx for compute_${architecture}" VERBATIM)
    list(APPEND all ${ptx})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/ptx_${architecture})
  set(${result} ${all} PARENT_SCOPE)
endfunction()

# NAME FILE.cu...: kernels from their PTX for IB_PTX. Architectures of IB_PTX_OTHERS whose PTX says something else are
# left in other_architectures.txt, a line each, with the kernels: those are to be run too.
function(ib_add_ptx_kernels name)
  ib_compile_ptx(all ${IB_PTX} ${ARGN})
  ib_add_translated(${name} ${all})
  set(others ${CMAKE_CURRENT_BINARY_DIR}/other_architectures.txt)
  set(folders "")
  set(depends "")
  foreach(architecture ${IB_PTX_OTHERS})
    ib_compile_ptx(ptx ${architecture} ${ARGN})
    list(APPEND depends ${ptx})
    list(APPEND folders ${CMAKE_CURRENT_BINARY_DIR}/ptx_${architecture})
  endforeach()
  set(compare ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/other_architectures.py)
  add_custom_command(OUTPUT ${others}
    COMMAND ${Python3_EXECUTABLE} -B ${compare} ${others} ${CMAKE_CURRENT_BINARY_DIR}/ptx_${IB_PTX} ${folders}
    DEPENDS ${all} ${depends} ${compare} VERBATIM)
  add_custom_target(ib_other_architectures ALL DEPENDS ${others})
endfunction()

# Tests of the translator itself, on PTX written by hand: no nvcc is needed.
function(ib_add_translator_tests)
  set(tests ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tests)
  file(GLOB opcodes CONFIGURE_DEPENDS ${tests}/opcodes/*.ptx)
  ib_add_translated(ib_opcodes ${opcodes})
  ib_add_translated(ib_faulty_ptx ${tests}/faults.ptx)
  foreach(name opcodes faults)
    add_executable(test_${name} ${tests}/test_${name}.cpp $<TARGET_OBJECTS:ib_simt> $<TARGET_OBJECTS:ib_ptx_runtime>)
    target_include_directories(test_${name} PRIVATE ${tests}/../../../../cpp/tests)
    target_link_libraries(test_${name} PRIVATE ib_flags ib_simt)
  endforeach()
  target_sources(test_opcodes PRIVATE $<TARGET_OBJECTS:ib_opcodes>)
  target_sources(test_faults PRIVATE $<TARGET_OBJECTS:ib_faulty_ptx>)
  add_test(NAME ptx_opcodes COMMAND test_opcodes ${tests}/opcodes)
  add_test(NAME ptx_faults COMMAND test_faults ${tests}/faults.ptx)
  add_test(NAME ptx_translator COMMAND ${Python3_EXECUTABLE} -B ${tests}/test_translator.py)
endfunction()

# The kernels' counts, and whether what was written by hand is PTX.
function(ib_add_nvcc_tests)
  set(ptx ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  add_executable(count_kernels ${ptx}/counts/count_kernels.cpp ${ptx}/counts/augment.cpp ${ptx}/counts/gather.cpp
    ${ptx}/counts/volumes.cpp)
  target_include_directories(count_kernels PRIVATE ${ptx}/.. ${ptx}/../../../cpp/tests)
  target_link_libraries(count_kernels PRIVATE ib_flags ib_simt_kernels)
  if(IB_PTX EQUAL 90) # the architecture of the table
    add_test(NAME ptx_counts
      COMMAND ${Python3_EXECUTABLE} -B ${ptx}/counts.py check $<TARGET_FILE:count_kernels> ${IB_NVCC})
  endif()
  get_filename_component(bin ${IB_NVCC} DIRECTORY)
  find_program(IB_PTXAS ptxas HINTS ${bin})
  file(GLOB by_hand CONFIGURE_DEPENDS ${ptx}/tests/opcodes/*.ptx ${ptx}/tests/faults.ptx)
  foreach(file ${by_hand})
    get_filename_component(stem ${file} NAME_WE)
    add_test(NAME ptxas_${stem} COMMAND ${IB_PTXAS} -arch=sm_90 -o ${CMAKE_CURRENT_BINARY_DIR}/${stem}.cubin ${file})
  endforeach()
endfunction()
