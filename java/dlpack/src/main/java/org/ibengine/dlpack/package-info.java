/** Batches for native code that takes DLPack. */
package org.ibengine.dlpack;
