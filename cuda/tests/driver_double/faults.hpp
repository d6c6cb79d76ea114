// Errors to be injected and misuse that was seen.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ib::driver_double {

// Not thread-safe.
class Faults {
public:
    struct Injected {
        int code = 0;
        bool lost = false;
    };

    void fail_call(std::string call, std::int64_t nth, int code, bool lost);
    void fail_work(std::int64_t nth, int code);
    // Counts the call; what it shall return (code 0: go on).
    Injected before_call(const char* call);
    // Counts the work; the code it shall fail with.
    int before_work();

    void misuse(std::string what) { misuses_.push_back(std::move(what)); }
    const std::vector<std::string>& misuses() const { return misuses_; }
    std::int64_t calls(const std::string& call) const;

private:
    struct Planned {
        std::string call;
        std::int64_t left;
        int code;
        bool lost;
    };

    std::vector<Planned> planned_;
    std::int64_t work_left_ = 0;
    int work_code_ = 0;
    std::map<std::string, std::int64_t> calls_;
    std::vector<std::string> misuses_;
};

}  // namespace ib::driver_double
