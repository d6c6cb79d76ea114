package org.ibengine.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.label.Connectivity;
import org.ibengine.synth.Lesion.Contact;
import org.ibengine.synth.Lesion.HalfAxes;
import org.ibengine.synth.PhantomOptions.RadiusRange;
import org.ibengine.synth.PhantomTruth.TrueComponent;
import org.ibengine.volume.Box;
import org.ibengine.volume.Geometry.Spacing;
import org.ibengine.volume.Index3;
import org.ibengine.volume.Size3;
import org.ibengine.volume.VoxelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhantomTruthTest {
  private static final Size3 SIZE = new Size3(41, 33, 57);

  private static Phantom phantom(long seed) {
    return new Phantom(
        new PhantomOptions(
            SIZE,
            new Spacing(1, 1.5, 2),
            List.of("T1"),
            VoxelType.INT16,
            24,
            new RadiusRange(0.5, 6),
            seed),
        0);
  }

  private static Lesion lesion(int id, Index3 centre, double radius, Contact contact) {
    return new Lesion(id, 0, centre, new HalfAxes(radius, radius, radius), contact);
  }

  /** Labels by flooding, in the order of the contract; shares nothing with the backends. */
  private static List<TrueComponent> flooded(byte[] mask, Connectivity connectivity) {
    return new Flood(mask, SIZE, connectivity).components();
  }

  @ParameterizedTest
  @EnumSource(Connectivity.class)
  void componentsAreThoseThatFloodingTheMaskFinds(Connectivity connectivity) {
    for (long seed = 0; seed < 8; seed++) {
      Phantom phantom = phantom(seed);
      ByteBuffer mask = ByteBuffer.allocate((int) SIZE.voxels());
      phantom.renderMask(0, SIZE.z(), mask);
      List<TrueComponent> known =
          phantom.truth().components(connectivity).stream()
              .map(c -> new TrueComponent(c.id(), c.voxels(), c.box(), List.of()))
              .toList();
      assertEquals(flooded(mask.array(), connectivity), known, "seed " + seed);
    }
  }

  @Test
  void connectivityDecidesHowManyInstancesThereAre() {
    PhantomTruth truth = phantom(3).truth();
    int six = truth.components(Connectivity.FACE_6).size();
    int eighteen = truth.components(Connectivity.EDGE_18).size();
    int all = truth.components(Connectivity.CORNER_26).size();
    assertTrue(24 > six && six > eighteen && eighteen > all, six + " " + eighteen + " " + all);
  }

  @Test
  void someLesionsAreSingleVoxelsAndSomeLieAtTheBorder() {
    var lesions = phantom(0).truth().lesions();
    assertTrue(lesions.stream().anyMatch(lesion -> lesion.voxels() == 1));
    assertTrue(lesions.stream().anyMatch(lesion -> touchesBorder(lesion.box())));
  }

  private static boolean touchesBorder(Box box) {
    return IntStream.range(0, 3)
        .anyMatch(axis -> box.begin().get(axis) == 0 || box.end().get(axis) == SIZE.get(axis));
  }

  @Test
  void aBallOfRadiusOneHasSevenVoxels() {
    Lesion ball = lesion(1, new Index3(4, 5, 6), 1, Contact.NONE);
    var only = new PhantomTruth(SIZE, List.of(ball)).lesions().get(0);
    assertEquals(7, only.voxels());
    assertEquals(new Box(new Index3(3, 4, 5), new Index3(6, 7, 8)), only.box());
  }

  @Test
  void aBallAtTheCornerIsClipped() {
    Lesion ball = lesion(1, new Index3(0, 0, SIZE.z() - 1), 1, Contact.NONE);
    var only = new PhantomTruth(SIZE, List.of(ball)).lesions().get(0);
    assertEquals(4, only.voxels());
    assertEquals(new Box(new Index3(0, 0, SIZE.z() - 2), new Index3(2, 2, SIZE.z())), only.box());
  }

  @Test
  void aCornerPairIsOneInstanceUnder26AndTwoUnder6And18() {
    PhantomTruth truth =
        new PhantomTruth(
            SIZE,
            List.of(
                lesion(1, new Index3(4, 5, 6), 1, Contact.CORNER),
                lesion(2, new Index3(7, 6, 7), 1, Contact.CORNER)));
    assertEquals(2, truth.components(Connectivity.FACE_6).size());
    assertEquals(2, truth.components(Connectivity.EDGE_18).size());
    var merged = truth.components(Connectivity.CORNER_26);
    assertEquals(
        List.of(
            new TrueComponent(
                1, 14, new Box(new Index3(3, 4, 5), new Index3(9, 8, 9)), List.of(1, 2))),
        merged);
  }
}
