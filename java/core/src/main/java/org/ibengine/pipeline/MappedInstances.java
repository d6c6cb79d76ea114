package org.ibengine.pipeline;

import org.ibengine.backend.InstanceMap;

/**
 * The instances of a source where its patches are cut from.
 *
 * @param <V> a volume there
 * @param map in host memory; {@link InstanceMaps} closes it
 * @param placed the bytes of the map for a device, closed with the source; null on the host
 */
record MappedInstances<V>(InstanceMap map, V placed) {}
