/** The native API of Backblaze B2, version 1 to 4 of its paths, over the store and the rules. */
@NullMarked
package dev.carillon.b2;

import org.jspecify.annotations.NullMarked;
