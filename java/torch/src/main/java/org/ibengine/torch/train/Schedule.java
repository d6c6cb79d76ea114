package org.ibengine.torch.train;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.text.Text;

/**
 * What the learning rate is multiplied by, or falls to, epoch by epoch. As text: {@code constant},
 * {@code cosine:MIN}, {@code poly:POWER}, or {@code decay:EPOCH:FACTOR,…}.
 */
public sealed interface Schedule {
  /**
   * The learning rate of an epoch.
   *
   * @param first rate of the optimiser
   * @param epoch from 0
   * @param epochs of the whole training
   */
  double rate(double first, int epoch, int epochs);

  /** The same rate throughout. */
  record Constant() implements Schedule {
    @Override
    public double rate(double first, int epoch, int epochs) {
      return first;
    }

    @Override
    public String toString() {
      return "constant";
    }
  }

  /**
   * Half a cosine from the first rate to {@code least}, as PyTorch's {@code CosineAnnealingLR}.
   *
   * @param least at least 0
   */
  record Cosine(double least) implements Schedule {
    public Cosine {
      require(least >= 0 && least < Double.POSITIVE_INFINITY, "cosine:MIN needs MIN of at least 0");
    }

    @Override
    public double rate(double first, int epoch, int epochs) {
      return least + (first - least) * (1 + Math.cos(Math.PI * epoch / epochs)) / 2;
    }

    @Override
    public String toString() {
      return "cosine:" + least;
    }
  }

  /**
   * {@code (1 − epoch / epochs)^power}, nnU-Net's.
   *
   * @param power more than 0
   */
  record Polynomial(double power) implements Schedule {
    public Polynomial {
      require(power > 0 && power < Double.POSITIVE_INFINITY, "poly:POWER needs POWER above 0");
    }

    @Override
    public double rate(double first, int epoch, int epochs) {
      return first * Math.pow(1 - (double) epoch / epochs, power);
    }

    @Override
    public String toString() {
      return "poly:" + power;
    }
  }

  /** Multiplied by factors, each from its epoch on. */
  record Decay(List<Drop> drops) implements Schedule {
    /**
     * @param epoch at least 1
     * @param factor more than 0
     */
    public record Drop(int epoch, double factor) {
      public Drop {
        require(
            epoch >= 1 && factor > 0 && factor < Double.POSITIVE_INFINITY,
            "decay:EPOCH:FACTOR needs an epoch of at least 1 and a factor above 0");
      }

      @Override
      public String toString() {
        return epoch + ":" + factor;
      }
    }

    public Decay {
      drops = List.copyOf(drops);
      require(!drops.isEmpty(), "decay needs EPOCH:FACTOR");
    }

    @Override
    public double rate(double first, int epoch, int epochs) {
      double rate = first;
      for (Drop drop : drops) {
        rate = epoch >= drop.epoch() ? rate * drop.factor() : rate;
      }
      return rate;
    }

    @Override
    public String toString() {
      return "decay:" + String.join(",", drops.stream().map(Drop::toString).toList());
    }
  }

  private static void require(boolean rule, String message) {
    if (!rule) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Reads the text of a schedule; {@code cosine} alone falls to 0, {@code poly} alone has power
   * 0.9.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Schedule parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    try {
      switch (kind) {
        case "constant":
          require(colon < 0, "constant takes no number, was " + text);
          return new Constant();
        case "cosine":
          return new Cosine(colon < 0 ? 0 : Double.parseDouble(rest));
        case "poly":
          return new Polynomial(colon < 0 ? 0.9 : Double.parseDouble(rest));
        case "decay":
          return decay(rest);
        default:
          throw new IllegalArgumentException(
              "a schedule must be constant, cosine:MIN, poly:POWER or decay:EPOCH:FACTOR, was "
                  + text);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          Text.format("a schedule has numbers after its name, was %s", text), e);
    }
  }

  private static Schedule decay(String text) {
    List<Decay.Drop> drops = new ArrayList<>();
    for (String drop : text.split(",")) {
      String[] parts = drop.split(":", -1);
      require(parts.length == 2, "decay needs EPOCH:FACTOR, was " + drop);
      drops.add(new Decay.Drop(Integer.parseInt(parts[0]), Double.parseDouble(parts[1])));
    }
    return new Decay(drops);
  }
}
