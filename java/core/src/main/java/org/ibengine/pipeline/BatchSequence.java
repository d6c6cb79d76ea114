package org.ibengine.pipeline;

import java.util.List;
import java.util.function.IntFunction;
import org.ibengine.plan.PatchRequest;

/**
 * The batches of one rank in one epoch.
 *
 * @param firstStep the first to be made
 * @param steps one past the last
 * @param requests of a step
 */
public record BatchSequence(int firstStep, int steps, IntFunction<List<PatchRequest>> requests) {}
