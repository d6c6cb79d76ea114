package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.Fixture;
import org.ibengine.error.BackendFailureException;
import org.ibengine.label.Components;
import org.ibengine.label.Connectivity;
import org.ibengine.volume.Size3;
import org.ibengine.volume.Volume;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a labelling asks of the device, and when it asks again. */
class LabelLaunchesTest implements OnDriverDouble {
  private static final int LAUNCHES = 5;
  private static final int LAUNCHES_OF_MEASURING = 2;

  /** Each voxel of it is a run and, under 6, a component. */
  private static final Fixture.VoxelFunction CHECKERBOARD = (x, y, z) -> (x + y + z + 1) % 2;

  private static Components labelled(Backend backend, Size3 size, Fixture.VoxelFunction voxels) {
    try (Fixture fixture = new Fixture(backend)) {
      Volume mask = fixture.volume(size, VoxelType.UINT8, voxels);
      return backend.labelComponents(mask, Connectivity.FACE_6);
    }
  }

  /** Launches it took; the result is the reference's. */
  private static long launches(Size3 size, Fixture.VoxelFunction voxels) {
    long before = DriverDouble.calls("cuLaunchKernel");
    Components found = labelled(new CudaBackendProvider().open(1), size, voxels);
    Components expected = labelled(new ReferenceBackendProvider().open(1), size, voxels);
    assertEquals(expected.instances(), found.instances());
    assertEquals(expected.runs().count(), found.runs().count());
    for (int run = 0; run < expected.runs().count(); run++) {
      assertEquals(expected.runs().xBegin(run), found.runs().xBegin(run));
      assertEquals(expected.runs().xEnd(run), found.runs().xEnd(run));
      assertEquals(expected.runs().y(run), found.runs().y(run));
      assertEquals(expected.runs().z(run), found.runs().z(run));
      assertEquals(expected.runs().instance(run), found.runs().instance(run));
    }
    return DriverDouble.calls("cuLaunchKernel") - before;
  }

  @Test
  void masksForWhichThereIsRoomTakeFiveLaunches() {
    assertEquals(LAUNCHES, launches(new Size3(3, 5, 7), (x, y, z) -> 0));
    assertEquals(LAUNCHES, launches(new Size3(3, 5, 7), (x, y, z) -> y == 2 ? 1 : 0));
    assertEquals(LAUNCHES, launches(new Size3(2, 9, 8), (x, y, z) -> 1));
    assertEquals(LAUNCHES, launches(new Size3(200, 9, 8), (x, y, z) -> 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuMemcpyDtoHAsync", "cuStreamSynchronize"})
  void theHostWaitsForNothingBeforeTheLastLaunchIsQueued(String call) {
    try (Backend backend = new CudaBackendProvider().open(1);
        Fixture fixture = new Fixture(backend)) {
      Volume mask = fixture.volume(new Size3(3, 5, 7), VoxelType.UINT8, CHECKERBOARD);
      long before = DriverDouble.calls("cuLaunchKernel");
      DriverDouble.failCall(call, 1, DriverDouble.LAUNCH_FAILED);
      assertThrows(
          BackendFailureException.class, () -> backend.labelComponents(mask, Connectivity.FACE_6));
      assertEquals(before + LAUNCHES, DriverDouble.calls("cuLaunchKernel"));
    }
  }

  @Test
  void moreRunsThanThereIsRoomForAreLabelledAgain() {
    Size3 size = new Size3(33, 9, 11);
    assertTrue(size.voxels() / 2 > size.voxels() / 32 + 128);
    assertEquals(2 * LAUNCHES + LAUNCHES_OF_MEASURING, launches(size, CHECKERBOARD));
    // In one component, for which there is room.
    assertEquals(2 * LAUNCHES, launches(size, (x, y, z) -> x % 2 == 0 || z == 0 ? 1 : 0));
  }

  @Test
  void moreComponentsThanThereIsRoomForAreMeasuredAgain() {
    Size3 size = new Size3(200, 20, 40);
    int components = 25 * 5 * 8;
    assertTrue(components > size.voxels() / 1024 + 48);
    assertTrue(components < size.voxels() / 128 + 128); // the runs fit
    assertEquals(
        LAUNCHES + LAUNCHES_OF_MEASURING,
        launches(size, (x, y, z) -> x % 8 == 0 && y % 4 == 0 && z % 5 == 0 ? 1 : 0));
    assertEquals(
        LAUNCHES, launches(size, (x, y, z) -> x % 40 == 0 && y % 4 == 0 && z % 5 == 0 ? 1 : 0));
  }
}
