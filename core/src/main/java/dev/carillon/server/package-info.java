/**
 * The whole program: configuration, wiring, start and stop, and the assignment of faces to ports.
 */
@NullMarked
package dev.carillon.server;

import org.jspecify.annotations.NullMarked;
