/**
 * Volumes packed in bricks of 8 × 4 × 4 voxels, each with its smallest value and as few bits per
 * voxel as it needs, so that any part can be found and decoded alone: the layout of the bytes,
 * their check, and the code that the backends' own is tested against. The format:
 * docs/reference/formats.md.
 */
package org.ibengine.packed;
