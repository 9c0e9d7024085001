/** Calls to a B2 service, Carillon's or Backblaze's, for the rules of its buckets. */
@NullMarked
package dev.carillon.b2client;

import org.jspecify.annotations.NullMarked;
