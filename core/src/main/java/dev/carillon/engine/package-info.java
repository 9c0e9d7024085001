/**
 * The delivery engine: everything that keeps, matches and delivers events, joined over one state.
 */
@NullMarked
package dev.carillon.engine;

import org.jspecify.annotations.NullMarked;
