/** Measurements, as ratios within one run. */
package dev.carillon.benchmarks;
