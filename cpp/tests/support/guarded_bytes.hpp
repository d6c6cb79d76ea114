// Memory whose neighbours nobody may touch.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <map>
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
        inner_ = (size_ + page - 1) / page * page + page;
        base_ = idle().take(inner_);
        if (base_ == nullptr) {
            base_ = static_cast<uint8_t*>(
                mmap(nullptr, inner_ + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
            CHECK(base_ != MAP_FAILED);
            CHECK_EQUAL(0, mprotect(base_ + page, inner_, PROT_READ | PROT_WRITE));
        }
        data_ = at_end ? base_ + page + inner_ - size_ : base_ + page;
        std::copy(content.begin(), content.end(), data_);
    }
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;
    ~Guarded() { idle().put(inner_, base_); }

    uint8_t* data() { return data_; }
    int64_t size() const { return static_cast<int64_t>(size_); }
    Bytes bytes() const { return Bytes(data_, data_ + size_); }

private:
    /// Mappings that nobody uses, by what lies between their guards: a fuzz target asks for some per
    /// input, and the kernel takes longer to map them than most inputs to run.
    class Idle {
    public:
        uint8_t* take(size_t inner) {
            std::vector<uint8_t*>& of = all_[inner];
            if (of.empty()) { return nullptr; }
            uint8_t* base = of.back();
            of.pop_back();
            return base;
        }
        void put(size_t inner, uint8_t* base) { all_[inner].push_back(base); }

    private:
        std::map<size_t, std::vector<uint8_t*>> all_;
    };

    static Idle& idle() {
        thread_local Idle idle;
        return idle;
    }

    size_t size_, inner_;
    uint8_t* base_;
    uint8_t* data_;
};

}  // namespace gzip
