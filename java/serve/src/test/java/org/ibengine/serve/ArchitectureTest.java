package org.ibengine.serve;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.ibengine.dataset.VoxelSpace;
import org.junit.jupiter.api.Test;

/** What this module may see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.serve");

  @Test
  void theFrontDoorAndTheAbilityToShareAreAllThatIsSeen() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.serve",
                    "org.ibengine",
                    "org.ibengine.backend",
                    "org.ibengine.error",
                    "org.ibengine.io",
                    "org.ibengine.label",
                    "org.ibengine.plan",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "com.fasterxml.jackson..",
                    "com.sun.jna",
                    "java..")
                .or(belongToAnyOf(VoxelSpace.class)) // of an item of a batch
                .as("reside in the front door and what it shows, in Jackson or JNA; in no backend"))
        .check(CLASSES);
  }

  @Test
  void theSystemIsCalledForSchedulingAlone() {
    noClasses()
        .that()
        .doNotHaveSimpleName("BatchScheduling")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.jna..")
        .check(CLASSES);
  }
}
