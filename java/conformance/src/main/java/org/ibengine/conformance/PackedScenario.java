package org.ibengine.conformance;

import static org.ibengine.conformance.EngineContentContract.WILD;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.WeightKind;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;
import org.ibengine.tensor.Tensor;
import org.ibengine.volume.Size3;

/**
 * What an engine over {@link PackedCases} is asked for. With both modalities, rows are read raw,
 * because PET cannot be packed; of CT alone they stay packed, and tiles of it stay in memory.
 */
public enum PackedScenario {
  PLAIN(options -> options.augmentation(Augmentation.NONE)),
  AUGMENTED(options -> options.augmentation(WILD)),
  OF_ANOTHER_SIZE(options -> options.augmentation(WILD).patchSize(9, 21, 5)),
  LARGER_THAN_SOME_VOLUMES(options -> options.augmentation(WILD).patchSize(30, 30, 25)),
  OF_CT(options -> options.modalities("CT").augmentation(WILD)),
  OF_CT_IN_ANOTHER_SIZE(options -> options.modalities("CT").patchSize(30, 9, 21)),
  CENTRED(options -> options.modalities("CT").placement(Placement.CENTRE).augmentation(WILD)),
  BACKGROUND(
      options ->
          options
              .modalities("CT")
              .negativesPerPositive(3)
              .negatives(Negatives.parse("ring:2-40:0.5,anywhere:0.5"))),
  HARD_NEGATIVES(
      options ->
          options
              .modalities("CT")
              .negativesPerPositive(2)
              .negatives(
                  Negatives.parse("anywhere").hard(PackedCases.falseAlarms(Order.CONFIDENT), 0.5))),
  DRAWN_WITH_REPLACEMENT(
      options -> options.sampler(Sampler.VOXEL).placement(Placement.CENTRE).steps(6)),
  EVERYTHING_BESIDES(
      options ->
          options
              .modalities("CT")
              .augmentation(WILD)
              .weights(WeightKind.PATCH_INVERSE)
              .instanceMaps(true)
              .coordinates(true)
              .foregroundCounts(true)),
  UNNORMALISED(options -> options.normalise(IntensityScale.none())),
  FLOAT16(options -> options.modalities("CT").augmentation(WILD).type(ElementType.FLOAT16)),
  VALIDATION(
      options -> options.modalities("CT").fold(0, 2), engine -> List.of(engine.validation())),
  WINDOWS(
      options -> options,
      engine -> List.of(engine.windows(List.of("wide", "small", "tall"), new Size3(9, 11, 8))));

  private final UnaryOperator<EngineOptions> options;
  private final Function<IbEngine, List<Epoch>> shown; // null: two epochs of training

  PackedScenario(UnaryOperator<EngineOptions> options) {
    this(options, null);
  }

  PackedScenario(UnaryOperator<EngineOptions> options, Function<IbEngine, List<Epoch>> shown) {
    this.options = options;
    this.shown = shown;
  }

  /** What is asked for, beside what these options say. */
  public EngineOptions options(EngineOptions others) {
    return options.apply(others);
  }

  /** Everything that is delivered; {@code looked} is called while each batch is open. */
  public List<String> contents(IbEngine engine, Runnable looked) {
    List<String> contents = new ArrayList<>();
    if (shown != null) {
      shown.apply(engine).forEach(epoch -> contents.addAll(rest(epoch, looked)));
      return contents;
    }
    contents.addAll(rest(engine.epoch(7, 0), looked));
    contents.addAll(rest(engine.epoch(7, 1), looked));
    return contents;
  }

  /** The rest of an epoch, which is closed. */
  static List<String> rest(Epoch epoch, Runnable looked) {
    List<String> contents = new ArrayList<>();
    try (epoch) {
      for (Batch batch : epoch) {
        contents.add(line(batch));
        looked.run();
      }
    }
    return contents;
  }

  /** The first epoch that is shown. */
  Epoch first(IbEngine engine) {
    return shown == null ? engine.epoch(7, 0) : shown.apply(engine).get(0);
  }

  static String line(Batch batch) {
    StringBuilder line = new StringBuilder(batch.items().toString());
    for (Tensor tensor : batch.tensors()) {
      CRC32C checksum = new CRC32C();
      checksum.update(Delivered.bytes(tensor, 0, (int) tensor.sizeBytes()));
      line.append(' ').append(Long.toHexString(checksum.getValue()));
    }
    return line.toString();
  }
}
