package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ibengine.augment.RandomTransforms;
import org.ibengine.augment.Setting;
import org.ibengine.augment.Transform;
import org.ibengine.augment.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTextTest {
  private static Transforms only(Transform transform, double probability, Double... range) {
    return new Transforms(false, Map.of(transform, new Setting(probability, List.of(range))));
  }

  private static Augmentation plain(Transforms transforms) {
    return new Augmentation(0, 0, 0, 0, transforms);
  }

  @Test
  void presetsAreTheirRecords() {
    assertEquals(Augmentation.STANDARD, Augmentation.parse("on"));
    assertEquals(Augmentation.NONE, Augmentation.parse("off"));
    assertEquals(Augmentation.NNUNET, Augmentation.parse("nnunet"));
  }

  @Test
  void bareNamesHaveTheirUsualNumbers() {
    assertEquals(new Augmentation(0.5, 0, 0, 0.1), Augmentation.parse("flip,shift"));
    assertEquals(
        plain(only(Transform.ROTATION, 0.2, 30.0, 30.0, 30.0)), Augmentation.parse("rotation"));
    assertEquals(
        plain(only(Transform.ELASTIC_DEFORM, 0.2, 7.5, 7.0)), Augmentation.parse("elastic_deform"));
  }

  @Test
  void numbersAreProbabilityThenRange() {
    assertEquals(
        new Augmentation(0, 0.25, 0, 0, only(Transform.NOISE, 0.5, 0.0, 0.1)),
        Augmentation.parse("rotate=0.25,noise=.5"));
    assertEquals(plain(only(Transform.GAMMA, 1, 0.5, 2.0)), Augmentation.parse("gamma=1:5e-1:2."));
    assertEquals(
        plain(only(Transform.ROTATION, 1, 15.0, 15.0, 15.0)), Augmentation.parse("rotation=1:15"));
    assertEquals(
        plain(only(Transform.ROTATION, 1, 0.0, 0.0, 180.0)),
        Augmentation.parse("rotation=1:0:0:180"));
  }

  @Test
  void changesFollowAPreset() {
    Augmentation changed = Augmentation.parse("nnunet,elastic_deform=0.1,noise=0,flip=0");
    assertEquals(0, changed.flip());
    for (Transform transform : Transform.values()) {
      double expected =
          switch (transform) {
            case ELASTIC_DEFORM -> 0.1;
            case NOISE, MISALIGN -> 0;
            default -> transform.usual().probability();
          };
      assertEquals(expected, changed.transforms().of(transform, false).probability());
    }
    assertEquals(
        new Augmentation(0.5, 0.2, 0.1, 0.1, only(Transform.BLUR, 0.2, 0.5, 1.0)),
        Augmentation.parse("on,blur"));
  }

  @Test
  void aTransformOfProbability0IsNotThere() {
    assertEquals(Augmentation.NONE, Augmentation.parse("noise=0:3:4"));
    assertEquals(Augmentation.NNUNET, Augmentation.parse("nnunet,misalign=0:1:1"));
    assertEquals(
        Augmentation.parse("nnunet,noise=0"), Augmentation.parse("nnunet,noise=0:0.05:0.06"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on",
        "off",
        "nnunet",
        "flip,shift",
        "flip=0.25",
        "on,gamma",
        "rotation",
        "rotation=0.3",
        "rotation=0.2:15",
        "rotation=0.2:0:0:15",
        "nnunet,rotation=0.2:30",
        "nnunet,rotation=0.3",
        "nnunet,flip=0,rotate,elastic_deform,noise=0,gamma=0.3:0.5:2"
      })
  void theTextOfItIsTheShortest(String text) {
    assertEquals(text, Augmentation.parse(text).text());
  }

  @Test
  void everyTextIsReadAsItWasWritten() {
    Set<String> texts = new HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Augmentation made =
          new Augmentation(
              random.nextInt(3) / 2.0,
              random.nextBoolean() ? 0.2 : random.nextDouble(),
              random.nextDouble() * 1e-5,
              0.1,
              RandomTransforms.of(random));
      String text = made.text();
      assertEquals(made, Augmentation.parse(text), text);
      assertEquals(made.hashCode(), Augmentation.parse(text).hashCode(), text);
      texts.add(text);
    }
    assertTrue(texts.size() > 1900, "they must differ, " + texts.size() + " did");
  }

  @Test
  void aFingerprintWithoutTransformsIsWhatItWas() {
    assertEquals(
        "Augmentation[flip=0.5, rotate=0.2, scale=0.1, shift=0.1]",
        Augmentation.STANDARD.toString());
    Map<String, String> texts = new HashMap<>();
    for (String text :
        List.of("nnunet", "noise", "noise=0.2", "noise=0.1:0:0.2", "nnunet,noise=0")) {
      assertEquals(null, texts.put(Augmentation.parse(text).toString(), text));
    }
  }

  private static final String NAMES =
      "flip,rotate,scale,shift,rotation,scaling,elastic_deform,misalign,noise,blur,brightness,contrast,"
          + "low_resolution,gamma_inverted,gamma";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | --augment must be on, off, nnunet or some of NAMES, was ",
        "flip, | --augment must be on, off, nnunet or some of NAMES, was flip,",
        "sharpen | --augment must be on, off, nnunet or some of NAMES, was sharpen",
        "rotatoin=1 | --augment must be on, off, nnunet or some of NAMES, was rotatoin=1; did you mean rotation instead of rotatoin?",
        "off,NoiseX | --augment must be on, off, nnunet or some of NAMES, was off,NoiseX; did you mean noise instead of NoiseX?",
        "on=1 | --augment takes on, off and nnunet only as its first word, without numbers, was on=1",
        "flip,on | --augment takes on, off and nnunet only as its first word, without numbers, was flip,on",
        "noise,flip,noise=0 | --augment takes noise only once, was noise,flip,noise=0",
        "flip=0.1:2 | flip of --augment takes P after =, was flip=0.1:2",
        "flip= | flip of --augment takes P after =, was flip=",
        "noise=x | noise of --augment takes P or P:LOW:HIGH after =, was noise=x",
        "noise=1:2 | noise of --augment takes P or P:LOW:HIGH after =, was noise=1:2",
        "noise=0x1 | noise of --augment takes P or P:LOW:HIGH after =, was noise=0x1",
        "noise=1_0 | noise of --augment takes P or P:LOW:HIGH after =, was noise=1_0",
        "noise= 1 | noise of --augment takes P or P:LOW:HIGH after =, was noise= 1",
        "noise=NaN | noise of --augment takes P or P:LOW:HIGH after =, was noise=NaN",
        "rotation=1:2:3 | rotation of --augment takes P, P:DEGREES or P:DX:DY:DZ after =, was rotation=1:2:3",
        "misalign=1:2:3:4 | misalign of --augment takes P or P:MM:DEGREES after =, was misalign=1:2:3:4",
        "flip=2 | probability of flip must be in [0, 1], was 2.0",
        "noise=1e999 | probability of noise must be in [0, 1], was Infinity",
        "gamma=-0.1 | probability of gamma must be in [0, 1], was -0.1",
        "noise=0:-1:2 | LOW of noise must be from 0 to 1000000, was -1.0",
        "noise=1:2:1 | LOW of noise must be at most HIGH, were 2.0 and 1.0",
        "blur=1:2:17 | HIGH of blur must be from 0 to 16, was 17.0",
        "scaling=1:0:1 | LOW of scaling must be from 0.25 to 4, was 0.0",
        "low_resolution=1:0.5:1.5 | HIGH of low_resolution must be from 0.01 to 1, was 1.5",
        "rotation=1:181 | DEGREES of rotation must be from 0 to 180, was 181.0",
        "elastic_deform=1:300:7 | MM of elastic_deform must be from 0 to 200, was 300.0",
        "elastic_deform=1:3:3 | POINTS of elastic_deform must be a whole number from 4 to 64, was 3.0",
        "elastic_deform=1:3:4.5 | POINTS of elastic_deform must be a whole number from 4 to 64, was 4.5",
        "misalign=1:2:200 | DEGREES of misalign must be from 0 to 180, was 200.0",
      })
  void refusesWhatItIsNot(String text, String message) {
    assertEquals(
        message.stripTrailing().replace("NAMES", NAMES),
        assertThrows(IllegalArgumentException.class, () -> Augmentation.parse(text))
            .getMessage()
            .stripTrailing());
  }

  @Test
  void settingsMayBeMadeWithoutAText() {
    Map<Transform, Setting> settings = new EnumMap<>(Transform.class);
    settings.put(Transform.GAMMA, new Setting(0.3, List.of()));
    assertEquals(Augmentation.parse("gamma").transforms(), new Transforms(false, settings));
    settings.put(Transform.GAMMA, new Setting(0.3, List.of(1.0)));
    assertThrows(IllegalArgumentException.class, () -> new Transforms(false, settings));
  }
}
