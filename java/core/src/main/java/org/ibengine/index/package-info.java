/**
 * What is known about a dataset without its voxels: immutable values, no I/O, thread-safe. Index
 * triples are (x, y, z) in voxels.
 */
package org.ibengine.index;
