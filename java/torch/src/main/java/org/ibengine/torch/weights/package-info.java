/** Weights in files of the safetensors format, which PyTorch users read and write too. */
package org.ibengine.torch.weights;
