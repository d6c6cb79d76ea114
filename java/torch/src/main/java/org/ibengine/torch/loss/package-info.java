/** Losses of libtorch that weigh voxels by a map, for small lesions. */
package org.ibengine.torch.loss;
