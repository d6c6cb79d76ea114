#include "base/status.hpp"

#include <cstring>

namespace ib {
namespace {

thread_local char last_error[256] = "";

}  // namespace

ib_status fail(ib_status code, const char* message) noexcept {
    std::strncpy(last_error, message, sizeof last_error - 1);
    last_error[sizeof last_error - 1] = '\0';
    return code;
}

}  // namespace ib

extern "C" const char* ib_last_error(void) { return ib::last_error; }

extern "C" int32_t ib_abi_version(void) { return IB_ABI_VERSION; }
