/**
 * Doubles for tests, for this project and its users: a disk whose power can be cut, a state in
 * memory, a scripted endpoint and receiver, and a clock that is set by hand.
 */
@NullMarked
package dev.carillon.testkit;

import org.jspecify.annotations.NullMarked;
