package org.ibengine.dataset;

/**
 * What an epoch shows of some instances. Both numbers are means over epochs, so fractions are
 * meant.
 *
 * @param patches drawn for one of the instances; a patch does not count for neighbours that it
 *     shows too
 * @param neverSeen how many of the instances no patch of the epoch is drawn for
 */
public record Exposure(double patches, double neverSeen) {}
