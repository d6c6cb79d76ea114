// Which context a thread's calls are about.
#include <vector>

#include "driver.hpp"

using namespace ib::driver_double;

namespace {

// Contexts below the current one.
std::vector<Context*>& pushed() {
    thread_local std::vector<Context*> contexts;
    return contexts;
}

}  // namespace

IB_DRIVER_CALL cuCtxSetCurrent(void* context) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuCtxSetCurrent"); status != SUCCESS) { return status; }
    auto* chosen = static_cast<Context*>(context);
    if (chosen != nullptr && chosen->retained == 0) { return INVALID_CONTEXT; }
    current_context() = chosen;
    return SUCCESS;
}

IB_DRIVER_CALL cuCtxPushCurrent_v2(void* context) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter("cuCtxPushCurrent"); status != SUCCESS) { return status; }
    auto* chosen = static_cast<Context*>(context);
    if (chosen == nullptr || chosen->retained == 0) { return INVALID_CONTEXT; }
    pushed().push_back(current_context());
    current_context() = chosen;
    return SUCCESS;
}

IB_DRIVER_CALL cuCtxPopCurrent_v2(void** context) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (pushed().empty()) {
        driver.faults.misuse("cuCtxPopCurrent without a push");
        return INVALID_CONTEXT;
    }
    const int earlier = driver.enter("cuCtxPopCurrent");
    if (context != nullptr) { *context = current_context(); }
    current_context() = pushed().back();
    pushed().pop_back();
    return earlier;
}

IB_DRIVER_CALL cuCtxGetCurrent(void** context) {
    *context = current_context();
    return SUCCESS;
}

IB_DRIVER_CALL cuCtxSynchronize() {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    if (const int status = driver.enter_context("cuCtxSynchronize"); status != SUCCESS) {
        return status;
    }
    driver.wait_for_all(current_context());
    has_waited() = true;
    return current_context()->lost;
}
