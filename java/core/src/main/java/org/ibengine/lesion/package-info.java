/**
 * Applies a {@link org.ibengine.label.LesionRule} to a label map. Values become runs along x in one
 * pass; everything after that looks at runs alone.
 */
package org.ibengine.lesion;
