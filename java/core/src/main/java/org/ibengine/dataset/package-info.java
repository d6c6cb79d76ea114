/**
 * Dataset folders, opened: what patches are cut from, where the instances and the background
 * windows are, and which cases are trained on. Reads records and headers; voxels only if windows
 * have to be found again.
 */
package org.ibengine.dataset;
