package org.ibengine.prepare;

/**
 * A case that could not be prepared.
 *
 * @param message starts with the file or folder concerned
 */
public record CaseFailure(String caseName, String message) {}
