/**
 * The choices of a reader as values: what is drawn ({@link org.ibengine.options.Sampling}), what a
 * batch holds ({@link org.ibengine.options.Delivery}) and what it may take ({@link
 * org.ibengine.options.Resources}). Immutable and thread-safe; each is refused where it is set, by
 * the name of the option, and can be compared, printed and written as JSON.
 */
package org.ibengine.options;
