/** The reader of a live tail on another server: connects, and goes on after its cursor. */
@NullMarked
package dev.carillon.tailclient;

import org.jspecify.annotations.NullMarked;
