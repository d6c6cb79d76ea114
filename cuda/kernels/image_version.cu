// Says which version of ib_cuda.h an image was built with: ib_cuda_abi_N, for IB_CUDA_ABI_VERSION N.
//   Whoever loads an image asks for the kernel of its own version by name, and so knows whether both
//   mean the same by parameters, structures and constants. Never launched.
#include "ib/ib_cuda.h"
#include "ib/platform.cuh"

#define IB_VERSIONED_NAME(version) ib_cuda_abi_##version
#define IB_VERSIONED(version) IB_VERSIONED_NAME(version)
#define IB_REGISTERED(name) IB_KERNEL(name)

extern "C" __global__ void IB_VERSIONED(IB_CUDA_ABI_VERSION)() {}
IB_REGISTERED(IB_VERSIONED(IB_CUDA_ABI_VERSION));
