// Thousands of damaged streams over guarded memory: none reaches outside it.
#include <algorithm>
#include <random>
#include <string>

#include "gzip/samples.hpp"
#include "gzip/streams.hpp"
#include "support/guarded_bytes.hpp"

namespace {

using namespace gzip;

Bytes mutated(Bytes gzip, std::mt19937& generator) {
    const uint32_t kind = generator() % 4;
    const uint32_t edits = 1 + generator() % 4;
    for (uint32_t i = 0; i < edits && !gzip.empty(); ++i) {
        const size_t place = generator() % gzip.size();
        if (kind == 0) { gzip[place] ^= static_cast<uint8_t>(1U << generator() % 8); }
        if (kind == 1) { gzip[place] = static_cast<uint8_t>(generator()); }
        if (kind == 2) { gzip.resize(place); }
        if (kind == 3) {
            gzip.insert(gzip.begin() + static_cast<int64_t>(place), static_cast<uint8_t>(generator()));
        }
    }
    return gzip;
}

/// One stream over guarded memory, in pieces of random sizes; true if it ended with a whole member.
bool inflate_guarded(const Bytes& gzip, size_t target_size, bool at_end, std::mt19937& generator) {
    const Inflater stream = inflater();
    Guarded source(gzip, at_end);
    int64_t at = 0;
    int32_t end = 0;
    for (int call = 0; call < 1000; ++call) {
        Guarded target(Bytes(generator() % (target_size + 1)), at_end);
        const int64_t piece =
            std::min<int64_t>(source.size() - at, 1 + generator() % (gzip.size() + 1));
        int64_t consumed = 0, produced = 0;
        if (ib_inflater_run(stream.get(), source.data() + at, piece, target.data(), target.size(),
                            &consumed, &produced, &end) != IB_OK) {
            return false;
        }
        CHECK(consumed >= 0 && consumed <= piece && produced >= 0 && produced <= target.size());
        at += consumed;
        if (at == source.size() && produced < target.size()) { return end == 1; }
    }
    return false;
}

void mutatedStreamsNeverReachOutsideAndAreFound() {
    std::mt19937 generator(20240229);
    std::vector<Bytes> seeds = {
        kAbc, header(4 + 8 + 16) + Bytes{2, 0, 1, 2} + text("n") + Bytes{0, 'c', 0} + kAbcBody};
    for (const int32_t level : {1, 2, 3}) {
        seeds.push_back(deflate(patch_like(700, 11), level));
        seeds.push_back(deflate(random_bytes(3000, 12), level));
        seeds.push_back(deflate(text(std::string(500, 'z')) + text("abcabcabd"), level) + kAbc);
    }
    int64_t whole = 0;
    for (int i = 0; i < 6000; ++i) {
        const Bytes& seed = seeds[generator() % seeds.size()];
        whole += inflate_guarded(mutated(seed, generator), 4000, i % 2 == 0, generator);
    }
    // A flipped bit of a time stamp or a name does no damage; most mutations are.
    CHECK(whole < 1500);
    CHECK(whole > 0);
}

}  // namespace

int main() {
    mutatedStreamsNeverReachOutsideAndAreFound();
    check_no_memory_in_use();
}
