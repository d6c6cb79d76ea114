/** Training of networks on an engine's epochs, and the folders that it leaves. */
package org.ibengine.torch.train;
