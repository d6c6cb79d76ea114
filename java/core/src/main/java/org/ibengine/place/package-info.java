/**
 * Where patches and windows lie: pure functions of sizes and boxes, no I/O. Index triples are (x,
 * y, z) in voxels.
 */
package org.ibengine.place;
