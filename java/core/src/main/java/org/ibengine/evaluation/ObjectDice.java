package org.ibengine.evaluation;

/**
 * Dice overlaps of the instances found, each with the predicted component it takes.
 *
 * @param found how many
 * @param mean NaN if none is found
 * @param deviation the standard deviation (divided by their number); NaN if none is found
 */
public record ObjectDice(long found, double mean, double deviation) {}
