#!/bin/sh
# Stands for a newer nvcc whose report the gate no longer understands: kernels, but no word of spills.
while [ "$1" != -o ]; do shift; done
: >"$2"
echo "ptxas info    : Compiling entry function 'fits' for 'sm_90'"
echo "ptxas info    : Used 8 registers, 0 bytes of spilling"
