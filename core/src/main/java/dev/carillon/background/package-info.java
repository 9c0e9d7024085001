/** Work that is repeated beside the requests of clients, such as the removal of outdated data. */
@NullMarked
package dev.carillon.background;

import org.jspecify.annotations.NullMarked;
