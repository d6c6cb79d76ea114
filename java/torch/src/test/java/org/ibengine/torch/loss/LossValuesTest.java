package org.ibengine.torch.loss;

import static org.ibengine.torch.loss.Literals.LOGIT;
import static org.ibengine.torch.loss.Literals.TARGET;
import static org.ibengine.torch.loss.Literals.WEIGHT;
import static org.ibengine.torch.loss.Literals.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.ibengine.torch.RequiresLibtorch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed elsewhere: the expected ones are literals to seven digits. */
@RequiresLibtorch
class LossValuesTest {
  private static final double DIGITS = 6e-8;

  @ParameterizedTest
  @CsvSource({
    "bce, 0.6931472",
    "wce, 0.6931472",
    "dl, 0.4285714",
    "asl, 0.4583333",
    "gdl, 0.3831776",
    "iwbce, 0.9241962",
    "iwdl, 0.3333333",
    "iwasl, 0.4090909",
    "sdl, 0.5142853",
    "iwsdl, 0.4999997"
  })
  void withAllLogitsZero(String name, double expected) {
    assertEquals(expected, value(LossName.of(name).loss(), new double[12]), DIGITS);
  }

  @ParameterizedTest
  @CsvSource({
    "bce, 0.4451558",
    "wce, 0.5493997",
    "dl, 0.2637849",
    "asl, 0.3105636",
    "gdl, 0.2194281",
    "iwbce, 0.7988675",
    "iwdl, 0.2998754",
    "iwasl, 0.3894209",
    "sdl, 0.3318380",
    "iwsdl, 0.3876168"
  })
  void withMixedLogits(String name, double expected) {
    assertEquals(expected, value(LossName.of(name).loss(), LOGIT), DIGITS);
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, 0.0722028",
    "true, false, 0.1155245",
    "false, true, 0.0698087",
    "true, true, 0.2033264"
  })
  void focalWithAlphaThreeQuarters(boolean weighted, boolean mixed, double expected) {
    Loss plain = new Focal(0.75, 2);
    Loss loss = weighted ? new InverseWeighted(plain) : plain;
    assertEquals(expected, value(loss, mixed ? LOGIT : new double[12]), DIGITS);
  }

  @ParameterizedTest
  @CsvSource({"bce, 0.4451558", "dl, 0.2637849", "iwbce, 0.7988675", "iwasl, 0.3894209"})
  void inFloat32OfAByteTarget(String name, double expected) {
    LossName loss = LossName.of(name);
    double found =
        loss.loss()
            .of(
                sample(LOGIT).to(ScalarType.Float),
                sample(TARGET).to(ScalarType.Byte),
                loss.needsWeights() ? sample(WEIGHT) : null)
            .item_float();
    assertEquals(expected, found, 4e-7);
  }

  private static double value(Loss loss, double[] logit) {
    boolean weighted = loss instanceof InverseWeighted;
    return loss.of(sample(logit), sample(TARGET), weighted ? sample(WEIGHT) : null).item_double();
  }
}
