// Timing for the native benchmarks: median of several runs with its spread, beside a copy of the same
// bytes in the same run. Prints one JSON object per line.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

namespace bench {

struct Timing {
    double median = 0;  // seconds
    double fastest = 0;
    double slowest = 0;
};

template <typename Body>
double seconds_of(Body&& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline Timing timing_of(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    return {seconds[seconds.size() / 2], seconds.front(), seconds.back()};
}

/// Runs body once to warm up, then `runs` times.
template <typename Body>
Timing time(int runs, Body&& body) {
    body();
    std::vector<double> seconds;
    for (int run = 0; run < runs; ++run) { seconds.push_back(seconds_of(body)); }
    return timing_of(seconds);
}

/// Runs both in turns and takes this process's processor time, so that other work on the machine
/// changes little.
template <typename Body, typename Other>
std::pair<Timing, Timing> time_both(int runs, Body&& body, Other&& other) {
    const auto processor_seconds = [](auto&& run) {
        const std::clock_t start = std::clock();
        run();
        return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    };
    std::vector<double> seconds, seconds_of_other;
    for (int run = 0; run < runs; ++run) {
        seconds.push_back(processor_seconds(body));
        seconds_of_other.push_back(processor_seconds(other));
    }
    return {timing_of(seconds), timing_of(seconds_of_other)};
}

/// Seconds that memcpy takes for `bytes` (read once, written once) between warm buffers, one thread.
inline Timing copy(int64_t bytes, int runs) {
    std::vector<char> from(static_cast<size_t>(bytes), 1);
    std::vector<char> to(static_cast<size_t>(bytes), 2);
    return time(runs, [&] {
        std::memcpy(to.data(), from.data(), from.size());
        __asm__ volatile("" ::"r"(to.data()) : "memory");
    });
}

/// bytes: what the operation must at least move, reads plus writes. baseline: seconds of whatever the
/// figure is compared with, named by baseline_name; ratio is baseline over the operation's median.
inline void report(const std::string& operation, const std::string& input, int threads, int64_t bytes,
                   const Timing& timing, const std::string& baseline_name, const Timing& baseline) {
    std::printf(
        "{\"operation\": \"%s\", \"input\": \"%s\", \"threads\": %d, \"bytes\": %lld, "
        "\"seconds\": {\"median\": %.6g, \"min\": %.6g, \"max\": %.6g}, \"gbPerSecond\": %.4g, "
        "\"baseline\": \"%s\", \"baselineSeconds\": %.6g, \"ratio\": %.4g}\n",
        operation.c_str(), input.c_str(), threads, static_cast<long long>(bytes), timing.median,
        timing.fastest, timing.slowest, static_cast<double>(bytes) / timing.median * 1e-9,
        baseline_name.c_str(), baseline.median, baseline.median / timing.median);
    std::fflush(stdout);
}

}  // namespace bench
