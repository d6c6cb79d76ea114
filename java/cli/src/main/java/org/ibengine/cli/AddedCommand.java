package org.ibengine.cli;

/**
 * A command of {@code ib} that lies in a jar of its own, as those of benchmarks do: found by {@link
 * java.util.ServiceLoader}, with the name that its {@code @Command} says.
 */
public interface AddedCommand extends Runnable {}
