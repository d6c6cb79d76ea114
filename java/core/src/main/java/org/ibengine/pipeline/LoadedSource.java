package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.backend.Normalisation;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Volume;

/**
 * A source, or some of its rows, whose voxels can be read now.
 *
 * @param origin first voxel of the volumes in the source
 * @param channels one volume per modality
 * @param normalisations one per modality; null entries where the voxels are normalised already
 */
record LoadedSource(
    Index3 origin, List<Volume> channels, List<Normalisation> normalisations, Volume label)
    implements AutoCloseable {

  @Override
  public void close() {
    channels.forEach(volume -> volume.data().close());
    label.data().close();
  }
}
