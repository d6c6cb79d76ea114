// Memory whose neighbours nobody may touch.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "support/check.hpp"

namespace gzip {

using Bytes = std::vector<uint8_t>;

/// A copy between two inaccessible pages, flush with the one after it or the one before it: ISA-L is
/// assembler, so the address sanitizer does not see its strays, but the processor does.
class Guarded {
public:
    Guarded(const Bytes& content, bool at_end) : size_(content.size()) {
        const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        const size_t inner = (size_ + page - 1) / page * page + page;
        mapped_ = inner + 2 * page;
        base_ = static_cast<uint8_t*>(
            mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        CHECK(base_ != MAP_FAILED);
        CHECK_EQUAL(0, mprotect(base_ + page, inner, PROT_READ | PROT_WRITE));
        data_ = at_end ? base_ + page + inner - size_ : base_ + page;
        std::copy(content.begin(), content.end(), data_);
    }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    ~Guarded() { munmap(base_, mapped_); }

    uint8_t* data() { return data_; }
    int64_t size() const { return static_cast<int64_t>(size_); }
    Bytes bytes() const { return Bytes(data_, data_ + size_); }

private:
    size_t size_, mapped_;
    uint8_t* base_;
    uint8_t* data_;
};

}  // namespace gzip
