#include "gzip/run_deflater.hpp"

#include <isa-l/crc.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "gzip/match_lengths.hpp"

namespace ib {
namespace {

// Long enough to pay for its code table, short enough to stay in the second-level cache between the
// pass that counts and the one that writes.
constexpr int64_t kBlockBytes = 512 * 1024;
constexpr int64_t kWord = 4;
constexpr int64_t kMaxStored = 65535;
constexpr uint32_t kEndOfBlock = 256;
constexpr size_t kDistanceOfWord = 3;  // the code of distance 4, no extra bits

uint32_t load_word(const uint8_t* bytes) {
    uint32_t word;
    std::memcpy(&word, bytes, 4);
    return word;
}

uint64_t load_two(const uint8_t* bytes) {
    uint64_t words;
    std::memcpy(&words, bytes, 8);
    return words;
}

void append_little_endian(BitWriter& writer, uint32_t value) {
    writer.put(value, 32);
    writer.flush();
}

}  // namespace

RunDeflater::RunDeflater(const uint8_t* source, uint8_t* target)
    : source_(source), writer_(target), tables_(1) {
    stretches_.reserve(kBlockBytes / kWord / 2 + 1);
}

int64_t RunDeflater::run(const uint8_t* source, int64_t source_size, uint8_t* target) {
    constexpr std::array<uint8_t, 10> kHeader = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255};
    RunDeflater deflater(source, target);
    deflater.writer_.append(kHeader.data(), kHeader.size());
    uint32_t crc = 0;
    for (int64_t begin = 0; begin < source_size; begin += kBlockBytes) {
        const int64_t size = std::min(kBlockBytes, source_size - begin);
        crc = crc32_gzip_refl(crc, source + begin, static_cast<uint64_t>(size));
        deflater.write_block(source + begin, source + begin + size);
    }
    deflater.writer_.put(3, 10);  // an empty last block
    deflater.writer_.align();
    append_little_endian(deflater.writer_, crc);
    append_little_endian(deflater.writer_, static_cast<uint32_t>(source_size));
    return deflater.writer_.align() - target;
}

void RunDeflater::write_block(const uint8_t* begin, const uint8_t* end) {
    const uint8_t* tail = find_stretches(begin, end);
    count_symbols(tail, end);
    make_codes();
    if (coded_bits() >= 8 * (end - begin)) { return write_stored(begin, end); }
    write_coded(begin, end);
}

/// Counts words up to the first that equals the one before. Neighbours have counters of their own:
/// their high bytes are mostly equal, and to add twice to one counter waits for the first to be stored.
const uint8_t* RunDeflater::count_literals(const uint8_t* at, const uint8_t* words_end) {
    auto& counts = tables_[0].literal_counts;
    const auto count = [&counts](uint32_t word, size_t bank) {
        ++counts[bank][word & 255];
        ++counts[bank + 1][word >> 8 & 255];
        ++counts[bank + 2][word >> 16 & 255];
        ++counts[bank + 3][word >> 24];
    };
    if (at == source_ && at < words_end) {  // has none before
        count(load_word(at), 0);
        at += kWord;
    }
    for (; words_end - at >= 2 * kWord; at += 2 * kWord) {
        const uint64_t words = load_two(at);
        const auto first = static_cast<uint32_t>(words);
        const auto second = static_cast<uint32_t>(words >> 32);
        if (first == load_word(at - kWord)) { return at; }
        count(first, 0);
        if (second == first) { return at + kWord; }
        count(second, 4);
    }
    if (at < words_end && load_word(at) != load_word(at - kWord)) {
        count(load_word(at), 0);
        at += kWord;
    }
    return at;
}

const uint8_t* RunDeflater::find_stretches(const uint8_t* begin, const uint8_t* end) {
    auto& counts = tables_[0].literal_counts;
    std::memset(counts, 0, sizeof counts);
    stretches_.clear();
    const uint8_t* at = begin;
    const uint8_t* const words_end = begin + (end - begin) / kWord * kWord;
    while (at < words_end) {
        const uint8_t* const literals = at;
        at = count_literals(at, words_end);
        const uint8_t* const repeats = at;
        while (words_end - at >= 2 * kWord && load_two(at) == load_two(at - kWord)) { at += 2 * kWord; }
        while (at < words_end && load_word(at) == load_word(at - kWord)) { at += kWord; }
        stretches_.push_back({static_cast<uint32_t>((repeats - literals) / kWord),
                              static_cast<uint32_t>((at - repeats) / kWord)});
    }
    return at;
}

