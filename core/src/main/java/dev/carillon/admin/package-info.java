/** The face for operators of the server: health, metrics, and the calls of their commands. */
@NullMarked
package dev.carillon.admin;

import org.jspecify.annotations.NullMarked;
