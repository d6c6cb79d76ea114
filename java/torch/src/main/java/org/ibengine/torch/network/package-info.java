/**
 * Networks for segmentation, on libtorch: what PyTorch users know, with the names of its tensors.
 */
package org.ibengine.torch.network;
