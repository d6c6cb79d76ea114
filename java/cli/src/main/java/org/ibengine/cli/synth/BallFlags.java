package org.ibengine.cli.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.cli.options.ModalityOption;
import org.ibengine.cli.text.TextFile;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipProviders;
import org.ibengine.synth.BallOptions;
import org.ibengine.synth.BallSet;
import org.ibengine.synth.BallWriter;
import org.ibengine.text.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options for balls, and what they do. */
final class BallFlags {
  private static final String NAME = "--balls";
  private static final List<String> OTHERS =
      List.of("--lungs", "--spacing", ModalityOption.NAME, "--lesions", "--dtype");

  @Option(
      names = NAME,
      paramLabel = "N",
      description = {
        "N volumes with one ball in noise instead: OUT/img0.nii.gz and seg0.nii.gz to N - 1, after the",
        "published study of context and foreground ratio."
      })
  private Integer balls;

  @Option(
      names = "--test",
      description = "With --balls: the test set, other balls with radii of a wider range.")
  private boolean test;

  /**
   * Where and how they are written.
   *
   * @param cases as given; null if it was not
   * @param size as given; null for the published one
   */
  record Place(Path out, Integer cases, int[] size, long seed, int threads, boolean force) {}

  boolean areWanted() {
    return balls != null;
  }

  /**
   * @throws IllegalArgumentException if an option for balls was given without them
   */
  void requireNone() {
    if (test) {
      throw new IllegalArgumentException("--test is about balls, it needs " + NAME + " N");
    }
  }

  /**
   * @throws IllegalArgumentException if an option does not go with balls
   */
  void write(Place place, CommandSpec spec) {
    ParseResult given = spec.commandLine().getParseResult();
    requireGood(place, given);
    boolean folders = place.cases() != null;
    BallOptions options = options(place, given);
    BallWriter writer = new BallWriter(place.out(), options, GzipProviders.best().codec());
    Path split = place.out().resolve("split.json");
    boolean splits = folders && !test;
    if (splits && !place.force() && Files.exists(split, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatasetException(split, "exists already; --force overwrites it");
    }
    PrintWriter out = spec.commandLine().getOut();
    writer.write(
        new BallWriter.Amount(balls, folders, place.threads(), place.force()),
        ball -> {
          out.printf("%s: radius %d%n", ball.label(), ball.ball().radius());
          out.flush();
        });
    if (splits) {
      TextFile.write(split, split(options));
    }
  }

  private void requireGood(Place place, ParseResult given) {
    if (balls < 1) {
      throw new IllegalArgumentException(NAME + " must be at least 1, was " + balls);
    }
    for (String option : OTHERS) {
      if (given.hasMatchedOption(option)) {
        throw new IllegalArgumentException(option + " does not go with " + NAME);
      }
    }
    if (place.cases() != null && place.cases() != OptionalNumber.NONE) {
      throw new IllegalArgumentException(
          Text.format(
              "with %s, --cases takes no number, was %d; %s says how many",
              NAME, place.cases(), NAME));
    }
  }

  private BallOptions options(Place place, ParseResult given) {
    int side = place.size() == null ? BallOptions.PUBLISHED_SIDE : place.size()[0];
    if (place.size() != null && (place.size()[1] != side || place.size()[2] != side)) {
      throw new IllegalArgumentException(
          Text.format(
              "--size of balls must be that of a cube, was (%d, %d, %d)",
              side, place.size()[1], place.size()[2]));
    }
    if (!given.hasMatchedOption("--radius")) {
      return BallOptions.published(side, test, place.seed());
    }
    double[] radius = given.matchedOptionValue("--radius", new double[2]);
    return new BallOptions(side, whole(radius[0]), whole(radius[1]), test, place.seed());
  }

  private static int whole(double radius) {
    if (radius != Math.rint(radius) || Math.abs(radius) > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "--radius of balls takes whole numbers of voxels, was " + radius);
    }
    return (int) radius;
  }

  /** Which are trained on, for {@code --split} of other commands. */
  private String split(BallOptions options) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    BallSet.training(balls).stream()
        .map(number -> BallSet.caseName(options, number))
        .forEach(node.putArray("train")::add);
    BallSet.validation(balls).stream()
        .map(number -> BallSet.caseName(options, number))
        .forEach(node.putArray("validation")::add);
    return node.toPrettyString();
  }
}
