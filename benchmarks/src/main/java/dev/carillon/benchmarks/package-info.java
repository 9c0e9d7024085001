/** Measurements: ratios within one run. */
package dev.carillon.benchmarks;
