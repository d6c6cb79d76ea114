package org.ibengine.prepare;

import org.ibengine.backend.Backend;
import org.ibengine.index.DatasetOptions;

/**
 * What all cases of a run share.
 *
 * @param options with their modalities resolved
 * @param outcome where failures, warnings and times are collected
 */
record RunContext(
    DatasetOptions options,
    Backend backend,
    PrepareRequest.Execution execution,
    PrepareListener listener,
    RunOutcome outcome) {}
