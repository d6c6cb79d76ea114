package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.plan.PatchRequest;

/** A batch in memory: {@code requests.get(i)} is item i of the slot. */
public record FilledBatch(int step, List<PatchRequest> requests, BatchSlot slot) {}
