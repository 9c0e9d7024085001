/** Named counters, gauges and histograms, and how they are read. */
@NullMarked
package dev.carillon.stats;

import org.jspecify.annotations.NullMarked;
