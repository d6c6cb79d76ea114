package org.ibengine.dlpack;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.dlpack");

  @Test
  void batchesAndTensorsAreAllThatIsSeen() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.dlpack",
                    "org.ibengine",
                    "org.ibengine.backend",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "com.sun.jna..",
                    "org.slf4j..",
                    "java..")
                .as("reside in the front door, its tensors or JNA"))
        .check(CLASSES);
  }

  @Test
  void noBackendIsNamedThatBatchesCouldComeFrom() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Backend")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Provider")
        .check(CLASSES);
  }
}
