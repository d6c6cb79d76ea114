// Loads, stores and atomics. An access of n bytes must be aligned to n, vectors as a whole.
#pragma once

#include <array>

#include "integer.hpp"
#include "place.hpp"
#include "real.hpp"

namespace ptx {

/// A call: inlined, the checks of every access would take the compiler minutes.
#define PTX_CALL [[gnu::noinline]]

/// ordered: volatile, relaxed, acquire or release; another thread may go first.
enum class Order { plain, ordered };

template <Space space>
PTX_INLINE void count_load(Place& t, uint64_t address, size_t bytes) {
    if (space == Space::shared) { ++t.count.shared_accesses; }
    if (space == Space::local) { ++t.count.local_accesses; }
    if (space == Space::global || space == Space::generic) {
        ++t.count.global_loads;
        t.count.global_load_bytes += bytes;
        t.count.watched_loads += address - watched.begin < watched.bytes;
    }
}

template <Space space>
PTX_INLINE void count_store(Place& t, size_t bytes) {
    if (space == Space::shared) { ++t.count.shared_accesses; }
    if (space == Space::local) { ++t.count.local_accesses; }
    if (space == Space::global || space == Space::generic) {
        ++t.count.global_stores;
        t.count.global_store_bytes += bytes;
    }
}

template <Order order, typename T>
PTX_INLINE T read(const T* from) {
    return order == Order::ordered ? __atomic_load_n(from, __ATOMIC_ACQUIRE) : *from;
}
template <Order order, typename T>
PTX_INLINE void write(T* to, T value) {
    if (order == Order::ordered) {
        __atomic_store_n(to, value, __ATOMIC_RELEASE);
    } else {
        *to = value;
    }
}

template <Space space, typename T, size_t n, Order order>
PTX_CALL std::array<T, n> load_vector(Place& t, int line, uint64_t address) {
    const auto* from = reinterpret_cast<const T*>(t.at<space>(line, address, n * sizeof(T)));
    count_load<space>(t, address, n * sizeof(T));
    if (order == Order::ordered) { simt::schedule_point(); }
    std::array<T, n> values;
    for (size_t i = 0; i < n; ++i) { values[i] = read<order>(from + i); }
    return values;
}
template <Space space, typename T, Order order>
PTX_CALL T load(Place& t, int line, uint64_t address) {
    const auto* from = reinterpret_cast<const T*>(t.at<space>(line, address, sizeof(T)));
    count_load<space>(t, address, sizeof(T));
    if (order == Order::ordered) { simt::schedule_point(); }
    return read<order>(from);
}

template <Space space, typename T, size_t n, Order order>
PTX_CALL void store_vector(Place& t, int line, uint64_t address, const std::array<T, n>& values) {
    auto* to = reinterpret_cast<T*>(t.at<space>(line, address, n * sizeof(T)));
    count_store<space>(t, n * sizeof(T));
    if (order == Order::ordered) { simt::write_point(); }
    for (size_t i = 0; i < n; ++i) { write<order>(to + i, values[i]); }
}
template <Space space, typename T, Order order>
PTX_CALL void store(Place& t, int line, uint64_t address, T value) {
    auto* to = reinterpret_cast<T*>(t.at<space>(line, address, sizeof(T)));
    count_store<space>(t, sizeof(T));
    if (order == Order::ordered) { simt::write_point(); }
    write<order>(to, value);
}

enum class Atomic { op_add, op_min, op_max, op_inc, op_dec, op_and, op_or, op_xor, op_exch, op_cas };

/// What an atomic leaves, or a reduction makes of two values.
template <Atomic action, typename T>
PTX_INLINE T applied(T before, T a, T b) {
    if constexpr (std::is_floating_point_v<T>) { return real_add(before, a); }
    if constexpr (!std::is_floating_point_v<T>) {
        switch (action) {
            case Atomic::op_add:
                return add(before, a);
            case Atomic::op_min:
                return integer_min(before, a);
            case Atomic::op_max:
                return integer_max(before, a);
            case Atomic::op_inc:
                return before >= a ? T{0} : add(before, T{1});
            case Atomic::op_dec:
                return before == 0 || before > a ? a : sub(before, T{1});
            case Atomic::op_and:
                return bit_and(before, a);
            case Atomic::op_or:
                return bit_or(before, a);
            case Atomic::op_xor:
                return bit_xor(before, a);
            case Atomic::op_exch:
                return a;
            case Atomic::op_cas:
                return before == a ? b : before;
        }
    }
    return before;
}

template <Space space, typename T, Atomic action>
PTX_CALL T atomic(Place& t, int line, uint64_t address, T a, T b = {}) {
    using Bits = decltype(bits(a));
    auto* const at = reinterpret_cast<Bits*>(t.at<space>(line, address, sizeof(T)));
    ++(space == Space::shared ? t.count.shared_atomics : t.count.global_atomics);
    simt::write_point();
    Bits before = __atomic_load_n(at, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(at, &before, bits(applied<action>(as<T>(before), a, b)), false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {}
    return as<T>(before);
}

}  // namespace ptx
