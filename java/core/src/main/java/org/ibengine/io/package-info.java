/**
 * Images of any format. {@link org.ibengine.io.ImageFiles} says which files are images and reads
 * them; {@link org.ibengine.io.ImageHeader} and {@link org.ibengine.io.Image} are what it gives.
 *
 * <p>A new format is one package with an {@link org.ibengine.io.ImageReader} and one line in {@code
 * META-INF/services/org.ibengine.io.ImageReader}. {@link org.ibengine.io.DecodedFile}, {@link
 * org.ibengine.io.Scratch} and {@link org.ibengine.io.VoxelLoader} are what its reader is made of.
 */
package org.ibengine.io;
