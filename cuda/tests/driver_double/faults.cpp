#include "faults.hpp"

namespace ib::driver_double {

void Faults::fail_call(std::string call, std::int64_t nth, int code, bool lost) {
    planned_.push_back({std::move(call), nth, code, lost});
}

void Faults::fail_work(std::int64_t nth, int code) {
    work_left_ = nth;
    work_code_ = code;
}

Faults::Injected Faults::before_call(const char* call) {
    ++calls_[call];
    ++calls_["*"];
    Injected now;
    for (Planned& planned : planned_) {
        if ((planned.call == "*" || planned.call == call) && planned.left > 0 && --planned.left == 0) {
            now = {planned.code, planned.lost};
        }
    }
    return now;
}

int Faults::before_work() { return work_left_ > 0 && --work_left_ == 0 ? work_code_ : 0; }

std::int64_t Faults::calls(const std::string& call) const {
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
}

}  // namespace ib::driver_double
