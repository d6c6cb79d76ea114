package org.ibengine.prepare;

/**
 * Something about a case that a person should look at; the case is prepared all the same.
 *
 * @param message starts with the file or folder concerned
 */
public record CaseWarning(String caseName, String message) {}
