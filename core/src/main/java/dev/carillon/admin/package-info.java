/** The face for those who run the server: health, metrics, and what their commands ask. */
@NullMarked
package dev.carillon.admin;

import org.jspecify.annotations.NullMarked;
