/** Trained networks as models of windows. */
package org.ibengine.torch.predict;
