// The kernels of cuda/kernels as host code, by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ib::driver_double {

struct Dim3 {
    unsigned x, y, z;
};

// The arguments of a launch, copied when it is queued, as the driver does.
class Arguments {
public:
    Arguments(const std::vector<std::size_t>& sizes, void** values);
    void** pointers() { return pointers_.data(); }

private:
    std::vector<std::vector<std::byte>> bytes_;
    std::vector<void*> pointers_;
};

struct Launch {
    Dim3 grid, block;
    std::size_t shared_bytes;
    std::shared_ptr<Arguments> arguments;
};

// Of the grid of a launch, in the order of their numbers, x first.
struct Blocks {
    std::uint64_t first, count;
};

struct Kernel {
    std::string name;
    std::vector<std::size_t> parameter_sizes;
    // Throws std::exception where the kernel misbehaves.
    std::function<void(const Launch& launch, Blocks blocks, std::uint64_t seed)> run;
};

// Null if there is no kernel of that name.
const Kernel* find_kernel(const std::string& name);

}  // namespace ib::driver_double
