package org.ibengine.torch;

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
          .importPackages("org.ibengine.torch");

  @Test
  void batchesTensorsAndLibtorchAreAllThatIsSeen() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.torch..",
                    "org.ibengine",
                    "org.ibengine.backend",
                    "org.ibengine.error",
                    "org.ibengine.io",
                    "org.ibengine.options",
                    "org.ibengine.plan",
                    "org.ibengine.predict",
                    "org.ibengine.store",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "org.bytedeco..",
                    "com.fasterxml.jackson..",
                    "com.sun.jna",
                    "org.slf4j..",
                    "java..")
                .as("reside in the front door, its tensors or libtorch; in no command line"))
        .check(CLASSES);
  }

  @Test
  void lossesKnowLibtorchAndNoEngine() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.torch.loss")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ibengine", "org.ibengine.torch", "org.ibengine.tensor")
        .check(CLASSES);
  }
}
