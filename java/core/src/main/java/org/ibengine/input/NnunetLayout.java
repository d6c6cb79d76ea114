package org.ibengine.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.io.ImageName;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * nnU-Net's raw layout, of either version: {@code imagesTr/CASE_0000.nii.gz} with the number of the
 * channel, {@code labelsTr/CASE.nii.gz}, and {@code dataset.json} with the names of channels and
 * labels. A {@code dataset.json} that lists its files is followed.
 */
final class NnunetLayout implements InputLayout {
  private static final String IMAGES = DatasetList.IMAGES;
  private static final String LABELS = "labelsTr";
  private static final Pattern CHANNEL = Pattern.compile("(.+)_(\\d{4})", Pattern.DOTALL);

  @Override
  public String name() {
    return "nnunet";
  }

  @Override
  public String title() {
    return "nnU-Net";
  }

  @Override
  public boolean saysMasks() {
    return true;
  }

  @Override
  public boolean namesChannels() {
    return true;
  }

  @Override
  public String needs() {
    return "imagesTr/CASE_0000.nii.gz, labelsTr/CASE.nii.gz and dataset.json with channel_names";
  }

  @Override
  public boolean fits(Path folder) {
    Optional<DatasetList> list = DatasetList.of(folder);
    if (list.isEmpty()) {
      return false;
    }
    if (list.get().has("channel_names") && list.get().has("dataset")) {
      return true;
    }
    Path images = folder.resolve(IMAGES);
    return Files.isDirectory(images)
        && Files.isDirectory(folder.resolve(LABELS))
        && (list.get().has("channel_names") || list.get().has("modality"))
        && images(images).stream().anyMatch(file -> CHANNEL.matcher(stem(file)).matches());
  }

  private static List<Path> images(Path folder) {
    return CaseFiles.of(folder, MaskRule.USUAL).images();
  }

  private static String stem(Path file) {
    return ImageFiles.nameOf(file).stem();
  }

  @Override
  public void find(List<Path> folders, Finding finding) {
    for (Path folder : folders) {
      DatasetList list = DatasetList.of(folder, this);
      finding.labels(list.file(), list.labels());
      List<String> channels = list.channels();
      finding.order(channels);
      if (list.has("dataset")) {
        addListed(list, channels, finding);
      } else {
        addNamed(folder, list, finding);
      }
      noteTests(folder, finding);
    }
  }

  private static void noteTests(Path folder, Finding finding) {
    Path tests = folder.resolve("imagesTs");
    if (Files.isDirectory(tests)) {
      finding.note(
          Text.format(
              "%s has no labels and is left out (%s)",
              tests.getFileName(), Text.counted(images(tests).size(), "file")));
    }
  }

  private static CaseDraft.Missing missing(String name, String ending) {
    return new CaseDraft.Missing(
        "add " + LABELS + "/" + name + ending,
        "add " + IMAGES + "/" + name + "_0000" + ending,
        false);
  }

  /** Those that end as {@code dataset.json} says, if it does. */
  private static List<Path> images(Path folder, Optional<String> ending) {
    return images(folder).stream()
        .filter(file -> ending.isEmpty() || file.getFileName().toString().endsWith(ending.get()))
        .toList();
  }

  private static void addNamed(Path folder, DatasetList list, Finding finding) {
    List<String> channels = list.channels();
    Optional<String> ending = list.ending();
    SortedMap<String, CaseDraft> drafts = new TreeMap<>();
    for (Path file : images(folder.resolve(IMAGES), ending)) {
      Matcher name = CHANNEL.matcher(stem(file));
      CaseDraft draft =
          draft(drafts, name.matches() ? name.group(1) : stem(file), file.getParent());
      int channel = name.matches() ? Integer.parseInt(name.group(2)) : -1;
      if (channel < 0 || channel >= channels.size()) {
        draft.fault(
            Text.format(
                "%s must end in the number of its channel, _0000 to _%04d as %s names them",
                file.getFileName(), channels.size() - 1, DatasetList.NAME));
      } else {
        draft.image(channels.get(channel), ImageInput.only(file));
      }
    }
    for (Path file : images(folder.resolve(LABELS), ending)) {
      draft(drafts, stem(file), folder.resolve(IMAGES)).mask(file);
    }
    drafts.forEach(
        (name, draft) -> {
          finding.claim(name, draft.place());
          draft.addTo(finding, missing(name, ending.orElse(".nii.gz")));
        });
  }

  private static CaseDraft draft(SortedMap<String, CaseDraft> drafts, String name, Path place) {
    return drafts.computeIfAbsent(name, key -> new CaseDraft(key, Optional.empty(), place));
  }

  /** {@code dataset: {CASE: {images: [one per channel], label: file}}}. */
  private static void addListed(DatasetList list, List<String> channels, Finding finding) {
    JsonNode cases = list.json().path("dataset");
    for (Map.Entry<String, JsonNode> entry : cases.properties()) {
      CaseDraft draft =
          new CaseDraft(ImageName.composed(entry.getKey()), Optional.empty(), list.file());
      finding.claim(draft.name(), list.file());
      List<String> files = new ArrayList<>();
      entry.getValue().path("images").forEach(file -> files.add(file.asText()));
      if (files.size() != channels.size()) {
        draft.fault(
            Text.format(
                "case %s must list one image for each of the channels %s, lists %s",
                entry.getKey(), NameList.of(channels), NameList.of(files)));
      }
      for (int i = 0; i < Math.min(files.size(), channels.size()); i++) {
        draft.image(channels.get(i), ImageInput.only(list.file().resolveSibling(files.get(i))));
      }
      if (entry.getValue().path("label").isTextual()) {
        draft.mask(list.file().resolveSibling(entry.getValue().path("label").textValue()));
      }
      draft.addTo(finding, new CaseDraft.Missing("list it as label", "list them as images"));
    }
  }
}
