package org.ibengine.train;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Commands turn words into calls of the library, and results into text. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.train");

  @Test
  void theLibraryIsSeenFromItsDoorsAndLibtorchNotAtAll() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.train..",
                    "org.ibengine",
                    "org.ibengine.backend",
                    "org.ibengine.cli",
                    "org.ibengine.cli.chart",
                    "org.ibengine.cli.measure",
                    "org.ibengine.cli.options",
                    "org.ibengine.cli.text",
                    "org.ibengine.csv",
                    "org.ibengine.dataset",
                    "org.ibengine.error",
                    "org.ibengine.index",
                    "org.ibengine.io",
                    "org.ibengine.label",
                    "org.ibengine.options",
                    "org.ibengine.place",
                    "org.ibengine.predict",
                    "org.ibengine.store",
                    "org.ibengine.study",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.torch..",
                    "org.ibengine.volume",
                    "org.ibengine.work",
                    "com.fasterxml.jackson..",
                    "picocli..",
                    "java..")
                .as("see what computes by its library alone"))
        .check(CLASSES);
  }
}
