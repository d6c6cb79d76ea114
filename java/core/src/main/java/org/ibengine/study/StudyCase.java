package org.ibengine.study;

/**
 * How a network did on one case.
 *
 * @param dice NaN where the truth is empty
 * @param hausdorff in voxels; NaN where truth or prediction is empty
 * @param absoluteDifference voxels that differ, as a share of the truth's; NaN where that is empty
 * @param ratio foreground voxels of the whole volume ÷ all its voxels
 */
public record StudyCase(
    String name, double dice, double hausdorff, double absoluteDifference, double ratio) {}
