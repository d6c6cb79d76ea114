// Numbers for components, by their keys.
#pragma once

#include <cstdint>

#include "labels/components.hpp"

namespace ib {

/// Writes to components.instance_of, for every component with a key, how many keys are at most its own,
/// so from 1. Components are named; keys differ, and those with kNoKey are left out.
void rank_components(ib_components& components, const PooledArray<int64_t>& keys, int32_t threads);

}  // namespace ib
