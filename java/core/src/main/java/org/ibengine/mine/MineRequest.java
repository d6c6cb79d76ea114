package org.ibengine.mine;

import java.nio.file.Path;

/** What is mined, how, and where to. */
public record MineRequest(MineInput input, Path output, MineOptions options) {}
