/**
 * Where the centre of a window without findings may lie in a CT on a grid of 1 mm: the rules of
 * {@code ib mine}, as sets of voxels. No files, no random numbers.
 *
 * <p>Positions are in voxels of the grid, (x, y, z), and so in mm. The window of centre c and size
 * s is [c − ⌊s/2⌋, c − ⌊s/2⌋ + s). Distances are float64 and are compared with {@link
 * org.ibengine.centre.Findings#SLACK} mm to spare.
 */
package org.ibengine.centre;
