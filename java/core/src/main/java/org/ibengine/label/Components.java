package org.ibengine.label;

import java.util.List;

/** The result of labelling a mask: its instances by id (the first has id 1) and their runs. */
public record Components(Connectivity connectivity, List<Instance> instances, Runs runs) {
  public Components {
    instances = List.copyOf(instances);
  }

  public int instanceCount() {
    return instances.size();
  }

  /** Voxels of all instances together. */
  public long foregroundVoxels() {
    return instances.stream().mapToLong(Instance::voxels).sum();
  }
}
