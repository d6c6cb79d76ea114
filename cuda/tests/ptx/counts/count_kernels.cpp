// Prints what each kernel does for fixed work, per voxel: see docs/concepts/kernels-on-the-host.md.
#include "report.hpp"
#include "workloads.hpp"

int main() {
    counts::print_header();
    counts::gather();
    counts::percentiles();
    counts::components();
    counts::resample();
    counts::weights();
    counts::augment();
}
