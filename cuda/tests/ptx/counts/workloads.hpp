// Fixed work for the kernels, to count what they do for it.
#pragma once

namespace counts {

void gather();
void percentiles();
void components();
void resample();
void weights();
void augment();

}  // namespace counts
