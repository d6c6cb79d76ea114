package org.ibengine.prepare;

import org.ibengine.backend.Backend;
import org.ibengine.index.DatasetOptions;

/**
 * What all cases of a run share.
 *
 * @param options with their modalities resolved
 */
record RunContext(
    DatasetOptions options,
    Backend backend,
    PrepareRequest.Execution execution,
    PrepareListener listener) {}
