/** Buckets and objects: a change and its events in one commit, and the data behind them. */
@NullMarked
package dev.carillon.store;

import org.jspecify.annotations.NullMarked;
