/**
 * The ordered key-value store that holds everything durable: one contract, and the engines that
 * implement it.
 */
@NullMarked
package dev.carillon.state;

import org.jspecify.annotations.NullMarked;
