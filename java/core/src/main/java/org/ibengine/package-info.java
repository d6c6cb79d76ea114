/**
 * The front door: {@link org.ibengine.IbEngine} opens a prepared folder, an {@link
 * org.ibengine.Epoch} of it yields {@link org.ibengine.Batch}es.
 */
package org.ibengine;
