/** Who frees libtorch's tensors, and when. */
package org.ibengine.torch.memory;
