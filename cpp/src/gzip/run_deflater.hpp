// Deflate for voxels: runs of equal 4-byte words, everything else by its own Huffman code.
#pragma once

#include <isa-l/igzip_lib.h>

#include <cstdint>
#include <vector>

#include "base/memory.hpp"
#include "gzip/bit_writer.hpp"

namespace ib {

/// The noise in the low bits of normalised float32 voxels leaves nothing for a search of matches to
/// find, while air and clipped voxels are runs. So this is both faster and smaller on patches than any
/// search (benchmarks/operations.md has the figures); on text it is larger. Needs no SIMD: equal bytes
/// on every processor.
class RunDeflater {
public:
    /// Writes one gzip member; returns its size. target has room for bound(source_size).
    static int64_t run(const uint8_t* source, int64_t source_size, uint8_t* target);

private:
    /// Words that differ from the one before, then words that equal it.
    struct Stretch {
        uint32_t literals, repeats;
    };
    struct Tables {
        isal_huff_histogram histogram;
        isal_hufftables codes;
        uint32_t literal_counts[8][256];  // by place in two words: neighbours seldom hit one counter
        struct {
            uint32_t bits, count;
        } literals[256];
        uint32_t longest_literal;
    };

    RunDeflater(const uint8_t* source, uint8_t* target);

    void write_block(const uint8_t* begin, const uint8_t* end);
    const uint8_t* count_literals(const uint8_t* at, const uint8_t* words_end);
    const uint8_t* find_stretches(const uint8_t* begin, const uint8_t* end);
    void count_symbols(const uint8_t* tail, const uint8_t* end);
    void make_codes();
    int64_t coded_bits() const;
    void write_coded(const uint8_t* begin, const uint8_t* end);
    void write_header();
    void write_literals(const uint8_t* from, int64_t words);
    void write_match(uint32_t length);
    void write_stored(const uint8_t* begin, const uint8_t* end);

    const uint8_t* source_;
    BitWriter writer_;
    PooledArray<Tables> tables_;
    std::vector<Stretch> stretches_;
};

}  // namespace ib
