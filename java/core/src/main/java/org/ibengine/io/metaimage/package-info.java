/**
 * MetaImage ({@code .mha}, {@code .mhd}): a reader that {@link org.ibengine.io.ImageFiles} finds.
 */
package org.ibengine.io.metaimage;
