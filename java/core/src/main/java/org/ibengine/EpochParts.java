package org.ibengine;

import org.ibengine.pipeline.BatchShape;
import org.ibengine.plan.EpochPlan;

/**
 * What an epoch is made of besides the run that fills it.
 *
 * @param slots batches in memory at once
 */
record EpochParts(
    EpochPlan plan,
    EpochItems items,
    BatchShape shape,
    EpochToken start,
    Ledger ledger,
    int slots) {}
