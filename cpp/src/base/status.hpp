// The edge between C++ exceptions and C status codes.
#pragma once

#include <new>
#include <stdexcept>
#include <string>

#include "ib/ib_cpu.h"

namespace ib {

/// Compressed bytes that cannot be right; becomes IB_CORRUPT_DATA.
struct CorruptData : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Memory that could not be had, with the size in the text; becomes IB_OUT_OF_MEMORY.
struct OutOfMemory : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Keeps `message` for ib_last_error() in a fixed thread-local array: reporting must not allocate.
ib_status fail(ib_status code, const char* message) noexcept;

/// Throws std::invalid_argument unless `holds`.
inline void require(bool holds, const char* rule) {
    if (!holds) { throw std::invalid_argument(rule); }
}

/// As above, with the offending value after the rule.
inline void require(bool holds, const char* rule, int64_t value) {
    if (!holds) { throw std::invalid_argument(std::string(rule) + ", was " + std::to_string(value)); }
}

template <typename Body>
ib_status to_status(Body&& body) noexcept {
    try {
        body();
        return IB_OK;
    } catch (const std::invalid_argument& e) {
        return fail(IB_INVALID_ARGUMENT, e.what());
    } catch (const CorruptData& e) {
        return fail(IB_CORRUPT_DATA, e.what());
    } catch (const OutOfMemory& e) {
        return fail(IB_OUT_OF_MEMORY, e.what());
    } catch (const std::bad_alloc&) {
        return fail(IB_OUT_OF_MEMORY, "host allocation failed");
    } catch (const std::exception& e) { return fail(IB_INTERNAL, e.what()); } catch (...) {
        return fail(IB_INTERNAL, "unknown exception");
    }
}

}  // namespace ib
