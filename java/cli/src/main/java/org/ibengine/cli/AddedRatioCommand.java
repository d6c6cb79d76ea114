package org.ibengine.cli;

/** As {@link AddedCommand}, a subcommand of {@code ib ratio}. */
public interface AddedRatioCommand extends Runnable {}
