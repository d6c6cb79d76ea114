package org.ibengine.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ibengine.EngineOptions;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;

/** How much memory an engine may have: limits that its own forecast gives. */
public final class PackedRooms {
  /** Where what stays of the volumes. */
  public enum Room {
    /** Everything, on the device if there is one. */
    ALL,
    /** Half on the device, as little as possible on the host. */
    SOME_ON_DEVICE,
    /** All in host memory, exactly. */
    ALL_ON_HOST,
    /** All in host memory but for one byte. */
    NOT_QUITE_ALL,
    SOME_ON_HOST,
    LITTLE_ON_HOST,
    /** As little as the engine opens with. */
    LEAST
  }

  private final Path folder;
  private final EngineOptions options;
  private final MemoryForecast.OnDevice device;
  private final Map<EngineOptions, Long> least = new HashMap<>();

  public PackedRooms(Path folder, EngineOptions options) {
    this.folder = folder;
    this.options = options;
    this.device = forecast(options).device();
  }

  private MemoryForecast forecast(EngineOptions limited) {
    try (IbEngine engine = IbEngine.open(folder, limited)) {
      return engine.memory();
    }
  }

  boolean hasDevice() {
    return device.totalBytes() > 0;
  }

  /** The options with that part of the device's memory that all volumes take. */
  EngineOptions onDevice(double share) {
    long besides = device.totalBytes() - device.volumeBytes();
    return hasDevice()
        ? options.maxDeviceMemory(besides + (long) (share * device.volumeBytes()))
        : options;
  }

  /** Those that there are on this backend. */
  public List<Room> all() {
    List<Room> rooms = new ArrayList<>(List.of(Room.values()));
    if (!hasDevice()) {
      rooms.remove(Room.SOME_ON_DEVICE);
    }
    return rooms;
  }

  /** The options with the limits of a room. */
  public EngineOptions in(Room room) {
    EngineOptions off = onDevice(0);
    long all = hostBytes(off);
    return switch (room) {
      case ALL -> options;
      case SOME_ON_DEVICE -> onDevice(0.5).maxMemory(leastBytes(onDevice(0.5)));
      case ALL_ON_HOST -> off.maxMemory(all);
      case NOT_QUITE_ALL -> off.maxMemory(Math.max(leastBytes(off), all - 1));
      case SOME_ON_HOST -> off.maxMemory(between(off, all, 0.5));
      case LITTLE_ON_HOST -> off.maxMemory(between(off, all, 0.1));
      case LEAST -> off.maxMemory(leastBytes(off));
    };
  }

  private long between(EngineOptions limited, long all, double share) {
    long from = leastBytes(limited);
    return from + (long) (share * (all - from));
  }

  /** What an engine takes of host memory that may have all it can use. */
  long hostBytes(EngineOptions limited) {
    return forecast(limited).totalBytes();
  }

  boolean opens(EngineOptions limited) {
    try {
      IbEngine.open(folder, limited).close();
      return true;
    } catch (IllegalArgumentException e) {
      if (!e.getMessage().contains("allow more memory")) {
        throw e;
      }
      return false;
    }
  }

  /** The smallest limit of host memory with which an engine opens. */
  long leastBytes(EngineOptions limited) {
    return least.computeIfAbsent(limited, this::search);
  }

  private long search(EngineOptions limited) {
    long refused = 0;
    long opens = hostBytes(limited);
    while (opens - refused > 1) {
      long middle = refused + (opens - refused) / 2;
      if (opens(limited.maxMemory(middle))) {
        opens = middle;
      } else {
        refused = middle;
      }
    }
    return opens;
  }
}
