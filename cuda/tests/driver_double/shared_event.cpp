#include "shared_event.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <utility>

namespace ib::driver_double {
namespace {

constexpr std::size_t PAGE = 4096;

void raise_to(std::atomic<std::uint64_t>& value, std::uint64_t least) {
    std::uint64_t seen = value;
    while (seen < least && !value.compare_exchange_weak(seen, least)) {}
}

}  // namespace

std::shared_ptr<SharedEvent> SharedEvent::map(SharedFile file) {
    if (!file.is_open()) { return nullptr; }
    void* page = mmap(nullptr, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file.descriptor(), 0);
    if (page == MAP_FAILED) { return nullptr; }
    return std::shared_ptr<SharedEvent>(new SharedEvent(std::move(file), static_cast<Page*>(page)));
}

std::shared_ptr<SharedEvent> SharedEvent::create() { return map(SharedFile(PAGE)); }

std::shared_ptr<SharedEvent> SharedEvent::open(const IpcHandle& handle) {
    return map(SharedFile(handle));
}

SharedEvent::~SharedEvent() { munmap(page_, PAGE); }

std::uint64_t SharedEvent::record() {
    page_->recorder = getpid();
    return ++page_->recorded;
}

void SharedEvent::reach(std::uint64_t ticket) { raise_to(page_->reached, ticket); }

void SharedEvent::want(std::uint64_t ticket) { raise_to(page_->wanted, ticket); }

}  // namespace ib::driver_double
