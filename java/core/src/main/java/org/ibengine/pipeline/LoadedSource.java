package org.ibengine.pipeline;

import java.util.List;
import org.ibengine.backend.Normalisation;
import org.ibengine.volume.Volume;

/**
 * A source whose voxels can be read now.
 *
 * @param channels one volume per modality
 * @param normalisations one per modality; null entries where the voxels are normalised already
 */
record LoadedSource(List<Volume> channels, List<Normalisation> normalisations, Volume label)
    implements AutoCloseable {

  @Override
  public void close() {
    channels.forEach(volume -> volume.data().close());
    label.data().close();
  }
}
