package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Normalisation;
import org.ibengine.error.DatasetException;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredSource.Channel;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.StoredVolumes;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.Volume;

/** Brings whole sources into memory. Thread-safe. */
final class SourceLoader {
  private final Backend backend;

  SourceLoader(Backend backend) {
    this.backend = backend;
  }

  /** All volumes read and decoded into the backend's memory. */
  LoadedSource read(StoredSource source) {
    return load(source, stored -> StoredVolumes.read(stored, backend::allocate, backend.gzip()));
  }

  /** All volumes as mappings of their files. */
  LoadedSource map(StoredSource source) {
    return load(
        source,
        stored -> {
          HostBuffer buffer = backend.adopt(StoredVolumes.map(stored));
          return new Volume(stored.size(), stored.type(), buffer);
        });
  }

  /**
   * @throws DatasetException naming case and file if one of them changed
   */
  void requireUnchanged(StoredSource source) {
    try {
      source.requireUnchanged();
    } catch (DatasetException e) {
      throw named(source, e);
    }
  }

  private static LoadedSource load(StoredSource source, Function<StoredVolume, Volume> loader) {
    List<Volume> volumes = new ArrayList<>();
    try {
      List<Normalisation> normalisations = new ArrayList<>();
      for (Channel channel : source.channels()) {
        volumes.add(loader.apply(channel.volume()));
        normalisations.add(
            channel.normalised()
                ? null
                : new Normalisation((float) channel.rawLow(), (float) channel.rawHigh()));
      }
      Volume label = loader.apply(source.label());
      return new LoadedSource(volumes, normalisations, label);
    } catch (DatasetException e) {
      free(volumes);
      throw named(source, e);
    } catch (RuntimeException | Error e) {
      free(volumes);
      throw e;
    }
  }

  private static void free(List<Volume> volumes) {
    volumes.forEach(volume -> volume.data().close());
  }

  private static DatasetException named(StoredSource source, DatasetException e) {
    return new DatasetException(e.path(), source.name() + ": " + e.reason(), e);
  }
}
