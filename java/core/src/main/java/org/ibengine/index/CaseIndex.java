package org.ibengine.index;

import java.util.List;
import java.util.Optional;
import org.ibengine.label.Connectivity;
import org.ibengine.label.Instance;
import org.ibengine.place.Windows;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;

/**
 * One case without its voxels.
 *
 * @param modalities in channel order
 * @param instances the one with id i at position i − 1
 * @param windows first voxels of the background windows of the dataset's patch size, x outermost, z
 *     innermost
 * @param body where it is; empty where it was not estimated
 * @param mined background windows that {@code ib mine} drew, in the order of the draw
 */
public record CaseIndex(
    String name,
    Geometry geometry,
    Connectivity connectivity,
    List<ModalityIndex> modalities,
    List<Instance> instances,
    List<Index3> windows,
    Optional<BodyEstimate> body,
    List<MinedWindow> mined) {

  /** Without mined windows. */
  public CaseIndex(
      String name,
      Geometry geometry,
      Connectivity connectivity,
      List<ModalityIndex> modalities,
      List<Instance> instances,
      List<Index3> windows,
      Optional<BodyEstimate> body) {
    this(name, geometry, connectivity, modalities, instances, windows, body, List.of());
  }

  /** Where the body was not estimated. */
  public CaseIndex(
      String name,
      Geometry geometry,
      Connectivity connectivity,
      List<ModalityIndex> modalities,
      List<Instance> instances,
      List<Index3> windows) {
    this(name, geometry, connectivity, modalities, instances, windows, Optional.empty());
  }

  /**
   * @throws IllegalArgumentException if the body is that of a volume of another size
   */
  public CaseIndex {
    modalities = List.copyOf(modalities);
    instances = List.copyOf(instances);
    windows = Windows.compact(windows);
    body.filter(one -> !one.size().equals(geometry.size()))
        .ifPresent(
            one -> {
              throw new IllegalArgumentException(
                  Text.format(
                      "case %s has %s voxels, its body is of %s",
                      name, geometry.size(), one.size()));
            });
    mined = List.copyOf(mined);
  }

  /** Voxels of all instances together. */
  public long foregroundVoxels() {
    return instances.stream().mapToLong(Instance::voxels).sum();
  }
}