void RunDeflater::count_symbols(const uint8_t* tail, const uint8_t* end) {
    Tables& tables = tables_[0];
    isal_huff_histogram& histogram = tables.histogram;
    std::memset(&histogram, 0, sizeof histogram);
    for (size_t i = 0; i < 256; ++i) {
        for (const auto& counts : tables.literal_counts) {
            histogram.lit_len_histogram[i] += counts[i];
        }
    }
    for (; tail < end; ++tail) { ++histogram.lit_len_histogram[*tail]; }
    histogram.lit_len_histogram[kEndOfBlock] = 1;
    for (const Stretch& stretch : stretches_) {
        for_each_length(stretch.repeats * kWord, [&](uint32_t length) {
            ++histogram.lit_len_histogram[symbol_of(length)];
            ++histogram.dist_histogram[kDistanceOfWord];
        });
    }
}

void RunDeflater::make_codes() {
    Tables& tables = tables_[0];
    if (isal_create_hufftables_subset(&tables.codes, &tables.histogram) != 0) {
        throw std::runtime_error("isal_create_hufftables_subset failed");
    }
    uint32_t longest = 0;
    for (size_t i = 0; i < 256; ++i) {
        longest = std::max<uint32_t>(longest, tables.codes.lit_table_sizes[i]);
        tables.literals[i] = {tables.codes.lit_table[i], tables.codes.lit_table_sizes[i]};
    }
    tables.longest_literal = longest;
}

int64_t RunDeflater::coded_bits() const {
    const Tables& tables = tables_[0];
    auto bits =
        static_cast<int64_t>(tables.codes.deflate_hdr_count * 8 + tables.codes.deflate_hdr_extra_bits);
    for (size_t i = 0; i <= kEndOfBlock; ++i) {
        bits += static_cast<int64_t>(tables.histogram.lit_len_histogram[i]) *
                tables.codes.lit_table_sizes[i];
    }
    for (const Stretch& stretch : stretches_) {
        for_each_length(stretch.repeats * kWord, [&](uint32_t length) {
            bits += (tables.codes.len_table[length - kMinLength] & 31) +
                    tables.codes.dcodes_sizes[kDistanceOfWord];
        });
    }
    return bits;
}

void RunDeflater::write_header() {
    const isal_hufftables& codes = tables_[0].codes;
    for (uint32_t i = 0; i < codes.deflate_hdr_count; ++i) {
        writer_.put(i == 0 ? codes.deflate_hdr[0] & 0xFE : codes.deflate_hdr[i],
                    8);  // not the last block
        writer_.flush();
    }
    const uint32_t rest = codes.deflate_hdr_extra_bits;
    writer_.put(codes.deflate_hdr[codes.deflate_hdr_count] & ((1U << rest) - 1), rest);
    writer_.flush();
}

void RunDeflater::write_literals(const uint8_t* from, int64_t words) {
    BitWriter writer = writer_;  // in registers
    const auto& literals = tables_[0].literals;
    const bool fits = tables_[0].longest_literal <= 14;  // four and 7 pending bits in 64
    for (const uint8_t* const end = from + words * kWord; from < end; from += kWord) {
        const uint32_t word = load_word(from);
        const auto a = literals[word & 255];
        const auto b = literals[word >> 8 & 255];
        const auto c = literals[word >> 16 & 255];
        const auto d = literals[word >> 24];
        writer.put(a.bits | uint64_t{b.bits} << a.count, a.count + b.count);
        if (!fits) { writer.flush(); }
        writer.put(c.bits | uint64_t{d.bits} << c.count, c.count + d.count);
        writer.flush();
    }
    writer_ = writer;
}

void RunDeflater::write_match(uint32_t length) {
    const isal_hufftables& codes = tables_[0].codes;
    const uint32_t code = codes.len_table[length - kMinLength];
    writer_.put(code >> 5, code & 31);
    writer_.put(codes.dcodes[kDistanceOfWord], codes.dcodes_sizes[kDistanceOfWord]);
    writer_.flush();
}

void RunDeflater::write_coded(const uint8_t* begin, const uint8_t* end) {
    write_header();
    for (const Stretch& stretch : stretches_) {
        write_literals(begin, stretch.literals);
        for_each_length(stretch.repeats * kWord, [this](uint32_t length) { write_match(length); });
        begin += (int64_t{stretch.literals} + stretch.repeats) * kWord;
    }
    const isal_hufftables& codes = tables_[0].codes;
    for (; begin < end; ++begin) {
        writer_.put(codes.lit_table[*begin], codes.lit_table_sizes[*begin]);
        writer_.flush();
    }
    writer_.put(codes.lit_table[kEndOfBlock], codes.lit_table_sizes[kEndOfBlock]);
    writer_.flush();
}

void RunDeflater::write_stored(const uint8_t* begin, const uint8_t* end) {
    while (begin < end) {
        const int64_t size = std::min(kMaxStored, end - begin);
        writer_.put(0, 3);
        writer_.align();
        append_little_endian(writer_, static_cast<uint32_t>(size | (~size & 0xFFFF) << 16));
        writer_.append(begin, size);
        begin += size;
    }
}

}  // namespace ib
