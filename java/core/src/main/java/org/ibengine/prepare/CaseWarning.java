package org.ibengine.prepare;

/**
 * Something about a case that a person should look at; the case is prepared nevertheless.
 *
 * @param kind groups warnings of many cases
 * @param message starts with the file or folder concerned
 */
public record CaseWarning(String caseName, Kind kind, String message) {

  /** What a warning is about. */
  public enum Kind {
    FILES_IGNORED("files that look like images and are ignored"),
    MODALITIES_LEFT_OUT("modalities that few cases have"),
    HEADER_CONTRADICTIONS("headers that contradict themselves"),
    EQUAL_PERCENTILES("percentiles that coincide"),
    LARGE_LABELS("labels above 255"),
    MIXED_COMPONENTS("components that hold several label values"),
    INSTANCES_CHANGED("instances that a crop or another grid changed"),
    UNCOVERED_GRID("files that do not cover the grid of their case"),
    NO_BODY("cases in which nothing counts as body"),
    OUTSIDE_BODY("cases of which most lesions lie outside of the body");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What it is about, as a plural for messages. */
    public String words() {
      return words;
    }
  }
}
