/**
 * What an epoch shows, in which order, turned and changed how: a pure function of sites, options,
 * seed and epoch. Knows neither files nor clocks nor threads.
 */
package org.ibengine.plan;
