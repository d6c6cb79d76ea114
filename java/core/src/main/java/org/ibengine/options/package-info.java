/**
 * The choices of a reader as values: what is drawn ({@link org.ibengine.options.Sampling}), what a
 * batch holds ({@link org.ibengine.options.Delivery}) and what it may take ({@link
 * org.ibengine.options.Resources}). Immutable and thread-safe. Wrong values are refused where they
 * are set, with the name of the option. They can be compared, printed and written as JSON.
 */
package org.ibengine.options;
