/**
 * The share of foreground in patches, known exactly before anything is trained: over all placements
 * of a size, and over those that each way of sampling draws. The ratio of a patch is its foreground
 * voxels (label above 0) divided by all its voxels, padding included.
 *
 * <p>Memory of a case: one bit per voxel, and for each size that is scanned at the same time 24
 * bytes per voxel of a plane and 16 bytes per voxel of a patch (see {@link
 * org.ibengine.ratio.RatioRun}).
 */
package org.ibengine.ratio;
