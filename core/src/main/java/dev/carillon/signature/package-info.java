/** Secrets, signatures and checksums: verifies who sent a request and that its body is complete. */
@NullMarked
package dev.carillon.signature;

import org.jspecify.annotations.NullMarked;
