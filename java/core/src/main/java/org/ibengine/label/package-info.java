/** Components of a mask: instances, their voxels as runs along x, their numbers. */
package org.ibengine.label;
