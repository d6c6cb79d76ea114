package org.ibengine.cli.options;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.Inside;
import org.ibengine.plan.NegativePart;
import org.ibengine.plan.Negatives;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** Where background patches are drawn from, and what they must meet. */
public final class NegativeOptions {
  /** All of them. */
  public static final List<String> NAMES =
      List.of(
          "--negatives",
          "--min-distance",
          "--inside",
          "--min-body",
          "--distances",
          "--hard",
          "--hard-share",
          "--hard-order",
          "--hardness");

  private static final double USUAL_HARD_SHARE = 0.5;

  @Option(
      names = "--negatives",
      defaultValue = "grid",
      paramLabel = "LIST",
      description =
          "Where background patches come from: grid, anywhere, ring[:MIN-MAX] (mm from the nearest"
              + " lesion, default 20-60), mined or hard (needs --hard); or several, separated by"
              + " commas, with :SHARE after each, such as ring:20-60:0.5,grid:0.5. Default:"
              + " ${DEFAULT-VALUE}.")
  private String parts;

  @Option(
      names = "--min-distance",
      defaultValue = "0",
      paramLabel = "MM",
      description =
          "Only background whose centre is at least so far from the nearest lesion voxel. Default:"
              + " ${DEFAULT-VALUE}.")
  private double minDistance;

  @Option(
      names = "--inside",
      paramLabel = "MASK>=SHARE",
      description =
          "Only background patches of which at least SHARE lies in MASK: a stored volume (voxels"
              + " above 0), or a value of the label map, such as liver>=0.5. Can be repeated."
              + " Default: none.")
  private List<String> inside = List.of();

  @Option(
      names = "--min-body",
      paramLabel = "SHARE",
      description =
          "Only background patches of which at least SHARE is body, by the estimate that ib prepare"
              + " stored; 0: all. Default: 0.01 where there is an estimate.")
  private Double minBody;

  @Option(
      names = "--distances",
      description =
          "Tell how far drawn background is from the nearest lesion voxel, in plan and ledger, though"
              + " no other option needs distances. Needs the volumes layout.")
  private boolean distances;

  @Option(
      names = "--hard",
      paramLabel = "FILE",
      description =
          "Draw background around the false alarms of a model, from an objects.csv of ib froc."
              + " Default: none.")
  private String hard;

  @Option(
      names = "--hard-share",
      paramLabel = "S",
      description =
          "Share of the background patches that lie around false alarms. Default: 0.5 with --hard.")
  private Double hardShare;

  @Option(
      names = "--hard-order",
      paramLabel = "confident|weight|uniform",
      description =
          "Which false alarms: the most confident first, or drawn by their probability, or all"
              + " equally. Default: confident.")
  private String hardOrder;

  @Option(
      names = "--hardness",
      defaultValue = "0",
      paramLabel = "H",
      description =
          "From 0 to below 1: of the mined patches of a case, leave out the share H that lies"
              + " farthest from a lesion. Default: ${DEFAULT-VALUE}.")
  private double hardness;

  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public Negatives negatives() {
    return withAlarms(Negatives.parse(parts))
        .minDistanceMm(minDistance)
        .inside(inside.stream().map(Inside::parse).toList())
        .minBody(minBody == null ? OptionalDouble.empty() : OptionalDouble.of(minBody))
        .distances(distances)
        .hardness(hardness);
  }

  private Negatives withAlarms(Negatives negatives) {
    if (hard == null) {
      if (hardShare != null || hardOrder != null) {
        throw new IllegalArgumentException(
            "--hard-share and --hard-order need --hard, which was not given");
      }
      return negatives;
    }
    FalseAlarms list =
        new FalseAlarms(
            hard,
            hardOrder == null ? FalseAlarms.Order.CONFIDENT : FalseAlarms.Order.parse(hardOrder));
    if (!negatives.has(NegativePart.Kind.HARD)) {
      return negatives.hard(list, hardShare == null ? USUAL_HARD_SHARE : hardShare);
    }
    if (hardShare != null) {
      throw new IllegalArgumentException(
          Text.format(
              "--hard-share %s and --negatives %s both give a share to hard; leave one out",
              hardShare, parts));
    }
    return negatives.alarms(Optional.of(list));
  }
}
