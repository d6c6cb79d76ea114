package org.ibengine.cli.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.ibengine.input.Discovery;
import org.ibengine.input.ListedCase;
import org.ibengine.work.CaseFailure;

/** Cases for programs; fields as docs/reference/formats.md says. */
final class CasesJson {
  private CasesJson() {}

  /**
   * @param subjects gives the subject of a case of which the layout says none
   */
  static String of(Discovery found, UnaryOperator<String> subjects) {
    Map<String, String> faults =
        found.failures().stream()
            .collect(Collectors.toMap(CaseFailure::caseName, CaseFailure::message));
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (ListedCase item : ListedCase.all(found)) {
      ObjectNode json = array.addObject();
      json.put("case", item.name());
      json.put("subject", item.subject().orElseGet(() -> subjects.apply(item.name())));
      json.put("label", item.mask().map(CasesJson::absolute).orElse(null));
      addImages(json, found, item);
      if (faults.containsKey(item.name())) {
        json.put("fault", faults.get(item.name()));
      }
    }
    return array.toPrettyString() + System.lineSeparator();
  }

  /** In channel order; the channels of files that hold several stand apart from the files. */
  private static void addImages(ObjectNode json, Discovery found, ListedCase item) {
    ObjectNode files = json.putObject("modalities");
    ObjectNode channels = json.objectNode();
    for (String modality : found.modalities()) {
      if (item.modalities().containsKey(modality)) {
        files.put(modality, absolute(item.modalities().get(modality).file()));
        item.modalities()
            .get(modality)
            .channel()
            .ifPresent(channel -> channels.put(modality, channel));
      }
    }
    if (!channels.isEmpty()) {
      json.set("channels", channels);
    }
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }
}
