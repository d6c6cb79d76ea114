/**
 * NIfTI-1 and NIfTI-2: the reader that {@link org.ibengine.io.ImageFiles} finds, and a writer of
 * NIfTI-1. Nobody else names its classes but who writes NIfTI.
 */
package org.ibengine.io.nifti;
