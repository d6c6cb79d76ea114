package org.ibengine.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from the names of cases which of them are visits of one subject. Only what is known to name
 * a visit is taken off a name: a wrong guess either way spoils a validation, since two visits of a
 * person in two folds leak and two persons in one subject leave too little to hold out. A number
 * alone is never a visit ({@code case_001} and {@code case_002} are two persons).
 */
final class SubjectNames {
  /** Each captures what stands before the visit; tried in this order until none fits. */
  private static final List<Pattern> VISITS =
      List.of(
          // public datasets: BraTS-GLI-00007-000, UPENN-GBM-00001_11, OAS2_0001_MR1,
          // OAS30001_MR_d0129
          pattern("(BraTS\\d*(?:-[a-z]+)+-\\d{4,5})-\\d{1,3}"),
          pattern("(UPENN-GBM-\\d{5})_\\d\\d"),
          pattern("(OAS\\d_\\d{4})_MR\\d"),
          pattern("(OAS\\d{5})_MR_d\\d{4}"),
          // BIDS: sub-01_ses-2_run-1
          pattern("(sub-[a-z0-9]+)(?:_[a-z]+-[a-z0-9]+)+"),
          pattern("(.+?)_ses-[a-z0-9]+(?:_[a-z]+-[a-z0-9]+)*"),
          // a word that says visit: p_tp1, p_week-044, p-baseline, p_followup2
          pattern(
              "(.+)[_-](?:ses|session|visit|timepoint|time|tp|day|week|month|year)[_-]?\\d+(?:-\\d)?"),
          pattern(
              "(.+)[_-](?:baseline|bl|follow[_-]?up|fu|pre|post|pre[_-]?op|post[_-]?op|recurrence"
                  + "|progression|rescan|retest)\\d{0,2}"),
          // a terse visit or a date, but only after a number: study_V01 may be volunteer 1
          pattern("(.*\\d.*)[_-][vt]\\d{1,3}"),
          pattern("(.*\\d.*?)[_-](?:19|20)\\d\\d([-._])(?:0\\d|1[0-2])\\2(?:[0-2]\\d|3[01])"),
          pattern("(.*\\d.*?)[_-](?:[0-2]\\d|3[01])([-._])(?:[0-2]\\d|3[01])\\2(?:19|20)\\d\\d"));

  private static final Pattern LETTER = pattern("(.+)_[a-z]");

  private SubjectNames() {}

  /** The subject of each case; its own name where no other case is of the same subject. */
  static Map<String, String> of(List<String> caseNames) {
    Map<String, Integer> sharing = new HashMap<>();
    for (String name : caseNames) {
      sharing.merge(withoutVisit(name), 1, Integer::sum);
    }
    Map<String, String> subjects = new HashMap<>();
    for (String name : caseNames) {
      String subject = withoutVisit(name);
      subjects.put(name, sharing.get(subject) > 1 ? subject : name);
    }
    return subjects;
  }

  private static String withoutVisit(String name) {
    String rest = before(LETTER, name);
    for (String longer = null; !rest.equals(longer); ) {
      longer = rest;
      for (Pattern visit : VISITS) {
        rest = before(visit, rest);
      }
    }
    return rest;
  }

  private static String before(Pattern visit, String name) {
    Matcher matcher = visit.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
  }
}
