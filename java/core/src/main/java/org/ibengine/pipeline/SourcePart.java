package org.ibengine.pipeline;

import org.ibengine.volume.Box;

/**
 * What is loaded at a time.
 *
 * @param source position in the list of sources
 * @param rows the rows y and z that are read, whole along x; null for the whole source
 */
record SourcePart(int source, Box rows) {}
