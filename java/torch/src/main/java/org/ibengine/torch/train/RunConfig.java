package org.ibengine.torch.train;

import java.util.List;
import org.ibengine.EngineOptions;
import org.ibengine.torch.network.NetworkSpec;

/**
 * All that a training run was made with, enough to repeat it.
 *
 * @param dataset the folder, as an absolute path
 * @param modalities in the order of the network's inputs
 * @param network what is trained
 * @param plan how it is trained
 * @param engine what is drawn and delivered; its code, such as patch transforms, is not kept
 */
public record RunConfig(
    String dataset,
    List<String> modalities,
    NetworkSpec network,
    TrainingPlan plan,
    EngineOptions engine) {
  public RunConfig {
    modalities = List.copyOf(modalities);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not that; the message names the key
   */
  public static RunConfig fromJson(String json) {
    return RunConfigJson.read(json);
  }

  /** As JSON, see docs/reference/train.md. */
  public String toJson() {
    return RunConfigJson.write(this);
  }
}
