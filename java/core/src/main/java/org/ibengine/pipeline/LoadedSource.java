package org.ibengine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ibengine.backend.Normalisation;
import org.ibengine.error.DatasetException;
import org.ibengine.error.Failures;
import org.ibengine.index.RawScale;
import org.ibengine.store.SourceVolume;
import org.ibengine.store.StoredSource;
import org.ibengine.store.StoredSource.Channel;
import org.ibengine.volume.Index3;

/**
 * A source, or some of its rows, whose voxels can be gathered from now.
 *
 * @param <V> a volume in the memory that patches are cut from
 * @param origin first voxel of the volumes in the source
 * @param channels one volume per modality
 * @param normalisations one per modality; null entries where the voxels are normalised already
 * @param instances of the whole source; null where not wanted
 * @param free frees a volume
 */
record LoadedSource<V>(
    Index3 origin,
    List<V> channels,
    List<Normalisation> normalisations,
    V label,
    MappedInstances<V> instances,
    Consumer<V> free)
    implements AutoCloseable {

  /** Loads one volume after the other; frees them all if one fails. */
  static <V> LoadedSource<V> load(
      StoredSource source, Index3 origin, Function<SourceVolume, V> loader, Consumer<V> free) {
    List<V> volumes = new ArrayList<>();
    try {
      List<Normalisation> normalisations = new ArrayList<>();
      for (Channel channel : source.channels()) {
        volumes.add(loader.apply(channel.volume()));
        normalisations.add(channel.scale().map(LoadedSource::normalisation).orElse(null));
      }
      V label = loader.apply(source.label());
      return new LoadedSource<>(origin, volumes, normalisations, label, null, free);
    } catch (DatasetException e) {
      throw Failures.after(named(source, e), () -> freeAll(volumes, free));
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, () -> freeAll(volumes, free));
    }
  }

  private static Normalisation normalisation(RawScale scale) {
    return new Normalisation(scale.subtract(), scale.divide(), scale.low(), scale.high());
  }

  /** The same with its instances; frees everything if they cannot be had. */
  LoadedSource<V> with(Supplier<MappedInstances<V>> mapping) {
    try {
      return new LoadedSource<>(origin, channels, normalisations, label, mapping.get(), free);
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, this::close);
    }
  }

  static DatasetException named(StoredSource source, DatasetException e) {
    return new DatasetException(e.path(), source.name() + ": " + e.reason(), e);
  }

  private static <V> void freeAll(List<V> volumes, Consumer<V> free) {
    Failures failures = new Failures();
    volumes.forEach(volume -> failures.collect(() -> free.accept(volume)));
    failures.rethrow();
  }

  @Override
  public void close() {
    List<V> volumes = new ArrayList<>(channels);
    volumes.add(label);
    if (instances != null && instances.placed() != null) {
      volumes.add(instances.placed());
    }
    freeAll(volumes, free);
  }
}
