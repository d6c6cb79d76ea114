// Nothing for ptxas to report.
#include "ib/platform.cuh"
