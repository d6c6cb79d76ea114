package org.ibengine.store;

import org.ibengine.volume.Volume;

/** A volume and the tensor name it is stored under. */
public record NamedVolume(String name, Volume volume) {}
