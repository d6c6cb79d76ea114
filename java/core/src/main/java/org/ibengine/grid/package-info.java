/**
 * On which grid the voxels of a case are stored, and where its voxels lie in the grids of its
 * files: values and arithmetic, no voxels, no I/O, thread-safe. Positions are in voxels, 0 being
 * the centre of the first one; everything is computed in float64.
 */
package org.ibengine.grid;
