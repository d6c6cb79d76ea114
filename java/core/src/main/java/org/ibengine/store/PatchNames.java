package org.ibengine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a case and its modalities are called in the file names of patches. The published loader
 * takes a name apart at its underscores and leaves out every image whose name holds {@code label},
 * so a modality has no underscore there and nothing holds {@code label}.
 *
 * @param caseName in file names
 * @param modalities from true names to those in file names; only those that differ
 */
public record PatchNames(String caseName, Map<String, String> modalities) {
  private static final String FIELD = "namesInFiles";

  public PatchNames {
    modalities = Map.copyOf(modalities);
  }

  /** The names that the loader can read. */
  public static PatchNames of(String caseName, List<String> modalities) {
    Map<String, String> changed = new LinkedHashMap<>();
    for (String modality : modalities) {
      if (!ofModality(modality).equals(modality)) {
        changed.put(modality, ofModality(modality));
      }
    }
    return new PatchNames(ofCase(caseName), changed);
  }

  /** All names unchanged. */
  public static PatchNames asTheyAre(String caseName) {
    return new PatchNames(caseName, Map.of());
  }

  /** {@code T1_ce} becomes {@code T1-ce}. */
  public static String ofModality(String modality) {
    return withoutLabel(modality).replace('_', '-');
  }

  /** {@code labelled_03} becomes {@code lblled_03}. */
  public static String ofCase(String caseName) {
    return withoutLabel(caseName);
  }

  private static String withoutLabel(String name) {
    String text = name;
    while (text.contains(DatasetFolder.LABEL)) { // taking one out can make another
      text = text.replace(DatasetFolder.LABEL, "lbl");
    }
    return text;
  }

  /**
   * Relative path of a patch.
   *
   * @param role a modality's true name or {@link DatasetFolder#LABEL}
   */
  public String path(String role, DatasetFolder.PatchKind kind, int number) {
    String inFile = modalities.getOrDefault(role, role);
    return DatasetFolder.patchPath(caseName, inFile, kind, number);
  }

  /** Writes a field only where a name differs, so that other records keep their bytes. */
  void write(JsonGenerator json, String trueName) throws IOException {
    if (caseName.equals(trueName) && modalities.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(FIELD);
    json.writeStringField("case", caseName);
    json.writeObjectFieldStart("modalities");
    for (String name : modalities.keySet().stream().sorted().toList()) {
      json.writeStringField(name, modalities.get(name));
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * @throws org.ibengine.error.DatasetException if the names are not those that {@link #of} gives
   */
  static PatchNames read(JsonObject json) {
    String trueName = json.text("case");
    if (!json.has(FIELD)) {
      return asTheyAre(trueName);
    }
    JsonObject names = json.object(FIELD);
    JsonObject modalities = names.object("modalities");
    Map<String, String> changed = new LinkedHashMap<>();
    for (String name : modalities.names()) {
      if (!modalities.text(name).equals(ofModality(name))) {
        throw modalities.damaged(name, "must be called " + ofModality(name) + " in file names");
      }
      changed.put(name, modalities.text(name));
    }
    if (!names.text("case").equals(ofCase(trueName))) {
      throw names.damaged("case", "must be called " + ofCase(trueName) + " in file names");
    }
    return new PatchNames(ofCase(trueName), changed);
  }
}
