package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.index.BodyEstimate;
import org.ibengine.index.BodyRule;
import org.ibengine.input.InputCase;
import org.ibengine.label.Connectivity;
import org.ibengine.lesion.Lesions;
import org.ibengine.volume.HostBuffer;
import org.ibengine.volume.IndexRuns;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;

/** One row of twelve voxels, in blocks of two; the body are blocks 1 and 2, voxels 2 to 5. */
class BodyWarningsTest {
  private static final Size3 ROW = new Size3(12, 1, 1);

  private static Optional<String> warning(String row, int blockEnd) {
    ReferenceBackend backend = new ReferenceBackend();
    HostBuffer voxels = backend.allocate(12);
    for (int x = 0; x < 12; x++) {
      voxels.view(x, 1).put((byte) (row.charAt(x) - '0'));
    }
    Volume labels = new Volume(ROW, VoxelType.UINT8, voxels);
    IndexRuns.Builder blocks = new IndexRuns.Builder(new Size3(6, 1, 1));
    blocks.add(1, blockEnd);
    BodyEstimate body =
        new BodyEstimate("PET", BodyRule.Kind.OTSU, 0.5, ROW, new Size3(2, 1, 1), blocks.build());
    InputCase item =
        new InputCase("a", Optional.empty(), Path.of("raw/a"), Path.of("GT.nii"), Map.of());
    return BodyWarnings.of(item, body, Lesions.ofDefault(labels, Connectivity.FACE_6, backend))
        .map(CaseWarning::message);
  }

  @Test
  void aHalfOfTheLesionsThatTouchTheBodyIsEnough() {
    assertEquals(Optional.empty(), warning("001010000000", 3));
    assertEquals(Optional.empty(), warning("001000001000", 3));
    assertEquals(Optional.empty(), warning("011001100000", 3));
    assertEquals(Optional.empty(), warning("000000000000", 3));
  }

  @Test
  void lesionsWhollyOutsideAreCounted() {
    assertEquals(
        Optional.of(
            "raw/a: 2 of 3 lesions lie outside of what is taken for the body (modality PET from"
                + " 0.5 on), so background around them may be left out, too; give a value to"
                + " --body, or none"),
        warning("110010110000", 3));
    assertEquals(
        Optional.of(
            "raw/a: 1 of 1 lesion lies outside of what is taken for the body (modality PET from"
                + " 0.5 on), so background around them may be left out, too; give a value to"
                + " --body, or none"),
        warning("000000000001", 3));
  }

  @Test
  void nothingThatCountsAsBodyIsSaidInsteadOfThat() {
    assertEquals(
        Optional.of(
            "raw/a: no part of modality PET reaches 0.5, so nothing counts as body; give another"
                + " value to --body"),
        warning("110010110000", 1));
  }
}
