package org.ibengine.store;

import org.ibengine.volume.VolumeData;

/** A volume, raw or packed, and the tensor name it is stored under. */
public record NamedVolume(String name, VolumeData volume) {}
