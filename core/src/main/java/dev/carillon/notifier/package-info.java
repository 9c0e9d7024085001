/** The journey joined: match, journal, deliver. */
@NullMarked
package dev.carillon.notifier;

import org.jspecify.annotations.NullMarked;
