package org.ibengine.mine;

import org.ibengine.plan.MiningDraw;

/**
 * One window of a scan. Distances are in mm, infinite where the scan has no finding.
 *
 * @param file of the window, relative to the output; empty if none is written
 * @param pick centre and rank among the candidates
 * @param world position of the centre, LPS
 * @param centreDistance from the centre to the centre of the nearest finding
 * @param surfaceDistance from the centre to the nearest surface of a finding
 * @param boxGap from the window to the nearest surface of a finding
 * @param noduleVoxels voxels of the window whose centre lies in a nodule
 */
public record MinedPatch(
    String file,
    MiningDraw.Pick pick,
    double[] world,
    double centreDistance,
    double surfaceDistance,
    double boxGap,
    long noduleVoxels) {}
