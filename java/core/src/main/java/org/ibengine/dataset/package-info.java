/**
 * Dataset folders, opened: what patches are cut from, where the instances and the background
 * windows are, and which cases are trained on. Reads records and headers; voxels only where windows
 * have to be found anew.
 */
package org.ibengine.dataset;
