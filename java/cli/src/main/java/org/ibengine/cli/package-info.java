/**
 * The {@code ib} command: the list of its commands, and what is said of wrong command lines. A
 * command is a package of its own and imports none of another; what they share lies in {@code
 * options}, {@code text} and {@code measure}.
 */
package org.ibengine.cli;
