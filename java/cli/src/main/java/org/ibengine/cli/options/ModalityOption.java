package org.ibengine.cli.options;

import java.util.List;
import org.ibengine.io.ImageName;
import org.ibengine.text.Text;
import picocli.CommandLine.Option;

/** Which modalities, of those that cases or a dataset have. */
public final class ModalityOption {
  public static final String NAME = "--modalities";

  @Option(
      names = NAME,
      split = ",",
      paramLabel = "A,B",
      hideParamSyntax = true,
      description =
          "Modalities in channel order, comma-separated; can be repeated. Default: all; for prepare,"
              + " those that at least half of the cases have.")
  private List<String> names = List.of();

  /**
   * In channel order and composed form (NFC), as datasets have them; none for all.
   *
   * @throws IllegalArgumentException if one has no name
   */
  public List<String> names() {
    return checked(names);
  }

  public static List<String> checked(List<String> names) {
    List<String> stripped = names.stream().map(name -> ImageName.composed(name.strip())).toList();
    if (stripped.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          Text.format(
              "%s takes comma-separated names, but one was empty: %s",
              NAME, String.join(",", names)));
    }
    return stripped;
  }
}
