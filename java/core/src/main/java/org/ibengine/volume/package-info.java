/** Voxels of one image in memory, x fastest, and where they lie in space, in mm. */
package org.ibengine.volume;
