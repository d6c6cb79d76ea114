# Flags every C++ target here shares: warnings are errors, no fused multiply-add (results must be
# equal on every instruction set and device), no dependence on the build machine's processor.
add_library(ib_flags INTERFACE)
target_compile_features(ib_flags INTERFACE cxx_std_20)
target_compile_options(ib_flags INTERFACE -Wall -Wextra -Werror -ffp-contract=off -fvisibility=hidden
  -fvisibility-inlines-hidden)

# IB_SANITIZE: "", "address,undefined" or "thread".
set(IB_SANITIZE "" CACHE STRING "Sanitizers for all targets")
if(IB_SANITIZE)
  target_compile_options(ib_flags INTERFACE -fsanitize=${IB_SANITIZE} -fno-omit-frame-pointer -g1
    -fno-sanitize-recover=all)
  target_link_options(ib_flags INTERFACE -fsanitize=${IB_SANITIZE})
endif()
