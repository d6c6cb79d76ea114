package org.ibengine;

import org.ibengine.plan.EpochPlan;

/**
 * An epoch of one rank before it is begun: all that takes longer the more patches it has.
 *
 * @param start its first step that is shown
 * @param sources what this rank cuts patches from, each once, in the order of first use; not copied
 */
record PlannedEpoch(EpochToken start, EpochPlan plan, int[] sources) {}
