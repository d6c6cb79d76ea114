package org.ibengine.cuda;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may see and show. */
class ArchitectureTest {
  private static final String[] NATIVE = {"com.sun.jna..", "jcuda.."};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ibengine.cuda");

  @Test
  void onlyTheGroundPackagesAndTheSpiAreSeen() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "org.ibengine.cuda",
                    "org.ibengine.augment",
                    "org.ibengine.backend",
                    "org.ibengine.error",
                    "org.ibengine.gzip",
                    "org.ibengine.packed",
                    "org.ibengine.label",
                    "org.ibengine.tensor",
                    "org.ibengine.text",
                    "org.ibengine.volume",
                    "com.sun.jna..",
                    "jcuda..",
                    "java..")
                .as("reside in the SPI, the ground packages, JNA or JCuda"))
        .check(CLASSES);
  }

  @Test
  void nothingThatRunsBeforeTheProbeSeesJCuda() {
    noClasses()
        .that()
        .haveSimpleName("CudaBackendProvider")
        .or()
        .haveSimpleName("DriverProbe")
        .or()
        .haveSimpleName("KernelImage")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jcuda..")
        .check(CLASSES);
  }

  @Test
  void theDriverIsCalledByTheOwnersAlone() {
    noClasses()
        .that()
        .areNotAssignableTo(Owner.class)
        .and()
        .doNotHaveSimpleName("Context")
        .and()
        .doNotHaveSimpleName("Cuda")
        .and()
        .doNotHaveSimpleName("JCudaLibrary")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("JCudaDriver")
        .check(CLASSES);
  }

  @Test
  void noPublicSignatureHasATypeOfJnaOrJCuda() {
    noMethods()
        .that()
        .arePublic()
        .should()
        .haveRawParameterTypes(anyElementThat(resideInAnyPackage(NATIVE)))
        .orShould()
        .haveRawReturnType(resideInAnyPackage(NATIVE))
        .check(CLASSES);
    fields()
        .should()
        .notBePublic()
        .orShould()
        .notHaveRawType(resideInAnyPackage(NATIVE))
        .check(CLASSES);
  }

  @Test
  void onlyTheProviderIsPublic() {
    classes()
        .that()
        .doNotHaveSimpleName("CudaBackendProvider")
        .should()
        .notBePublic()
        .check(CLASSES);
  }

  @Test
  void nobodyOutsideSeesTheNativeLibraries() {
    noClasses()
        .that()
        .resideInAPackage("org.ibengine.backend")
        .should()
        .dependOnClassesThat(resideInAPackage("jcuda.."))
        .check(new ClassFileImporter().importPackages("org.ibengine.backend"));
  }
}
