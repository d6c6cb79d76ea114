package org.ibengine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.Batch;
import org.ibengine.BatchItem;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;

/** Compares what was delivered of the standard dataset with plain loops over its volumes. */
final class PatchCheck {
  private PatchCheck() {}

  /** Every voxel of image and label. */
  static void check(Batch batch, Size3 patch) {
    assertArrayEquals(
        new long[] {batch.items().size(), 2, patch.z(), patch.y(), patch.x()},
        batch.image().shape());
    assertArrayEquals(
        new long[] {batch.items().size(), 1, patch.z(), patch.y(), patch.x()},
        batch.label().shape());
    for (int i = 0; i < batch.items().size(); i++) {
      BatchItem item = batch.items().get(i);
      TinyCase source = EngineSource.Folders.DATASET.caseNamed(item.caseName());
      String where = "step " + batch.step() + " " + item;
      for (int channel = 0; channel < 2; channel++) {
        assertArrayEquals(
            source.imagePatch(
                TinyDataset.MODALITIES.get(channel), item.corner(), patch, item.variation()),
            Delivered.channel(batch.image(), i, channel),
            where);
      }
      float[] label = Delivered.channel(batch.label(), i, 0);
      int[] expected = source.labelPatch(item.corner(), patch, item.variation());
      for (int voxel = 0; voxel < label.length; voxel++) {
        assertEquals(expected[voxel], label[voxel], where);
      }
      checkForeground(item, source, patch, label);
    }
  }

  /** A positive holds a voxel of its instance, another patch foreground if it says so. */
  private static void checkForeground(BatchItem item, TinyCase source, Size3 patch, float[] label) {
    boolean foreground = false;
    for (float value : label) {
      foreground |= value != 0;
    }
    assertEquals(foreground, item.foreground(), item.toString());
    if (item.positive()) {
      Index3 corner = item.corner();
      assertTrue(
          item.instance().anchors().stream()
              .anyMatch(
                  at ->
                      corner.x() <= at.x()
                          && at.x() < corner.x() + patch.x()
                          && corner.y() <= at.y()
                          && at.y() < corner.y() + patch.y()
                          && corner.z() <= at.z()
                          && at.z() < corner.z() + patch.z()
                          && source.label(at.x(), at.y(), at.z()) > 0),
          item.toString());
    }
  }
}
