package org.ibengine.cli.options;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the manifest of the jar. */
public final class JarVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text(JarVersion.class.getPackage().getImplementationVersion())};
  }

  /** Classes that were not packed into a jar have no manifest, so {@code version} may be null. */
  static String text(String version) {
    return "ib-engine " + (version == null ? "(not packed, version unknown)" : version);
  }
}
