/** Named counters, gauges and histograms, and their output. */
@NullMarked
package dev.carillon.stats;

import org.jspecify.annotations.NullMarked;
