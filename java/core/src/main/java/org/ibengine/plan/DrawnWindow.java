package org.ibengine.plan;

/**
 * A background window that an epoch shows.
 *
 * @param stratum position among the {@link Strata} of the pool
 * @param rank of the window in its stratum
 */
public record DrawnWindow(int stratum, long rank, NegativeSite site) {}
