package org.ibengine.backend;

import org.ibengine.volume.Size3;

/**
 * The most that launches on one stream of a device do where patches are augmented.
 *
 * @param patches of a {@link DeviceBackend#gatherPatches(java.util.List, DeviceStream)}, warped or
 *     not
 * @param painted of a {@link DeviceBackend#paintInstances(java.util.List, DeviceStream)}; 0 if
 *     there is none
 * @param mostInstances of the map with the most
 * @param size of a patch
 * @param boxVoxels of the largest {@link Warp#box}; 0 if no patch is warped
 * @param points control points of a spline along each axis; 0 if there is none
 * @param changed patches of a {@link DeviceBackend#changeIntensities(java.util.List,
 *     DeviceStream)}; 0 if there is none
 * @param changes of one of them
 */
public record AugmentedLaunch(
    int patches,
    int painted,
    long mostInstances,
    Size3 size,
    long boxVoxels,
    int points,
    int changed,
    int changes) {}
