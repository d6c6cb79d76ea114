package org.ibengine;

/** What all epochs of an engine share. */
record EngineParts(OpenedDataset dataset, EngineOptions options, EngineMemory memory) {}
