package org.ibengine.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ibengine.backend.Backend;
import org.ibengine.backend.InstanceMap;
import org.ibengine.error.DatasetException;
import org.ibengine.label.Components;
import org.ibengine.lesion.Lesions;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredInstances;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VolumeData;

/**
 * The instance maps of sources, made when a source is first loaded and kept: of sources that do not
 * stay in memory too, because some of their rows do not tell what is connected. One is made at a
 * time. Thread-safe.
 */
final class InstanceMaps implements AutoCloseable {
  private final Backend backend;
  private final Map<String, InstanceMap> made = new ConcurrentHashMap<>();

  InstanceMaps(Backend backend) {
    this.backend = backend;
  }

  /** The most bytes that the map of a source takes; 0 where none is wanted. */
  static long mapBytes(StoredSource source) {
    StoredInstances stored = source.instances();
    return stored == null ? 0 : InstanceMap.bytes(stored.instances().size(), stored.mostRuns());
  }

  /**
   * The most memory that making the map of a source takes besides the map: the values of the label
   * map, in case they are read for that alone, and what labelling needs.
   */
  static long makingBytes(StoredSource source) {
    StoredInstances stored = source.instances();
    return stored == null
        ? 0
        : stored.values().sizeBytes() + source.label().sizeBytes() / 4 + 4 * mapBytes(source);
  }

  /**
   * The map of a source; null where none is wanted. Blocks while it is made.
   *
   * @param values of its whole label map; null if they have to be read
   * @throws DatasetException if the label map has other instances than the dataset recorded
   */
  InstanceMap of(StoredSource source, Volume values) {
    if (source.instances() == null) {
      return null;
    }
    InstanceMap known = made.get(source.name());
    return known != null ? known : make(source, values);
  }

  /** Makes the map of a source if {@code data}, which was just read, is all that it needs. */
  <V extends VolumeData> V mapping(StoredSource source, SourceVolume stored, V data) {
    boolean wanted = source.instances() != null && stored == source.instances().values();
    if (wanted && data instanceof Volume volume && volume.size().equals(source.size())) {
      of(source, volume);
    }
    return data;
  }

  private synchronized InstanceMap make(StoredSource source, Volume values) {
    InstanceMap known = made.get(source.name());
    if (known != null) {
      return known;
    }
    try {
      InstanceMap map = values == null ? readAndLabel(source) : label(source, values);
      made.put(source.name(), map);
      return map;
    } catch (DatasetException e) {
      throw values == null ? LoadedSource.named(source, e) : e; // whoever read it names it
    }
  }

  private InstanceMap readAndLabel(StoredSource source) {
    Volume values = source.instances().values().read(backend::allocate, backend.gzip());
    try {
      return label(source, values);
    } finally {
      values.data().close();
    }
  }

  private InstanceMap label(StoredSource source, Volume values) {
    StoredInstances recorded = source.instances();
    Components found =
        Lesions.of(values, recorded.geometry(), recorded.rule(), recorded.connectivity(), backend)
            .components();
    StoredInstances.requireSame(source.label(), recorded.instances(), found.instances());
    return InstanceMap.of(found, backend::allocate);
  }

  /** Nothing may be in use. Idempotent. */
  @Override
  public synchronized void close() {
    made.values().forEach(map -> map.data().close());
    made.clear();
  }
}
