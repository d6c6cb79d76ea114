package org.ibengine.predict;

/**
 * A case that is being put together.
 *
 * @param bytes taken of the budget for it
 */
record OpenCase(PredictedCase item, WindowStitcher stitcher, long bytes) {}
