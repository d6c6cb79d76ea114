package org.ibengine.cli.epoch;

import java.util.stream.Collectors;
import org.ibengine.RatioSummary;
import org.ibengine.text.Text;

/** The foreground ratios of an epoch, for people. */
final class RatioText {
  private RatioText() {}

  static String of(RatioSummary ratios) {
    return Text.format(
        "foreground ratio of %s: mean %.6f, sd %.6f, min %.6f, max %.6f; %s; none in %.1f %%%n"
            + "patches by ratio, in steps of 0.05: %s%n",
        Text.counted(ratios.patches(), "patch"),
        ratios.mean(),
        ratios.sd(),
        ratios.min(),
        ratios.max(),
        quantiles(ratios),
        100 * ratios.zeroShare(),
        ratios.histogram().stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  private static String quantiles(RatioSummary ratios) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RatioSummary.PERCENTAGES.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      text.append(
          Text.format("%d %%: %.6f", RatioSummary.PERCENTAGES.get(i), ratios.quantiles().get(i)));
    }
    return text.toString();
  }
}
