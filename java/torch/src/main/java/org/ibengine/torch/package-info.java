/** Batches as libtorch tensors, in the engine's memory. */
package org.ibengine.torch;
