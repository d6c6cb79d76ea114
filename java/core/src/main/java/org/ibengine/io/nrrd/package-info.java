/** NRRD ({@code .nrrd}, {@code .nhdr}): a reader that {@link org.ibengine.io.ImageFiles} finds. */
package org.ibengine.io.nrrd;
