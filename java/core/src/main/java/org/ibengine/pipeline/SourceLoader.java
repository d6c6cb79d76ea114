package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Normalisation;
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

  private interface VolumeLoader {
    Volume load(StoredVolume stored);
  }

  private static LoadedSource load(StoredSource source, VolumeLoader loader) {
    List<Volume> channels = new ArrayList<>();
    List<Normalisation> normalisations = new ArrayList<>();
    boolean done = false;
    try {
      for (Channel channel : source.channels()) {
        channels.add(loader.load(channel.volume()));
        normalisations.add(
            channel.normalised()
                ? null
                : new Normalisation((float) channel.rawLow(), (float) channel.rawHigh()));
      }
      LoadedSource loaded = new LoadedSource(channels, normalisations, loader.load(source.label()));
      done = true;
      return loaded;
    } finally {
      if (!done) {
        channels.forEach(volume -> volume.data().close());
      }
    }
  }
}
