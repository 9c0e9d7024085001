/**
 * Doubles for tests, ours and yours: a disk whose power can be cut, a store in memory, an endpoint
 * and a receiver that do as told, a clock that is moved by hand.
 */
@NullMarked
package dev.carillon.testkit;

import org.jspecify.annotations.NullMarked;
