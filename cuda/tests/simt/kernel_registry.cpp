// The kernels linked in, by name.
#include <cstring>

#include "failure.hpp"
#include "simt.hpp"
#include "thread.hpp"

namespace simt {
namespace {

constexpr int kMaxKernels = 64;

Kernel kernels[kMaxKernels];
int kernel_count = 0;

}  // namespace

const Kernel* kernel_named(const char* name) {
    for (int i = 0; i < kernel_count; ++i) {
        if (std::strcmp(kernels[i].name, name) == 0) { return &kernels[i]; }
    }
    return nullptr;
}

bool find_kernel(const char* name, Parameters* out) {
    const Kernel* kernel = kernel_named(name);
    if (kernel != nullptr && out != nullptr) { *out = kernel->parameters; }
    return kernel != nullptr;
}

void add_kernel(const Kernel& kernel) {
    if (kernel_count == kMaxKernels) { die("more than %d kernels", kMaxKernels); }
    kernels[kernel_count++] = kernel;
}

}  // namespace simt
