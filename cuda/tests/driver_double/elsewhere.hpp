// Runs queued work when another process waits for it: nothing else would, before somebody here waits.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "shared_event.hpp"
#include "work_queue.hpp"

namespace ib::driver_double {

struct Driver;

// What one process owes to others. Guarded by the driver's mutex; its thread takes that itself.
class Elsewhere {
public:
    // Work that others may wait for by its event; starts the thread with the first.
    void owe(Driver& driver, std::shared_ptr<SharedEvent> event, std::shared_ptr<Work> work);

private:
    void serve(Driver& driver);
    // Runs one piece of work if something is wanted; false if nothing is, or nothing can run.
    bool advance(Driver& driver);
    static void stop();

    struct Debt {
        std::shared_ptr<SharedEvent> event;
        std::shared_ptr<Work> work;
    };

    std::vector<Debt> debts_;
    std::condition_variable more_;
    std::thread thread_;
    bool ended_ = false;
};

}  // namespace ib::driver_double
