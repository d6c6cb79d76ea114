package org.ibengine.input;

/**
 * Files that may have been meant and are not taken.
 *
 * @param caseName or the name of the folder concerned
 * @param message starts with the folder concerned
 */
public record InputWarning(String caseName, String message) {}
