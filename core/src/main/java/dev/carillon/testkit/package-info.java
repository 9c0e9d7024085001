/** Doubles for tests, ours and yours: a disk whose power can be cut, a store in memory. */
@NullMarked
package dev.carillon.testkit;

import org.jspecify.annotations.NullMarked;
