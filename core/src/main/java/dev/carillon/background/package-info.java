/** Work that is repeated beside the requests of clients, such as removing what is out of date. */
@NullMarked
package dev.carillon.background;

import org.jspecify.annotations.NullMarked;
