/** {@code ib bench gpu}: kernels and epochs on a GPU. */
package org.ibengine.benchmarks.gpu;
