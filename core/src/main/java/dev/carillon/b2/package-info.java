/** The face of Backblaze B2: its native API over the rooms, version 1 to 4 of its paths. */
@NullMarked
package dev.carillon.b2;

import org.jspecify.annotations.NullMarked;
