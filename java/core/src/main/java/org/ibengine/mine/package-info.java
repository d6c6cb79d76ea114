/**
 * {@code ib mine}: finds scans, lung masks and findings, and cuts windows without findings that
 * look hard. The rules are in {@link org.ibengine.centre}, the draw is in {@link
 * org.ibengine.plan.MiningDraw}.
 */
package org.ibengine.mine;
