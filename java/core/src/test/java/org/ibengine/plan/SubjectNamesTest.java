package org.ibengine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectNamesTest {
  @ParameterizedTest
  @CsvSource({
    "BraTS-GLI-00007-000, BraTS-GLI-00007-001, BraTS-GLI-00007",
    "BraTS-GLI-00005-100, BraTS-GLI-00005-101, BraTS-GLI-00005",
    "BraTS-MET-00086-000, BraTS-MET-00086-001, BraTS-MET-00086",
    "BraTS-PED-00001-000, BraTS-PED-00001-001, BraTS-PED-00001",
    "BraTS-SSA-00002-000, BraTS-SSA-00002-001, BraTS-SSA-00002",
    "BraTS-MEN-00004-000, BraTS-MEN-00004-001, BraTS-MEN-00004",
    "BraTS-MEN-RT-0004-1, BraTS-MEN-RT-0004-2, BraTS-MEN-RT-0004",
    "BraTS-GoAT-00003-000, BraTS-GoAT-00003-001, BraTS-GoAT-00003",
    "UPENN-GBM-00001_11, UPENN-GBM-00001_21, UPENN-GBM-00001",
    "OAS2_0001_MR1, OAS2_0001_MR2, OAS2_0001",
    "OAS30001_MR_d0129, OAS30001_MR_d0757, OAS30001",
    "sub-01_ses-01, sub-01_ses-02, sub-01",
    "sub-01_ses-pre_run-2, sub-01_ses-post_run-1, sub-01",
    "sub-01_run-1, sub-01_run-2, sub-01",
    "sub-01, sub-01_ses-02, sub-01",
    "P04_ses-01, P04_ses-02, P04",
    "p1_a, p1_b, p1",
    "p1_A, p1_B, p1",
    "patient_tp1, patient_tp2, patient",
    "patient12_tp01, patient12_tp02, patient12",
    "p3_timepoint_1, p3_timepoint_2, p3",
    "Patient-001_week-000-1, Patient-001_week-044, Patient-001",
    "p3-visit2, p3-visit3, p3",
    "p3_baseline, p3_followup, p3",
    "p3_baseline, p3_follow-up2, p3",
    "p3, p3_fu1, p3",
    "p3_pre, p3_post, p3",
    "p3_preop, p3_postop, p3",
    "pat01_V01, pat01_V02, pat01",
    "P1_T1, P1_T2, P1",
    "pat01_2019-03-04, pat01_2020-12-31, pat01",
    "TCGA-02-0006_1996.08.23, TCGA-02-0006_1997.01.02, TCGA-02-0006",
    "PETCT_0011f3deaf_03-23-2003, PETCT_0011f3deaf_04-01-2004, PETCT_0011f3deaf",
    "p1_V01_a, p1_V02_b, p1"
  })
  void visitsOfOnePersonAreOneSubject(String one, String other, String subject) {
    assertEquals(Map.of(one, subject, other, subject), SubjectNames.of(List.of(one, other)));
  }

  @ParameterizedTest
  @CsvSource({
    "case_001, case_002",
    "case_1, case_2",
    "BraTS-GLI-00007-000, BraTS-GLI-00008-000",
    "BraTS-GoAT-00001, BraTS-GoAT-00002",
    "BraTS20_Training_001, BraTS20_Training_002",
    "BraTS2021_00000, BraTS2021_00002",
    "Brats18_CBICA_AAB_1, Brats18_CBICA_AAG_1",
    "UPENN-GBM-00001_11, UPENN-GBM-00002_11",
    "sub-01_ses-01, sub-02_ses-01",
    "sub-01, sub-02",
    "liver_0, liver_1",
    "patient-001, patient-002",
    "UCSF-PDGM-0004, UCSF-PDGM-0005",
    "site1_001, site1_002",
    "p1_20190304, p1_20190305",
    "study_V01, study_V02",
    "scan_2019-03-04, scan_2019-03-05",
    "p1_x1, p1_x2",
    "study_pre_01, study_pre_02",
    "lesion_left, lesion_right",
    "p1_aa, p1_bb",
    "mouse-12, mouse-13",
    "a_1, a_2"
  })
  void othersAreTwo(String one, String other) {
    assertEquals(Map.of(one, one, other, other), SubjectNames.of(List.of(one, other)));
  }

  @Test
  void sixNumberedCasesAreSixSubjects() {
    List<String> cases =
        List.of("case_001", "case_002", "case_003", "case_004", "case_005", "case_006");
    assertEquals(6, new HashSet<>(SubjectNames.of(cases).values()).size());
  }

  @Test
  void aCaseThatIsAloneHasItsOwnNameAsSubject() {
    assertEquals(
        Map.of("p1_a", "p1", "p1_b", "p1", "p2_a", "p2_a", "p3", "p3", "_x", "_x"),
        SubjectNames.of(List.of("p1_a", "p1_b", "p2_a", "p3", "_x")));
  }
}
