package org.ibengine.evaluation;

/**
 * Dice overlaps of the instances found, each with the predicted component it takes.
 *
 * @param found how many
 * @param mean NaN where none is found
 * @param deviation the standard deviation, divided by their number; NaN where none is found
 */
public record ObjectDice(long found, double mean, double deviation) {}
