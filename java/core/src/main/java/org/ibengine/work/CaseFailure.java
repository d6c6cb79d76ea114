package org.ibengine.work;

/**
 * A case that failed.
 *
 * @param message starts with the file or folder concerned
 */
public record CaseFailure(String caseName, String message) {}
