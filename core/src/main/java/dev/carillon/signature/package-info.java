/** Proof of origin: secrets, signatures and checksums; bytes in, verdict out. */
@NullMarked
package dev.carillon.signature;

import org.jspecify.annotations.NullMarked;
