package org.ibengine;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.dataset.OpenedDataset;
import org.ibengine.dataset.VoxelSpace;
import org.ibengine.pipeline.BatchCoordinates;
import org.ibengine.pipeline.BatchShape;
import org.ibengine.pipeline.PatchPlaces;
import org.ibengine.pipeline.VolumePlace;
import org.ibengine.tensor.BatchPart;
import org.ibengine.volume.Geometry.Spacing;

/** Tells what writes coordinates where the sources of a dataset lie. */
final class VolumePlaces {
  private VolumePlaces() {}

  /** What batches of a shape need of a dataset. */
  static PatchPlaces of(OpenedDataset dataset, BatchShape shape) {
    List<Spacing> spacings =
        dataset.sources().stream()
            .map(source -> dataset.cases().get(source.caseName()).geometry().spacing())
            .toList();
    return new PatchPlaces(
        spacings, shape.has(BatchPart.COORDINATES) ? coordinates(dataset) : null);
  }

  /**
   * @throws IllegalArgumentException if the dataset does not say where its sources lie
   */
  private static BatchCoordinates coordinates(OpenedDataset dataset) {
    if (dataset.space() != VoxelSpace.VOLUME) {
      throw new IllegalArgumentException(
          "coordinates say where in the volume of its case a voxel lies, which a folder of the IB-sampling script does not record; run ib prepare on the case folders its patches were cut from, or leave coordinates out");
    }
    List<VolumePlace> places = new ArrayList<>(dataset.sources().size());
    for (int i = 0; i < dataset.sources().size(); i++) {
      OpenedDataset.Case of = dataset.cases().get(dataset.sources().get(i).caseName());
      places.add(new VolumePlace(dataset.origins().get(i), of.geometry().size()));
    }
    return new BatchCoordinates(dataset.patchSize(), places);
  }
}
