package org.ibengine.backend;

/**
 * @param values one per percentage asked for, in raw voxel units; NaN if {@code nonFinite > 0}
 * @param nonFinite how many voxels are NaN or infinite
 */
public record Percentiles(double[] values, long nonFinite) {}
