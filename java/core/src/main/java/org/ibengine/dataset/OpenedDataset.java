package org.ibengine.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ibengine.index.CaseIndex;
import org.ibengine.label.Instance;
import org.ibengine.plan.PatchPool;
import org.ibengine.store.StoredSource;
import org.ibengine.volume.Geometry;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/**
 * A dataset folder as the engine sees it, whatever its layout.
 *
 * @param pool over all cases; its sources count through {@code sources}
 * @param origins of each source in {@code space}
 * @param space what instances of cases and origins count in; positions in the pool count in sources
 * @param patchSize what the pool was made for
 * @param backgroundCheck what background was left out because it is air
 * @param subjects by case name, where the dataset records them
 * @param usual what would have been opened without a choice
 */
public record OpenedDataset(
    List<String> modalities,
    Size3 patchSize,
    Map<String, Case> cases,
    List<StoredSource> sources,
    List<Index3> origins,
    VoxelSpace space,
    PatchPool pool,
    BackgroundCheck backgroundCheck,
    Map<String, String> subjects,
    Usual usual) {

  /** All modalities of the dataset, and the patch size that it was prepared with. */
  public record Usual(List<String> modalities, Size3 patchSize) {
    public Usual {
      modalities = List.copyOf(modalities);
    }
  }

  /**
   * @param geometry of the whole volume; of one stored patch where nothing else is known
   * @param instances by id
   * @param facts of its windows; empty where nothing is known of the volume that they were cut out
   *     of
   */
  public record Case(
      String name,
      Geometry geometry,
      Map<Integer, Instance> instances,
      Optional<WindowFacts> facts) {
    public Case {
      instances = Map.copyOf(instances);
    }

    Case(String name, Geometry geometry, Map<Integer, Instance> instances) {
      this(name, geometry, instances, Optional.empty());
    }

    Case facts(WindowFacts known) {
      return new Case(name, geometry, instances, Optional.of(known));
    }

    static Case of(CaseIndex index) {
      return new Case(
          index.name(),
          index.geometry(),
          index.instances().stream().collect(Collectors.toMap(Instance::id, Function.identity())));
    }
  }

  public OpenedDataset {
    sources = List.copyOf(sources);
    origins = List.copyOf(origins);
    subjects = Map.copyOf(subjects);
  }

  /** Of which no subject is recorded, and nothing was left out. */
  OpenedDataset(
      List<String> modalities,
      Size3 patchSize,
      Map<String, Case> cases,
      List<StoredSource> sources,
      List<Index3> origins,
      VoxelSpace space,
      PatchPool pool) {
    this(modalities, patchSize, cases, sources, origins, space, pool, BackgroundCheck.NONE);
  }

  /** Of which no subject is recorded. */
  OpenedDataset(
      List<String> modalities,
      Size3 patchSize,
      Map<String, Case> cases,
      List<StoredSource> sources,
      List<Index3> origins,
      VoxelSpace space,
      PatchPool pool,
      BackgroundCheck backgroundCheck) {
    this(
        modalities,
        patchSize,
        cases,
        sources,
        origins,
        space,
        pool,
        backgroundCheck,
        Map.of(),
        new Usual(modalities, patchSize));
  }

  /** The same with these subjects, of a dataset that opens so without a choice. */
  OpenedDataset with(Map<String, String> recorded, Usual opened) {
    return new OpenedDataset(
        modalities,
        patchSize,
        cases,
        sources,
        origins,
        space,
        pool,
        backgroundCheck,
        recorded,
        opened);
  }

  /** What requests of a plan count in. */
  public VoxelSpace sourceSpace() {
    boolean patches = sources.stream().anyMatch(source -> !source.sliceable());
    return patches ? VoxelSpace.STORED_PATCH : VoxelSpace.VOLUME;
  }

  /** The pool of those cases alone. */
  public PatchPool poolOf(Predicate<String> caseName) {
    return pool.where(caseName);
  }
}
