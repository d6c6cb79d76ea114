// cp.async: what is copied arrives when its group is waited for, as late as PTX allows.
#pragma once

#include <vector>

#include "memory.hpp"

namespace ptx {

class Copies {
public:
    /// `bytes` at the shared address from the global one, of which only `read` are read; the rest are
    /// 0.
    template <uint32_t bytes>
    void add(Place& t, int line, uint32_t to, uint64_t from, uint32_t read) {
        if (read > bytes) { t.fail(line, "cp.async reads more than it writes"); }
        Copy copy{t.at<Space::shared>(line, to, bytes), {}, bytes, read, open_};
        if (read > 0) { copy.from = t.at<Space::global>(line, from, bytes); }
        count_load<Space::global>(t, from, read);
        count_store<Space::shared>(t, bytes);
        pending_.push_back(copy);
    }

    void commit() { ++open_; }

    /// For all but the `left` groups committed last; with `all` for what was not committed too.
    void wait(uint32_t left, bool all) {
        const uint64_t end = all ? open_ + 1 : open_ < left ? 0 : open_ - left;
        std::erase_if(pending_, [end](const Copy& copy) {
            if (copy.group >= end) { return false; }
            std::memset(copy.to, 0, copy.bytes);
            if (copy.read > 0) { std::memcpy(copy.to, copy.from, copy.read); }
            return true;
        });
    }

private:
    struct Copy {
        unsigned char* to;
        const unsigned char* from;
        uint32_t bytes, read;
        uint64_t group;
    };

    std::vector<Copy> pending_;
    uint64_t open_ = 0;
};

}  // namespace ptx
