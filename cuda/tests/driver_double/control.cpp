#include <cstdlib>
#include <fstream>

#include "double_control.h"
#include "driver.hpp"

#define IB_CONTROL extern "C" __attribute__((visibility("default")))

using ib::driver_double::Driver;
using ib::driver_double::Faults;
using ib::driver_double::Settings;

namespace {

// What tests of other processes than their own read.
void report() {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    std::ofstream file(std::getenv("IB_DOUBLE_REPORT"), std::ios::app);
    for (const std::string& misuse : driver.faults.misuses()) { file << misuse << "\n"; }
    for (const char* kind : {"device_bytes", "host_bytes", "imported", "streams", "events"}) {
        if (driver.open(kind) != 0) { file << driver.open(kind) << " " << kind << " left open\n"; }
    }
    file << "end\n";
}

const int reporting = std::getenv("IB_DOUBLE_REPORT") == nullptr ? 0 : std::atexit(report);

}  // namespace

IB_CONTROL int32_t ib_double_set(const char* name, int64_t value) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    int64_t* setting = driver.settings.named(name);
    if (setting == nullptr) { return 1; }
    *setting = value;
    if (setting == &driver.settings.seed) {
        driver.queue.seed(uint64_t(value));
        driver.launch_seeds.seed(uint64_t(value));
    }
    return 0;
}

IB_CONTROL void ib_double_fail_call(const char* call, int64_t nth, int32_t code, int32_t lost) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    driver.faults.fail_call(call, nth, code, lost != 0);
}

IB_CONTROL void ib_double_fail_work(int64_t nth, int32_t code) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    driver.faults.fail_work(nth, code);
}

IB_CONTROL void ib_double_reset() {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    driver.faults = Faults();
    driver.settings = Settings();
    driver.initialised = false;
    driver.contexts_made = 0;
    for (const auto& [device, context] : driver.contexts) {
        if (context) { context->lost = 0; }
    }
    driver.queue.seed(uint64_t(driver.settings.seed));
    driver.launch_seeds.seed(uint64_t(driver.settings.seed));
}

IB_CONTROL int64_t ib_double_calls(const char* call) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    return driver.faults.calls(call);
}

IB_CONTROL int64_t ib_double_open(const char* kind) {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    return driver.open(kind);
}

IB_CONTROL int64_t ib_double_fault_count() {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    return int64_t(driver.faults.misuses().size());
}

IB_CONTROL const char* ib_double_faults() {
    Driver& driver = Driver::get();
    const std::lock_guard lock(driver.mutex);
    driver.fault_text.clear();
    for (const std::string& misuse : driver.faults.misuses()) { driver.fault_text += misuse + "\n"; }
    return driver.fault_text.c_str();
}
