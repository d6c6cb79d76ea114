package org.ibengine;

import org.ibengine.dataset.OpenedDataset;
import org.ibengine.label.Instance;
import org.ibengine.plan.PatchRequest;
import org.ibengine.volume.Index3;

/** Says what a request shows, in the voxels of its case where they are known. */
record EpochItems(OpenedDataset dataset) {
  BatchItem item(PatchRequest request) {
    OpenedDataset.Case shown = dataset.cases().get(request.caseName());
    Index3 origin = dataset.origins().get(request.source());
    Index3 corner =
        new Index3(
            origin.x() + request.corner().x(),
            origin.y() + request.corner().y(),
            origin.z() + request.corner().z());
    Instance instance = request.positive() ? shown.instances().get(request.instanceId()) : null;
    double volume = instance == null ? 0 : instance.voxels() * shown.geometry().voxelVolumeMm3();
    return new BatchItem(
        request.caseName(),
        instance,
        volume,
        corner,
        dataset.space(),
        request.variation(),
        request.stratum(),
        request.filler(),
        request.foreground());
  }
}
