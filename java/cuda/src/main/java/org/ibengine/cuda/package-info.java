/** Backend {@code cuda}: kernels on an NVIDIA GPU, called through the driver alone. */
package org.ibengine.cuda;
