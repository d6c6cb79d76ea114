package org.ibengine.cli.prepare;

import org.ibengine.index.BodyRule;
import picocli.CommandLine.Option;

/** How {@code ib prepare} tells the body from the air around it. */
final class BodyOptions {
  @Option(
      names = "--body",
      paramLabel = "otsu|VALUE|none",
      defaultValue = "otsu",
      description = {
        "What tells body from air, so that windows of air can be left out of the background: otsu",
        "finds a threshold for each case, VALUE is what body reaches at least, none estimates",
        "nothing. Default: ${DEFAULT-VALUE}."
      })
  private String body;

  @Option(
      names = "--body-modality",
      paramLabel = "NAME",
      description = "The modality that shows it. Default: the first.")
  private String modality;

  /**
   * @throws IllegalArgumentException naming the option that is out of range
   */
  BodyRule toRule() {
    BodyRule rule = BodyRule.parse(body);
    return modality == null ? rule : rule.in(modality);
  }
}
