package org.ibengine.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.io.ImageFiles;
import org.ibengine.io.ImageInput;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/**
 * The layout of the Medical Segmentation Decathlon: {@code dataset.json} lists pairs of an image
 * and a label for training, and names the modalities, which are the channels of the images.
 */
final class MsdLayout implements InputLayout {
  private static final String TRAINING = "training";

  @Override
  public String name() {
    return "msd";
  }

  @Override
  public String title() {
    return "Medical Segmentation Decathlon";
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
    return "dataset.json with modality and a list training of {image, label}";
  }

  /** nnU-Net's first version has such a list too, of images that are not there by that name. */
  @Override
  public boolean fits(Path folder) {
    Optional<DatasetList> list = DatasetList.of(folder);
    if (list.isEmpty() || !list.get().has("modality") || list.get().has("channel_names")) {
      return false;
    }
    for (JsonNode item : list.get().json().path(TRAINING)) {
      if (item.path("image").isTextual()
          && Files.exists(folder.resolve(item.path("image").textValue()))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void find(List<Path> folders, Finding finding) {
    for (Path folder : folders) {
      DatasetList list = DatasetList.of(folder, this);
      List<String> channels = list.channels();
      finding.order(channels);
      finding.labels(list.file(), list.labels());
      for (JsonNode item : list.json().path(TRAINING)) {
        add(list, item, channels, finding);
      }
      int tests = list.json().path("test").size();
      if (tests > 0) {
        finding.note(
            Text.format(
                "the %s for tests %s no labels and %s left out",
                Text.counted(tests, "image"),
                tests == 1 ? "has" : "have",
                tests == 1 ? "is" : "are"));
      }
    }
  }

  private static void add(DatasetList list, JsonNode item, List<String> channels, Finding finding) {
    if (!item.path("image").isTextual()) {
      throw new DatasetException(
          list.file(), "training must list objects with image and label, lists " + item);
    }
    Path image = file(list, item.path("image"));
    CaseDraft draft = new CaseDraft(ImageFiles.nameOf(image).stem(), Optional.empty(), image);
    finding.claim(draft.name(), image);
    for (int i = 0; i < channels.size(); i++) {
      boolean only = channels.size() == 1;
      draft.image(channels.get(i), only ? ImageInput.only(image) : ImageInput.of(image, i));
    }
    ChannelModalities.count(image).stream()
        .filter(count -> count != channels.size())
        .forEach(count -> draft.fault(miscounted(list, channels, count)));
    if (!Files.exists(image)) {
      draft.fault("there is no such file, though " + list.file() + " lists it");
    }
    if (item.path("label").isTextual()) {
      Path label = file(list, item.path("label"));
      draft.mask(label);
      if (!Files.exists(label)) {
        draft.fault("there is no file " + label + ", though " + list.file() + " lists it");
      }
    }
    draft.addTo(finding, new CaseDraft.Missing("list it as label", "list it as image"));
  }

  /** Channels that nobody named would be left out, or counted in the wrong order. */
  private static String miscounted(DatasetList list, List<String> channels, int count) {
    return Text.format(
        "has %s, but %s names %s under modality (%s); name each channel there",
        Text.counted(count, "channel"), list.file(), channels.size(), NameList.of(channels));
  }

  private static Path file(DatasetList list, JsonNode name) {
    return list.file().resolveSibling(name.textValue()).normalize();
  }
}
