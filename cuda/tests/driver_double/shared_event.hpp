// An event that several processes record and wait for.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "shared_file.hpp"

namespace ib::driver_double {

// Thread-safe, as processes are not ordered by anything else. Every record has a ticket, counted
// from 1.
class SharedEvent {
public:
    // Null where the system refuses.
    static std::shared_ptr<SharedEvent> create();
    // The event that another process has made; null where it is gone.
    static std::shared_ptr<SharedEvent> open(const IpcHandle& handle);
    ~SharedEvent();
    SharedEvent(const SharedEvent&) = delete;
    SharedEvent& operator=(const SharedEvent&) = delete;

    IpcHandle handle() const { return file_.handle(EVENT_MAGIC); }
    // A new ticket; reach() follows when what was queued before it is done.
    std::uint64_t record();
    std::uint64_t last() const { return page_->recorded; }
    void reach(std::uint64_t ticket);
    bool has_reached(std::uint64_t ticket) const { return page_->reached >= ticket; }
    // Asks the process that recorded it to run its work that far.
    void want(std::uint64_t ticket);
    bool is_wanted(std::uint64_t ticket) const { return page_->wanted >= ticket; }
    // The process that recorded it last.
    int recorder() const { return page_->recorder; }

private:
    struct Page {
        std::atomic<std::uint64_t> recorded;
        std::atomic<std::uint64_t> reached;
        std::atomic<std::uint64_t> wanted;
        std::atomic<std::int32_t> recorder;
    };

    SharedEvent(SharedFile file, Page* page) : file_(std::move(file)), page_(page) {}
    static std::shared_ptr<SharedEvent> map(SharedFile file);

    SharedFile file_;
    Page* page_;
};

}  // namespace ib::driver_double
